import { describe, expect, it } from 'vitest';
import { explainPhase } from '../display/explain-phase.ts';
import { type MarketSigns, marketPhase } from './market-phase.ts';
import { fallAndRebound, readMarketSigns, recentChange } from './read-market-signs.ts';
import { RunReplica } from './run-replica.ts';
import { sampleHello, sampleLiquidation, samplePrice, sampleSnapshot } from './sample-run.ts';

const CALM: MarketSigns = {
  runPhase: 'running',
  isHalted: false,
  windowMs: 60_000,
  mover: 'BTC',
  change: 0,
  forcedFills: 0,
  deepestWave: 0,
  forcedMicros: 0,
  fallen: { name: 'BTC', drawdown: 0, rebound: 0 },
};

describe('marketPhase', () => {
  it.each([
    ['waiting', { ...CALM, runPhase: 'ready' }],
    ['finished', { ...CALM, runPhase: 'finished', forcedFills: 9, deepestWave: 4 }],
    ['halted', { ...CALM, isHalted: true, forcedFills: 9, deepestWave: 4 }],
    ['calm', CALM],
    ['slide', { ...CALM, change: -0.01 }],
    ['rally', { ...CALM, change: 0.01 }],
    ['cascade', { ...CALM, change: -0.01, forcedFills: 3, deepestWave: 2 }],
    ['recovery', { ...CALM, change: 0.01, fallen: { name: 'BTC', drawdown: 0.1, rebound: 0.05 } }],
  ] as const)('is %s', (phase, signs) => {
    expect(marketPhase(signs)).toBe(phase);
  });

  it('is no cascade while no forced fill was set off by another', () => {
    expect(marketPhase({ ...CALM, change: -0.01, forcedFills: 50, deepestWave: 1 })).toBe('slide');
  });

  it('is still a fall, not a recovery, while prices go down again', () => {
    expect(
      marketPhase({ ...CALM, change: -0.01, fallen: { name: 'BTC', drawdown: 0.1, rebound: 0.05 } }),
    ).toBe('slide');
  });
});

describe('explainPhase', () => {
  it('says how much was closed by force, within which span and how deep', () => {
    const { title, sentence } = explainPhase({
      ...CALM,
      forcedFills: 1_234,
      deepestWave: 5,
      forcedMicros: 12_070_000_000_000,
    });
    expect(title).toBe('Cascade');
    expect(sentence).toContain('1,234 fills worth $12.07M in 1 min, up to wave 5');
  });
});

describe('readMarketSigns', () => {
  function replicaOf(
    marks: readonly number[],
    liquidations = [sampleLiquidation({ sequence: 1 })],
  ): RunReplica {
    const replica = new RunReplica();
    replica.greet(sampleHello());
    const prices = marks.map((mark, minute) => samplePrice(minute * 60_000, mark));
    const simulatedMs = (marks.length - 1) * 60_000;
    replica.restore(sampleSnapshot({ simulatedMs, prices, liquidations }));
    return replica;
  }

  it('measures the fall from the high before the low, and the way back from it', () => {
    // High 120, low 90: a fall of 25 %; back to 99 regains 9 of the 120.
    const history = replicaOf([100, 120, 90, 110, 99]).history(0);
    expect(history).toBeDefined();
    if (history === undefined) return;
    expect(fallAndRebound(history)).toEqual({ drawdown: 0.25, rebound: 9 / 120 });
  });

  it('measures the change over the window', () => {
    const history = replicaOf([100, 200, 150]).history(0);
    if (history === undefined) throw new Error('the sample run has one instrument');
    expect(recentChange(history, 60_000)).toBe(-0.25);
    expect(recentChange(history, 120_000)).toBe(0.5);
  });

  it('widens its window with the speed, so that words stay readable', () => {
    const replica = replicaOf([100, 100]);
    // 60 × 2 s = 120 s at the sample's speed.
    expect(readMarketSigns(replica, (symbol) => symbol)?.windowMs).toBe(120_000);
  });
});
