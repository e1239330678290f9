import { describe, expect, it } from 'vitest';
import { PRICE_COLUMN, RunReplica } from './run-replica.ts';
import {
  SAMPLE_RUN,
  SAMPLE_TOTALS,
  sampleFrame,
  sampleHello,
  sampleLiquidation,
  samplePrice,
  sampleSnapshot,
} from './sample-run.ts';

function startedReplica(): RunReplica {
  const replica = new RunReplica();
  replica.greet(sampleHello());
  replica.restore(sampleSnapshot());
  return replica;
}

describe('RunReplica', () => {
  it('leaves out frames before the first snapshot', () => {
    const replica = new RunReplica();
    replica.greet(sampleHello());
    expect(replica.apply(sampleFrame())).toBe(false);
    expect(replica.totals).toBeNull();
  });

  it('keeps halts and resumptions in order, each once, until another run begins', () => {
    const replica = startedReplica();
    const halted = {
      kind: 'halted',
      sequence: 4,
      simulatedMs: 2_000,
      instrumentId: 0,
      reason: 'circuit-breaker',
      untilMs: 62_000,
    } as const;
    const resumed = { kind: 'resumed', sequence: 9, simulatedMs: 62_000, instrumentId: 0 } as const;
    replica.apply(sampleFrame({ halts: [halted] }));
    replica.apply(sampleFrame({ halts: [halted, resumed] }));
    expect(replica.halts).toEqual([halted, resumed]);
    replica.restore(sampleSnapshot({ halts: [resumed] }));
    expect(replica.halts).toEqual([resumed]);
  });

  it('is halted by a halt of the market, or by one of each instrument', () => {
    const replica = startedReplica();
    const row = { simulatedMs: 0, reason: 'command', untilMs: null } as const;
    const ids = replica.instruments.map(({ state }) => state.instrumentId);
    const own = ids.map((instrumentId, index) => ({
      ...row,
      kind: 'halted' as const,
      sequence: 10 + index,
      instrumentId,
    }));
    const market = { instrumentId: null, simulatedMs: 0 };
    expect(replica.isHalted).toBe(false);
    replica.apply(sampleFrame({ halts: [{ ...row, kind: 'halted', sequence: 2, instrumentId: null }] }));
    expect(replica.isHalted).toBe(true);
    replica.apply(sampleFrame({ halts: [{ ...market, kind: 'resumed', sequence: 3 }] }));
    expect(replica.isHalted).toBe(false);
    replica.apply(sampleFrame({ halts: own }));
    expect(replica.isHalted).toBe(true);
    replica.apply(
      sampleFrame({ halts: [{ kind: 'resumed', sequence: 99, simulatedMs: 0, instrumentId: 0 }] }),
    );
    expect(replica.isHalted).toBe(false);
  });

  it('folds prices, forced fills and shocks of a frame', () => {
    const replica = startedReplica();
    replica.apply(
      sampleFrame({
        simulatedMs: 2_000,
        prices: [samplePrice(2_000, 1_100_000)],
        liquidations: [sampleLiquidation({ sequence: 5, simulatedMs: 2_000, wave: 3 })],
        shocks: [{ sequence: 4, simulatedMs: 2_000, label: 'the 20:45 shock' }],
      }),
    );
    const history = replica.history(0);
    expect(history?.prices.valueAt(0, PRICE_COLUMN.mark)).toBe(1_100_000);
    expect(history?.markers.list()).toHaveLength(1);
    expect(history?.volume.at(0, 'isolated')).toBe(1_000_000_000);
    expect(replica.shocks.map(({ label }) => label)).toEqual(['the 20:45 shock']);
    expect([replica.waveDeepest, replica.simulatedMs]).toEqual([3, 2_000]);
  });

  it('tells what the insurance fund gives up, and counts it to no trader', () => {
    const replica = startedReplica();
    replica.apply(sampleFrame({ liquidations: [sampleLiquidation({ sequence: 5, accountId: 0, wave: 4 })] }));
    expect(replica.log.length).toBe(1);
    expect(replica.history(0)?.markers.list()).toHaveLength(0);
    expect(replica.history(0)?.volume.at(0, 'isolated')).toBe(0);
    expect(replica.waveDeepest).toBe(0);
  });

  it('counts a forced fill once, though snapshot and frame both bring it', () => {
    const row = sampleLiquidation({ sequence: 5 });
    const replica = new RunReplica();
    replica.greet(sampleHello());
    replica.restore(sampleSnapshot({ liquidations: [row] }));
    replica.apply(sampleFrame({ liquidations: [row] }));
    expect(replica.log.appendedCount).toBe(1);
    expect(replica.history(0)?.volume.at(0, 'isolated')).toBe(1_000_000_000);
  });

  it('counts what the newest shock has set off, and leaves out what an older one did', () => {
    const replica = startedReplica();
    const shocks = ['the first shock', 'the second shock'].map((label, index) => {
      return { sequence: index + 1, simulatedMs: 0, label };
    });
    const rows = ['the first shock', 'the second shock', 'the second shock', ''].map((shockLabel, index) => {
      return sampleLiquidation({ sequence: index + 3, shockLabel, notionalMicros: 10 });
    });
    expect(replica.latestShock).toBeNull();
    replica.apply(sampleFrame({ shocks, liquidations: rows }));
    expect(replica.latestShock).toEqual({ shock: shocks[1], forcedFills: 2, forcedMicros: 20 });
  });

  it('has no last price before the first trade', () => {
    const replica = startedReplica();
    replica.apply(sampleFrame({ prices: [{ ...samplePrice(1_000, 5), lastTicks: 0 }] }));
    expect(replica.history(0)?.prices.valueAt(0, PRICE_COLUMN.last)).toBeNaN();
  });

  it('keeps the path of the fund when a snapshot of the same run closes a gap', () => {
    const replica = startedReplica();
    replica.apply(
      sampleFrame({ simulatedMs: 5_000, totals: { ...SAMPLE_TOTALS, insuranceFundMicros: 4_000_000 } }),
    );
    replica.restore(
      sampleSnapshot({ simulatedMs: 9_000, totals: { ...SAMPLE_TOTALS, insuranceFundMicros: 3_000_000 } }),
    );
    const path = Array.from({ length: replica.fund.length }, (_, index) => [
      replica.fund.secondAt(index),
      replica.fund.valueAt(index, 0),
    ]);
    expect(path).toEqual([
      [0, 5_000_000],
      [5, 4_000_000],
      [9, 3_000_000],
    ]);
  });

  it('forgets everything when another run begins', () => {
    const replica = startedReplica();
    replica.apply(sampleFrame({ simulatedMs: 9_000, liquidations: [sampleLiquidation({ sequence: 5 })] }));
    replica.greet(sampleHello({ ...SAMPLE_RUN, runId: 'run-2', seed: '43' }));
    expect([replica.log.length, replica.simulatedMs, replica.fund.length]).toEqual([0, 0, 0]);
    expect(replica.apply(sampleFrame())).toBe(false);
  });

  it('takes phase and speed of its own run only', () => {
    const replica = startedReplica();
    replica.updateRun({ ...SAMPLE_RUN, runId: 'run-0', phase: 'finished' });
    expect(replica.run?.phase).toBe('running');
    replica.updateRun({ ...SAMPLE_RUN, phase: 'paused' });
    expect(replica.run?.phase).toBe('paused');
  });
});
