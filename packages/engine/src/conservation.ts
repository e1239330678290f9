import { NO_ROW } from './account/row-table.ts';
import { ExactTotal } from './exact-total.ts';
import { type Market, treasuryAt } from './market.ts';

/**
 * Σ cash (wallets, buckets, insurance fund, fees) − Σ signed entry cost (accounts and fund inventory) − net
 * deposits, in micros of an asset: 0 in a correct market (rule C1). A trade moves cash and cost by the same amount on
 * each side, whatever is rounded where.
 */
export function conservationErrorMicros(market: Market, assetId: number): bigint {
  const { accounts, positions, instruments } = market;
  const treasury = treasuryAt(market, assetId);
  const total = new ExactTotal();
  total.add(treasury.fundCashMicros);
  total.add(treasury.feesMicros);
  for (const instrument of instruments) {
    if (instrument.assetId === assetId) total.add(-instrument.inventoryCostMicros);
  }
  for (let slot = 0; slot < accounts.count; slot += 1) {
    if (accounts.assetId(slot) !== assetId) continue;
    total.add(accounts.walletMicros(slot));
    for (let row = positions.firstRow(slot); row !== NO_ROW; row = positions.nextRow(row)) {
      total.add(positions.bucketMicros(row));
      total.add(-positions.entryCostMicros(row));
    }
  }
  return total.value - treasury.netDepositsMicros;
}
