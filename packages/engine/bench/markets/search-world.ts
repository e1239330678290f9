/**
 * A market of accounts that a mark may liquidate: half isolated (one position with margin of its own, leverage 2 to
 * 50), half cross (1 to 7 positions on one balance). Integers only, the same for a seed on every machine. Money counts
 * in tick-lots here: size × price.
 */
import { Xorshift128 } from '../../src/book/book-stream.fixture.ts';

/** What every mark starts at. */
export const START_TICKS = 1_000_000;
const ENTRY_REACH_TICKS = 5_000;
const WORLD_SEED = 5;
const PATH_SEED = 99;

export interface WorldTerms {
  readonly accountCount: number;
  readonly instrumentCount: number;
}

/** Accounts are numbered from 1: first the isolated ones, then those in cross. */
export interface SearchWorld extends WorldTerms {
  readonly isolatedCount: number;
  /** One row an isolated account. */
  readonly isolatedInstruments: Uint8Array;
  /** Signed: negative when short. */
  readonly isolatedLots: Float64Array;
  readonly isolatedEntryTicks: Float64Array;
  readonly isolatedMargin: Float64Array;
  readonly crossCount: number;
  /** Where the positions of a cross account begin; those of the next begin where they end. */
  readonly crossStarts: Int32Array;
  readonly crossBalances: Float64Array;
  /** One row a position of an account in cross. */
  readonly positionInstruments: Uint8Array;
  readonly positionLots: Float64Array;
  readonly positionEntryTicks: Float64Array;
}

function drawLots(random: Xorshift128): number {
  const lots = 1 + random.below(1_000);
  return (random.next() & 1) === 1 ? lots : -lots;
}

function drawEntryTicks(random: Xorshift128): number {
  return START_TICKS + random.below(2 * ENTRY_REACH_TICKS + 1) - ENTRY_REACH_TICKS;
}

function drawLeverage(random: Xorshift128): number {
  return 2 + random.below(49);
}

function drawIsolated(
  random: Xorshift128,
  { accountCount, instrumentCount }: WorldTerms,
): Pick<
  SearchWorld,
  'isolatedCount' | 'isolatedInstruments' | 'isolatedLots' | 'isolatedEntryTicks' | 'isolatedMargin'
> {
  const isolatedCount = accountCount >> 1;
  const isolatedInstruments = new Uint8Array(isolatedCount);
  const isolatedLots = new Float64Array(isolatedCount);
  const isolatedEntryTicks = new Float64Array(isolatedCount);
  const isolatedMargin = new Float64Array(isolatedCount);
  for (let account = 0; account < isolatedCount; account += 1) {
    isolatedInstruments[account] = random.below(instrumentCount);
    const leverage = drawLeverage(random);
    const lots = drawLots(random);
    const entryTicks = drawEntryTicks(random);
    isolatedLots[account] = lots;
    isolatedEntryTicks[account] = entryTicks;
    isolatedMargin[account] = Math.floor((Math.abs(lots) * entryTicks) / leverage);
  }
  return { isolatedCount, isolatedInstruments, isolatedLots, isolatedEntryTicks, isolatedMargin };
}

/** Makes the accounts of a market. */
export function searchWorld(terms: WorldTerms): SearchWorld {
  const random = new Xorshift128(WORLD_SEED);
  const isolated = drawIsolated(random, terms);
  const crossCount = terms.accountCount - isolated.isolatedCount;
  const crossStarts = new Int32Array(crossCount + 1);
  const crossBalances = new Float64Array(crossCount);
  const instruments: number[] = [];
  const sizes: number[] = [];
  const entries: number[] = [];
  for (let account = 0; account < crossCount; account += 1) {
    crossStarts[account] = sizes.length;
    const wished = 1 + random.below(4) + (random.below(8) === 0 ? random.below(4) : 0);
    const first = random.below(terms.instrumentCount);
    let gross = 0;
    for (let place = 0; place < wished && place < terms.instrumentCount; place += 1) {
      const lots = drawLots(random);
      const entryTicks = drawEntryTicks(random);
      instruments.push((first + place) % terms.instrumentCount);
      sizes.push(lots);
      entries.push(entryTicks);
      gross += Math.abs(lots) * entryTicks;
    }
    crossBalances[account] = Math.floor(gross / drawLeverage(random));
  }
  crossStarts[crossCount] = sizes.length;
  return {
    ...terms,
    ...isolated,
    crossCount,
    crossStarts,
    crossBalances,
    positionInstruments: Uint8Array.from(instruments),
    positionLots: Float64Array.from(sizes),
    positionEntryTicks: Float64Array.from(entries),
  };
}

/** A mark that moves. */
export interface MarkStep {
  readonly instrument: number;
  readonly markTicks: number;
}

/** One instrument a tick: up to 3 basis points up or down, one tick in 200 by 1 %. */
export function markPath(tickCount: number, instrumentCount: number): readonly MarkStep[] {
  const random = new Xorshift128(PATH_SEED);
  const marks = new Float64Array(instrumentCount).fill(START_TICKS);
  return Array.from({ length: tickCount }, () => {
    const instrument = random.below(instrumentCount);
    let basisPoints = random.below(7) - 3;
    if (random.below(200) === 0) basisPoints = random.below(2) === 1 ? 100 : -100;
    const markTicks = Math.round((marks[instrument] ?? 0) * (1 + basisPoints / 10_000));
    marks[instrument] = markTicks;
    return { instrument, markTicks };
  });
}

/** Who was liquidated at which tick, in order; the hash is that of the other program that the tests cite. */
export class LiquidationTally {
  count = 0;
  #hash = 0;

  add(tick: number, account: number): void {
    const value = tick * 20_000_000 + account - 1;
    this.#hash = Math.imul(this.#hash ^ value, 16_777_619) ^ Math.floor(value / 4_294_967_296);
    this.count += 1;
  }

  get hash(): number {
    return this.#hash >>> 0;
  }
}
