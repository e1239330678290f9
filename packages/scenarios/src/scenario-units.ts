/** The decimal numbers of a scenario in the whole units of the market. */
import {
  MICROS_PER_QUOTE,
  PPM,
  type QuoteMicros,
  quoteMicros,
  type RatePpm,
  ratePpm,
} from '@spillway/protocol';

export const MS_PER_SECOND = 1000;
export const MS_PER_MINUTE = 60_000;

/** Quote currency to micros, to the nearest one: a parameter of a scenario, nobody's balance yet. */
export function micros(quote: number): QuoteMicros {
  return quoteMicros(Math.round(quote * MICROS_PER_QUOTE));
}

export function milliseconds(seconds: number): number {
  return Math.max(1, Math.round(seconds * MS_PER_SECOND));
}

export function minutesToMs(minutes: number): number {
  return Math.round(minutes * MS_PER_MINUTE);
}

/** A fraction in parts per million, to the nearest one: a parameter of a scenario. */
export function partsPerMillion(fraction: number): RatePpm {
  return ratePpm(Math.round(fraction * PPM));
}
