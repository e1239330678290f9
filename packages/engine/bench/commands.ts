/**
 * One command object a kind, changed from one command to the next, so that driving an engine makes no garbage of its
 * own. The engine keeps no command.
 */

import { OutcomeError } from '@spillway/bench-kit';
import {
  type CancelOrder,
  type Command,
  type CommandKind,
  type Engine,
  type PlaceOrder,
  type SetMarkPrice,
  simulatedMs,
} from '@spillway/protocol';
import { cancelOrder, mark, placeLimit, placeMarket, type UntimedCommand } from '@spillway/testkit';

/** A command that may be changed and sent again. */
export type Reused<Sent extends Command> = { -readonly [Field in keyof Sent]: Sent[Field] };

function reused<Kind extends CommandKind>(
  kind: Kind,
  command: UntimedCommand,
): Reused<Extract<Command, { kind: Kind }>> {
  if (command.kind !== kind) throw new TypeError(`expected ${kind}, got ${command.kind}`);
  // The kind, which was just looked at, says which command it is.
  return { ...command, timeMs: simulatedMs(0) } as unknown as Reused<Extract<Command, { kind: Kind }>>;
}

/** A good-till-cancelled limit order. */
export function reusedLimit(): Reused<PlaceOrder> {
  return reused('PlaceOrder', placeLimit({ account: 1, side: 'buy', lots: 1, ticks: 1 }));
}

/** An immediate-or-cancel market order. */
export function reusedMarket(): Reused<PlaceOrder> {
  return reused('PlaceOrder', placeMarket({ account: 1, side: 'buy', lots: 1 }));
}

export function reusedCancel(): Reused<CancelOrder> {
  return reused('CancelOrder', cancelOrder(1, 1));
}

export function reusedMark(): Reused<SetMarkPrice> {
  return reused('SetMarkPrice', mark(1));
}

/**
 * Applies commands that set a market up, at time 0.
 * @throws OutcomeError when one is refused: the market would not be the one that is meant
 */
export function accept(engine: Engine, ...commands: readonly UntimedCommand[]): void {
  for (const command of commands) {
    const result = engine.apply({ ...command, timeMs: simulatedMs(0) } as Command);
    if (!result.isAccepted) throw new OutcomeError(`${command.kind} was refused: ${result.code}`);
  }
}
