import { expect, test } from 'vitest';
import { TouchedAccounts } from './touched-accounts.ts';

test('C3 of each account the latest touch stays, and nothing once all were taken', () => {
  const touched = new TouchedAccounts();
  // Twice as many accounts as there is room at the start, each touched twice.
  for (let slot = 0; slot < 128; slot += 1) touched.add(slot, 0, { causeSequence: 1, liquidationId: 0 });
  for (let slot = 0; slot < 128; slot += 1)
    touched.add(slot, 1, { causeSequence: 500 + slot, liquidationId: 9 });
  expect(touched.count).toBe(128);
  expect(touched.isOnSeveral(70)).toBe(true);
  expect(touched.touchAt(70)).toEqual({
    slot: 70,
    instrumentId: 1,
    causeSequence: 570,
    parentLiquidationId: 9,
    shockSequence: 0,
  });
  touched.clear();
  expect(touched.isEmpty).toBe(true);
  touched.add(70, 2, { causeSequence: 900, liquidationId: 0 });
  touched.add(70, 2, { causeSequence: 900, liquidationId: 0 });
  expect(touched.count).toBe(1);
  expect(touched.isOnSeveral(0)).toBe(false);
  expect(touched.touchAt(0)).toMatchObject({ slot: 70, instrumentId: 2, causeSequence: 900 });
});

test.each([64, 65, 127, 128, 1_000])(
  'C3 an account of slot %i is touched once, however far behind the others',
  (slot) => {
    const touched = new TouchedAccounts();
    for (const causeSequence of [1, 2]) touched.add(slot, 0, { causeSequence, liquidationId: 0 });
    expect(touched.count).toBe(1);
    expect(touched.touchAt(0)).toMatchObject({ slot, causeSequence: 2 });
  },
);
