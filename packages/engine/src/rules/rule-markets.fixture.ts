/**
 * Markets for examples worked by hand, on whichever engines know all rules of SPEC.md. An example is told once, and every
 * subject must agree with the sum in its comment.
 */
import {
  accountId,
  assetId,
  type EventKind,
  HOUSE_RULES,
  type InstrumentSpecification,
  instrumentId,
  type MarketEvent,
  type MarketRules,
  MICROS_PER_QUOTE,
  PLAIN_CONTRACT,
} from '@spillway/protocol';
import {
  type EngineUnderTest,
  listInstrument,
  MarketBench,
  type MarketSubject,
  mark,
  placeLimit,
  plainInstrument,
  rules,
} from '@spillway/testkit';
import { createEngine, marketOf } from '../engine.ts';
import { checkMarket } from '../invariants/check-market.ts';
import { createReferenceEngine } from '../reference/engine/engine.ts';

type RuleSubject = readonly [string, EngineUnderTest<MarketSubject>];

export type RuleBench = MarketBench<MarketSubject>;

/** Nothing is made or lost, and longs equal shorts, after every command (rules C1 and C2). */
function check(engine: MarketSubject): void {
  engine.rules.assets.forEach((_, asset) => {
    const error = engine.conservationErrorMicros(assetId(asset));
    if (error !== 0n) throw new Error(`${error} units of asset ${asset} too many`);
  });
  const accounts = Array.from({ length: 20 }, (_, index) => accountId(index + 1));
  const open = accounts.filter((account) => engine.hasAccount(account));
  for (let number = 0; number < engine.instrumentCount; number += 1) {
    const id = instrumentId(number);
    const lots = open.reduce((sum, account) => sum + engine.positionLots(account, id), 0);
    const inventory = engine.insuranceInventoryLots(id);
    if (lots + inventory !== 0) throw new Error(`${lots + inventory} lots of instrument ${number} too many`);
  }
}

/** The same of the engine, and whatever else must hold in it. */
function checkEngine(engine: MarketSubject): void {
  check(engine);
  checkMarket(marketOf(engine));
}

/** Both engines. */
export const RULE_SUBJECTS: readonly RuleSubject[] = [
  ['reference engine', { create: (sink) => createReferenceEngine({ sink }), check }],
  ['engine', { create: (sink) => createEngine({ sink }), check: checkEngine }],
];

/** The price of 100.00 in ticks; 1,000 lots at that price are worth 100. */
export const HUNDRED = 10_000;

export interface RuleMarket {
  readonly rules?: Partial<MarketRules>;
  /** One instrument for each of these changes of the plain one; a single plain one when not given. */
  readonly instruments?: readonly Partial<InstrumentSpecification>[];
  /** Accounts of 1,000 each. */
  readonly accounts?: readonly number[];
}

/**
 * No fees, 1 % maintenance, leverage up to 50, positions closed whole, nothing netted; each instrument marked at 100.
 */
export function ruleMarket(subject: EngineUnderTest<MarketSubject>, terms: RuleMarket = {}): RuleBench {
  const instruments = terms.instruments ?? [{}];
  const bench = new MarketBench(subject, [
    rules({ ...HOUSE_RULES, partial: { kind: 'none' }, isHedgeNetted: false, ...terms.rules }),
    ...instruments.map((changes, number) =>
      listInstrument({ ...PLAIN_CONTRACT, ...plainInstrument({ symbol: `PLAIN${number}`, ...changes }) }),
    ),
    ...instruments.map((_, instrument) => mark(HUNDRED, { instrument })),
  ]);
  bench.fund(1_000, ...(terms.accounts ?? []));
  return bench;
}

/** A trade between two accounts at a price, which both must be able to bear. */
export function tradeBetween(
  bench: RuleBench,
  terms: {
    readonly buyer: number;
    readonly seller: number;
    readonly lots: number;
    readonly ticks?: number;
    readonly instrument?: number;
  },
): void {
  const { buyer, seller, lots, ticks = HUNDRED, instrument = 0 } = terms;
  bench.accept(
    placeLimit({ account: seller, side: 'sell', ticks, lots, instrument }),
    placeLimit({ account: buyer, side: 'buy', ticks, lots, instrument, timeInForce: 'fok' }),
  );
}

/** Whole quote currency in micros. */
export function micros(quote: number): number {
  return quote * MICROS_PER_QUOTE;
}

/** What happens while something is done. */
export function during(bench: RuleBench, act: () => void): MarketEvent[] {
  const before = bench.events.length;
  act();
  return bench.events.slice(before);
}

/** Some fields of the events of a kind, in their order. */
export function fieldsOf<Kind extends EventKind>(
  events: readonly MarketEvent[],
  kind: Kind,
  names: readonly string[],
): unknown[][] {
  return events
    .filter((event) => event.kind === kind)
    .map((event) => names.map((name) => (event as unknown as Readonly<Record<string, unknown>>)[name]));
}
