import type { Command } from '@spillway/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEngine } from '../index.ts';
import { createReferenceEngine } from '../reference/engine/engine.ts';
import { contractCommands } from './contract-worlds.fixture.ts';
import { type Difference, findDifference, type Subjects } from './find-difference.ts';
import { shrinkList } from './shrink-commands.ts';
import { Tally } from './tally.ts';

const COMMANDS = 20_000;
const FIRST_SEED = 20_251_010;
const TIMEOUT_MS = 400_000;

/** What must happen, and happen more than once by accident. */
const MUST_HAPPEN = [
  'fundingSettled',
  'fundingPaid',
  'insuranceFundChanged funding',
  'markPriceChanged',
  'liquidationStarted isolated',
  'liquidationStarted cross',
  'liquidationFilled book',
  'liquidationFilled insurance',
  'liquidationFilled auto-deleveraging',
  'commandRejected FUNDING_NOT_OFFERED',
  'commandRejected MARK_PRICE_MISSING',
  'commandRejected PRICE_INVALID',
  'commandRejected MARGIN_INSUFFICIENT',
];

function differenceOf(commands: readonly Command[], tally: Tally | null): Difference | null {
  const subjects: Subjects = {
    engine: (sink) => createEngine({ sink }),
    reference: (sink) => createReferenceEngine({ sink, ordersPerAccountMax: 200 }),
    ...(tally === null ? {} : { observe: (command, events) => tally.add(command, events) }),
  };
  return findDifference(subjects, commands);
}

/** The first difference, and the shortest list of commands that was found to show it. */
function describeDifference(commands: readonly Command[], place: number): string {
  const shrunk = shrinkList(commands.slice(0, place + 1), 0, (list) => differenceOf(list, null) !== null);
  const text = (value: unknown): string =>
    JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? inner.toString() : inner));
  return [...shrunk.map(text), text(differenceOf(shrunk, null))].join('\n');
}

test('C1 engine and reference agree about contracts, marks, funding and every basis of margin', {
  timeout: TIMEOUT_MS,
}, () => {
  const tally = new Tally();
  for (let seed = FIRST_SEED; tally.commands < COMMANDS; seed += 1) {
    const [commands = []] = fc.sample(contractCommands, { seed, numRuns: 1 });
    const difference = differenceOf(commands, tally);
    expect(difference === null ? null : describeDifference(commands, difference.place)).toBeNull();
  }
  expect(tally.missing(MUST_HAPPEN)).toEqual([]);
});
