import { BINANCE_USDM } from './binance-usdm.ts';
import { BYBIT_UTA } from './bybit-uta.ts';
import { DYDX_V4 } from './dydx-v4.ts';
import { HYPERLIQUID } from './hyperliquid.ts';
import { SPILLWAY_HOUSE } from './spillway-house.ts';
import type { VenuePreset } from './venue-preset.ts';

/** Every preset there is, by name. */
export const VENUE_PRESETS: Readonly<Record<string, VenuePreset>> = Object.fromEntries(
  [SPILLWAY_HOUSE, BINANCE_USDM, BYBIT_UTA, HYPERLIQUID, DYDX_V4].map((preset) => [preset.name, preset]),
);
