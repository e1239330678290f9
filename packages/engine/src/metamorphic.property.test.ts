/** What must stay the same, or change in one known way, when a market is told the same story differently. */
import {
  accountId,
  type InstrumentSpecification,
  instrumentId,
  type MarketEvent,
  MICROS_PER_QUOTE,
  ratePpm,
  type Side,
} from '@spillway/protocol';
import {
  adjustMargin,
  commandSequenceArbitrary,
  contribute,
  deposit,
  isolated,
  leverage,
  listInstrument,
  MarketBench,
  mark,
  openAccount,
  placeLimit,
  placeMarket,
  plainInstrument,
  plainRules,
  rules,
  type SequenceWorld,
  type UntimedCommand,
} from '@spillway/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ENGINE_SUBJECT } from './engine-subject.fixture.ts';

const WORLD: SequenceWorld = {
  accountCount: 5,
  instrumentCount: 2,
  middleTicks: 10_000,
  lotsMax: 200_000,
  quoteMax: 3_000,
  contributionMax: 20,
  shockWeight: 1,
};
const ACCOUNTS = [1, 2, 3, 4, 5];
const FEES = { makerFeePpm: ratePpm(200), takerFeePpm: ratePpm(500), liquidationFeePpm: ratePpm(4_000) };

/** Two instruments, five accounts of 5,000 at 20x, of which the even ones are isolated on the first instrument. */
function founding(names: { readonly symbols: readonly string[]; readonly rename: (id: number) => number }) {
  return [
    rules(plainRules()),
    ...names.symbols.map((symbol) => listInstrument(plainInstrument({ ...FEES, symbol }))),
    mark(WORLD.middleTicks, { instrument: 0 }),
    mark(WORLD.middleTicks, { instrument: 1 }),
    contribute(500),
    ...ACCOUNTS.map(names.rename).flatMap((account) => [openAccount(account), deposit(account, 5_000)]),
    ...[2, 4].map((account) => isolated(names.rename(account))),
  ];
}

const PLAIN_NAMES = { symbols: ['ONEUSDT', 'TWOUSDT'], rename: (id: number) => id };

/** Adds margin to a position where there is one; returns whether it could, and checks where a liquidation is then. */
function addMargin(bench: MarketBench, account: number, quote: number): boolean {
  const before = bench.position(account);
  if (bench.outcome(adjustMargin(account, quote)) !== 'accepted') return false;
  const after = bench.position(account);
  expect(after.bucketMicros).toBe(before.bucketMicros + quote * MICROS_PER_QUOTE);
  // Of a short the other way round; no price at all is as far away as it gets.
  const sign = before.sizeLots > 0 ? 1 : -1;
  const distance = (ticks: number | null): number =>
    ticks === null ? Number.POSITIVE_INFINITY : -sign * ticks;
  expect(distance(after.liquidationPriceTicks)).toBeGreaterThanOrEqual(
    distance(before.liquidationPriceTicks),
  );
  return true;
}

describe('isolated margin', () => {
  test('A8, M9 adding it never brings a liquidation nearer, wherever random trading led', () => {
    let asked = 0;
    const sequences = commandSequenceArbitrary(WORLD, { min: 60, max: 150 });
    fc.assert(
      fc.property(sequences, fc.integer({ min: 1, max: 500 }), (commands, quote) => {
        const bench = new MarketBench(ENGINE_SUBJECT, founding(PLAIN_NAMES));
        for (const command of commands) bench.apply(command);
        asked += ACCOUNTS.filter((account) => addMargin(bench, account, quote)).length;
      }),
      { numRuns: 150 },
    );
    expect(asked).toBeGreaterThan(50);
  });
});

/** An event with every account number put through a function, and the symbols of instruments left out. */
function renamed(event: MarketEvent, rename: (id: number) => number): unknown {
  const fields = Object.entries(event).map(([name, value]) => {
    const isAccount = /^(?:accountId|.*AccountId)$/.test(name) && typeof value === 'number' && value !== 0;
    if (name === 'specification') return [name, { ...(value as InstrumentSpecification), symbol: '' }];
    return [name, isAccount ? rename(value) : value];
  });
  return Object.fromEntries(fields);
}

function withAccount(command: UntimedCommand, rename: (id: number) => number): UntimedCommand {
  return 'accountId' in command ? { ...command, accountId: accountId(rename(command.accountId)) } : command;
}

describe('names', () => {
  const rename = (id: number): number => 1_000 + 7 * id;

  test('L2, D2 accounts renamed in the same order, and instruments, change nothing but names', () => {
    let liquidations = 0;
    const sequences = commandSequenceArbitrary({ ...WORLD, shockWeight: 4 }, { min: 100, max: 250 });
    fc.assert(
      fc.property(sequences, (commands) => {
        const plain = new MarketBench(ENGINE_SUBJECT, founding(PLAIN_NAMES));
        const other = new MarketBench(
          ENGINE_SUBJECT,
          founding({ symbols: ['ZEBRAUSDT', 'APEUSDT'], rename }),
        );
        for (const command of commands) {
          plain.apply(command);
          other.apply(withAccount(command, rename));
        }
        expect(other.events.map((event) => renamed(event, (id) => id))).toEqual(
          plain.events.map((event) => renamed(event, rename)),
        );
        liquidations += plain.of('liquidationFinished').length;
      }),
      { numRuns: 80 },
    );
    expect(liquidations).toBeGreaterThan(100);
  });
});

interface Story {
  readonly side: Side;
  readonly lots: number;
  readonly marks: readonly number[];
  readonly makers: readonly { readonly side: Side; readonly ticks: number; readonly lots: number }[];
}

const stories: fc.Arbitrary<Story> = fc.record({
  side: fc.constantFrom<Side>('buy', 'sell'),
  lots: fc.integer({ min: 20_000, max: 150_000 }),
  marks: fc.array(fc.integer({ min: 8_600, max: 11_400 }), { minLength: 1, maxLength: 8 }),
  makers: fc.array(
    fc.record({
      side: fc.constantFrom<Side>('buy', 'sell'),
      ticks: fc.integer({ min: 8_800, max: 11_200 }),
      lots: fc.integer({ min: 1_000, max: 60_000 }),
    }),
    { maxLength: 8 },
  ),
});

/** Account 1 opens a position at 10,000 with all of its 1,000 behind it, in one mode or the other; then marks move. */
function tell(story: Story, mode: 'cross' | 'isolated') {
  const bench = new MarketBench(ENGINE_SUBJECT, [
    rules(plainRules()),
    listInstrument(plainInstrument(FEES)),
    mark(10_000),
    contribute(300),
    ...[1, 2, 3].flatMap((account) => [
      openAccount(account),
      deposit(account, account === 1 ? 1_000 : 100_000),
    ]),
    leverage(1, 20),
    ...(mode === 'isolated' ? [isolated(1)] : []),
    placeLimit({ account: 2, side: story.side === 'buy' ? 'sell' : 'buy', lots: story.lots, ticks: 10_000 }),
  ]);
  const opened = bench.outcome(placeMarket({ account: 1, side: story.side, lots: story.lots }));
  if (mode === 'isolated' && opened === 'accepted') {
    const { walletMicros } = bench.account(1);
    bench.apply({
      kind: 'AdjustIsolatedMargin',
      accountId: accountId(1),
      instrumentId: instrumentId(0),
      deltaMicros: walletMicros,
    });
  }
  for (const maker of story.makers) bench.apply(placeLimit({ account: 3, ...maker }));
  const seen = story.marks.map((ticks) => {
    bench.apply(mark(ticks));
    const { walletMicros } = bench.account(1);
    const {
      sizeLots: size,
      entryCostMicros,
      bucketMicros,
      liquidationPriceTicks,
      bankruptcyPriceTicks,
    } = bench.position(1);
    return {
      size,
      entryCostMicros,
      cashMicros: walletMicros + bucketMicros,
      liquidationPriceTicks,
      bankruptcyPriceTicks,
      fund: bench.engine.insuranceFundMicros(),
      others: [2, 3].map((account) => [bench.lots(account), bench.account(account).walletMicros]),
    };
  });
  const fills = bench
    .of('liquidationFilled')
    .map(({ stage, priceTicks: ticks, sizeLots: lots }) => ({ stage, ticks, lots }));
  return { opened, seen, fills };
}

describe('margin modes', () => {
  test('L1, L5, L6 a cross account with one position and no other balance fares like the isolated one', () => {
    let liquidated = 0;
    fc.assert(
      fc.property(stories, (story) => {
        const cross = tell(story, 'cross');
        expect(tell(story, 'isolated')).toEqual(cross);
        if (cross.fills.length > 0) liquidated += 1;
      }),
      { numRuns: 300 },
    );
    expect(liquidated).toBeGreaterThan(40);
  });
});

describe('splitting', () => {
  test('B1, B2, A3 an order in two parts at one price fills like the whole', () => {
    let traded = 0;
    const book = fc.array(
      fc.record({
        account: fc.constantFrom(2, 3, 4),
        side: fc.constantFrom<Side>('buy', 'sell'),
        ticks: fc.integer({ min: 9_950, max: 10_050 }),
        lots: fc.integer({ min: 1, max: 5_000 }),
      }),
      { maxLength: 20 },
    );
    const order = fc.record({
      side: fc.constantFrom<Side>('buy', 'sell'),
      ticks: fc.integer({ min: 9_950, max: 10_050 }),
      first: fc.integer({ min: 1, max: 5_000 }),
      second: fc.integer({ min: 1, max: 5_000 }),
    });
    fc.assert(
      fc.property(book, order, (makers, { side, ticks, first, second }) => {
        const outcomes = [[first + second], [first, second]].map((parts) => {
          const bench = new MarketBench(ENGINE_SUBJECT, [listInstrument(plainInstrument()), mark(10_000)]);
          bench.fund(1_000_000, 1, 2, 3, 4);
          for (const maker of makers) bench.apply(placeLimit({ ...maker, isPostOnly: true }));
          for (const lots of parts) bench.accept(placeLimit({ account: 1, side, ticks, lots }));
          if (bench.of('tradeExecuted').length > 0) traded += 1;
          return {
            positions: [1, 2, 3, 4].map((account) => bench.position(account)),
            wallets: [1, 2, 3, 4].map((account) => bench.account(account).walletMicros),
            bids: bench.engine.levels(instrumentId(0), 'buy', 100),
            asks: bench.engine.levels(instrumentId(0), 'sell', 100),
            last: bench.engine.lastTicks(instrumentId(0)),
          };
        });
        expect(outcomes[1]).toEqual(outcomes[0]);
      }),
      { numRuns: 200 },
    );
    expect(traded).toBeGreaterThan(100);
  });
});
