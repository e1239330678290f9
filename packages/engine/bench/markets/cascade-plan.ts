/**
 * A day like 10 October 2025, made up to the published size of it: Hyperliquid, 21:15 to 21:27 UTC, 437,723 accounts,
 * 171 instruments, 63,637 liquidations and 34,983 auto-deleveragings, 11,279 of each in the largest burst (the figures:
 * ConejoCapital/HyperMultiAssetedADL). Prices, sizes and who holds what are invented.
 *
 * Every mark only falls, so that the step at which an account is liquidated can be chosen and its margin reckoned from
 * that. All sizes on an instrument are multiples of one unit, so that each deleveraging is one fill. What happens is
 * therefore known before any engine runs.
 */
import { Xorshift128 } from '../../src/book/book-stream.fixture.ts';

export const INSTRUMENT_COUNT = 171;
/** One mark of every instrument a second, for twelve minutes. */
export const STEP_COUNT = 720;
export const START_TICKS = 1_000_000;
/** The second at which everything falls by 1 % and nobody bids. */
export const BURST_STEP = 360;
/** Seconds after the burst in which nobody bids either. */
const DRY_STEPS = 40;
/** Nobody is liquidated before: marks must first have fallen by more than the initial margin. */
const FIRST_STEP = 30;
const BURST_FALL_TICKS = 10_000;
const ENTRY_REACH_TICKS = 1_000;
const SEED = 1_010;

export interface CascadeTerms {
  readonly accountCount: number;
  readonly liquidationCount: number;
  readonly deleveragedCount: number;
  readonly burstCount: number;
}

export interface Holding {
  readonly instrument: number;
  /** Signed: negative when short. */
  readonly lots: number;
  readonly entryTicks: number;
}

/** An account that is liquidated, at a step that is known. */
export interface FragileAccount {
  readonly account: number;
  readonly isIsolated: boolean;
  readonly step: number;
  /** Whether nobody bids at that step. */
  readonly isDeleveraged: boolean;
  /** Its first is the one whose mark sets the liquidation off. */
  readonly holdings: readonly Holding[];
  /** What it has to have after it opened its positions: equity at entry. */
  readonly marginMicros: number;
}

/** An account that sold to fragile ones and stands to gain. */
export interface WinningAccount {
  readonly account: number;
  readonly isIsolated: boolean;
  readonly holding: Holding;
  /** How many fragile positions are on the other side, a unit each. */
  readonly buyerCount: number;
}

export interface CascadePlan {
  readonly terms: CascadeTerms;
  /** `marks[step × INSTRUMENT_COUNT + instrument]`; step 0 is before the first fall. */
  readonly marks: Int32Array;
  readonly fragile: readonly FragileAccount[];
  readonly winning: readonly WinningAccount[];
  /** From this number up, by pairs, accounts with so much margin that nothing happens to them. */
  readonly firstCalmAccount: number;
  readonly calm: readonly Holding[];
}

export function markAt(plan: Pick<CascadePlan, 'marks'>, step: number, instrument: number): number {
  return plan.marks[step * INSTRUMENT_COUNT + instrument] ?? 0;
}

function fallingMarks(random: Xorshift128): Int32Array {
  const marks = new Int32Array((STEP_COUNT + 1) * INSTRUMENT_COUNT).fill(START_TICKS);
  for (let step = 1; step <= STEP_COUNT; step += 1) {
    for (let instrument = 0; instrument < INSTRUMENT_COUNT; instrument += 1) {
      const place = step * INSTRUMENT_COUNT + instrument;
      const fallTicks = step === BURST_STEP ? BURST_FALL_TICKS : 200 + random.below(401);
      marks[place] = (marks[place - INSTRUMENT_COUNT] ?? 0) - fallTicks;
    }
  }
  return marks;
}

/** Few instruments have most of the positions: weights fall as 1/(n + 8). */
class InstrumentChoice {
  readonly #ends: readonly number[];

  constructor() {
    let end = 0;
    this.#ends = Array.from({ length: INSTRUMENT_COUNT }, (_, instrument) => {
      end += Math.floor(1_000_000 / (instrument + 8));
      return end;
    });
  }

  draw(random: Xorshift128): number {
    const place = random.below(this.#ends.at(-1) ?? 0);
    return this.#ends.findIndex((end) => place < end);
  }
}

/** Seconds in which somebody bids, later than the first falls. */
function drawBookStep(random: Xorshift128): number {
  let step = 0;
  do step = FIRST_STEP + random.below(STEP_COUNT - FIRST_STEP);
  while (step >= BURST_STEP && step <= BURST_STEP + DRY_STEPS);
  return step;
}

interface FragileDraft {
  readonly isIsolated: boolean;
  readonly step: number;
  readonly isDeleveraged: boolean;
  readonly instruments: readonly number[];
}

function draftFragile(terms: CascadeTerms, random: Xorshift128): FragileDraft[] {
  const choice = new InstrumentChoice();
  return Array.from({ length: terms.liquidationCount }, (_, index) => {
    const first = choice.draw(random);
    const isIsolated = random.below(2) === 0;
    if (index < terms.deleveragedCount) {
      const step = index < terms.burstCount ? BURST_STEP : BURST_STEP + 1 + random.below(DRY_STEPS);
      return { isIsolated, step, isDeleveraged: true, instruments: [first] };
    }
    const positionCount = isIsolated ? 1 : 1 + random.below(3);
    // A third of the instruments apart, so that up to three are different ones.
    const instruments = Array.from(
      { length: positionCount },
      (__, place) => (first + place * (INSTRUMENT_COUNT / 3)) % INSTRUMENT_COUNT,
    );
    return { isIsolated, step: drawBookStep(random), isDeleveraged: false, instruments };
  });
}

/** The marks that hold when an instrument's turn comes at a step: those before it have moved, it has not. */
function markBefore(marks: Int32Array, step: number, at: { instrument: number; turn: number }): number {
  const hasMoved = at.instrument < at.turn;
  return marks[(hasMoved ? step : step - 1) * INSTRUMENT_COUNT + at.instrument] ?? 0;
}

/**
 * Margin with which an account is safe until the mark of its first instrument moves at its step, and due then. A lot is
 * worth 200 micros a tick, and needs 1 micro a tick for maintenance (0.5 %), so that equity − maintenance of a long
 * falls by 199 micros for each lot and tick.
 */
function marginFor(
  draft: FragileDraft,
  holdings: readonly Holding[],
  world: { readonly marks: Int32Array; readonly random: Xorshift128 },
): number {
  const turn = draft.instruments[0] ?? 0;
  let neededMicros = 0;
  for (const { instrument, lots, entryTicks } of holdings) {
    const ticks = markBefore(world.marks, draft.step, { instrument, turn });
    neededMicros += lots * ticks + 200 * lots * (entryTicks - ticks);
  }
  const before = markBefore(world.marks, draft.step, { instrument: turn, turn });
  const fallTicks = before - (world.marks[draft.step * INSTRUMENT_COUNT + turn] ?? 0);
  const dropMicros = 199 * (holdings[0]?.lots ?? 0) * fallTicks;
  return neededMicros + 1 + world.random.below(dropMicros >> 1);
}

/** Gives each fragile position a seller, and with him its price. */
function pairWithWinners(
  drafts: readonly FragileDraft[],
  world: { readonly unitsLots: Int32Array; readonly random: Xorshift128; readonly firstAccount: number },
): { readonly winning: WinningAccount[]; readonly entries: ReadonlyMap<string, number> } {
  const { unitsLots, random } = world;
  const entries = new Map<string, number>();
  const winning: WinningAccount[] = [];
  for (let instrument = 0; instrument < INSTRUMENT_COUNT; instrument += 1) {
    const buyers = drafts.flatMap((draft, index) => (draft.instruments.includes(instrument) ? [index] : []));
    for (let next = 0; next < buyers.length; ) {
      const buyerCount = Math.min(1 + random.below(8), buyers.length - next);
      const entryTicks = START_TICKS + random.below(2 * ENTRY_REACH_TICKS + 1) - ENTRY_REACH_TICKS;
      for (const buyer of buyers.slice(next, next + buyerCount)) {
        entries.set(`${buyer}/${instrument}`, entryTicks);
      }
      const lots = -buyerCount * (unitsLots[instrument] ?? 0);
      const account = world.firstAccount + winning.length;
      const isIsolated = random.below(2) === 0;
      winning.push({ account, isIsolated, buyerCount, holding: { instrument, lots, entryTicks } });
      next += buyerCount;
    }
  }
  return { winning, entries };
}

/** Makes the plan; the same terms give the same plan on every machine. */
export function cascadePlan(terms: CascadeTerms): CascadePlan {
  const random = new Xorshift128(SEED);
  const marks = fallingMarks(random);
  const unitsLots = Int32Array.from({ length: INSTRUMENT_COUNT }, () => 1 + random.below(200));
  const drafts = draftFragile(terms, random);
  const firstAccount = terms.liquidationCount + 1;
  const { winning, entries } = pairWithWinners(drafts, { unitsLots, random, firstAccount });
  const fragile = drafts.map((draft, index) => {
    const holdings = draft.instruments.map((instrument) => ({
      instrument,
      lots: unitsLots[instrument] ?? 0,
      entryTicks: entries.get(`${index}/${instrument}`) ?? 0,
    }));
    const marginMicros = marginFor(draft, holdings, { marks, random });
    const { isIsolated, step, isDeleveraged } = draft;
    return { account: index + 1, isIsolated, step, isDeleveraged, holdings, marginMicros };
  });
  const firstCalmAccount = firstAccount + winning.length;
  const pairCount = Math.max(0, (terms.accountCount - firstCalmAccount + 1) >> 1);
  const choice = new InstrumentChoice();
  const calm = Array.from({ length: pairCount }, () => {
    const instrument = choice.draw(random);
    const lots = (1 + random.below(5)) * (unitsLots[instrument] ?? 0);
    return { instrument, lots, entryTicks: START_TICKS };
  });
  return { terms, marks, fragile, winning, firstCalmAccount, calm };
}
