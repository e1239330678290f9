export { BINANCE_USDM } from './binance-usdm.ts';
export { BYBIT_UTA } from './bybit-uta.ts';
export { DYDX_V4 } from './dydx-v4.ts';
export { HYPERLIQUID } from './hyperliquid.ts';
export { SPILLWAY_HOUSE } from './spillway-house.ts';
export { symbolAtVenue } from './symbol-at-venue.ts';
export type { VenuePreset, VenueReason } from './venue-preset.ts';
export { VENUE_PRESETS } from './venue-presets.ts';
