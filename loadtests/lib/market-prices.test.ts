import type { InstrumentState } from '@spillway/protocol/wire';
import { describe, expect, it } from 'vitest';
import { MarketPrices, type PricingContext, priceOrder } from './market-prices.ts';

/** Ticks of 0.1 and lots of 0.001, so that one tick of one lot is 100 micros. */
const SPECIFICATION = {
  lotSize: '0.001',
  tickSize: '0.1',
  microsPerTickLot: 100,
  sizeLotsMin: 1,
  sizeLotsMax: 5000,
} as InstrumentState['specification'];

const context = (markTicks: number, depositMicros = 10_000_000_000): PricingContext => ({
  instrument: { instrumentId: 0, specification: SPECIFICATION },
  markTicks,
  depositMicros,
});

describe('priceOrder', () => {
  it('buys lots for a share of the deposit, rounded down', () => {
    // Half of 10,000 at 100,000.0 each: 0.05.
    const action = { kind: 'market', side: 'buy', notionalPermille: 500 } as const;
    expect(priceOrder(action, context(1_000_000))).toEqual({ size: '0.05' });
    // At 100,000.1 it is a little less than 50 lots.
    expect(priceOrder(action, context(1_000_001))).toEqual({ size: '0.049' });
  });

  it('keeps to the sizes that the instrument takes', () => {
    const action = { kind: 'market', side: 'buy', notionalPermille: 1 } as const;
    expect(priceOrder(action, context(1_000_000, 1_000_000))).toEqual({ size: '0.001' });
    const huge = { kind: 'market', side: 'buy', notionalPermille: 1_000_000 } as const;
    expect(priceOrder(huge, context(1_000_000))).toEqual({ size: '5' });
  });

  it.each([
    ['buy', '99900'],
    ['sell', '100100'],
  ] as const)('rests a limit order to %s on its own side of the mark', (side, price) => {
    const action = { kind: 'limit', side, notionalPermille: 500, distancePpm: 1000 } as const;
    expect(priceOrder(action, context(1_000_000))).toMatchObject({ price });
  });

  it('keeps at least one tick away', () => {
    const action = { kind: 'limit', side: 'buy', notionalPermille: 500, distancePpm: 1 } as const;
    expect(priceOrder(action, context(100_000))).toMatchObject({ price: '9999.9' });
  });
});

describe('MarketPrices', () => {
  it('knows the last mark of each instrument, and none before the first', () => {
    const prices = new MarketPrices();
    expect(prices.markTicks(0)).toBeNull();
    const point = { simulatedMs: 0, indexTicks: 1, lastTicks: 1, bestBidTicks: 1, bestAskTicks: 1 };
    prices.update([
      { ...point, instrumentId: 0, markTicks: 5 },
      { ...point, instrumentId: 1, markTicks: 7 },
      { ...point, instrumentId: 0, markTicks: 6 },
    ]);
    expect([prices.markTicks(0), prices.markTicks(1)]).toEqual([6, 7]);
  });
});
