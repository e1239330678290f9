/** The cases of every venue, for whoever has an engine: `playVenueCase` says what it does otherwise. */
import { BINANCE_CASES } from './binance-usdm.cases.ts';
import { BYBIT_CASES } from './bybit-uta.cases.ts';
import { DYDX_CASES } from './dydx-v4.cases.ts';
import { HYPERLIQUID_CASES } from './hyperliquid.cases.ts';
import type { VenueCase } from './venue-case.fixture.ts';

export { type Observation, playVenueCase, type VenueCase, type VenueStep } from './venue-case.fixture.ts';

/** By the name of the preset. */
export const VENUE_CASES: Readonly<Record<string, readonly VenueCase[]>> = {
  'binance-usdm': BINANCE_CASES,
  'bybit-uta': BYBIT_CASES,
  hyperliquid: HYPERLIQUID_CASES,
  'dydx-v4': DYDX_CASES,
};
