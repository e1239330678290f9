/** What an account chooses: leverage, fee tier, one position or two legs (rules A7 and A12 to A15). */
import type { RejectCode, SetFeeTier, SetLeverage, SetPositionMode } from '@spillway/protocol';
import { NO_SLOT } from '../book/order-pool.ts';
import { intAt } from '../columns.ts';
import { tierAt } from '../contract/maintenance.ts';
import { type InstrumentState, notionalMicros } from '../instrument-state.ts';
import {
  freeCashMicros,
  freeMarginMicros,
  positionInitialMicros,
  unrealisedMicros,
} from '../margin/account-margin.ts';
import { closingFeePpmOf } from '../margin/closing-fee.ts';
import { claimMicros, claimOfLegs } from '../margin/order-margin.ts';
import type { Market } from '../market.ts';
import { legsOf } from './legs.ts';
import { noteChange } from './note-change.ts';
import { type Leg, NO_ROW } from './row-table.ts';

/** Maintenance includes the taker fee, so that margin and what was filed of it are void (rule M11). */
function noteFeeTier(market: Market, firstSlot: number): void {
  const { accounts, positions } = market;
  for (let slot = firstSlot; slot !== NO_SLOT; slot = accounts.nextSlot(slot)) {
    positions.noteTerms(slot);
    noteChange(market, slot);
  }
}

/** Puts an account into a fee tier that some instrument has (rule A15). */
export function setFeeTier(market: Market, command: SetFeeTier, firstSlot: number): RejectCode | null {
  const { feeTier } = command;
  const highest = market.instruments.reduce(
    (most, { specification }) => Math.max(most, specification.feeTiers.length),
    0,
  );
  if (!Number.isSafeInteger(feeTier) || feeTier < 0 || feeTier > highest) return 'FEE_TIER_INVALID';
  market.accounts.setFeeTier(firstSlot, feeTier);
  if (market.rules.isClosingFeeInMaintenance) noteFeeTier(market, firstSlot);
  market.events.emit('feeTierSet', 0, { accountId: command.accountId, feeTier });
  return null;
}

/** An account in the asset of an instrument. */
export interface HoldingPlace {
  readonly slot: number;
  readonly instrument: InstrumentState;
}

/** The rows of an account in an instrument, one a leg, made where there is none: mode and leverage belong to all. */
export function rowsOf(market: Market, { slot, instrument }: HoldingPlace): number[] {
  return legsOf(market.accounts, slot).map((leg) => market.positions.row(slot, instrument.id, leg));
}

function isWithinTiers(market: Market, at: HoldingPlace, leverage: number): boolean {
  const { instrument } = at;
  return rowsOf(market, at).every((row) => {
    const closingFeePpm = closingFeePpmOf(market, instrument, at.slot);
    const exposure = market.margins.exposure.read(market.positions, row, closingFeePpm);
    const lots = Math.max(exposure.reachLots(1), exposure.reachLots(-1));
    const reachMicros = notionalMicros(instrument, lots, instrument.markTicks);
    return leverage <= tierAt(instrument.specification.riskTiers, reachMicros).leverageMax;
  });
}

/** By how much more an account would be claimed for an instrument at another leverage. */
function claimMoreMicros(market: Market, at: HoldingPlace, leverage: number): number {
  const { margins, positions, rules } = market;
  const rows = rowsOf(market, at);
  const closingFeePpm = closingFeePpmOf(market, at.instrument, at.slot);
  const claims = rows.map((row) => {
    const exposure = margins.exposure.read(positions, row, closingFeePpm);
    exposure.leverage = leverage;
    return claimMicros(at.instrument, exposure);
  });
  return (
    claimOfLegs(rules, claims) -
    claimOfLegs(
      rules,
      rows.map((row) => margins.claimMicros(row)),
    )
  );
}

/** Whether position and orders are still covered at a lower leverage (rule A7). */
function isCovered(market: Market, at: HoldingPlace, leverage: number): boolean {
  const { positions } = market;
  const { slot, instrument } = at;
  const rows = rowsOf(market, at);
  const moreMicros = claimMoreMicros(market, at, leverage);
  const isIsolated = rows.some((row) => positions.isIsolated(row));
  const freeMicros = isIsolated ? freeCashMicros(market, slot) : freeMarginMicros(market, slot);
  if (moreMicros > 0 && moreMicros > freeMicros) return false;
  if (!isIsolated) return true;
  return rows.every((row) => {
    const lossMicros = Math.min(0, unrealisedMicros(market, instrument, row));
    const initialMicros = positionInitialMicros(market, { instrument, row }, leverage);
    return positions.bucketMicros(row) + lossMicros >= initialMicros;
  });
}

/** Why leverage may not be lowered to this; null when it may (rules A7 and A14). */
function loweringFault(market: Market, at: HoldingPlace, leverage: number): RejectCode | null {
  const { positions } = market;
  const isIsolatedOpen = rowsOf(market, at).some(
    (row) => positions.isIsolated(row) && positions.sizeLots(row) !== 0,
  );
  if (isIsolatedOpen && market.rules.leverageLowering === 'not-when-isolated') {
    return 'LEVERAGE_LOWERED_ISOLATED';
  }
  return isCovered(market, at, leverage) ? null : 'MARGIN_INSUFFICIENT';
}

/** Chooses the leverage of an instrument, with or without a position (rules A7, A12, A14). Buckets stay as they are. */
export function setLeverage(market: Market, command: SetLeverage, at: HoldingPlace): RejectCode | null {
  const { positions } = market;
  const { leverage } = command;
  if (!market.rules.isLeverageChosen) return 'LEVERAGE_FIXED';
  if (!Number.isSafeInteger(leverage) || leverage < 1) return 'LEVERAGE_INVALID';
  if (!isWithinTiers(market, at, leverage)) return 'LEVERAGE_INVALID';
  const rows = rowsOf(market, at);
  const isLowered = rows.some((row) => leverage < positions.leverage(row));
  const fault = isLowered ? loweringFault(market, at, leverage) : null;
  if (fault !== null) return fault;
  for (const row of rows) positions.setLeverage(row, leverage);
  market.events.emit('leverageSet', 0, {
    accountId: command.accountId,
    instrumentId: command.instrumentId,
    leverage,
  });
  return null;
}

/** Every row of an account, in all its assets. */
export function allRowsOf(market: Market, firstSlot: number): number[] {
  const { accounts, positions } = market;
  const rows: number[] = [];
  for (let slot = firstSlot; slot !== NO_SLOT; slot = accounts.nextSlot(slot)) {
    for (let row = positions.firstRow(slot); row !== NO_ROW; row = positions.nextRow(row)) rows.push(row);
  }
  return rows;
}

/** Hands mode and leverage of an account that is flat over to the legs of its new position mode. */
function moveSettings(market: Market, row: number, legs: readonly Leg[]): void {
  const { positions } = market;
  const slot = positions.slotOf(row);
  const instrumentId = positions.instrumentOf(row);
  const isIsolated = positions.isIsolated(row);
  const leverage = positions.leverage(row);
  positions.resetSettings(row);
  for (const leg of legs) {
    const taking = positions.row(slot, instrumentId, leg);
    positions.setIsolated(taking, isIsolated);
    positions.setLeverage(taking, leverage);
  }
}

/** Whether any order of the account rests or waits for a trigger, in any asset. */
function hasOrders(market: Market, firstSlot: number): boolean {
  const { accounts, triggerOrders } = market;
  for (let slot = firstSlot; slot !== NO_SLOT; slot = accounts.nextSlot(slot)) {
    if (intAt(accounts.orderCounts, slot) !== 0 || triggerOrders.countOf(slot) !== 0) return true;
  }
  return false;
}

/** Chooses between one position an instrument and two legs, for the whole account (rules A12 and A13). */
export function setPositionMode(
  market: Market,
  command: SetPositionMode,
  firstSlot: number,
): RejectCode | null {
  const { accounts, positions } = market;
  const isHedged = command.mode === 'hedge';
  if (isHedged === accounts.isHedged(firstSlot)) return 'POSITION_MODE_UNCHANGED';
  if (!market.rules.isHedgeModeOffered) return 'HEDGE_MODE_NOT_OFFERED';
  if (hasOrders(market, firstSlot)) return 'POSITION_MODE_HAS_ORDERS';
  const rows = allRowsOf(market, firstSlot);
  if (rows.some((row) => positions.sizeLots(row) !== 0)) return 'POSITION_MODE_HAS_POSITION';
  accounts.setHedged(firstSlot, isHedged);
  const legs = legsOf(accounts, firstSlot);
  // Both legs have the same settings: the long one hands them over, and the short one forgets them.
  const [handingOver, forgetting] = isHedged ? [0, null] : [1, 2];
  for (const row of rows) {
    const leg = positions.legOf(row);
    if (leg === forgetting) positions.resetSettings(row);
    else if (leg === handingOver && positions.hasOwnSettings(row)) moveSettings(market, row, legs);
  }
  market.events.emit('positionModeSet', 0, { accountId: command.accountId, mode: command.mode });
  return null;
}
