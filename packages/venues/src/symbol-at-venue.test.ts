import { describe, expect, test } from 'vitest';
import { BYBIT_UTA } from './bybit-uta.ts';
import { DYDX_V4 } from './dydx-v4.ts';
import { HYPERLIQUID } from './hyperliquid.ts';
import { symbolAtVenue } from './symbol-at-venue.ts';
import { VENUE_PRESETS } from './venue-presets.ts';

test.each([
  { what: 'its own symbol', preset: DYDX_V4, name: 'ETHUSD', symbol: 'ETHUSD' },
  { what: 'a coin', preset: DYDX_V4, name: 'ETH', symbol: 'ETHUSD' },
  { what: "another venue's symbol", preset: DYDX_V4, name: 'ETHUSDT', symbol: 'ETHUSD' },
  { what: 'a coin that is a symbol as well', preset: HYPERLIQUID, name: 'BTC', symbol: 'BTC' },
  {
    what: 'an inverse contract of its own, though elsewhere a linear one has the symbol',
    preset: BYBIT_UTA,
    name: 'BTCUSD',
    symbol: 'BTCUSD',
  },
  { what: 'a coin that only others list', preset: BYBIT_UTA, name: 'ETH', symbol: undefined },
  { what: 'nothing that anybody lists', preset: BYBIT_UTA, name: 'TULIP', symbol: undefined },
])('a name may be $what', ({ preset, name, symbol }) => {
  expect(symbolAtVenue(preset, name)).toBe(symbol);
});

describe('the coins of the presets', () => {
  const entries = Object.values(VENUE_PRESETS).flatMap(({ coins, instruments }) =>
    Object.entries(coins).map(([coin, symbol]) => ({ coin, symbol, specification: instruments[symbol] })),
  );

  test('are linear contracts on one coin, named after it', () => {
    for (const { coin, symbol, specification } of entries) {
      expect(specification?.contractType, symbol).toBe('linear');
      expect(symbol.startsWith(coin), symbol).toBe(true);
    }
  });

  test('give no symbol two meanings', () => {
    const meanings = new Map<string, string>();
    for (const { coin, symbol } of entries) {
      expect(meanings.get(symbol) ?? coin).toBe(coin);
      meanings.set(symbol, coin);
    }
  });
});
