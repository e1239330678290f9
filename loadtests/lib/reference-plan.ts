import { checksumPlan, planSeat, type SeatProfile } from './seat-plan.ts';

/** Every kind of action, and rates and sizes that leave no digit of a number unused. */
const PROFILE: SeatProfile = {
  modes: ['isolated', 'cross'],
  leverages: [3, 7, 20],
  notionalPermilleMin: 10,
  notionalPermilleSpread: 997,
  marketPermille: 333,
  cancelPermille: 333,
  buyPermille: 500,
  distancePpmMax: 99_991,
};

const SEAT_COUNT = 20;

/**
 * One number for the plans of some seats. k6 and Node have different engines for JavaScript; that both arrive at the
 * same number shows that a seed means the same load in either.
 */
export function referencePlanChecksum(seed: string): number {
  const seatNumbers = Array.from({ length: SEAT_COUNT }, (_, seatNumber) => seatNumber);
  return seatNumbers.reduce((sum, seatNumber) => {
    const times = { ratePerSecond: 3.7, startMs: 1000 / 3, endMs: 20_000 };
    return sum + checksumPlan(planSeat({ seed, seatNumber, profile: PROFILE, ...times }));
  }, 0);
}
