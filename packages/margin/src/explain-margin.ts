import type { MarginMode } from '@spillway/protocol';
import { type CloseOutReport, explainCloseOut } from './close-out.ts';
import { decimalText, MarginDecimal, sumOf } from './decimal.ts';
import { explainPosition, type PositionFigures } from './explain-position.ts';
import type { ExplainTerm } from './explanation.ts';
import type { LiquidationAnswer } from './liquidation-price.ts';
import { tierAt, tierNumberAt } from './maintenance-tiers.ts';
import {
  bucketValue,
  type ContractKind,
  type PositionSide,
  unrealisedProfit,
  valueAt,
} from './margin-position.ts';
import type { MarginRequest } from './margin-request.ts';
import { claimedMargin, openingFees, ordersMaintenance } from './open-orders.ts';
import { parseMarginRequest } from './parse-margin-request.ts';
import { crossPool, maintenanceOf } from './position-backing.ts';
import type { MarginAccount } from './resolve-request.ts';
import { roundedAmounts, roundedPrices } from './rounded-figures.ts';

/** `never`: no price of this instrument alone liquidates. `always`: every price of it does. */
export type NoPriceReason = 'never' | 'always';

/**
 * One position's figures; numbers are decimal strings of up to 20 significant digits, amounts in the currency that
 * the contract pays.
 */
export interface PositionReport {
  readonly symbol: string;
  readonly mode: MarginMode;
  readonly side: PositionSide;
  /** On the basis that maintenance is taken of. */
  readonly notional: string;
  /** Null when the request states no leverage. */
  readonly initialMargin: string | null;
  /** Of the tier at the notional, without closing fee. */
  readonly maintenanceRate: string;
  /** With the closing fee, where the rules have one. */
  readonly maintenanceMargin: string;
  /** What lies in the bucket, coin at its mark price, after any funding; null in cross. */
  readonly isolatedMargin: string | null;
  /** Negative when received; null when the request states no funding rate. */
  readonly fundingPaid: string | null;
  readonly unrealisedProfit: string;
  /** Bucket and own profit for isolated; the whole cross account for cross. */
  readonly equity: string;
  /** Maintenance / equity; liquidation at 1. Null when the equity is not positive. */
  readonly marginRatio: string | null;
  readonly isLiquidatable: boolean;
  readonly liquidationPrice: string | null;
  /** The price on the other side that would liquidate too: of a hedged pair, or a bucket with coin in it. */
  readonly secondLiquidationPrice?: string;
  /** Present where there is no liquidation price. */
  readonly reason?: NoPriceReason;
  readonly bankruptcyPrice: string | null;
  /** The number of the tier at the notional now and at the liquidation price; null where no tiers are stated. */
  readonly tier: number | null;
  readonly liquidationTier: number | null;
  /** Figures as the rules would have them shown; present where the rules state a rounding. */
  readonly rounded?: Readonly<Record<string, string | null>>;
  readonly explain: readonly ExplainTerm[];
}

/** The cross side of the account. */
export interface AccountReport {
  /** Amounts of an inverse account are in coin. */
  readonly contract: ContractKind;
  /** After any funding. */
  readonly wallet: string;
  readonly isolatedMargin: string;
  /** Less the opening fees of orders, where the rules count them. */
  readonly crossEquity: string;
  /** With that of orders, where the rules count it. */
  readonly crossMaintenanceMargin: string;
  /** Null when the cross equity is not positive. */
  readonly crossMarginRatio: string | null;
  /** Initial margin of cross positions and of all orders; null when a leverage is not stated. */
  readonly claimedMargin: string | null;
  /** `max(0, cross equity − claimed margin)`; null when a leverage is not stated. */
  readonly available: string | null;
}

export interface MarginReport {
  readonly target: string | null;
  readonly account: AccountReport;
  /** In the order of the request. */
  readonly positions: readonly PositionReport[];
  /** Present where the request asks for it. */
  readonly closeOut?: CloseOutReport;
}

function isLiquidatable(figures: PositionFigures, isTriggerInclusive: boolean): boolean {
  const { equity, maintenanceCovered } = figures;
  return isTriggerInclusive ? equity.lte(maintenanceCovered) : equity.lt(maintenanceCovered);
}

type LiquidationFields = Pick<PositionReport, 'liquidationPrice' | 'secondLiquidationPrice' | 'reason'>;

function liquidationFields(answer: LiquidationAnswer): LiquidationFields {
  if (answer.kind !== 'price') return { liquidationPrice: null, reason: answer.kind };
  const price = decimalText(answer.price);
  return answer.secondPrice === null
    ? { liquidationPrice: price }
    : { liquidationPrice: price, secondLiquidationPrice: decimalText(answer.secondPrice) };
}

const textOrNull = (value: MarginDecimal | null): string | null =>
  value === null ? null : decimalText(value);

function tierNumbers(figures: PositionFigures): Pick<PositionReport, 'tier' | 'liquidationTier'> {
  const { position, notional, liquidation } = figures;
  if (position.isRateStated) return { tier: null, liquidationTier: null };
  const atPrice = liquidation.kind === 'price' ? valueAt(position, liquidation.price) : null;
  return {
    tier: tierNumberAt(position.tiers, notional),
    liquidationTier: atPrice === null ? null : tierNumberAt(position.tiers, atPrice),
  };
}

type ExactFigures = Omit<PositionReport, 'rounded' | 'explain'>;

function exactFigures(figures: PositionFigures, account: MarginAccount): ExactFigures {
  const { position } = figures;
  return {
    symbol: position.symbol,
    mode: position.mode,
    side: position.side,
    notional: decimalText(figures.notional),
    initialMargin: textOrNull(figures.initialMargin),
    maintenanceRate: decimalText(tierAt(position.tiers, figures.notional).rate),
    maintenanceMargin: decimalText(figures.maintenanceMargin),
    isolatedMargin: position.isolatedMargin === null ? null : decimalText(bucketValue(position)),
    fundingPaid: position.fundingRate === null ? null : decimalText(position.fundingPaid),
    unrealisedProfit: decimalText(unrealisedProfit(position)),
    equity: decimalText(figures.equity),
    marginRatio: textOrNull(figures.marginRatio),
    isLiquidatable: isLiquidatable(figures, account.rules.isTriggerInclusive),
    ...liquidationFields(figures.liquidation),
    bankruptcyPrice: textOrNull(figures.bankruptcyPrice),
    ...tierNumbers(figures),
  };
}

function roundedFigures(
  exact: ExactFigures,
  { liquidation }: PositionFigures,
  { rules: { rounding } }: MarginAccount,
): Pick<PositionReport, 'rounded'> {
  if (rounding.tickSize === null && rounding.amountStep === null) return {};
  const { liquidationPrice, bankruptcyPrice, initialMargin, maintenanceMargin, equity } = exact;
  // Both legs of a pair share a price: below the mark it is rounded as a long's, above it as a short's.
  const isDueBelow = liquidation.kind === 'price' && liquidation.isDueBelow;
  return {
    rounded: {
      ...roundedPrices({ liquidationPrice }, isDueBelow ? 'long' : 'short', rounding),
      ...roundedPrices({ bankruptcyPrice }, exact.side, rounding),
      ...roundedAmounts({ initialMargin, maintenanceMargin, equity }, rounding),
    },
  };
}

function positionReport(figures: PositionFigures, account: MarginAccount): PositionReport {
  const exact = exactFigures(figures, account);
  return { ...exact, ...roundedFigures(exact, figures, account), explain: figures.explanation.terms };
}

function accountReport(account: MarginAccount): AccountReport {
  const pool = crossPool(account);
  const cross = account.positions.filter(({ mode }) => mode === 'cross');
  const crossEquity = pool.add(sumOf(cross.map(unrealisedProfit))).sub(openingFees(account));
  const maintenance = sumOf(cross.map((position) => maintenanceOf(position, account.rules))).add(
    ordersMaintenance(account),
  );
  const claimed = claimedMargin(account);
  return {
    contract: account.rules.contract,
    wallet: decimalText(account.wallet),
    isolatedMargin: decimalText(account.wallet.sub(pool)),
    crossEquity: decimalText(crossEquity),
    crossMaintenanceMargin: decimalText(maintenance),
    crossMarginRatio: crossEquity.gt(0) ? decimalText(maintenance.div(crossEquity)) : null,
    claimedMargin: textOrNull(claimed),
    available: claimed === null ? null : decimalText(MarginDecimal.max(0, crossEquity.sub(claimed))),
  };
}

/** The report on an account that `parseMarginRequest` has resolved. */
export function reportMargin(account: MarginAccount): MarginReport {
  const figures = account.positions.map((position) => explainPosition(position, account));
  const { closeOut } = account;
  const closed = figures.find(({ position }) => position === closeOut?.position);
  return {
    target: account.target,
    account: accountReport(account),
    positions: figures.map((each) => positionReport(each, account)),
    ...(closeOut === null || closed === undefined
      ? {}
      : { closeOut: explainCloseOut(closeOut, closed, account) }),
  };
}

/**
 * Margins, liquidation and bankruptcy price of every position, each term explained. The request must stand for
 * itself (no preset by name); a request that `parseMarginRequest` handed back does.
 *
 * @throws RangeError with one line per fault when the request is wrong.
 */
export function explainMargin(request: MarginRequest): MarginReport {
  const parsed = parseMarginRequest(request);
  if (!parsed.isParsed) throw new RangeError(parsed.faults.join('\n'));
  return reportMargin(parsed.account);
}
