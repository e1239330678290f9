import {
  type InstrumentSpecification,
  instrumentId,
  notionalMicros,
  PLAIN_CONTRACT,
  priceTicks,
  quoteMicros,
  ratePpm,
  sizeLots,
} from '@spillway/protocol';
import { describe, expect, test } from 'vitest';
import { drawHolder, drawHolders, type HolderParameters, leverageAllowed } from './draw-holders.ts';
import { netLots, planHedgers } from './plan-hedgers.ts';

const SPECIFICATION: InstrumentSpecification = {
  ...PLAIN_CONTRACT,
  symbol: 'BTCUSDT',
  tickSize: '0.1',
  lotSize: '0.001',
  microsPerTickLot: 100,
  sizeLotsMin: sizeLots(1),
  sizeLotsMax: sizeLots(5_000_000),
  priceTicksMax: priceTicks(10_000_000),
  priceBandPpm: ratePpm(50_000),
  makerFeePpm: ratePpm(200),
  takerFeePpm: ratePpm(500),
  liquidationFeePpm: ratePpm(12_500),
  riskTiers: [
    {
      notionalFloorMicros: quoteMicros(0),
      maintenanceRatePpm: ratePpm(4_000),
      maintenanceAmountMicros: quoteMicros(0),
      leverageMax: 125,
    },
    {
      notionalFloorMicros: quoteMicros(1_000_000_000_000),
      maintenanceRatePpm: ratePpm(10_000),
      maintenanceAmountMicros: quoteMicros(6_000_000_000),
      leverageMax: 20,
    },
  ],
};

const BITCOIN = {
  instrumentId: instrumentId(0),
  specification: SPECIFICATION,
  openingTicks: priceTicks(1_000_000),
  holderWeight: 2,
};
const SOLANA = {
  ...BITCOIN,
  instrumentId: instrumentId(1),
  openingTicks: priceTicks(20_000),
  holderWeight: 1,
};
const INSTRUMENTS = [BITCOIN, SOLANA];

const PARAMETERS: HolderParameters = {
  count: 4_000,
  isolatedShare: 0.5,
  longShare: 0.8,
  pairShare: 0.25,
  sizeMedianMicros: 5_000_000_000,
  sizeSigma: 1.2,
  sizeMicrosMax: 1_000_000_000_000_000,
  leverageBuckets: [
    { leverage: 2, openInterestWeight: 0.3 },
    { leverage: 5, openInterestWeight: 0.5 },
    { leverage: 20, openInterestWeight: 0.2 },
  ],
  sizeLeverageCorrelation: -0.5,
  spareMarginMean: 0.5,
  stopOutShare: 0.1,
  addMarginShare: 0.2,
  reactionMeanMs: 30_000,
};

/** Streams for these tests: a string hash (FNV-1a) seeds a 32-bit mixing generator (splitmix32). */
function streams(owner: string, purpose: string): () => number {
  let state = 2_166_136_261;
  for (const character of `${owner}/${purpose}`) {
    state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 16_777_619);
  }
  return () => {
    state = (state + 0x9e37_79b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0_aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a_2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 4_294_967_296;
  };
}

const MARKET = { instruments: INSTRUMENTS, streams };
const HOLDERS = drawHolders(PARAMETERS, MARKET);

function notionalOf(holder: (typeof HOLDERS)[number]): number {
  return holder.positions.reduce((sum, position) => {
    const instrument = INSTRUMENTS[position.instrumentId] ?? BITCOIN;
    return sum + notionalMicros(instrument.openingTicks, position.sizeLots, SPECIFICATION);
  }, 0);
}

describe('the leveraged population', () => {
  test('open interest by leverage has the shares asked for (within 5 percentage points at 4,000 holders)', () => {
    const byLeverage = new Map<number, number>();
    let total = 0;
    for (const holder of HOLDERS) {
      const notional = notionalOf(holder);
      const leverage = holder.positions[0]?.leverage ?? 0;
      byLeverage.set(leverage, (byLeverage.get(leverage) ?? 0) + notional);
      total += notional;
    }
    expect((byLeverage.get(2) ?? 0) / total).toBeCloseTo(0.3, 1);
    expect((byLeverage.get(5) ?? 0) / total).toBeCloseTo(0.5, 1);
    expect((byLeverage.get(20) ?? 0) / total).toBeCloseTo(0.2, 1);
  });

  test('leverage falls with size: the larger half uses less on average', () => {
    const sorted = [...HOLDERS].sort((left, right) => notionalOf(left) - notionalOf(right));
    const half = Math.floor(sorted.length / 2);
    const mean = (holders: typeof sorted): number =>
      holders.reduce((sum, holder) => sum + (holder.positions[0]?.leverage ?? 0), 0) / holders.length;
    expect(mean(sorted.slice(half))).toBeLessThan(mean(sorted.slice(0, half)) - 2);
  });

  test('shares of isolated, long and paired holders are those asked for, within 4 standard errors', () => {
    const share = (predicate: (holder: (typeof HOLDERS)[number]) => boolean): number =>
      HOLDERS.filter(predicate).length / HOLDERS.length;
    const error = (p: number): number => 4 * Math.sqrt((p * (1 - p)) / HOLDERS.length);
    expect(Math.abs(share(({ mode }) => mode === 'isolated') - 0.5)).toBeLessThan(error(0.5));
    expect(Math.abs(share(({ positions }) => positions[0]?.side === 'buy') - 0.8)).toBeLessThan(error(0.8));
    expect(Math.abs(share(({ positions }) => positions.length === 2) - 0.25)).toBeLessThan(error(0.25));
  });

  test('no position asks for more leverage than its tier allows', () => {
    for (const holder of HOLDERS) {
      for (const position of holder.positions) {
        const { openingTicks } = INSTRUMENTS[position.instrumentId] ?? BITCOIN;
        const notional = notionalMicros(openingTicks, position.sizeLots, SPECIFICATION);
        expect(position.leverage).toBeLessThanOrEqual(leverageAllowed(notional, SPECIFICATION));
      }
    }
  });

  test('the deposit covers initial margin, extra bucket and fee of every position', () => {
    for (const holder of HOLDERS) {
      const needed = holder.positions.reduce((sum, position) => {
        const { openingTicks } = INSTRUMENTS[position.instrumentId] ?? BITCOIN;
        const notional = notionalMicros(openingTicks, position.sizeLots, SPECIFICATION);
        return sum + notional / position.leverage + position.bucketExtraMicros + notional * 0.0005;
      }, 0);
      expect(holder.depositMicros).toBeGreaterThanOrEqual(needed);
    }
  });
});

describe('V30: streams are isolated', () => {
  test('the isolated share changes the mode and nothing else', () => {
    const isolated = drawHolders({ ...PARAMETERS, isolatedShare: 1 }, MARKET);
    const cross = drawHolders({ ...PARAMETERS, isolatedShare: 0 }, MARKET);
    expect(isolated.every(({ mode }) => mode === 'isolated')).toBe(true);
    expect(cross.every(({ mode }) => mode === 'cross')).toBe(true);
    expect(isolated.map((holder) => ({ ...holder, mode: 'any' }))).toEqual(
      cross.map((holder) => ({ ...holder, mode: 'any' })),
    );
  });

  test('who is isolated at a share is isolated at every higher share', () => {
    const few = drawHolders({ ...PARAMETERS, isolatedShare: 0.3 }, MARKET);
    const many = new Map(
      drawHolders({ ...PARAMETERS, isolatedShare: 0.6 }, MARKET).map(({ name, mode }) => [name, mode]),
    );
    for (const { name, mode } of few) {
      if (mode === 'isolated') expect(many.get(name)).toBe('isolated');
    }
  });

  test('a holder is the same whoever else is there', () => {
    expect(drawHolder('holder-17', PARAMETERS, MARKET)).toEqual(
      HOLDERS.find(({ name }) => name === 'holder-17'),
    );
  });

  test('the long share changes no size, leverage or deposit', () => {
    const strip = (holders: typeof HOLDERS): unknown =>
      holders.map(({ positions, depositMicros }) => ({
        depositMicros,
        positions: positions.map((position) => ({ ...position, side: 'any' })),
      }));
    expect(strip(drawHolders({ ...PARAMETERS, longShare: 0.2 }, MARKET))).toEqual(strip(HOLDERS));
  });
});

const HEDGERS = {
  countPerInstrument: 7,
  leverage: 2,
  unwindGapFraction: 0.005,
  unwindShare: 0.1,
  lookMeanMs: 20_000,
};

describe('hedgers', () => {
  test.each([0.8, 0.1])('hold exactly the other side at a long share of %f', (longShare) => {
    const holders = drawHolders({ ...PARAMETERS, longShare }, MARKET);
    const hedgers = planHedgers(HEDGERS, holders, INSTRUMENTS);
    for (const instrument of INSTRUMENTS) {
      expect(netLots(holders, instrument)).not.toBe(0);
      expect(netLots(hedgers, instrument)).toBe(-netLots(holders, instrument));
    }
    const sizes = hedgers.flatMap(({ positions }) => positions.map((position) => position.sizeLots));
    expect(sizes).toHaveLength(14);
  });
});
