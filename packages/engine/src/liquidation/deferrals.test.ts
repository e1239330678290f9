import { quoteMicros, ratePpm } from '@spillway/protocol';
import { plainRules } from '@spillway/testkit';
import { describe, expect, test } from 'vitest';
import { type CoolDown, Deferrals, type ForcedBlock } from './deferrals.ts';
import { deferredBudgetMicros } from './deferred-budget.ts';

const TOUCH = {
  slot: 3,
  instrumentId: 0,
  causeSequence: 1,
  parentLiquidationId: 0,
  shockSequence: 0,
};

function coolDown(item: number, slot = 3): CoolDown {
  return { slot, item, untilMs: 100, touch: TOUCH };
}

function block(slot = 3): ForcedBlock {
  return { slot, endMs: 100, usedMicros: 7, items: new Set([0]), touch: TOUCH };
}

describe('positions that are left for later', () => {
  test('L13 each position of an account has a cool-down of its own, listed by position', () => {
    const deferrals = new Deferrals();
    const [late, early, other] = [coolDown(8), coolDown(4), coolDown(4, 5)];
    deferrals.addCoolDown(late, 0);
    deferrals.addCoolDown(early, 1);
    deferrals.addCoolDown(other, 2);
    expect(deferrals.coolDownsOf(3)).toEqual([early, late]);
    expect(deferrals.coolDown(5, 4)).toBe(other);
    expect(deferrals.coolDown(5, 8)).toBeNull();
    // The end of one leaves the other alone.
    expect(deferrals.take(1)).toBe(early);
    expect(deferrals.coolDown(3, 4)).toBeNull();
    expect(deferrals.coolDown(3, 8)).toBe(late);
    expect(deferrals.take(0)).toBe(late);
    expect(deferrals.coolDownsOf(3)).toEqual([]);
    expect(deferrals.coolDown(5, 4)).toBe(other);
  });

  test('L15 an account has a block until its timer ends it', () => {
    const deferrals = new Deferrals();
    const [own, other] = [block(), block(5)];
    deferrals.addBlock(own, 0);
    deferrals.addBlock(other, 1);
    deferrals.addCoolDown(coolDown(0), 2);
    expect(deferrals.take(0)).toBe(own);
    expect(deferrals.block(3)).toBeNull();
    expect(deferrals.block(5)).toBe(other);
    expect(deferrals.coolDown(3, 0)).not.toBeNull();
  });

  test('L22 a timer ends what it was set for once, and any other timer nothing', () => {
    const deferrals = new Deferrals();
    deferrals.addBlock(block(), 4);
    expect(deferrals.take(3)).toBeNull();
    expect(deferrals.take(4)).not.toBeNull();
    expect(deferrals.take(4)).toBeNull();
  });
});

describe('what marks may cost who waits', () => {
  const partial = {
    kind: 'block-cap',
    sharePpm: ratePpm(100_000),
    notionalMinMicros: quoteMicros(1),
    notionalMaxMicros: quoteMicros(2),
    blockMs: 1_000,
  } as const;
  const margin = { equityMicros: 100, maintenanceMicros: 9 };

  test('L13 no mark shortens a cool-down where the fund takes nothing over at once', () => {
    const slice = {
      kind: 'slice',
      thresholdMicros: quoteMicros(1),
      slicePpm: ratePpm(1),
      coolDownMs: 1,
    } as const;
    expect(deferredBudgetMicros(plainRules({ partial: slice }), margin, 2)).toBeNull();
    // Down to two thirds of 9, rounded up to 7: 100 − 7, less 2 and 1.
    const backstopPpm = ratePpm(666_667);
    expect(deferredBudgetMicros(plainRules({ partial: slice, backstopPpm }), margin, 2)).toBe(90);
  });

  test('L15 a block ends early where equity is used up: 100, less what is set aside', () => {
    expect(deferredBudgetMicros(plainRules({ partial }), margin, 2)).toBe(97);
  });
});
