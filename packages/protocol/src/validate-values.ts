/** What the checks of rules and of instruments share: one line a fault, or none. */
import { PPM } from './units.ts';

/** One line that says where, what was expected and what came; `false` when there is nothing to say. */
export type Fault = string | false;

/** A billion: rates of funding are counted in parts of it. */
export const PPB = 1_000_000_000;
/** No clock of a venue runs longer than a week. */
const SPAN_MS_MAX = 7 * 24 * 3_600_000;

interface Bounds {
  readonly min: number;
  readonly max: number;
}

function isIntegerWithin(value: number, bounds: Bounds): boolean {
  return Number.isSafeInteger(value) && value >= bounds.min && value <= bounds.max;
}

export function integerFault(name: string, value: number, bounds: Bounds): Fault {
  if (isIntegerWithin(value, bounds)) return false;
  const range =
    bounds.max === Number.MAX_SAFE_INTEGER ? `from ${bounds.min} up` : `from ${bounds.min} to ${bounds.max}`;
  return `${name}: must be a whole number ${range}, got ${value}`;
}

/** An amount of money, or a count without an upper bound of its own. */
export function amountFault(name: string, value: number, min = 0): Fault {
  return integerFault(name, value, { min, max: Number.MAX_SAFE_INTEGER });
}

/** A share between nothing and all. */
export function shareFault(name: string, value: number): Fault {
  return (
    !isIntegerWithin(value, { min: 0, max: PPM }) &&
    `${name}: must be a whole number of parts per million from 0 to 1000000, got ${value}`
  );
}

/** A share that is more than nothing and less than all. */
export function properShareFault(name: string, value: number): Fault {
  return integerFault(name, value, { min: 1, max: PPM - 1 });
}

export function spanFault(name: string, value: number): Fault {
  return integerFault(name, value, { min: 1, max: SPAN_MS_MAX });
}

export function choiceFault(name: string, value: unknown, choices: readonly string[]): Fault {
  if (choices.some((choice) => choice === value)) return false;
  return `${name}: must be ${choices.join(' or ')}, got ${JSON.stringify(value)}`;
}

/** Symbols of instruments and assets. */
export function symbolFault(name: string, symbol: string): Fault {
  return (
    !/^[A-Z0-9]{2,20}$/.test(symbol) &&
    `${name}: must be 2 to 20 capital letters or digits, got ${JSON.stringify(symbol)}`
  );
}

export function foundFaults(faults: readonly Fault[]): readonly string[] {
  return faults.filter((fault) => fault !== false);
}
