/** How figures are written for people: without a locale, so that they read the same on every machine. */
import { formatMicros, MICROS_PER_QUOTE } from '@spillway/protocol';

const MICROS_PER_UNIT = BigInt(MICROS_PER_QUOTE);

/** Commas between the thousands of a plain decimal string: `108420.5` becomes `108,420.5`. */
export function groupThousands(decimalText: string): string {
  const [whole = '', fraction] = decimalText.split('.');
  const grouped = whole.replace(/(\d)(?=(\d{3})+$)/g, '$1,');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/**
 * An amount for reading, not for adding: whole units from 100 up, cents below, thousands separated. Rounds
 * half away from zero.
 */
export function roundedMoneyText(micros: bigint): string {
  const magnitude = micros < 0n ? -micros : micros;
  const isLarge = magnitude >= 100n * MICROS_PER_UNIT;
  const stepMicros = isLarge ? MICROS_PER_UNIT : MICROS_PER_UNIT / 100n;
  const rounded = ((magnitude + stepMicros / 2n) / stepMicros) * stepMicros;
  return groupThousands(formatMicros(micros < 0n ? -rounded : rounded));
}

const LAST_DIGIT_SUFFIXES: readonly string[] = ['th', 'st', 'nd', 'rd'];

/** `1st`, `2nd`, `3rd`, `4th`, `11th`, `21st` … for a whole number from 0 up. */
export function ordinal(position: number): string {
  const isTeen = Math.trunc(position / 10) % 10 === 1;
  const suffix = isTeen ? 'th' : (LAST_DIGIT_SUFFIXES[position % 10] ?? 'th');
  return `${position}${suffix}`;
}
