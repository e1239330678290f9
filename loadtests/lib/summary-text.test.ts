import { describe, expect, it } from 'vitest';
import { judge, missedObjectives, selloffObjectives, smokeObjectives } from './objectives.ts';
import { RECONCILED_QUANTITIES, reconcile } from './reconciliation.ts';
import type { SummaryData, SummaryMetric } from './summary-data.ts';
import { summaryText } from './summary-text.ts';

const summary = (metrics: Record<string, SummaryMetric>): SummaryData => ({
  metrics,
  state: { testRunDurationMs: 27_650 },
});
const count = (value: number): SummaryMetric => ({ values: { count: value } });
const threshold = (ok: boolean): SummaryMetric => ({ values: { count: 1 }, thresholds: { x: { ok } } });

describe('reconcile', () => {
  const counters = (difference: number): Record<string, number> => ({
    liquidation_notional_isolated: 14_200_250_000,
    server_liquidation_notional_isolated: 14_200_250_000 - difference,
    difference_liquidation_notional_isolated: difference,
  });

  it('prints money in units and finds a difference of one micro', () => {
    const read = (difference: number) => (name: string) => counters(difference)[name] ?? 0;
    expect(reconcile(read(0))[0]).toEqual({
      title: 'liquidated, isolated',
      client: '14,200.25',
      server: '14,200.25',
      difference: '0.00',
      isEqual: true,
    });
    expect(reconcile(read(1))[0]).toMatchObject({ difference: '0.000001', isEqual: false });
  });

  it('does not trust the table alone: a difference counter that disagrees with it counts', () => {
    const read = (name: string) => (name === 'difference_fills' ? 1 : 0);
    expect(reconcile(read).find(({ title }) => title === 'fills')).toMatchObject({ isEqual: false });
  });

  it('reads the decimal strings of the server as whole micros', () => {
    const totals = {
      seats: 2,
      liquidationFills: 3,
      liquidationNotional: { isolated: '0.000001', cross: '1234567.5' },
      ordersAccepted: 4,
      fills: 5,
      conservationError: '0',
      stateHash: 'x',
    };
    expect(RECONCILED_QUANTITIES.map(({ key, serverTotal }) => [key, serverTotal(totals)])).toEqual([
      ['liquidation_notional_isolated', 1],
      ['liquidation_notional_cross', 1_234_567_500_000],
      ['liquidation_fills', 3],
      ['orders_accepted', 4],
      ['fills', 5],
    ]);
  });
});

describe('judge', () => {
  it.each([
    ['met', { seats: threshold(true) }],
    ['missed', { order_latency: threshold(false) }],
    ['missed', { difference_fills: threshold(false), generator_lateness: threshold(false) }],
    ['void', { generator_lateness: threshold(false) }],
    ['void', { generator_loop_lag: threshold(false), 'order_latency{phase:calm}': threshold(false) }],
  ] as const)('%s: %j', (verdict, metrics) => {
    expect(judge(summary(metrics))).toBe(verdict);
  });

  it('names what was missed', () => {
    const missed = missedObjectives(summary({ seats: threshold(true), fills: threshold(false) }));
    expect(missed).toEqual([{ metric: 'fills', expression: 'x', values: { count: 1 } }]);
  });
});

describe('objectives', () => {
  it('demand equality in everything that is reconciled, in every script', () => {
    for (const objectives of [smokeObjectives(5), selloffObjectives(40)]) {
      for (const { key } of RECONCILED_QUANTITIES)
        expect(objectives[`difference_${key}`]).toEqual(['count==0']);
    }
  });

  it('demand liquidations in both modes of a selloff: nothing agrees with nothing', () => {
    const objectives = selloffObjectives(40);
    expect(objectives['liquidation_notional_isolated']).toEqual(['count>0']);
    expect(objectives['liquidation_notional_cross']).toEqual(['count>0']);
  });
});

describe('summaryText', () => {
  const heading = { script: 'selloff', seed: '7' };

  it('says who saw what, how fast it was and what was refused', () => {
    const text = summaryText(
      summary({
        seats: count(40),
        plan_checksum: count(123),
        liquidation_notional_cross: count(2_000_000),
        server_liquidation_notional_cross: count(2_000_000),
        order_latency: { values: { med: 1.234, 'p(99)': 5.678, max: 9 } },
        'orders_rejected{code:MARGIN_INSUFFICIENT}': count(12),
        frames: count(900),
      }),
      heading,
    );
    expect(text).toContain('selloff: seed 7, 40 seats, 27.6 s, plan 123');
    expect(text).toMatch(/liquidated, cross +2\.00 +2\.00 +0\.00 {2}equal/);
    expect(text).toMatch(/order latency +1\.23 +5\.68 +9\.00/);
    expect(text).toContain('refused: MARGIN_INSUFFICIENT 12\n');
    expect(text).toContain('all objectives met');
  });

  it('shouts when client and server differ, and names the objective', () => {
    const text = summaryText(
      summary({
        fills: count(10),
        server_fills: count(9),
        difference_fills: { values: { count: 1 }, thresholds: { 'count==0': { ok: false } } },
      }),
      heading,
    );
    expect(text).toMatch(/fills +10 +9 +1 {2}NOT EQUAL/);
    expect(text).toContain('objectives NOT met:\n  difference_fills: count==0, found {"count":1}');
  });
});
