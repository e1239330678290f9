/**
 * Who is deleveraged first (rules D2, D6). A score is a product of two fractions of whole micros, kept as such, so that
 * two of them can be compared exactly: equal scores go by account number, and no rounding may decide between accounts.
 */

/** `(top × scale) / (bottom × base)`; bottom and base are above 0. */
export interface Score {
  readonly top: number;
  readonly bottom: number;
  readonly scale: number;
  readonly base: number;
}

const NOTHING: Score = { top: 0, bottom: 1, scale: 0, base: 1 };

/** A whole number of micros to divide by: at least one. */
function divisor(micros: number): number {
  return Math.max(1, micros);
}

/** A position as BitMEX ranks it. */
export interface LeveragedProfit {
  /** Of the position, unrealised, at mark. */
  readonly profitMicros: number;
  /** Signed cost of entry. */
  readonly costMicros: number;
  readonly notionalMicros: number;
  /** Behind the position at mark: isolated equity, or the position's share of cross equity. */
  readonly marginMicros: number;
}

/**
 * `profit-and-leverage` (BitMEX, CoinEx, MEXC): `profit% × effective leverage`, in a loss `profit% / effective leverage`;
 * effective leverage is notional over the margin behind the position (rule D2).
 */
export function profitAndLeverage(position: LeveragedProfit): Score {
  const { profitMicros, costMicros, notionalMicros, marginMicros } = position;
  const bottom = divisor(Math.abs(costMicros));
  return profitMicros > 0
    ? { top: profitMicros, bottom, scale: notionalMicros, base: divisor(marginMicros) }
    : { top: profitMicros, bottom, scale: divisor(marginMicros), base: divisor(notionalMicros) };
}

/** What Binance ranks by: all of it of the scope of the position, which is the bucket or the cross account. */
export interface ScopeMargin {
  readonly profitMicros: number;
  /** Bucket or wallet. */
  readonly marginMicros: number;
  readonly maintenanceMicros: number;
}

/** `profit-and-margin-ratio` (Binance): `max(0, profit) / max(1, margin) × maintenance / (margin + profit)` (rule D6). */
export function profitAndMarginRatio(scope: ScopeMargin): Score {
  const { profitMicros, marginMicros, maintenanceMicros } = scope;
  const equityMicros = marginMicros + profitMicros;
  if (profitMicros <= 0 || equityMicros <= 0) return NOTHING;
  return { top: profitMicros, bottom: divisor(marginMicros), scale: maintenanceMicros, base: equityMicros };
}

/** A position as Hyperliquid ranks it. */
export interface GainedPosition {
  readonly isLong: boolean;
  readonly isInverse: boolean;
  /** Signed cost of entry. */
  readonly costMicros: number;
  readonly notionalMicros: number;
  /** Of its scope: isolated or cross equity. */
  readonly equityMicros: number;
}

/**
 * `gain-and-leverage` (Hyperliquid): `mark / entry × notional / equity` for a long, `entry / mark × notional / equity` for a
 * short, 0 without equity (rule D6). Of a linear contract mark over entry is notional over cost; of an inverse one, whose
 * notional shrinks as the price rises, it is cost over notional.
 */
export function gainAndLeverage(position: GainedPosition): Score {
  const { isLong, isInverse, costMicros, notionalMicros, equityMicros } = position;
  if (equityMicros <= 0) return NOTHING;
  const cost = Math.abs(costMicros);
  const isNotionalOverCost = isLong !== isInverse;
  const [top, bottom] = isNotionalOverCost
    ? [notionalMicros, divisor(cost)]
    : [cost, divisor(notionalMicros)];
  return { top, bottom, scale: notionalMicros, base: equityMicros };
}

/**
 * `rotation` (dYdX's random offset, made repeatable): at which place of the opposite holders, by account number, a
 * liquidation begins: `number × 2,654,435,761 mod 2^32 mod holders` (rule D6; Knuth's multiplicative hash).
 */
export function rotationStart(liquidationId: number, holderCount: number): number {
  return (Math.imul(liquidationId, 2_654_435_761) >>> 0) % holderCount;
}

/** A score as a number, off by a few units in the last place: the four operations of IEEE 754 are the same everywhere. */
export function scoreValue({ top, bottom, scale, base }: Score): number {
  return (top / bottom) * (scale / base);
}

/** Further apart than this share, two values are in the order of their scores; the error of a value is a thousandth of it. */
const CLEAR_SHARE = 1e-12;

/** Whether two scores are in the order of their values, or the same: a value of 0 is that of no other score than 0. */
export function isClearlyApart(leftValue: number, rightValue: number): boolean {
  const largest = Math.max(Math.abs(leftValue), Math.abs(rightValue));
  return largest === 0 || Math.abs(leftValue - rightValue) > largest * CLEAR_SHARE;
}

/** Positive when the left score is higher, negative when it is lower, 0 when they are the same number exactly. */
export function compareScores(left: Score, right: Score): number {
  const leftValue = scoreValue(left);
  const rightValue = scoreValue(right);
  if (isClearlyApart(leftValue, rightValue)) return leftValue - rightValue;
  const leftProduct = BigInt(left.top) * BigInt(left.scale) * BigInt(right.bottom) * BigInt(right.base);
  const rightProduct = BigInt(right.top) * BigInt(right.scale) * BigInt(left.bottom) * BigInt(left.base);
  if (leftProduct === rightProduct) return 0;
  return leftProduct > rightProduct ? 1 : -1;
}
