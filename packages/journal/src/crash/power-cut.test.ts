import process from 'node:process';
import { expect, test } from 'vitest';
import { cutPowerRepeatedly, whyNoPowerCut } from './power-cut.fixture.ts';

const CUTS = 3;
const SEED = 7;
const LIMIT_MS = 120_000;

test(`${CUTS} power cuts under a journal lose nothing that was acknowledged`, {
  timeout: LIMIT_MS,
}, async (context) => {
  skipWhereImpossible(context.skip);
  const outcomes = await cutPowerRepeatedly({ cuts: CUTS, seed: SEED, isSyncOff: false });
  expect(outcomes).toHaveLength(CUTS);
  for (const { acknowledged, lost, refusal } of outcomes) {
    expect({ lost, refusal }).toEqual({ lost: 0, refusal: null });
    expect(acknowledged).toBeGreaterThan(0);
  }
});

test('the same power cut loses what was not synced, or it would prove nothing', {
  timeout: LIMIT_MS,
}, async (context) => {
  skipWhereImpossible(context.skip);
  const outcomes = await cutPowerRepeatedly({ cuts: 1, seed: SEED, isSyncOff: true });
  expect(outcomes[0]?.lost).toBeGreaterThan(0);
});

function skipWhereImpossible(skip: (note: string) => never): void {
  const why = whyNoPowerCut();
  if (why === null) return;
  process.stderr.write(`the journal's power cuts are skipped: ${why}\n`);
  skip(why);
}
