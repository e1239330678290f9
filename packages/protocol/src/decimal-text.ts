/**
 * Decimal strings on one side, integers of the engine on the other. Everybody who reads or prints a price, a
 * size or an amount does it here, so that "does not lie on the grid" means the same thing everywhere.
 *
 * A decimal string is `-?digits(.digits)?`: no exponent, no sign `+`, no thousands separator, no surrounding
 * space, no leading zero. The arithmetic is on safe integers; what does not fit is refused, nothing is rounded.
 */
import {
  type PriceTicks,
  priceTicks,
  type QuoteMicros,
  quoteMicros,
  type SizeLots,
  sizeLots,
} from './units.ts';

/** What a parser hands back: the value, or one line that says what was expected and what came. */
export type ParsedDecimal<Value> =
  | { readonly isParsed: true; readonly value: Value }
  | { readonly isParsed: false; readonly reason: string };

/** `coefficient / 10^scale`, exact; trailing zeros of the fraction are dropped. */
interface ScaledInteger {
  readonly coefficient: number;
  readonly scale: number;
}

const DECIMAL_PATTERN = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;
/** More characters than any number that fits into a safe integer needs; a bound on the work for hostile input. */
const TEXT_LENGTH_MAX = 40;
const ECHO_LENGTH_MAX = 24;
/** Decimals of a settlement asset in millionths, which is what nearly all instruments settle in. */
const MICRO_DECIMALS = 6;

function echo(text: string): string {
  return JSON.stringify(text.length > ECHO_LENGTH_MAX ? `${text.slice(0, ECHO_LENGTH_MAX)}…` : text);
}

/** 10^exponent by multiplication: powers of ten are exact up to 10^15, beyond that the result is unsafe and refused. */
function powerOfTen(exponent: number): number {
  let power = 1;
  for (let step = 0; step < exponent; step += 1) power *= 10;
  return power;
}

const ZERO_CODE = 48;
const POINT_CODE = 46;
/** So many digits are a safe integer, whichever they are. */
const SAFE_DIGITS = 15;

/**
 * The everyday case of `readScaledInteger`, digit by digit: a short number without a sign. Undefined for everything else,
 * which is then read with care.
 */
function readShortNumber(text: string): ScaledInteger | undefined {
  if (text.length > SAFE_DIGITS || text.length === 0) return undefined;
  let coefficient = 0;
  let scale = 0;
  let point = -1;
  for (let place = 0; place < text.length; place += 1) {
    const code = text.charCodeAt(place);
    if (code === POINT_CODE && point < 0) point = place;
    else if (code >= ZERO_CODE && code < ZERO_CODE + 10) {
      coefficient = coefficient * 10 + (code - ZERO_CODE);
      if (point >= 0) scale += 1;
    } else return undefined;
  }
  const wholeDigits = point < 0 ? text.length : point;
  const hasLeadingZero = wholeDigits > 1 && text.charCodeAt(0) === ZERO_CODE;
  if (wholeDigits === 0 || point === text.length - 1 || hasLeadingZero) return undefined;
  for (; scale > 0 && coefficient % 10 === 0; scale -= 1) coefficient /= 10;
  return { coefficient, scale };
}

/** Reads the text as an exact scaled integer; null when it is no decimal string or needs more than 2^53. */
function readScaledInteger(text: string): ScaledInteger | null {
  return readShortNumber(text) ?? readAnyNumber(text);
}

function readAnyNumber(text: string): ScaledInteger | null {
  if (text.length > TEXT_LENGTH_MAX || !DECIMAL_PATTERN.test(text)) return null;
  const [whole = '', fraction = ''] = text.split('.');
  const significantFraction = fraction.replace(/0+$/, '');
  const coefficient = Number(whole + significantFraction);
  if (!Number.isSafeInteger(coefficient)) return null;
  // `Number('-0')` is minus zero, which is not the same value to `Object.is` and to a hash.
  return { coefficient: coefficient === 0 ? 0 : coefficient, scale: significantFraction.length };
}

/** How many steps make up `value`: an integer, or null when it is none or passes 2^53. */
function countSteps(value: ScaledInteger, step: ScaledInteger): number | null {
  const scale = Math.max(value.scale, step.scale);
  const dividend = value.coefficient * powerOfTen(scale - value.scale);
  const divisor = step.coefficient * powerOfTen(scale - step.scale);
  if (!Number.isSafeInteger(dividend) || !Number.isSafeInteger(divisor)) return null;
  return dividend % divisor === 0 ? dividend / divisor : null;
}

/** A step size of an instrument; throws, because a specification with a wrong one must never be listed. */
function readStep(stepSize: string): ScaledInteger {
  const step = readScaledInteger(stepSize);
  if (step === null || step.coefficient <= 0) {
    throw new RangeError(`a step size must be a positive decimal string, got ${echo(stepSize)}`);
  }
  return step;
}

interface StepRequest {
  readonly text: string;
  readonly step: ScaledInteger;
  readonly name: string;
  readonly stepName: string;
}

function parseSteps({ text, step, name, stepName }: StepRequest): ParsedDecimal<number> {
  const value = readScaledInteger(text);
  if (value === null) {
    return {
      isParsed: false,
      reason: `${name} must be a decimal number such as "12.5" of at most 15 digits, got ${echo(text)}`,
    };
  }
  const count = countSteps(value, step);
  if (count === null) {
    return {
      isParsed: false,
      reason: `${name} must be a whole multiple of the ${stepName}, got ${echo(text)}`,
    };
  }
  return { isParsed: true, value: count };
}

/**
 * A price as ticks of the instrument. Sign and limits are not judged here: the engine refuses them with its
 * own codes.
 */
export function parsePriceTicks(
  text: string,
  instrument: { readonly tickSize: string },
): ParsedDecimal<PriceTicks> {
  const { tickSize } = instrument;
  const parsed = parseSteps({
    text,
    step: readStep(tickSize),
    name: 'price',
    stepName: `tick size ${tickSize}`,
  });
  return parsed.isParsed ? { isParsed: true, value: priceTicks(parsed.value) } : parsed;
}

/** A size as lots of the instrument; negative text gives negative lots (a short position). */
export function parseSizeLots(
  text: string,
  instrument: { readonly lotSize: string },
): ParsedDecimal<SizeLots> {
  const { lotSize } = instrument;
  const parsed = parseSteps({ text, step: readStep(lotSize), name: 'size', stepName: `lot size ${lotSize}` });
  return parsed.isParsed ? { isParsed: true, value: sizeLots(parsed.value) } : parsed;
}

/** An amount of a settlement asset as a count of its smallest units: at most as many decimals as the asset has. */
export function parseAmount(text: string, asset: { readonly decimals: number }): ParsedDecimal<QuoteMicros> {
  const step: ScaledInteger = { coefficient: 1, scale: asset.decimals };
  const stepName = `smallest unit ${insertPoint(1, asset.decimals)}`;
  const parsed = parseSteps({ text, step, name: 'amount', stepName });
  return parsed.isParsed ? { isParsed: true, value: quoteMicros(parsed.value) } : parsed;
}

/** An amount of the quote currency as micros: at most six decimals. */
export function parseMicros(text: string): ParsedDecimal<QuoteMicros> {
  return parseAmount(text, { decimals: MICRO_DECIMALS });
}

/** Puts the decimal point `scale` digits from the right of an integer. */
function insertPoint(integer: number | bigint, scale: number): string {
  if (scale === 0) return String(integer);
  const text = String(integer);
  const sign = text.startsWith('-') ? '-' : '';
  const digits = text.slice(sign.length).padStart(scale + 1, '0');
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function formatSteps(count: number, stepSize: string): string {
  const step = readStep(stepSize);
  const coefficient = count * step.coefficient;
  if (!Number.isSafeInteger(coefficient)) {
    throw new RangeError(`${count} steps of ${stepSize} pass 2^53`);
  }
  return insertPoint(coefficient, step.scale);
}

/** A price as a decimal string with the decimals of the tick: 1,084,205 ticks of 0.1 are `108420.5`. */
export function formatPrice(ticks: PriceTicks, instrument: { readonly tickSize: string }): string {
  return formatSteps(ticks, instrument.tickSize);
}

/** A size as a decimal string with the decimals of the lot: 250 lots of 0.001 are `0.250`. */
export function formatSize(lots: SizeLots, instrument: { readonly lotSize: string }): string {
  return formatSteps(lots, instrument.lotSize);
}

/**
 * An amount of a settlement asset as the shortest decimal string that is exact: 12,500,000 units of an asset with
 * six decimals are `12.5`, with eight `0.125`, none are `0`.
 */
export function formatAmount(amount: QuoteMicros | bigint, asset: { readonly decimals: number }): string {
  const fixed = insertPoint(amount, asset.decimals);
  return fixed.includes('.') ? fixed.replace(/\.?0+$/, '') : fixed;
}

/** An amount of micros as the shortest decimal string that is exact: 12,500,000 micros are `12.5`, none are `0`. */
export function formatMicros(micros: QuoteMicros | bigint): string {
  return formatAmount(micros, { decimals: MICRO_DECIMALS });
}

/** `dividend / divisor` when that is a positive integer and both are exact, else null. */
function exactQuotient(dividend: number, divisor: number): number | null {
  if (!Number.isSafeInteger(dividend) || !Number.isSafeInteger(divisor)) return null;
  return dividend % divisor === 0 ? dividend / divisor : null;
}

/** The two step sizes of an instrument; null when one of them is no positive decimal string. */
function readGrid(tickSize: string, lotSize: string): { tick: ScaledInteger; lot: ScaledInteger } | null {
  const tick = readScaledInteger(tickSize);
  const lot = readScaledInteger(lotSize);
  if (tick === null || lot === null || tick.coefficient <= 0 || lot.coefficient <= 0) return null;
  return { tick, lot };
}

/**
 * What one tick of one lot of a linear contract is worth in smallest units of its settlement asset, `tickSize ×
 * lotSize × 10^decimals` (micros unless told otherwise); null when that is no positive integer or when a step size
 * is no positive decimal string.
 */
export function microsPerTickLotOf(
  tickSize: string,
  lotSize: string,
  decimals: number = MICRO_DECIMALS,
): number | null {
  const grid = readGrid(tickSize, lotSize);
  if (grid === null) return null;
  const worth = grid.tick.coefficient * grid.lot.coefficient * powerOfTen(decimals);
  return exactQuotient(worth, powerOfTen(grid.tick.scale + grid.lot.scale));
}

/**
 * What one lot of an inverse contract is worth at a price of one tick, in smallest units of its settlement asset:
 * `lotSize / tickSize × 10^decimals`, the lot being an amount of the quote currency. At p ticks it is worth this
 * divided by p (rule X2). Null when it is no positive integer or when a step size is no positive decimal string.
 */
export function microTicksPerLotOf(tickSize: string, lotSize: string, decimals: number): number | null {
  const grid = readGrid(tickSize, lotSize);
  if (grid === null) return null;
  const worth = grid.lot.coefficient * powerOfTen(decimals + grid.tick.scale);
  return exactQuotient(worth, grid.tick.coefficient * powerOfTen(grid.lot.scale));
}
