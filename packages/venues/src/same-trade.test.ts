/**
 * The same trade on every venue: 0.2 BTC at 50,000, ten times, a bucket of 1,000 or a wallet of 5,000. The published
 * formulas, worked by hand with the rate m of the first tier:
 *
 *   mark basis:  long (50,000 − 1,000 / 0.2) / (1 − m), short (50,000 + 1,000 / 0.2) / (1 + m)
 *   entry basis: long 50,000 × (1 − 1/10 + m), short 50,000 × (1 + 1/10 − m)   (Bybit, isolated)
 *   cross long:  (50,000 − 5,000 / 0.2) / (1 − m): no leverage in it, on any venue
 */
import { explainMargin, type MarginRequest, marginPreset, type PositionInput } from '@spillway/margin';
import { describe, expect, test } from 'vitest';
import type { VenuePreset } from './venue-preset.ts';
import { VENUE_PRESETS } from './venue-presets.ts';

const cases: readonly { venue: string; symbol: string; long: string; short: string; cross: string }[] = [
  // 45,000 / 0.996; 55,000 / 1.004; 25,000 / 0.996
  { venue: 'spillway-house', symbol: 'BTCUSDT', long: '45180.72', short: '54780.88', cross: '25100.40' },
  { venue: 'binance-usdm', symbol: 'BTCUSDT', long: '45180.72', short: '54780.88', cross: '25100.40' },
  // 50,000 × 0.905; 50,000 × 1.095; 25,000 / 0.995
  { venue: 'bybit-uta', symbol: 'BTCUSDT', long: '45250.00', short: '54750.00', cross: '25125.63' },
  // 45,000 / 0.9875; 55,000 / 1.0125; 25,000 / 0.9875
  { venue: 'hyperliquid', symbol: 'BTC', long: '45569.62', short: '54320.99', cross: '25316.46' },
  // 45,000 / 0.988; 55,000 / 1.012; 25,000 / 0.988
  { venue: 'dydx-v4', symbol: 'BTCUSD', long: '45546.56', short: '54347.83', cross: '25303.64' },
];

function presetNamed(name: string): VenuePreset {
  const preset = VENUE_PRESETS[name];
  if (preset === undefined) throw new Error(`no preset ${name}`);
  return preset;
}

/** Liquidation price of one position by the margin model, with tiers and rules of the preset, to the cent. */
function liquidationPrice(
  preset: VenuePreset,
  wallet: string,
  position: Omit<PositionInput, 'qty' | 'entry' | 'mark'>,
): string {
  const tiers = marginPreset(preset).tiers[position.symbol];
  const { maintenanceBasis, isTriggerInclusive } = preset.rules;
  const request: MarginRequest = {
    rules: {
      // Rule M10: the notional of entry counts for isolated positions alone.
      maintenanceBasis: position.mode === 'isolated' ? maintenanceBasis : 'mark',
      trigger: isTriggerInclusive ? 'inclusive' : 'strict',
    },
    wallet,
    positions: [{ ...position, qty: '0.2', entry: '50000', mark: '50000', tiers }],
  };
  const answer = explainMargin(request).positions[0]?.liquidationPrice;
  return answer === undefined || answer === null ? 'none' : Number(answer).toFixed(2);
}

describe.each(cases)('the same trade on $venue', ({ venue, symbol, long, short, cross }) => {
  const preset = presetNamed(venue);

  test(`M9 isolated, long: ${long}`, () => {
    const position = { symbol, side: 'long', mode: 'isolated', margin: '1000' } as const;
    expect(liquidationPrice(preset, '1000', position)).toBe(long);
  });

  test(`M9 isolated, short: ${short}`, () => {
    const position = { symbol, side: 'short', mode: 'isolated', margin: '1000' } as const;
    expect(liquidationPrice(preset, '1000', position)).toBe(short);
  });

  test(`M9 cross, long, whatever the leverage: ${cross}`, () => {
    for (const leverage of ['2', '10', '20']) {
      const position = { symbol, side: 'long', mode: 'cross', leverage } as const;
      expect(liquidationPrice(preset, '5000', position)).toBe(cross);
    }
  });
});
