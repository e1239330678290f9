/**
 * Units of the market. Inside the engine every number is an integer, and its type says of what.
 *
 * | operation                                        | yields                                        |
 * |--------------------------------------------------|-----------------------------------------------|
 * | PriceTicks × SizeLots × `microsPerTickLot`       | QuoteMicros (`notionalMicros`), exact         |
 * | QuoteMicros × RatePpm / 1,000,000                | QuoteMicros (`mulDivFloor` or `mulDivCeil`)   |
 * | QuoteMicros ± QuoteMicros                        | QuoteMicros (`quoteMicros(a + b)`)            |
 * | QuoteMicros / SizeLots / `microsPerTickLot`      | PriceTicks (`divFloor` or `divCeil`)          |
 * | SimulatedMs − SimulatedMs                        | a plain number of milliseconds                |
 *
 * A money amount is a count of the smallest units of a settlement asset: micros (millionths) of USDT, and of an asset
 * with eight decimals hundred-millionths; names say micros, because nearly all instruments settle so. Nothing here rounds silently: a
 * product that passes 2^53 is widened to bigint, and a result that does not fit is refused with a RangeError.
 */

declare const unitName: unique symbol;
type Unit<Name extends string> = number & { readonly [unitName]: Name };

/** A price as a count of the instrument's smallest price step. */
export type PriceTicks = Unit<'PriceTicks'>;
/** A size as a count of the instrument's smallest size step; a signed position is negative when short. */
export type SizeLots = Unit<'SizeLots'>;
/** An amount of the quote currency in millionths. */
export type QuoteMicros = Unit<'QuoteMicros'>;
/** A rate in parts per million: 4,000 is 0.4 %. */
export type RatePpm = Unit<'RatePpm'>;
/** Milliseconds of simulated time since the run began. */
export type SimulatedMs = Unit<'SimulatedMs'>;

/** The number of an account; chosen by the sender of `OpenAccount`, from 1 up. */
export type AccountId = Unit<'AccountId'>;
/** The number of an instrument; its place in the order of listing, from 0 up. */
export type InstrumentId = Unit<'InstrumentId'>;
/** The number of a settlement asset; its place in the rules of the market, from 0 up. */
export type AssetId = Unit<'AssetId'>;
/** The number that the engine gives an accepted order, from 1 up. */
export type OrderId = Unit<'OrderId'>;
/** The number that the engine gives a liquidation, from 1 up; 0 says "none". */
export type LiquidationId = Unit<'LiquidationId'>;
/** The place of an event in the run's event stream, from 1 up; 0 says "none". */
export type EventSequence = Unit<'EventSequence'>;
/** The place of a command in the run's journal, from 1 up. */
export type CommandSequence = Unit<'CommandSequence'>;

export const PPM = 1_000_000;
export const MICROS_PER_QUOTE = 1_000_000;

function safeInteger<Type extends number>(value: number, name: string): Type {
  if (!Number.isSafeInteger(value)) {
    throw new RangeError(`${name} must be a safe integer, got ${value}`);
  }
  return value as Type;
}

export const priceTicks = (value: number): PriceTicks => safeInteger(value, 'priceTicks');
export const sizeLots = (value: number): SizeLots => safeInteger(value, 'sizeLots');
export const quoteMicros = (value: number): QuoteMicros => safeInteger(value, 'quoteMicros');
export const ratePpm = (value: number): RatePpm => safeInteger(value, 'ratePpm');
export const simulatedMs = (value: number): SimulatedMs => safeInteger(value, 'simulatedMs');
export const accountId = (value: number): AccountId => safeInteger(value, 'accountId');
export const instrumentId = (value: number): InstrumentId => safeInteger(value, 'instrumentId');
export const assetId = (value: number): AssetId => safeInteger(value, 'assetId');
export const orderId = (value: number): OrderId => safeInteger(value, 'orderId');
export const liquidationId = (value: number): LiquidationId => safeInteger(value, 'liquidationId');
export const eventSequence = (value: number): EventSequence => safeInteger(value, 'eventSequence');
export const commandSequence = (value: number): CommandSequence => safeInteger(value, 'commandSequence');

/*
 * Floating division does not disturb these quotients. One of safe integers that is not whole is at least 1 / divisor
 * away from the next whole number, and the floats around it lie closer together than that, so that division never
 * rounds it there; one that is whole is itself a float. (A remainder by `%` is exact as well,
 * but on doubles a call and no machine instruction.) Adding 0 turns −0 into 0.
 */

/** Quotient rounded towards minus infinity. Both arguments are safe integers, the divisor is positive. */
export function divFloor(dividend: number, divisor: number): number {
  return Math.floor(dividend / divisor) + 0;
}

/** Quotient rounded towards plus infinity. Both arguments are safe integers, the divisor is positive. */
export function divCeil(dividend: number, divisor: number): number {
  return Math.ceil(dividend / divisor) + 0;
}

function widenedMulDiv(multiplicand: number, multiplier: number, divisor: number): [bigint, bigint] {
  const product = BigInt(multiplicand) * BigInt(multiplier);
  const wideDivisor = BigInt(divisor);
  return [product / wideDivisor, product % wideDivisor];
}

/** `multiplicand × multiplier / divisor`, exact in between, rounded towards minus infinity; divisor > 0. */
export function mulDivFloor(multiplicand: number, multiplier: number, divisor: number): number {
  const product = multiplicand * multiplier;
  if (Number.isSafeInteger(product)) return divFloor(product, divisor);
  const [quotient, remainder] = widenedMulDiv(multiplicand, multiplier, divisor);
  return safeInteger(Number(remainder < 0n ? quotient - 1n : quotient), 'mulDivFloor');
}

/** `multiplicand × multiplier / divisor`, exact in between, rounded towards plus infinity; divisor > 0. */
export function mulDivCeil(multiplicand: number, multiplier: number, divisor: number): number {
  const product = multiplicand * multiplier;
  if (Number.isSafeInteger(product)) return divCeil(product, divisor);
  const [quotient, remainder] = widenedMulDiv(multiplicand, multiplier, divisor);
  return safeInteger(Number(remainder > 0n ? quotient + 1n : quotient), 'mulDivCeil');
}

/** The exact value of a size at a price: ticks × lots × the micros that one tick of one lot is worth. */
export function notionalMicros(
  price: PriceTicks,
  size: SizeLots,
  instrument: { readonly microsPerTickLot: number },
): QuoteMicros {
  return quoteMicros(price * size * instrument.microsPerTickLot);
}
