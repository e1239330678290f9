import { type SpillwayClient, SpillwayError } from '@spillway/client';
import { describe, expect, test } from 'vitest';
import {
  collectEvents,
  connectClient,
  connectOperator,
  nextEvent,
  openExchange,
  writeShortScenario,
} from './exchange.fixture.ts';

const STEP_MS = 90_000;

async function playPast(client: SpillwayClient, timeMs: number): Promise<void> {
  await nextEvent(client, 'frame', ({ simulatedMs }) => simulatedMs > timeMs);
}

describe('the run controls', () => {
  const controls: readonly [string, (client: SpillwayClient) => Promise<unknown>][] = [
    ['start', (client) => client.start()],
    ['pause', (client) => client.pause()],
    ['step', (client) => client.step(1_000)],
    ['setSpeed', (client) => client.setSpeed(2)],
    ['shock', (client) => client.shock({ percent: -5 })],
    ['reset', (client) => client.reset({ seed: '9' })],
    ['seatTotals', (client) => client.seatTotals()],
  ];

  test.each(controls)('%s needs the admin token', async (_name, control) => {
    const exchange = await openExchange();
    const operator = await connectOperator(exchange);
    const visitor = await connectClient(exchange);
    const wrong = await connectClient(exchange, { adminToken: `${exchange.adminToken}x` });
    const before = await operator.seatTotals();
    for (const client of [visitor, wrong]) {
      const refusal = await control(client).then(
        () => 'accepted',
        (error: unknown) => (error instanceof SpillwayError ? error.code : error),
      );
      expect(refusal).toBe('NOT_AUTHORISED');
    }
    expect(await operator.seatTotals()).toEqual(before);
    expect((await operator.snapshot()).run).toMatchObject({ phase: 'ready', speed: 1, seed: '7' });
  });

  test('the greeting says who may use them', async () => {
    const exchange = await openExchange();
    expect((await (await connectOperator(exchange)).ready).isAdmin).toBe(true);
    expect((await (await connectClient(exchange)).ready).isAdmin).toBe(false);
  });

  test('a step goes exactly so far and stands still again', async () => {
    const operator = await connectOperator(await openExchange());
    expect(await operator.step(STEP_MS)).toMatchObject({ phase: 'paused', simulatedMs: STEP_MS });
    expect((await operator.snapshot()).run.simulatedMs).toBe(STEP_MS);
    expect(await operator.step(1)).toMatchObject({ simulatedMs: STEP_MS + 1 });
  });

  test('start makes time go on, at the speed that was set; pause stops it', async () => {
    const exchange = await openExchange();
    const operator = await connectOperator(exchange);
    const states = collectEvents(operator, 'runState');
    await operator.setSpeed(200);
    expect(await operator.start()).toMatchObject({ phase: 'running', speed: 200 });
    await playPast(operator, 10_000);
    const paused = await operator.pause();
    expect(paused.phase).toBe('paused');
    const later = await operator.step(1);
    expect(later.simulatedMs).toBe(paused.simulatedMs + 1);
    expect(states.map(({ phase }) => phase)).toEqual(['ready', 'running', 'paused', 'paused']);
  });

  test('a shock moves the index by so much, and is in the feed under a name', async () => {
    const exchange = await openExchange();
    const operator = await connectOperator(exchange);
    await operator.step(STEP_MS);
    const before = await operator.snapshot();
    await operator.shock({ symbol: 'SOLUSDT', percent: -10 });
    await operator.step(2_000);
    const frames = await operator.snapshot();
    expect(frames.shocks).toMatchObject([
      { simulatedMs: STEP_MS, label: "the operator's -10 % shock at 90 s" },
    ]);
    const indexOf = (snapshot: typeof before, instrument: number): number =>
      snapshot.prices.findLast(({ instrumentId }) => instrumentId === instrument)?.indexTicks ?? 0;
    // The quiet paths move by a few hundredths of a percent in two seconds.
    expect(indexOf(frames, 1) / indexOf(before, 1)).toBeCloseTo(0.9, 2);
    expect(indexOf(frames, 0) / indexOf(before, 0)).toBeCloseTo(1, 2);
    await expect(operator.shock({ symbol: 'DOGE', percent: -10 })).rejects.toMatchObject({
      code: 'INSTRUMENT_UNKNOWN',
    });
  });
});

describe('a reset', () => {
  test('with the same seed comes to the same state at the same simulated time', async () => {
    const operator = await connectOperator(await openExchange());
    const runAndHash = async (seed: string): Promise<string> => {
      await operator.reset({ seed });
      // Cut into pieces at odd places, and played as well as stepped: the state must not depend on it.
      await operator.step(30_001);
      await operator.setSpeed(400);
      await operator.start();
      await playPast(operator, 35_000);
      const { simulatedMs } = await operator.pause();
      expect(simulatedMs).toBeLessThan(STEP_MS);
      await operator.step(STEP_MS - simulatedMs);
      return (await operator.seatTotals()).stateHash;
    };
    const first = await runAndHash('11');
    expect(await runAndHash('11')).toBe(first);
    expect(await runAndHash('12')).not.toBe(first);
  });

  test('greets everybody anew, and another scenario brings its own speed', async () => {
    const exchange = await openExchange();
    const operator = await connectOperator(exchange);
    const visitor = await connectClient(exchange);
    const greeted = nextEvent(visitor, 'hello');
    const state = await operator.reset({ scenario: 'quiet-day', seed: '3' });
    expect(state).toMatchObject({ scenario: 'quiet-day', seed: '3', simulatedMs: 0, phase: 'ready' });
    expect((await greeted).run).toEqual(state);
  });

  test('to a scenario that does not exist changes nothing', async () => {
    const operator = await connectOperator(await openExchange());
    const before = (await operator.snapshot()).run;
    await expect(operator.reset({ scenario: 'loud-day' })).rejects.toMatchObject({
      code: 'MESSAGE_INVALID',
      message: expect.stringContaining('runReset.scenario: no scenario "loud-day"; expected '),
    });
    expect((await operator.snapshot()).run).toEqual(before);
  });
});

describe('the end of a run', () => {
  test('stays on its final state: nobody trades, everybody looks, a reset begins anew', async () => {
    const exchange = await openExchange({ scenario: writeShortScenario() });
    const operator = await connectOperator(exchange);
    await operator.join('ada');
    const finished = await operator.step(3_600_000);
    expect(finished).toMatchObject({ phase: 'finished', simulatedMs: 60_000, haltReason: null });
    const over = { code: 'RUN_FINISHED' };
    await expect(operator.start()).rejects.toMatchObject(over);
    await expect(operator.shock({ percent: 1 })).rejects.toMatchObject(over);
    await expect(
      operator.placeOrder({ symbol: 'BTCUSDT', side: 'buy', type: 'market', size: '0.01' }),
    ).rejects.toMatchObject(over);
    expect((await operator.account()).wallet).toBe('100000');
    expect((await operator.snapshot()).run.phase).toBe('finished');
    // The file that the process began with is known by its name.
    expect(await operator.reset()).toMatchObject({ scenario: 'short-day', phase: 'ready', simulatedMs: 0 });
  });
});

describe('frames', () => {
  test('follow one another without a gap, and a late joiner continues where the snapshot ends', async () => {
    const exchange = await openExchange({ scenario: 'load-test', speed: 1_000, isPaused: false });
    const early = await connectClient(exchange);
    const frames = collectEvents(early, 'frame');
    const snapshots = collectEvents(early, 'snapshot');
    await playPast(early, 400_000);
    const late = await connectClient(exchange);
    const lateSnapshots = collectEvents(late, 'snapshot');
    const lateFrames = collectEvents(late, 'frame');
    await playPast(late, 600_000);
    for (const [seen, begin] of [
      [frames, snapshots],
      [lateFrames, lateSnapshots],
    ] as const) {
      // One snapshot was enough: there was no gap.
      expect(begin).toHaveLength(1);
      let sequence = begin[0]?.sequenceTo ?? -1;
      for (const { sequenceFrom, sequenceTo } of seen) {
        expect(sequenceFrom).toBe(sequence + 1);
        sequence = sequenceTo;
      }
    }
    expect(frames.length).toBeGreaterThan(5);
  });
});
