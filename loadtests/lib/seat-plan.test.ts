import { describe, expect, it } from 'vitest';
import { checksumPlan, type PlannedAction, planSeat, type SeatProfile } from './seat-plan.ts';

const PROFILE: SeatProfile = {
  modes: ['isolated', 'cross'],
  leverages: [5, 10, 20],
  notionalPermilleMin: 100,
  notionalPermilleSpread: 50,
  marketPermille: 500,
  cancelPermille: 200,
  buyPermille: 800,
  distancePpmMax: 1000,
};

const plan = (seatNumber: number, change: Partial<SeatProfile> = {}, seed = '1') =>
  planSeat({
    seed,
    seatNumber,
    profile: { ...PROFILE, ...change },
    ratePerSecond: 20,
    startMs: 1000,
    endMs: 101_000,
  });

describe('planSeat', () => {
  it('is the same for the same seed and seat, and for no other', () => {
    expect(plan(3)).toEqual(plan(3));
    expect(checksumPlan(plan(3))).toBe(checksumPlan(plan(3)));
    expect(checksumPlan(plan(4))).not.toBe(checksumPlan(plan(3)));
    expect(checksumPlan(plan(3, {}, '2'))).not.toBe(checksumPlan(plan(3)));
  });

  it('gives every other seat the other mode', () => {
    expect([0, 1, 2, 3].map((seatNumber) => plan(seatNumber).mode)).toEqual([
      'isolated',
      'cross',
      'isolated',
      'cross',
    ]);
  });

  it('keeps to the shares, within four standard errors', () => {
    const { actions } = plan(0);
    const share = (belongs: (action: PlannedAction) => boolean): number =>
      actions.filter(belongs).length / actions.length;
    const error = (probability: number): number =>
      4 * Math.sqrt((probability * (1 - probability)) / actions.length);
    expect(Math.abs(share(({ kind }) => kind === 'market') - 0.5)).toBeLessThan(error(0.5));
    expect(Math.abs(share(({ kind }) => kind === 'cancel') - 0.2)).toBeLessThan(error(0.2));
    const buys =
      share((action) => action.kind !== 'cancel' && action.side === 'buy') /
      share(({ kind }) => kind !== 'cancel');
    expect(Math.abs(buys - 0.8)).toBeLessThan(error(0.8) / Math.sqrt(0.8));
  });

  it('stays within the bounds of the profile', () => {
    const { actions, dueTimesMs } = plan(0);
    expect(actions).toHaveLength(dueTimesMs.length);
    const orders = actions.filter((action) => action.kind !== 'cancel');
    expect(orders.every(({ notionalPermille }) => notionalPermille >= 100 && notionalPermille <= 150)).toBe(
      true,
    );
    const limits = orders.filter((action) => action.kind === 'limit');
    expect(limits.every(({ distancePpm }) => distancePpm >= 1 && distancePpm <= 1000)).toBe(true);
  });

  it('changes nothing else when the modes or the side change (common random numbers)', () => {
    const changed = plan(0, { modes: ['cross'], buyPermille: 0 });
    expect(changed.dueTimesMs).toEqual(plan(0).dueTimesMs);
    expect(changed.leverage).toBe(plan(0).leverage);
    const sideless = (actions: readonly PlannedAction[]) =>
      actions.map((action) => ({ ...action, side: null }));
    expect(sideless(changed.actions)).toEqual(sideless(plan(0).actions));
  });
});
