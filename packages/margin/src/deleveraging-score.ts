/** Who is deleveraged first: the scores of several venues. Higher comes first. */
import { MarginDecimal } from './decimal.ts';
import type { Explanation } from './explanation.ts';

/**
 * `binance`, `bitmex` (CoinEx, MEXC, XT and the house too), `hyperliquid`; `profit-to-balance`, profit over what the
 * account put in (FLOX); `in-order`, the order in which the candidates are stated (dYdX, which begins anywhere).
 */
export type DeleveragingRanking = 'binance' | 'bitmex' | 'hyperliquid' | 'profit-to-balance' | 'in-order';

/** A position on the other side, with the account behind it. Amounts in quote currency. */
export interface ScoredPosition {
  readonly sign: 1 | -1;
  readonly quantity: MarginDecimal;
  readonly entryPrice: MarginDecimal;
  readonly markPrice: MarginDecimal;
  /** Cash behind the position, without its profit. */
  readonly balance: MarginDecimal;
  /** What its maintenance is; Binance's score needs it. */
  readonly maintenanceMargin: MarginDecimal;
}

/** A score with its formula in the names of `scoreTerms`. */
export interface Score {
  readonly formula: string;
  readonly value: MarginDecimal;
}

const ZERO = new MarginDecimal(0);

export function profitOf({ sign, quantity, entryPrice, markPrice }: ScoredPosition): MarginDecimal {
  return markPrice.sub(entryPrice).mul(quantity).mul(sign);
}

/** The names that the formulas use, each with the candidate's number, and what they stand for. */
export function explainScoreTerms(id: number, position: ScoredPosition, explanation: Explanation): void {
  const { quantity, entryPrice, balance, maintenanceMargin, markPrice } = position;
  explanation.given(`side of ${id}`, 'side', new MarginDecimal(position.sign));
  explanation.given(`quantity of ${id}`, 'qty', quantity);
  explanation.given(`entry of ${id}`, 'entry', entryPrice);
  explanation.given(`balance of ${id}`, 'balance', balance);
  explanation.given(`maintenance of ${id}`, 'maintenanceMargin', maintenanceMargin);
  const profit = `side of ${id} × quantity of ${id} × (mark price − entry of ${id})`;
  explanation.derived(`profit of ${id}`, profit, profitOf(position));
  explanation.derived(`notional of ${id}`, `quantity of ${id} × mark price`, quantity.mul(markPrice));
  const equity = balance.add(profitOf(position));
  explanation.derived(`equity of ${id}`, `balance of ${id} + profit of ${id}`, equity);
}

/**
 * `max(0, profit) ÷ max(1, balance) × maintenance ÷ (balance + profit)`; 0 where nothing is left of the account.
 * Binance FAQ 360033525471.
 */
function binanceScore(id: number, position: ScoredPosition): Score {
  const equity = position.balance.add(profitOf(position));
  if (equity.lte(0)) return { formula: '0', value: ZERO };
  const gain = MarginDecimal.max(0, profitOf(position)).div(MarginDecimal.max(1, position.balance));
  return {
    formula: `max(0, profit of ${id}) ÷ max(1, balance of ${id}) × maintenance of ${id} ÷ equity of ${id}`,
    value: gain.mul(position.maintenanceMargin).div(equity),
  };
}

/**
 * `profit % × effective leverage`, or in a loss `profit % ÷ effective leverage`. BitMEX states leverage as
 * `|value at mark| ÷ (value at mark − value at bankruptcy)`; the difference is the equity behind the position.
 * Null where none is left: the account is bankrupt itself. BitMEX, auto-deleveraging.
 */
function bitmexScore(id: number, position: ScoredPosition): Score | null {
  const { quantity, entryPrice, markPrice, balance } = position;
  const equity = balance.add(profitOf(position));
  if (equity.lte(0)) return null;
  const profitShare = profitOf(position).div(quantity.mul(entryPrice));
  const leverage = quantity.mul(markPrice).div(equity);
  const share = `profit of ${id} ÷ (quantity of ${id} × entry of ${id})`;
  return profitShare.gt(0)
    ? { formula: `${share} × (notional of ${id} ÷ equity of ${id})`, value: profitShare.mul(leverage) }
    : { formula: `${share} ÷ (notional of ${id} ÷ equity of ${id})`, value: profitShare.div(leverage) };
}

/**
 * `mark ÷ entry × notional ÷ account value`, for a short `entry ÷ mark`, the only reading that ranks its gains.
 * Null where no value is left. Hyperliquid documentation, auto-deleveraging.
 */
function hyperliquidScore(id: number, position: ScoredPosition): Score | null {
  const { sign, quantity, entryPrice, markPrice, balance } = position;
  const equity = balance.add(profitOf(position));
  if (equity.lte(0)) return null;
  const move = sign === 1 ? markPrice.div(entryPrice) : entryPrice.div(markPrice);
  const moveFormula = sign === 1 ? `mark price ÷ entry of ${id}` : `entry of ${id} ÷ mark price`;
  return {
    formula: `${moveFormula} × notional of ${id} ÷ equity of ${id}`,
    value: move.mul(quantity).mul(markPrice).div(equity),
  };
}

/** `profit ÷ balance`; null without a balance. FLOX-Foundation/flox, liquidation engine. */
function profitToBalance(id: number, position: ScoredPosition): Score | null {
  if (position.balance.lte(0)) return null;
  return {
    formula: `profit of ${id} ÷ balance of ${id}`,
    value: profitOf(position).div(position.balance),
  };
}

/** The score of a candidate; null where it has none and comes last. */
export function deleveragingScore(
  ranking: DeleveragingRanking,
  id: number,
  position: ScoredPosition,
): Score | null {
  switch (ranking) {
    case 'binance':
      return binanceScore(id, position);
    case 'bitmex':
      return bitmexScore(id, position);
    case 'hyperliquid':
      return hyperliquidScore(id, position);
    case 'profit-to-balance':
      return profitToBalance(id, position);
    case 'in-order':
      return null;
  }
}
