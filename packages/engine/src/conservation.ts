import { NO_ROW } from './account/row-table.ts';
import { ExactTotal } from './exact-total.ts';
import type { Market } from './market.ts';

/**
 * Σ cash (wallets, buckets, insurance fund, fees) − Σ signed entry cost (accounts and fund inventory) − net
 * deposits, in micros: 0 in a correct market (rule C1). A trade moves cash and cost by the same amount on each
 * side, whatever is rounded where.
 */
export function conservationErrorMicros(market: Market): bigint {
  const { accounts, positions, instruments } = market;
  const total = new ExactTotal();
  total.add(market.fundCashMicros);
  total.add(market.feesMicros);
  for (const instrument of instruments) total.add(-instrument.inventoryCostMicros);
  for (let slot = 0; slot < accounts.count; slot += 1) {
    total.add(accounts.walletMicros(slot));
    for (let row = positions.firstRow(slot); row !== NO_ROW; row = positions.nextRow(row)) {
      total.add(positions.bucketMicros(row));
      total.add(-positions.entryCostMicros(row));
    }
  }
  return total.value - market.netDepositsMicros;
}
