export { SPILLWAY_HOUSE, VENUE_PRESETS } from './spillway-house.ts';
export type { VenuePreset } from './venue-preset.ts';
