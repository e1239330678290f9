import {
  accountId,
  eventSequence,
  instrumentId,
  type LiquidationFilled,
  liquidationId,
  priceTicks,
  quoteMicros,
  simulatedMs,
  sizeLots,
} from '@spillway/protocol';
import type { RunState, RunTotals } from '@spillway/protocol/wire';
import { describe, expect, test } from 'vitest';
import { createCauseIndex } from './cause-index.ts';
import { createPublicFeed, LIQUIDATION_ROWS_MAX } from './public-feed.ts';

const TOTALS = { liquidationCount: 0 } as RunTotals;
const RUN = { runId: 'run-1' } as RunState;
const BOOK = { lastTicks: () => 7, bestTicks: (_: unknown, side: string) => (side === 'buy' ? 6 : 8) };

function openFeed() {
  const causes = createCauseIndex();
  const feed = createPublicFeed({ runId: 'run-1', causes, book: BOOK });
  return { causes, feed };
}

function forcedFill(sequence: number): LiquidationFilled {
  return {
    sequence: eventSequence(sequence),
    causeSequence: eventSequence(0),
    timeMs: simulatedMs(sequence),
    liquidationId: liquidationId(3),
    accountId: accountId(5),
    instrumentId: instrumentId(0),
    mode: 'cross',
    stage: 'book',
    positionSide: 'buy',
    priceTicks: priceTicks(10),
    sizeLots: sizeLots(2),
    notionalMicros: quoteMicros(20),
    leverage: 10,
    counterpartyAccountId: accountId(6),
  };
}

const mark = (sequence: number, markTicks: number, timeMs: number) => ({
  sequence: eventSequence(sequence),
  causeSequence: eventSequence(0),
  timeMs: simulatedMs(timeMs),
  instrumentId: instrumentId(0),
  markTicks: priceTicks(markTicks),
  indexTicks: priceTicks(9),
  previousMarkTicks: priceTicks(1),
  causeLiquidationId: liquidationId(0),
});

describe('the public feed', () => {
  test('numbers frames by the events in them, empty ones too', () => {
    const { feed } = openFeed();
    expect(feed.hasNews).toBe(false);
    feed.sink.liquidationFilled(forcedFill(1));
    feed.sink.liquidationFilled(forcedFill(2));
    expect(feed.hasNews).toBe(true);
    expect(feed.flush({ simulatedMs: 2, totals: TOTALS })).toMatchObject({ sequenceFrom: 1, sequenceTo: 2 });
    expect(feed.flush({ simulatedMs: 3, totals: TOTALS })).toMatchObject({
      sequenceFrom: 3,
      sequenceTo: 2,
      simulatedMs: 3,
      liquidations: [],
    });
    feed.sink.markPriceChanged(mark(3, 50, 1_000));
    expect(feed.flush({ simulatedMs: 4, totals: TOTALS })).toMatchObject({ sequenceFrom: 3, sequenceTo: 3 });
  });

  test('a snapshot ends where the last frame ended, whatever happened since', () => {
    const { feed } = openFeed();
    feed.sink.markPriceChanged(mark(1, 50, 1_000));
    feed.flush({ simulatedMs: 1_000, totals: TOTALS });
    feed.sink.markPriceChanged(mark(2, 40, 2_000));
    const before = feed.snapshot(RUN);
    expect(before).toMatchObject({ sequenceFrom: 1, sequenceTo: 1, simulatedMs: 1_000 });
    expect(before.prices.map(({ markTicks }) => markTicks)).toEqual([50]);
    feed.flush({ simulatedMs: 2_000, totals: TOTALS });
    const after = feed.snapshot(RUN);
    expect(after.prices).toEqual([
      {
        simulatedMs: 1_000,
        instrumentId: 0,
        markTicks: 50,
        indexTicks: 9,
        lastTicks: 7,
        bestBidTicks: 6,
        bestAskTicks: 8,
      },
      {
        simulatedMs: 2_000,
        instrumentId: 0,
        markTicks: 40,
        indexTicks: 9,
        lastTicks: 7,
        bestBidTicks: 6,
        bestAskTicks: 8,
      },
    ]);
    // The snapshot taken before did not change under its reader.
    expect(before.prices).toHaveLength(1);
  });

  test('halts and resumptions are in the frame in which they happen, and stay in the snapshot', () => {
    const { feed } = openFeed();
    const base = { causeSequence: eventSequence(0), timeMs: simulatedMs(5) };
    feed.sink.tradingHalted({
      ...base,
      sequence: eventSequence(1),
      instrumentId: instrumentId(0),
      reason: 'circuit-breaker',
      untilMs: simulatedMs(60_005),
    });
    const first = feed.flush({ simulatedMs: 5, totals: TOTALS });
    feed.sink.tradingHalted({
      ...base,
      sequence: eventSequence(2),
      instrumentId: null,
      reason: 'command',
      untilMs: simulatedMs(0),
    });
    feed.sink.tradingResumed({ ...base, sequence: eventSequence(3), instrumentId: null });
    const second = feed.flush({ simulatedMs: 6, totals: TOTALS });
    const rows = [
      {
        kind: 'halted',
        sequence: 1,
        simulatedMs: 5,
        instrumentId: 0,
        reason: 'circuit-breaker',
        untilMs: 60_005,
      },
      { kind: 'halted', sequence: 2, simulatedMs: 5, instrumentId: null, reason: 'command', untilMs: null },
      { kind: 'resumed', sequence: 3, simulatedMs: 5, instrumentId: null },
    ];
    expect(first.halts).toEqual(rows.slice(0, 1));
    expect(second.halts).toEqual(rows.slice(1));
    expect(feed.snapshot(RUN).halts).toEqual(rows);
  });

  test('a forced fill carries the wave, the parent and the shock of its liquidation', () => {
    const { causes, feed } = openFeed();
    const base = { causeSequence: eventSequence(0), timeMs: simulatedMs(0) };
    causes.sink.shockRecorded({ ...base, sequence: eventSequence(1), label: 'the 21:15 shock' });
    causes.sink.liquidationStarted({
      ...base,
      sequence: eventSequence(2),
      liquidationId: liquidationId(3),
      accountId: accountId(5),
      mode: 'cross',
      instrumentId: instrumentId(0),
      leg: 'both',
      equityMicros: quoteMicros(1),
      maintenanceMicros: quoteMicros(2),
      wave: 4,
      parentLiquidationId: liquidationId(2),
      shockSequence: eventSequence(1),
    });
    feed.sink.liquidationFilled(forcedFill(3));
    expect(feed.flush({ simulatedMs: 3, totals: TOTALS }).liquidations).toMatchObject([
      {
        liquidationId: 3,
        parentLiquidationId: 2,
        wave: 4,
        shockLabel: 'the 21:15 shock',
        counterpartyAccountId: 6,
      },
    ]);
  });

  test('keeps the latest forced fills and counts the ones it let go', () => {
    const { feed } = openFeed();
    const fills = LIQUIDATION_ROWS_MAX * 2 + 17;
    for (let sequence = 1; sequence <= fills; sequence += 1) {
      feed.sink.liquidationFilled(forcedFill(sequence));
      if (sequence % 100 === 0) feed.flush({ simulatedMs: sequence, totals: TOTALS });
    }
    feed.flush({ simulatedMs: fills, totals: TOTALS });
    const { liquidations, liquidationsOmitted } = feed.snapshot(RUN);
    expect(liquidations.length).toBeGreaterThanOrEqual(LIQUIDATION_ROWS_MAX);
    expect(liquidations.length).toBeLessThanOrEqual(LIQUIDATION_ROWS_MAX + 1_000);
    expect(liquidations.length + liquidationsOmitted).toBe(fills);
    expect(liquidations.at(-1)?.sequence).toBe(fills);
    expect(liquidations[0]?.sequence).toBe(liquidationsOmitted + 1);
  });
});
