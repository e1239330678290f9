import { quoteMicros } from '@spillway/protocol';
import { floatAt, intAt } from '../columns.ts';
import { tierAt } from '../contract/maintenance.ts';
import { gainAtMarkMicros, type InstrumentState, notionalMicros, valueMicros } from '../instrument-state.ts';
import { spareFloorMicros } from '../liquidation/file-wide-account.ts';
import { crossEquityMicros, crossMaintenanceMicros } from '../margin/account-margin.ts';
import { ROUNDINGS_MICROS, steepestRate } from '../margin/claim-rise.ts';
import { type Market, noteOpenInterest } from '../market.ts';
import type { AccountFill } from './account-fill.ts';
import { planFill } from './fill-math.ts';
import { legNameOf } from './legs.ts';
import { noteChange, noteEquity } from './note-change.ts';
import type { Leg } from './row-table.ts';

/** Whose position, and in what. */
export interface PositionPlace {
  readonly slot: number;
  readonly instrument: InstrumentState;
  readonly leg: Leg;
}

/** Where nobody chooses leverage: the largest of the tier of the position after the fill, at mark (rule A2). */
function tierLeverage(instrument: InstrumentState, fill: AccountFill): number {
  const sizeLots = fill.sizeLots + fill.direction * fill.lots;
  const heldMicros = notionalMicros(instrument, sizeLots, instrument.markTicks);
  return tierAt(instrument.specification.riskTiers, heldMicros).leverageMax;
}

/**
 * Reads the position that a fill meets and plans the fill. Slot, direction, lots, price, fee and force are filled in
 * already; the position must not change before the fill is settled.
 */
export function prepareFill(market: Market, instrument: InstrumentState, fill: AccountFill): void {
  fill.row = market.positions.row(fill.slot, instrument.id, fill.leg);
  prepareFillAtRow(market, instrument, fill);
}

/** The same, when the row of the position is filled in as well. */
export function prepareFillAtRow(market: Market, instrument: InstrumentState, fill: AccountFill): void {
  const { positions } = market;
  const { row } = fill;
  fill.contract = instrument.contract;
  fill.sizeLots = positions.sizeLots(row);
  fill.entryCostMicros = positions.entryCostMicros(row);
  fill.bucketMicros = positions.bucketMicros(row);
  fill.leverage = positions.leverage(row);
  if (fill.leverage === 0) fill.leverage = tierLeverage(instrument, fill);
  fill.isIsolated = positions.isIsolated(row);
  planFill(fill);
}

function isCrossFillSolvent(market: Market, instrument: InstrumentState, fill: AccountFill): boolean {
  const gainMicros = gainAtMarkMicros(instrument, fill.sizeLots, fill);
  // Equity is no less than free margin: where that is known to be enough, nothing is added up.
  const floorMicros = market.positions.freeMarginFloors.floorMicros(fill.slot);
  if (floorMicros + gainMicros - fill.feeMicros >= 0) return true;
  // So is what is above maintenance, where an account with many positions is filed by it.
  if (spareFloorMicros(market, fill.slot) + gainMicros - fill.feeMicros >= 0) return true;
  return crossEquityMicros(market, fill.slot) + gainMicros - fill.feeMicros >= 0;
}

/** Bucket and profit at mark of an isolated position after a fill that opens. */
function equityAfterMicros(instrument: InstrumentState, fill: AccountFill): number {
  const bucketMicros = fill.bucketMicros - fill.bucketReleasedMicros + fill.bucketTakenMicros;
  const costMicros = fill.entryCostMicros - fill.closedCostMicros + fill.openedCostMicros;
  const sizeLots = fill.sizeLots + fill.direction * fill.lots;
  return bucketMicros + valueMicros(instrument, sizeLots, instrument.markTicks) - costMicros;
}

function isIsolatedFillSolvent(market: Market, instrument: InstrumentState, fill: AccountFill): boolean {
  const closedMicros = fill.bucketReleasedMicros + fill.realisedPnlMicros;
  if (closedMicros < 0) return false;
  if (fill.openingLots > 0 && equityAfterMicros(instrument, fill) < 0) return false;
  const walletChangeMicros = closedMicros - fill.bucketTakenMicros - fill.feeMicros;
  if (walletChangeMicros >= 0) return true;
  const walletMicros = market.accounts.walletMicros(fill.slot);
  const maintenanceMicros = crossMaintenanceMicros(market, fill.slot);
  // At equality the cross positions would be due: they keep one micro more.
  const neededMicros = maintenanceMicros === 0 ? 0 : maintenanceMicros + 1;
  const spareMicros = crossEquityMicros(market, fill.slot) - neededMicros;
  return Math.min(walletMicros, spareMicros) + walletChangeMicros >= 0;
}

/**
 * Whether an account can bear a prepared fill (rule M7): no free trade may leave a loss that the account cannot pay.
 * Cross: equity at mark after the fill and its fee is not below zero. Isolated: what closes does so at the
 * bankruptcy price or better, what opens has equity at mark, and the wallet pays margin and fee out of cash
 * that the cross positions do not need as maintenance.
 */
export function isFillSolvent(market: Market, instrument: InstrumentState, fill: AccountFill): boolean {
  return fill.isIsolated
    ? isIsolatedFillSolvent(market, instrument, fill)
    : isCrossFillSolvent(market, instrument, fill);
}

/** Keeps the list of holders and the sum of long positions in step with a position that was of another size before. */
function noteSize(
  market: Market,
  instrument: InstrumentState,
  before: { readonly slot: number; readonly row: number; readonly sizeLots: number },
): void {
  const { positions } = market;
  const { row } = before;
  const sizeLots = positions.sizeLots(row);
  instrument.longLots += Math.max(0, sizeLots) - Math.max(0, before.sizeLots);
  noteOpenInterest(market, instrument);
  if (before.sizeLots === 0 && sizeLots !== 0) {
    positions.holderPlaces[row] = instrument.holders.add(row) + 1;
  } else if (before.sizeLots !== 0 && sizeLots === 0) {
    const place = intAt(positions.holderPlaces, row) - 1;
    const moved = instrument.holders.removeAt(place);
    if (moved >= 0) positions.holderPlaces[moved] = place + 1;
    positions.holderPlaces[row] = 0;
  }
}

/** Tells the sink how the position in a row stands. */
export function emitPosition(
  market: Market,
  row: number,
  change: { readonly causeSequence: number; readonly realisedPnlMicros: number },
): number {
  const { accounts, positions } = market;
  const slot = positions.slotOf(row);
  const event = market.events.positionChanged;
  event.accountId = accounts.accountId(slot);
  event.instrumentId = positions.instrumentOf(row);
  event.leg = legNameOf(positions.legOf(row));
  event.mode = positions.isIsolated(row) ? 'isolated' : 'cross';
  event.sizeLots = positions.sizeLots(row);
  event.entryCostMicros = positions.entryCostMicros(row);
  event.realisedPnlMicros = change.realisedPnlMicros;
  event.bucketMicros = positions.bucketMicros(row);
  event.walletMicros = accounts.walletMicros(slot);
  return market.events.sendPositionChanged(change.causeSequence);
}

/** Notes that a fill changed an account: as `noteChange`, but the floor of free margin is kept where it can be followed. */
function noteFill(market: Market, instrument: InstrumentState, fill: AccountFill): void {
  const { positions } = market;
  const { slot, row, direction, lots, priceTicks, feeMicros, isClaimTaken } = fill;
  if (!isClaimTaken || steepestRate(positions, instrument, row) === Number.POSITIVE_INFINITY) {
    noteChange(market, slot);
    return;
  }
  const lossMicros = direction * valueMicros(instrument, lots, priceTicks - instrument.markTicks);
  const lessMicros = Math.max(0, lossMicros) + Math.max(0, feeMicros) + ROUNDINGS_MICROS;
  positions.freeMarginFloors.lower(slot, lessMicros);
  noteEquity(market, slot);
}

/** What a fill adds to the bucket of an isolated position; what it takes from there, or leaves there, the wallet lacks. */
function bucketChangeMicros(fill: AccountFill): number {
  const netMicros = fill.bucketTakenMicros - fill.bucketReleasedMicros;
  return fill.isForced ? netMicros + fill.realisedPnlMicros : netMicros;
}

/** Books a prepared fill on its account: position, bucket, wallet, fee; then tells the sink, from what is in hand. */
export function settleFill(market: Market, instrument: InstrumentState, fill: AccountFill): void {
  const { positions, accounts } = market;
  const { slot, row, realisedPnlMicros, feeMicros } = fill;
  const sizeLots = fill.sizeLots + fill.direction * fill.lots;
  const costMicros = quoteMicros(fill.entryCostMicros - fill.closedCostMicros + fill.openedCostMicros);
  const toBucketMicros = fill.isIsolated ? bucketChangeMicros(fill) : 0;
  const bucketMicros = quoteMicros(fill.bucketMicros + toBucketMicros);
  const paidMicros = realisedPnlMicros - toBucketMicros - feeMicros;
  const walletMicros = quoteMicros(floatAt(accounts.walletsMicros, slot) + paidMicros);
  positions.setPosition(row, sizeLots, costMicros);
  if (fill.isIsolated) positions.setBucket(row, bucketMicros);
  accounts.walletsMicros[slot] = walletMicros;
  instrument.treasury.feesMicros = quoteMicros(instrument.treasury.feesMicros + feeMicros);
  noteFill(market, instrument, fill);
  noteSize(market, instrument, fill);
  const event = market.events.positionChanged;
  event.accountId = accounts.accountId(slot);
  event.instrumentId = instrument.id;
  event.leg = legNameOf(fill.leg);
  event.mode = fill.isIsolated ? 'isolated' : 'cross';
  event.sizeLots = sizeLots;
  event.entryCostMicros = costMicros;
  event.realisedPnlMicros = realisedPnlMicros;
  event.bucketMicros = bucketMicros;
  event.walletMicros = walletMicros;
  market.events.sendPositionChanged(fill.causeSequence);
}
