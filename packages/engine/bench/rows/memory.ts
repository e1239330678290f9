import { type BenchmarkRow, liveBytes, type Measurement, type RunOptions, scaled } from '@spillway/bench-kit';
import { type Engine, partialSink } from '@spillway/protocol';
import { deposit, listInstrument, mark, openAccount, placeLimit } from '@spillway/testkit';
import { createEngine } from '../../src/index.ts';
import { accept } from '../commands.ts';
import { MIDDLE_TICKS } from '../streams/order-stream.ts';
import { streamInstrument } from '../venue.ts';

const ACCOUNTS = 1_000_000;
const ORDERS = 1_000_000;
const ORDERING_ACCOUNTS = 1_000;
const INSTRUMENTS = 8;
/** Prices on each side of the mark among which the orders are spread. */
const LEVELS = 500;
const ACCOUNT_BYTES_MAX = 200;
const ORDER_BYTES_MAX = 100;

/** How many live bytes some work on an engine leaves behind. */
function bytesOf(engine: Engine, work: (engine: Engine) => void): number {
  const before = liveBytes();
  work(engine);
  const after = liveBytes();
  // Looked at once more, so that the engine is certainly still there when memory is.
  if (engine.instrumentCount !== INSTRUMENTS) throw new RangeError('the market lost an instrument');
  return after - before;
}

function emptyMarket(): Engine {
  const engine = createEngine({ sink: partialSink({}), ordersPerAccountMax: ORDERS });
  for (let instrument = 0; instrument < INSTRUMENTS; instrument += 1) {
    accept(engine, listInstrument(streamInstrument(instrument)), mark(MIDDLE_TICKS, { instrument }));
  }
  return engine;
}

function openAccounts(engine: Engine, accountCount: number): void {
  for (let account = 1; account <= accountCount; account += 1) {
    accept(engine, openAccount(account), deposit(account, 1_000_000));
  }
}

function restOrders(engine: Engine, orderCount: number): void {
  for (let number = 0; number < orderCount; number += 1) {
    const distance = 1 + (number % LEVELS);
    const isBuy = Math.floor(number / LEVELS) % 2 === 0;
    const terms = { account: 1 + (number % ORDERING_ACCOUNTS), lots: 1, instrument: number % INSTRUMENTS };
    const order = isBuy
      ? placeLimit({ ...terms, side: 'buy', ticks: MIDDLE_TICKS - distance })
      : placeLimit({ ...terms, side: 'sell', ticks: MIDDLE_TICKS + distance });
    accept(engine, order);
  }
}

function line(what: string, bytes: number, terms: { count: number; target: number }): Measurement {
  return {
    what,
    operations: terms.count,
    cpuNs: null,
    wallNs: null,
    against: null,
    judgement: { value: bytes / terms.count, unit: 'bytes', bound: 'at most', target: terms.target },
    notes: [],
  };
}

/** What a market keeps in memory for one account that does nothing, and for one order that rests. */
export const memory: BenchmarkRow = {
  name: 'memory',
  description: 'bytes of an idle account and of a resting order',
  run: async (options: RunOptions) => {
    const accountCount = scaled(ACCOUNTS, options);
    const orderCount = scaled(ORDERS, options);
    const accountBytes = bytesOf(emptyMarket(), (engine) => openAccounts(engine, accountCount));
    const orderMarket = emptyMarket();
    openAccounts(orderMarket, ORDERING_ACCOUNTS);
    const orderBytes = bytesOf(orderMarket, (engine) => restOrders(engine, orderCount));
    const ofAccounts = { count: accountCount, target: ACCOUNT_BYTES_MAX };
    return [
      line(`idle account, ${INSTRUMENTS} instruments listed`, accountBytes, ofAccounts),
      line('resting order', orderBytes, { count: orderCount, target: ORDER_BYTES_MAX }),
    ];
  },
};
