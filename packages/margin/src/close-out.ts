/** What closing a position, or a part of it, comes to: the bankruptcy quote, the fillable price, the wallet after. */
import { decimalText, MarginDecimal } from './decimal.ts';
import type { PositionFigures } from './explain-position.ts';
import { type ExplainTerm, Explanation } from './explanation.ts';
import { FILLABLE_FORMULA, fillablePrice } from './fillable-price.ts';
import { maintenanceMargin } from './maintenance-tiers.ts';
import { type PositionSide, signOf, valueAt } from './margin-position.ts';
import { effectiveTable } from './position-backing.ts';
import type { CloseOut, MarginAccount } from './resolve-request.ts';

/** Decimal strings in the quote currency; a price is for one coin. */
export interface CloseOutReport {
  readonly symbol: string;
  readonly side: PositionSide;
  readonly qty: string;
  /**
   * What the part must bring when sold (positive), or may cost when bought back (negative), for the account to end
   * with nothing more lost than the part's share of its equity.
   */
  readonly bankruptcyQuote: string;
  readonly bankruptcyPrice: string;
  /** Null unless the request states bankruptcy adjustment and spread. */
  readonly fillablePrice: string | null;
  /** The price of the close: stated, or the bankruptcy price. */
  readonly price: string;
  /** Profit, or negative loss, that the close realises. */
  readonly realisedProfit: string;
  /** Cash afterwards, buckets included; a loss never reaches beyond the bucket of an isolated position. */
  readonly walletAfter: string;
  readonly explain: readonly ExplainTerm[];
}

/** The part's share of the equity, in proportion to the maintenance that it frees. */
function shareOfEquity(closeOut: CloseOut, figures: PositionFigures, account: MarginAccount): MarginDecimal {
  const { position, quantity } = closeOut;
  const left = position.quantity.sub(quantity);
  if (figures.maintenanceCovered.isZero()) return quantity.div(position.quantity);
  const reference = account.rules.maintenanceBasis === 'mark' ? position.markPrice : position.entryPrice;
  const table = effectiveTable(position, account.rules);
  const maintenanceLeft = maintenanceMargin(table, valueAt({ ...position, quantity: left }, reference));
  return figures.maintenanceMargin.sub(maintenanceLeft).div(figures.maintenanceCovered);
}

function explainFillable(
  { fillable, position }: CloseOut,
  figures: PositionFigures,
  explanation: Explanation,
): MarginDecimal | null {
  if (fillable === null || figures.maintenanceCovered.isZero()) return null;
  const { bankruptcyAdjustment, spreadToMaintenanceRatio } = fillable;
  const maintenanceRate = figures.maintenanceMargin.div(figures.notional);
  explanation.given('maintenance covered', 'all that the equity must cover', figures.maintenanceCovered);
  explanation.given('own maintenance rate', 'maintenance margin ÷ notional of the position', maintenanceRate);
  explanation.given('bankruptcy adjustment', 'bankruptcyAdjustment', bankruptcyAdjustment);
  explanation.given('spread to maintenance ratio', 'spreadToMaintenanceRatio', spreadToMaintenanceRatio);
  const price = fillablePrice({
    sign: signOf(position),
    markPrice: position.markPrice,
    maintenanceRate,
    equity: figures.equity,
    maintenanceCovered: figures.maintenanceCovered,
    bankruptcyAdjustment,
    spreadToMaintenanceRatio,
  });
  return explanation.derived('fillable price', FILLABLE_FORMULA, price);
}

/** Cash after the close; what an isolated bucket cannot pay is not the account's to pay. */
function walletAfter(
  { position, quantity }: CloseOut,
  realisedProfit: MarginDecimal,
  { wallet }: MarginAccount,
): MarginDecimal {
  const bucket = position.isolatedMargin;
  if (bucket === null) return wallet.add(realisedProfit);
  const released = bucket.mul(quantity).div(position.quantity);
  return wallet.sub(released).add(MarginDecimal.max(0, released.add(realisedProfit)));
}

/**
 * Closing `closeOut.quantity` of a position: `side × quantity × mark − share of equity` is the quote at which the
 * account is left with the equity of the rest (dydxprotocol/v4-chain, GetBankruptcyPriceInQuoteQuantums; the chain
 * rounds towards +∞, in favour of the fund).
 */
export function explainCloseOut(
  closeOut: CloseOut,
  figures: PositionFigures,
  account: MarginAccount,
): CloseOutReport {
  const { position, quantity } = closeOut;
  const explanation = new Explanation();
  const sign = signOf(position);
  const side = explanation.given('side', 'of the position closed', new MarginDecimal(sign));
  explanation.given('quantity closed', 'qty of closeOut, or the whole position', quantity);
  explanation.given('mark price', 'mark', position.markPrice);
  explanation.given('entry price', 'entry', position.entryPrice);
  explanation.given('equity', 'behind the position, see there', figures.equity);
  const share = shareOfEquity(closeOut, figures, account);
  explanation.given('share of maintenance', 'maintenance that the close frees ÷ all that is covered', share);
  const quote = explanation.derived(
    'bankruptcy quote',
    'side × quantity closed × mark price − equity × share of maintenance',
    side.mul(quantity).mul(position.markPrice).sub(figures.equity.mul(share)),
  );
  const bankruptcyPrice = explanation.derived(
    'bankruptcy price',
    'side × bankruptcy quote ÷ quantity closed',
    quote.mul(sign).div(quantity),
  );
  const fillable = explainFillable(closeOut, figures, explanation);
  const price = closeOut.price ?? bankruptcyPrice;
  if (closeOut.price === null) explanation.derived('closing price', 'bankruptcy price', price);
  else explanation.given('closing price', 'price of closeOut', price);
  const realisedProfit = explanation.derived(
    'realised profit',
    'side × quantity closed × (closing price − entry price)',
    price.sub(position.entryPrice).mul(quantity).mul(sign),
  );
  return {
    symbol: position.symbol,
    side: position.side,
    qty: decimalText(quantity),
    bankruptcyQuote: decimalText(quote),
    bankruptcyPrice: decimalText(bankruptcyPrice),
    fillablePrice: fillable === null ? null : decimalText(fillable),
    price: decimalText(price),
    realisedProfit: decimalText(realisedProfit),
    walletAfter: decimalText(walletAfter(closeOut, realisedProfit, account)),
    explain: explanation.terms,
  };
}
