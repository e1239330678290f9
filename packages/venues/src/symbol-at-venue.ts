import type { VenuePreset } from './venue-preset.ts';
import { VENUE_PRESETS } from './venue-presets.ts';

/**
 * The symbol by which a venue lists what a name means. A name is a symbol of that venue, or a coin (`BTC`), or another
 * venue's symbol for the linear contract on a coin (`BTCUSDT`); undefined when the venue lists nothing of the kind.
 */
export function symbolAtVenue(preset: VenuePreset, name: string): string | undefined {
  if (Object.hasOwn(preset.instruments, name)) return name;
  const coin = coinOf(name);
  return coin !== undefined && Object.hasOwn(preset.coins, coin) ? preset.coins[coin] : undefined;
}

/** Which coin a name means: no two presets mean different coins by one symbol. */
function coinOf(name: string): string | undefined {
  for (const { coins } of Object.values(VENUE_PRESETS)) {
    for (const [coin, symbol] of Object.entries(coins)) {
      if (name === coin || name === symbol) return coin;
    }
  }
  return undefined;
}
