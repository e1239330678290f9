import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEngine } from '../index.ts';
import { createReferenceEngine } from '../reference/engine/engine.ts';
import { type Difference, findDifference, type Subjects } from './find-difference.ts';
import { orderCommands } from './order-worlds.fixture.ts';
import { shrinkList } from './shrink-commands.ts';
import { Tally } from './tally.ts';

const COMMANDS = 40_000;
const FIRST_SEED = 20_261_124;
const ORDERS_PER_ACCOUNT_MAX = 12;
/** Two engines, one of them slow on purpose, on a machine that may be busy with other tests. */
const TIMEOUT_MS = 400_000;

/** What must happen, and happen more than once by accident. */
const EXPECTED = [
  'orderAmended',
  'triggerOrderPlaced',
  'triggerOrderFired',
  'cancelTimerSet',
  'tradingHalted',
  'tradingResumed',
  'orderClosed expired',
  'orderClosed cancel-timer',
  'orderClosed refused',
  'orderClosed self-trade',
  'liquidationStarted cross',
  'commandRejected TRADING_HALTED',
  'commandRejected HALT_UNCHANGED',
  'commandRejected TIME_INVALID',
  'commandRejected EXPIRY_INVALID',
  'commandRejected NOTIONAL_TOO_SMALL',
  'commandRejected ORDERS_TOO_MANY',
  'commandRejected TRIGGER_WOULD_FIRE',
  'commandRejected TRIGGER_PRICE_INVALID',
  'commandRejected BATCH_INVALID',
  'commandRejected POSITION_MISSING',
  'commandRejected ORDER_UNKNOWN',
];

function subjects(tally: Tally | null): Subjects {
  const ordersPerAccountMax = ORDERS_PER_ACCOUNT_MAX;
  return {
    engine: (sink) => createEngine({ sink, ordersPerAccountMax }),
    reference: (sink) => createReferenceEngine({ sink, ordersPerAccountMax }),
    ...(tally === null ? {} : { observe: (command, events) => tally.add(command, events) }),
  };
}

/** The first difference that a seed shows, with the shortest list of commands that was found to show it. */
function differenceOf(seed: number, tally: Tally): string | null {
  const [commands = []] = fc.sample(orderCommands({ min: 300, max: 600 }), { seed, numRuns: 1 });
  const difference = findDifference(subjects(tally), commands);
  if (difference === null) return null;
  const differs = (list: typeof commands): Difference | null => findDifference(subjects(null), list);
  const shown = shrinkList(commands.slice(0, difference.place + 1), 0, (list) => differs([...list]) !== null);
  const { where, engine, reference } = differs([...shown]) ?? difference;
  const lines = [...shown, { where, engine, reference }].map((value) => JSON.stringify(value));
  return `seed ${seed}\n${lines.join('\n')}`;
}

test('C4 engine and reference tell the same of all orders, triggers, timers and halts', {
  timeout: TIMEOUT_MS,
}, () => {
  const tally = new Tally();
  for (let seed = FIRST_SEED; tally.commands < COMMANDS; seed += 1) {
    expect(differenceOf(seed, tally)).toBeNull();
  }
  expect(tally.missing(EXPECTED)).toEqual([]);
});
