import type { Market } from './market.ts';

/**
 * Σ cash (wallets, buckets, insurance fund, fees) − Σ signed entry cost (accounts and fund inventory) − net
 * deposits, in micros: 0 in a correct market (rule C1). A trade moves cash and cost by the same amount on each
 * side, whatever is rounded where.
 */
export function conservationErrorMicros(market: Market): bigint {
  const { accounts, positions, instruments } = market;
  let total = BigInt(market.fundCashMicros) + BigInt(market.feesMicros) - market.netDepositsMicros;
  for (const instrument of instruments) total -= BigInt(instrument.inventoryCostMicros);
  for (let slot = 0; slot < accounts.count; slot += 1) {
    total += BigInt(accounts.walletMicros(slot));
    for (const instrument of instruments) {
      const row = positions.row(slot, instrument.id);
      total += BigInt(positions.bucketMicros(row)) - BigInt(positions.entryCostMicros(row));
    }
  }
  return total;
}
