/** Accounts, settings, prices, funding and halts, in few words. */
import {
  accountId,
  assetId,
  type Command,
  eventSequence,
  instrumentId,
  liquidationId,
  type MarginMode,
  MICROS_PER_QUOTE,
  type PositionMode,
  priceTicks,
  quoteMicros,
  simulatedMs,
} from '@spillway/protocol';

type Untimed<Kind extends Command['kind']> = Omit<Extract<Command, { kind: Kind }>, 'timeMs'>;

/** Of the whole account when `instrument` is null. */
export function marginMode(
  account: number,
  mode: MarginMode,
  instrument: number | null = 0,
): Untimed<'SetMarginMode'> {
  return {
    kind: 'SetMarginMode',
    accountId: accountId(account),
    instrumentId: instrument === null ? null : instrumentId(instrument),
    mode,
  };
}

export function positionMode(account: number, mode: PositionMode): Untimed<'SetPositionMode'> {
  return { kind: 'SetPositionMode', accountId: accountId(account), mode };
}

export function feeTier(account: number, tier: number): Untimed<'SetFeeTier'> {
  return { kind: 'SetFeeTier', accountId: accountId(account), feeTier: tier };
}

export function openSubAccount(account: number, parent: number): Untimed<'OpenAccount'> {
  return { kind: 'OpenAccount', accountId: accountId(account), parentAccountId: accountId(parent) };
}

/** Units of an asset here, whatever its decimals are. */
export function depositUnits(account: number, units: number, asset = 0): Untimed<'Deposit'> {
  return {
    kind: 'Deposit',
    accountId: accountId(account),
    assetId: assetId(asset),
    amountMicros: quoteMicros(units),
  };
}

/** An amount of the quote currency, from one account to another of the same owner. */
export function transfer(from: number, to: number, quote: number): Untimed<'TransferBetweenAccounts'> {
  return {
    kind: 'TransferBetweenAccounts',
    accountId: accountId(from),
    toAccountId: accountId(to),
    amountMicros: quoteMicros(quote * MICROS_PER_QUOTE),
  };
}

export function indexPrice(ticks: number, instrument = 0): Untimed<'SetIndexPrice'> {
  return {
    kind: 'SetIndexPrice',
    instrumentId: instrumentId(instrument),
    indexTicks: priceTicks(ticks),
    causeSequence: eventSequence(0),
    causeLiquidationId: liquidationId(0),
  };
}

export function settleFunding(instrument = 0): Untimed<'SettleFunding'> {
  return { kind: 'SettleFunding', instrumentId: instrumentId(instrument) };
}

function scopeOf(instrument: number | null): Untimed<'HaltTrading'>['instrumentId'] {
  return instrument === null ? null : instrumentId(instrument);
}

/** Halts an instrument, or (null) the market, until a time, or (0) until it is resumed. */
export function halt(instrument: number | null = 0, untilMs = 0): Untimed<'HaltTrading'> {
  return { kind: 'HaltTrading', instrumentId: scopeOf(instrument), untilMs: simulatedMs(untilMs) };
}

export function resume(instrument: number | null = 0): Untimed<'ResumeTrading'> {
  return { kind: 'ResumeTrading', instrumentId: scopeOf(instrument) };
}

export function advanceTime(): Untimed<'AdvanceTime'> {
  return { kind: 'AdvanceTime' };
}
