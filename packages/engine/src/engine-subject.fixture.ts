/** The engine as its own tests use it. */
import type { InstrumentSpecification, MarketRules } from '@spillway/protocol';
import {
  type EngineUnderTest,
  listInstrument,
  MarketBench,
  mark,
  placeLimit,
  plainInstrument,
  plainRules,
  rules,
} from '@spillway/testkit';
import { checkInvariants, createEngine } from './index.ts';

export const ENGINE_SUBJECT: EngineUnderTest = {
  create: (sink) => createEngine({ sink }),
  check: checkInvariants,
};

/** The price of 100.00 in ticks of a plain instrument; 1,000 lots at that price are worth 100. */
export const HUNDRED = 10_000;

/** A market with one plain instrument, marked at 100. */
export function plainMarket(
  changes: Partial<InstrumentSpecification> = {},
  ruleChanges: Partial<MarketRules> = {},
): MarketBench {
  return new MarketBench(ENGINE_SUBJECT, [
    rules(plainRules(ruleChanges)),
    listInstrument(plainInstrument(changes)),
    mark(HUNDRED),
  ]);
}

/** A trade between two accounts at a price. */
export function tradeBetween(
  bench: MarketBench,
  terms: {
    readonly buyer: number;
    readonly seller: number;
    readonly ticks: number;
    readonly lots: number;
    readonly instrument?: number;
  },
): void {
  const { buyer, seller, ticks, lots, instrument = 0 } = terms;
  bench.accept(
    placeLimit({ account: seller, side: 'sell', ticks, lots, instrument }),
    placeLimit({ account: buyer, side: 'buy', ticks, lots, instrument, timeInForce: 'fok' }),
  );
}
