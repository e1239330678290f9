import { eventSequence, liquidationId } from '@spillway/protocol';
import { describe, expect, test } from 'vitest';
import { attributeMarkMove, type ForcedTrade } from './mark-attribution.ts';

const NO_SHOCK = eventSequence(0);
const SHOCK = eventSequence(55);
const FORCED_SALE: ForcedTrade = {
  timeMs: 100_000,
  sequence: eventSequence(900),
  liquidationId: liquidationId(12),
  direction: -1,
};

const toLiquidation = { causeSequence: 900, causeLiquidationId: 12 };
const toShock = { causeSequence: 55, causeLiquidationId: 0 };
const toNothing = { causeSequence: 0, causeLiquidationId: 0 };

describe('a move of the mark is put down to', () => {
  test.each([
    { mark: -10, index: 0, cause: toLiquidation, why: 'the forced sale when the index stood still' },
    { mark: -10, index: -4, cause: toLiquidation, why: 'the forced sale when it explains more than half' },
    { mark: -10, index: -5, cause: toShock, why: 'the shock when the index explains half' },
    { mark: -10, index: -30, cause: toShock, why: 'the shock when the index fell further' },
    { mark: 10, index: 0, cause: toShock, why: 'the shock when the mark rose against the forced sale' },
    { mark: 0, index: -10, cause: toNothing, why: 'nothing when the mark did not move' },
  ])('$why', ({ mark, index, cause }) => {
    const move = { timeMs: 101_000, markChangeTicks: mark, indexChangeTicks: index };
    expect(attributeMarkMove(move, FORCED_SALE, SHOCK)).toEqual(cause);
  });

  test('a forced purchase that drove it up', () => {
    const move = { timeMs: 101_000, markChangeTicks: 8, indexChangeTicks: 1 };
    expect(attributeMarkMove(move, { ...FORCED_SALE, direction: 1 }, NO_SHOCK)).toEqual(toLiquidation);
  });

  test('nothing when the forced sale has left the window of the basis', () => {
    const atEdge = { timeMs: 130_000, markChangeTicks: -10, indexChangeTicks: 0 };
    expect(attributeMarkMove(atEdge, FORCED_SALE, NO_SHOCK)).toEqual(toLiquidation);
    expect(attributeMarkMove({ ...atEdge, timeMs: 130_001 }, FORCED_SALE, NO_SHOCK)).toEqual(toNothing);
  });

  test('nothing when there was neither forced trade nor shock', () => {
    const move = { timeMs: 101_000, markChangeTicks: -10, indexChangeTicks: 0 };
    expect(attributeMarkMove(move, null, NO_SHOCK)).toEqual(toNothing);
  });
});
