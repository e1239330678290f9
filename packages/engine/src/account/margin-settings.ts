import type { RejectCode, SetLeverage, SetMarginMode } from '@spillway/protocol';
import { tierAt } from '../contract/maintenance.ts';
import { type InstrumentState, notionalMicros } from '../instrument-state.ts';
import {
  freeCashMicros,
  freeMarginMicros,
  positionInitialMicros,
  unrealisedMicros,
} from '../margin/account-margin.ts';
import { closingFeePpmOf } from '../margin/closing-fee.ts';
import { claimMicros } from '../margin/order-margin.ts';
import type { Market } from '../market.ts';

interface Place {
  readonly slot: number;
  readonly instrument: InstrumentState;
}

/** Changes between isolated and cross: only when flat and without orders (rule A6). */
export function setMarginMode(market: Market, command: SetMarginMode, at: Place): RejectCode | null {
  const { positions } = market;
  const row = positions.row(at.slot, at.instrument.id);
  if (positions.isIsolated(row) === (command.mode === 'isolated')) return 'MODE_UNCHANGED';
  if (positions.hasOrders(row)) return 'MODE_HAS_ORDERS';
  if (positions.sizeLots(row) !== 0) return 'MODE_HAS_POSITION';
  positions.setIsolated(row, command.mode === 'isolated');
  market.events.emit('marginModeSet', 0, {
    accountId: command.accountId,
    instrumentId: command.instrumentId,
    mode: command.mode,
  });
  return null;
}

function isWithinTiers(
  market: Market,
  row: number,
  to: { leverage: number; instrument: InstrumentState },
): boolean {
  const closingFeePpm = closingFeePpmOf(market, to.instrument);
  const exposure = market.margins.exposure.read(market.positions, row, closingFeePpm);
  const lots = Math.max(exposure.reachLots(1), exposure.reachLots(-1));
  const reachMicros = notionalMicros(to.instrument, lots, to.instrument.markTicks);
  return to.leverage <= tierAt(to.instrument.specification.riskTiers, reachMicros).leverageMax;
}

/** Whether position and orders are still covered at another leverage (rule A7). */
function isCovered(market: Market, at: Place, leverage: number): boolean {
  const { positions } = market;
  const { slot, instrument } = at;
  const row = positions.row(slot, instrument.id);
  if (leverage >= positions.leverage(row)) return true;
  const exposure = market.margins.exposure.read(positions, row, closingFeePpmOf(market, instrument));
  exposure.leverage = leverage;
  const claimMoreMicros = claimMicros(instrument, exposure) - market.margins.claimMicros(row);
  if (!exposure.isIsolated) return claimMoreMicros <= 0 || claimMoreMicros <= freeMarginMicros(market, slot);
  const lossMicros = Math.min(0, unrealisedMicros(market, instrument, row));
  const initialMicros = positionInitialMicros(market, { instrument, row }, leverage);
  const isBucketEnough = positions.bucketMicros(row) + lossMicros >= initialMicros;
  return isBucketEnough && (claimMoreMicros <= 0 || claimMoreMicros <= freeCashMicros(market, slot));
}

/** Chooses the leverage of an instrument, with or without a position (rule A7). The bucket stays as it is. */
export function setLeverage(market: Market, command: SetLeverage, at: Place): RejectCode | null {
  const { positions } = market;
  const { leverage } = command;
  const row = positions.row(at.slot, at.instrument.id);
  if (!Number.isSafeInteger(leverage) || leverage < 1) return 'LEVERAGE_INVALID';
  if (!isWithinTiers(market, row, { leverage, instrument: at.instrument })) return 'LEVERAGE_INVALID';
  if (!isCovered(market, at, leverage)) return 'MARGIN_INSUFFICIENT';
  positions.setLeverage(row, leverage);
  market.events.emit('leverageSet', 0, {
    accountId: command.accountId,
    instrumentId: command.instrumentId,
    leverage,
  });
  return null;
}
