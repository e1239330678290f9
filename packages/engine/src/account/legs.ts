/** The legs of an instrument: one position in one-way mode, a long and a short one in hedge mode (rule A12). */
import type { PositionLeg } from '@spillway/protocol';
import type { Direction } from '../direction.ts';
import type { AccountStore } from './account-store.ts';
import type { Leg } from './row-table.ts';

const NAMES: readonly [PositionLeg, PositionLeg, PositionLeg] = ['both', 'long', 'short'];
const ONE_WAY: readonly Leg[] = [0];
const HEDGED: readonly Leg[] = [1, 2];

export function legNameOf(leg: Leg): PositionLeg {
  return NAMES[leg];
}

/** The leg that a command names; `both` when it names none. */
export function legOfName(name: PositionLeg | undefined): Leg {
  if (name === undefined || name === 'both') return 0;
  return name === 'long' ? 1 : 2;
}

/** The legs that an account has, the long one first. */
export function legsOf(accounts: AccountStore, slot: number): readonly Leg[] {
  return accounts.isHedged(slot) ? HEDGED : ONE_WAY;
}

/** The leg in which an account holds a position of a direction. */
export function legOfDirection(accounts: AccountStore, slot: number, direction: Direction): Leg {
  if (!accounts.isHedged(slot)) return 0;
  return direction === 1 ? 1 : 2;
}

/** Whether an order of a direction closes the leg that it names: then it is reduce-only by nature. */
export function closesLeg(leg: Leg, direction: Direction): boolean {
  return leg !== 0 && (direction === 1) === (leg === 2);
}
