import { drawBelow, hashText, openStream, type RandomStream } from './random-stream.ts';
import { drawTimetable } from './timetable.ts';

export type Side = 'buy' | 'sell';
export type MarginMode = 'isolated' | 'cross';

/**
 * One thing a seat does at one time. Its notional is in thousandths of what the seat was given; lots and prices
 * are worked out from the mark price when the time has come.
 */
export type PlannedAction =
  | { readonly kind: 'market'; readonly side: Side; readonly notionalPermille: number }
  /** A limit order away from the mark, on the side where it rests. */
  | {
      readonly kind: 'limit';
      readonly side: Side;
      readonly notionalPermille: number;
      readonly distancePpm: number;
    }
  /** Takes back the oldest order that still rests, if any. */
  | { readonly kind: 'cancel' };

export interface SeatPlan {
  readonly name: string;
  readonly mode: MarginMode;
  readonly leverage: number;
  /** Which of the instruments, by its place in the list; taken modulo their number. */
  readonly instrumentIndex: number;
  readonly actions: readonly PlannedAction[];
  /** When each action is due, on the clock of the test. */
  readonly dueTimesMs: readonly number[];
}

/** How a kind of seat behaves; shares are per thousand. */
export interface SeatProfile {
  readonly modes: readonly MarginMode[];
  readonly leverages: readonly number[];
  /** Of one order, in thousandths of the deposit: the smallest, and how much more at most. */
  readonly notionalPermilleMin: number;
  readonly notionalPermilleSpread: number;
  readonly marketPermille: number;
  readonly cancelPermille: number;
  readonly buyPermille: number;
  readonly distancePpmMax: number;
}

/** What the seats of a script do, and between which times on the clock of the test. */
export interface SeatCourse {
  readonly profile: SeatProfile;
  readonly ratePerSecond: number;
  readonly startMs: number;
  readonly endMs: number;
}

export interface SeatPlanOptions extends SeatCourse {
  readonly seed: string;
  readonly seatNumber: number;
}

/**
 * Everything a seat will do, drawn before it does any of it: the same seed gives the same load on any machine,
 * however the exchange answers.
 */
export function planSeat(options: SeatPlanOptions): SeatPlan {
  const { seed, seatNumber, profile, ratePerSecond, startMs, endMs } = options;
  const owner = `seat-${seatNumber}`;
  const stream = (purpose: string): RandomStream => openStream({ seed, owner, purpose });
  const dueTimesMs = drawTimetable(stream('times'), { ratePerSecond, startMs, endMs });
  const actionStream = stream('actions');
  return {
    name: `load-${seatNumber}`,
    mode: pick(profile.modes, seatNumber),
    leverage: pick(profile.leverages, drawBelow(stream('leverage'), profile.leverages.length)),
    instrumentIndex: drawBelow(stream('instrument'), INSTRUMENT_DRAWS),
    actions: dueTimesMs.map(() => drawAction(actionStream, profile)),
    dueTimesMs,
  };
}

/** Divisible by every plausible number of instruments, so that each is as likely. */
const INSTRUMENT_DRAWS = 5040;
const PERMILLE = 1000;

/** Every action takes the same number of draws, whatever it becomes, so that shares can change without a shift. */
function drawAction(stream: RandomStream, profile: SeatProfile): PlannedAction {
  const kindDraw = drawBelow(stream, PERMILLE);
  const side: Side = drawBelow(stream, PERMILLE) < profile.buyPermille ? 'buy' : 'sell';
  const notionalPermille =
    profile.notionalPermilleMin + drawBelow(stream, profile.notionalPermilleSpread + 1);
  const distancePpm = 1 + drawBelow(stream, profile.distancePpmMax);
  if (kindDraw < profile.marketPermille) return { kind: 'market', side, notionalPermille };
  if (kindDraw < profile.marketPermille + profile.cancelPermille) return { kind: 'cancel' };
  return { kind: 'limit', side, notionalPermille, distancePpm };
}

function pick<Item>(items: readonly Item[], index: number): Item {
  const item = items[index % items.length];
  if (item === undefined) throw new RangeError('expected at least one item to pick from');
  return item;
}

const MICROSECONDS_PER_MILLISECOND = 1000;

/**
 * A number that stands for the whole plan; the sum over all seats stands for the whole load. Times enter as whole
 * microseconds: k6 2.2.0 prints about one fraction in twenty thousand with a digit too few.
 */
export function checksumPlan(plan: SeatPlan): number {
  const dueTimes = plan.dueTimesMs.map((dueMs) => Math.floor(dueMs * MICROSECONDS_PER_MILLISECOND));
  return hashText(JSON.stringify({ ...plan, dueTimesMs: dueTimes }));
}
