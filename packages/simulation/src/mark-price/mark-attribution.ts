/**
 * Why the mark moved. The rule, in order:
 *
 * 1. A forced trade moved it, when one hit this instrument's book within the window of the mark's basis, the
 *    mark went the way that trade pushed, and more than half of its move is not explained by the index's own
 *    move. The cause is the last such trade, and its liquidation.
 * 2. Otherwise a shock did, when one is in progress for this instrument.
 * 3. Otherwise nothing in particular.
 *
 * The rule is about signs and sizes of one step. It does not ask what would have happened without the trade:
 * a paired run answers that.
 */
import { type EventSequence, eventSequence, type LiquidationId, liquidationId } from '@spillway/protocol';
import { BASIS_WINDOW_MS } from './mark-price-rule.ts';

/** The last forced trade on an instrument's book. */
export interface ForcedTrade {
  readonly timeMs: number;
  readonly sequence: EventSequence;
  readonly liquidationId: LiquidationId;
  /** +1 when it bought, −1 when it sold. */
  readonly direction: number;
}

export interface MarkMove {
  readonly timeMs: number;
  readonly markChangeTicks: number;
  readonly indexChangeTicks: number;
}

export interface MarkCause {
  readonly causeSequence: EventSequence;
  readonly causeLiquidationId: LiquidationId;
}

/**
 * @param forcedTrade the last one on this instrument, null when there was none
 * @param shockSequence the `ShockRecorded` in progress, 0 when there is none
 */
export function attributeMarkMove(
  move: MarkMove,
  forcedTrade: ForcedTrade | null,
  shockSequence: EventSequence,
): MarkCause {
  if (forcedTrade !== null && isForcedMove(move, forcedTrade)) {
    return { causeSequence: forcedTrade.sequence, causeLiquidationId: forcedTrade.liquidationId };
  }
  const isMove = move.markChangeTicks !== 0;
  return { causeSequence: isMove ? shockSequence : eventSequence(0), causeLiquidationId: liquidationId(0) };
}

function isForcedMove(move: MarkMove, forcedTrade: ForcedTrade): boolean {
  if (move.timeMs - forcedTrade.timeMs > BASIS_WINDOW_MS) return false;
  const pushedBy = move.markChangeTicks * forcedTrade.direction;
  const unexplained = (move.markChangeTicks - move.indexChangeTicks) * forcedTrade.direction;
  return pushedBy > 0 && 2 * unexplained > pushedBy;
}
