import { PlannedFill } from './fill-math.ts';
import type { Leg } from './row-table.ts';

/** One side of a trade, as it meets an account. */
export class AccountFill extends PlannedFill {
  slot = 0;
  leg: Leg = 0;
  /** The row of the position, once `prepareFill` has looked it up. */
  row = 0;
  feeMicros = 0;
  /** Whether the floor of free margin was lowered by what its lots can claim when their order was admitted. */
  isClaimTaken = false;
  /** The event that made the fill. */
  causeSequence = 0;
}
