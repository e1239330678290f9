/** Real processes, really killed. `npm run chaos` does the same for as long as one likes. */
import { describe, expect, test } from 'vitest';
import { readChaosArguments } from './arguments.ts';
import { runKills } from './kill-run.ts';

const KILLS = 50;
const EARLY_KILLS_MAX = 50;
const TEST_TIMEOUT_MS = 600_000;

describe('an exchange that is killed under load', () => {
  test(
    `${KILLS} times loses nothing that it acknowledged, does nothing twice, and is what its journal says`,
    async () => {
      const outcome = await runKills({
        seed: '1',
        isGoingOn: (kills) => kills < KILLS,
        acknowledging: 'durable',
      });
      expect(outcome.broken).toEqual([]);
      expect(outcome.kills).toBe(KILLS);
      expect(outcome.acknowledged).toBeGreaterThan(KILLS);
      expect(outcome.replayedStateHash).toBe(outcome.liveStateHash);
    },
    TEST_TIMEOUT_MS,
  );

  test(
    'is found out when it acknowledges before anything is written',
    async () => {
      const outcome = await runKills({
        seed: '2',
        isGoingOn: (kills) => kills < EARLY_KILLS_MAX,
        acknowledging: 'early',
      });
      expect(outcome.broken.length).toBeGreaterThan(0);
    },
    TEST_TIMEOUT_MS,
  );
});

describe('the arguments of the harness', () => {
  test.each([
    [{}, { kills: 50, minutes: null, seed: '1', acknowledging: 'durable' }],
    [
      { kills: '7', seed: 'x' },
      { kills: 7, minutes: null, seed: 'x' },
    ],
    [
      { minutes: '0.5', early: true },
      { kills: null, minutes: 0.5, acknowledging: 'early' },
    ],
  ])('%j', (values, expected) => {
    expect(readChaosArguments(values)).toMatchObject({ kind: 'run', ...expected });
  });

  test.each([
    [{ kills: '0' }, '--kills: expected a whole number from 1 to 100000, got "0"'],
    [{ minutes: 'x' }, '--minutes: expected a number above 0, at most 1440, got "x"'],
    [{ kills: '1', minutes: '1' }, '--kills, --minutes: expected one of them, got both'],
  ])('%j is one line', (values, line) => {
    expect(readChaosArguments(values)).toEqual({
      kind: 'wrong',
      line: `spillway chaos: ${line} (see --help)`,
    });
  });
});
