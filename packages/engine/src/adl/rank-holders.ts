import { NO_ROW } from '../account/row-table.ts';
import { signOf } from '../direction.ts';
import type { Liquidation } from '../liquidation/liquidation.ts';
import { instrumentAt, type Market } from '../market.ts';
import { ALONE_ON_BUCKET, ALONE_ON_WALLET, SHARED, type Standing } from './holder-columns.ts';
import type { HolderOrder, Side } from './holder-ranking.ts';
import { scorerOf } from './holder-scorer.ts';

/** Whether the position in a row is the only one that its account holds in cross. */
function isAloneInCross({ positions }: Market, row: number): boolean {
  for (
    let each = positions.firstRow(positions.slotOf(row));
    each !== NO_ROW;
    each = positions.nextRow(each)
  ) {
    if (each !== row && positions.sizeLots(each) !== 0 && !positions.isIsolated(each)) return false;
  }
  return true;
}

function standingOf(market: Market, row: number): Standing {
  const { positions } = market;
  if (positions.isIsolated(row)) return ALONE_ON_BUCKET;
  return isAloneInCross(market, row) ? ALONE_ON_WALLET : SHARED;
}

function addHolder(market: Market, order: HolderOrder, row: number): void {
  const { positions, accounts, rankings } = market;
  const slot = positions.slotOf(row);
  const standing = standingOf(market, row);
  const holder = {
    slot,
    accountId: accounts.accountId(slot),
    standing,
    sizeLots: positions.sizeLots(row),
    entryCostMicros: positions.entryCostMicros(row),
    cashMicros: standing === ALONE_ON_BUCKET ? positions.bucketMicros(row) : accounts.walletMicros(slot),
  };
  order.add(holder, rankings.epoch);
}

/** Makes new entries for whoever changed, on every side that he belongs to by now. */
function renewChanged(market: Market): void {
  const { rankings, positions } = market;
  const { changed } = rankings;
  for (let place = 0; place < changed.count; place += 1) {
    const slot = changed.slotAt(place);
    rankings.outdate(slot);
    for (let row = positions.firstRow(slot); row !== NO_ROW; row = positions.nextRow(row)) {
      const sizeLots = positions.sizeLots(row);
      if (sizeLots === 0) continue;
      const instrument = instrumentAt(market, positions.instrumentOf(row));
      const order = rankings.find({ instrument, direction: signOf(sizeLots) });
      if (order !== undefined) addHolder(market, order, row);
    }
  }
  changed.clear();
}

/** Puts all who hold a side in the venue's order. */
function createOrder(market: Market, side: Side): HolderOrder {
  const { positions, rankings, rules } = market;
  const { holders } = side.instrument;
  const isByScore = rules.deleveragingRanking !== 'rotation';
  const order = rankings.create(side, isByScore ? scorerOf(market, side) : null);
  for (let place = 0; place < holders.count; place += 1) {
    const row = holders.rowAt(place);
    if (positions.sizeLots(row) * side.direction > 0) addHolder(market, order, row);
  }
  return order;
}

/**
 * The accounts on one side of an instrument, as they stand now, ready to be taken in the venue's order (rules D2, D6):
 * highest score first, ties by lower account number. The order is that of this moment, whatever happens to them while
 * they are taken; the ranking is good until the next call.
 */
export function rankHolders(
  market: Market,
  liquidation: Pick<Liquidation, 'id'>,
  side: Side,
): Pick<HolderOrder, 'takeNext'> {
  renewChanged(market);
  const { rankings } = market;
  const order = rankings.find(side) ?? createOrder(market, side);
  order.beginWalk({ epoch: rankings.epoch, liquidationId: liquidation.id });
  return order;
}
