/**
 * The formula of a liquidation price in the words of an explanation. All of them solve
 * `backing + profit(price) = maintenance(price)`; contract, basis and a second leg decide how it reads.
 */
import type { MarginPosition } from './margin-position.ts';

/** The names of rate and amount that hold at the price, for one leg. */
export interface TierWords {
  readonly rate: string;
  readonly amount: string;
}

export interface FormulaParts {
  readonly position: MarginPosition;
  readonly backing: string;
  /** On the mark basis: the tiers that hold at the price. */
  readonly own: TierWords;
  /** Of a second leg: its tiers there, and the term of its maintenance on the entry basis. */
  readonly other: (TierWords & { readonly maintenance: string }) | null;
}

const SIZE = 'size of the other leg';
const ENTRY = 'entry of the other leg';

const coinTerm = ({ coinMargin }: MarginPosition, sign: '+' | '−'): string =>
  coinMargin.isZero() ? '' : ` ${sign} coin in the bucket`;

/** `backing − side × quantity × entry price + amount`, over what maintenance and profit gain with the price. */
function linearOnMark({ position, backing, own, other }: FormulaParts): string {
  const otherCost = other === null ? '' : ` + side × ${SIZE} × ${ENTRY}`;
  const otherAmount = other === null ? '' : ` + ${other.amount}`;
  const otherGain = other === null ? '' : ` + ${SIZE} × ${other.rate} + side × ${SIZE}`;
  return (
    `(${backing} − side × quantity × entry price${otherCost} + ${own.amount}${otherAmount}) ÷ ` +
    `(quantity × ${own.rate} − side × quantity${otherGain}${coinTerm(position, '−')})`
  );
}

/** In `1 ÷ price` an inverse contract is linear; the price is the inverse of the quotient. */
function inverseOnMark({ backing, own, other }: FormulaParts): string {
  const otherGain = other === null ? '' : ` + ${SIZE} × (${other.rate} − side)`;
  const otherCost = other === null ? '' : ` − side × ${SIZE} ÷ ${ENTRY} + ${other.amount}`;
  return (
    `(quantity × (${own.rate} + side)${otherGain}) ÷ ` +
    `(${backing} + side × quantity ÷ entry price + ${own.amount}${otherCost})`
  );
}

/** Maintenance does not move with the price. */
function onEntry({ position, backing, other }: FormulaParts): string {
  const isLinear = position.contract === 'linear';
  if (other !== null) {
    const times = isLinear ? '×' : '÷';
    const cost = `(side × quantity ${times} entry price − side × ${SIZE} ${times} ${ENTRY}`;
    const size = `(side × quantity − side × ${SIZE})`;
    const kept = `maintenance margin + ${other.maintenance}`;
    return isLinear
      ? `${cost} − ${backing} + ${kept}) ÷ ${size}`
      : `${size} ÷ ${cost} + ${backing} − (${kept}))`;
  }
  if (!isLinear) return `quantity ÷ (quantity ÷ entry price + side × (${backing} − maintenance margin))`;
  if (position.coinMargin.isZero()) {
    return `entry price − side × (${backing} − maintenance margin) ÷ quantity`;
  }
  return (
    `(side × quantity × entry price − ${backing} + maintenance margin) ÷ ` +
    `(side × quantity${coinTerm(position, '+')})`
  );
}

/** The formula that gives the price, for the basis that maintenance is taken on. */
export function liquidationFormula(parts: FormulaParts, basis: 'mark' | 'entry'): string {
  if (basis === 'entry') return onEntry(parts);
  return parts.position.contract === 'linear' ? linearOnMark(parts) : inverseOnMark(parts);
}
