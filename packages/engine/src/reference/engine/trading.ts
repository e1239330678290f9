import type { Instrument, Market } from './market.ts';

/** Whether an instrument trades: neither it nor the whole market is halted (rule H2). */
export function isTrading(market: Market, instrument: Instrument): boolean {
  return market.halt === null && instrument.halt === null;
}
