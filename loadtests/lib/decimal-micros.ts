/**
 * Decimal strings of the wire, as whole millionths. k6 adds counters up in double precision, which is exact for
 * whole numbers below 2^53, and only for those: so sums of money are kept in micros, never in units.
 */

const MICROS_PER_UNIT = 1_000_000n;
const FRACTION_DIGITS = 6;
const DECIMAL = /^(-?)(\d+)(?:\.(\d{1,6}))?$/;

/**
 * `"14200.25"` as 14200250000n.
 * @throws {RangeError} when the text is no plain decimal with at most six places.
 */
export function parseMicros(text: string): bigint {
  const match = DECIMAL.exec(text);
  if (match === null) {
    throw new RangeError(`amount ${JSON.stringify(text)}: expected a plain decimal with at most 6 places`);
  }
  const [, sign, whole = '', fraction = ''] = match;
  const micros = BigInt(whole) * MICROS_PER_UNIT + BigInt(fraction.padEnd(FRACTION_DIGITS, '0'));
  return sign === '-' ? -micros : micros;
}

/**
 * The same amount as a number, for a counter.
 * @throws {RangeError} when a double cannot hold it exactly.
 */
export function toCounterValue(micros: bigint): number {
  const value = Number(micros);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${micros} micros pass 2^53 and would be rounded`);
  return value;
}

/** `14200250000` as `14,200.25`, for people. */
export function formatMicros(micros: number): string {
  const total = BigInt(micros);
  const magnitude = total < 0n ? -total : total;
  const whole = String(magnitude / MICROS_PER_UNIT).replace(/\B(?=(\d{3})+$)/g, ',');
  const fraction = String(magnitude % MICROS_PER_UNIT)
    .padStart(FRACTION_DIGITS, '0')
    .replace(/0{1,4}$/, '');
  return `${total < 0n ? '-' : ''}${whole}.${fraction}`;
}

/** A step such as a tick or lot size, times a whole count, as a plain decimal: `("0.5", 216841)` is `"108420.5"`. */
export function multiplyStep(step: string, count: number): string {
  const micros = parseMicros(step) * BigInt(count);
  const magnitude = micros < 0n ? -micros : micros;
  const fraction = String(magnitude % MICROS_PER_UNIT)
    .padStart(FRACTION_DIGITS, '0')
    .replace(/0+$/, '');
  const whole = `${micros < 0n ? '-' : ''}${magnitude / MICROS_PER_UNIT}`;
  return fraction === '' ? whole : `${whole}.${fraction}`;
}
