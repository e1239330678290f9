import { groupThousands } from '@spillway/analysis';
import type { InstrumentSpecification } from '@spillway/protocol';
import { divFloor, MICROS_PER_QUOTE } from '@spillway/protocol';
import { Decimal } from 'decimal.js';

/** What stands where a value is not known yet. */
export const UNKNOWN = '—';

const compactMoney = new Intl.NumberFormat('en-US', {
  notation: 'compact',
  minimumSignificantDigits: 3,
  maximumSignificantDigits: 4,
});
const wholeNumber = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** An amount in micros for a glance: `$12.07M`, `-$950`. Rounded; `exactMoney` says what it is to the cent. */
export function shortMoney(micros: number): string {
  // Whole quote units are enough for four significant digits, and dividing before formatting loses nothing seen.
  const magnitude = Math.abs(micros);
  const whole = divFloor(magnitude, MICROS_PER_QUOTE);
  const sign = micros < 0 ? '−' : '';
  return `${sign}$${whole < 1000 ? wholeNumber.format(whole) : compactMoney.format(whole)}`;
}

/** An amount in micros to the cent, in full: `12,070,000.00 USDT`. */
export function exactMoney(micros: number): string {
  const text = new Decimal(micros).dividedBy(MICROS_PER_QUOTE).toFixed(2, Decimal.ROUND_HALF_EVEN);
  return `${groupThousands(text)} USDT`;
}

/** A price in ticks with exactly the decimals of the instrument's tick: `108,420.0`. */
export function priceText(ticks: number, { tickSize }: Pick<InstrumentSpecification, 'tickSize'>): string {
  if (!Number.isFinite(ticks) || ticks <= 0) return UNKNOWN;
  const price = new Decimal(tickSize).times(ticks).toFixed(new Decimal(tickSize).decimalPlaces());
  return groupThousands(price);
}

/** A size in lots with the decimals of the lot: `0.125`. */
export function sizeText(lots: number, { lotSize }: Pick<InstrumentSpecification, 'lotSize'>): string {
  const size = new Decimal(lotSize).times(Math.abs(lots)).toFixed(new Decimal(lotSize).decimalPlaces());
  return groupThousands(size);
}

export function countText(count: number): string {
  return wholeNumber.format(count);
}

/** A fraction as a percentage without a sign: 0.125 is `12.5 %`. */
export function shareText(fraction: number): string {
  return Number.isFinite(fraction) ? `${(fraction * 100).toFixed(1)} %` : UNKNOWN;
}

/** A relative change with its sign: −0.0312 is `−3.12 %`. */
export function changeText(fraction: number): string {
  if (!Number.isFinite(fraction)) return UNKNOWN;
  const percent = (Math.abs(fraction) * 100).toFixed(2);
  if (Number(percent) === 0) return '0.00 %';
  return `${fraction < 0 ? '−' : '+'}${percent} %`;
}

/** `BTCUSDT` is `BTC`: what is traded, without the quote currency. */
export function baseName(symbol: string): string {
  return symbol.replace(/(?:USDT|USDC|USD)$/, '');
}
