/** What happens by itself when its time comes (rules C4, O11, O16, H2 and L22). */
import { closeAllOf } from './cancelling.ts';
import { drainDue } from './due.ts';
import { resume } from './halting.ts';
import { holdingsIn } from './holdings.ts';
import { liquidateAccount } from './liquidate.ts';
import type { Account, Cause, Market, Position } from './market.ts';
import { closeResting, closeWaiting } from './resting.ts';
import { isAnythingToLiquidate } from './scopes.ts';
import { fireTriggers } from './triggers.ts';

/** Something that is to happen. Of two at one time the one of the lower kind, account and number comes first. */
interface Appointment {
  readonly timeMs: number;
  /** 0 an expiry, 1 a cancel timer, 2 the end of a halt, 3 of a cool-down, 4 of a block. */
  readonly kind: 0 | 1 | 2 | 3 | 4;
  /** The account's number; of a halt the instrument's, and −1 for the whole market. */
  readonly owner: number;
  /** The order's number; of a cool-down the instrument's, of a block the asset's. */
  readonly item: number;
  readonly happen: () => void;
}

function expiries(market: Market): Appointment[] {
  const closing = { reason: 'expired', causeSequence: 0 } as const;
  const resting = market.restingOrders.map((order) => ({
    timeMs: order.expiresAtMs,
    owner: order.account.id,
    item: order.id,
    happen: () => closeResting(market, order, closing),
  }));
  const waiting = market.waitingOrders.map((order) => ({
    timeMs: order.terms.expiresAtMs ?? 0,
    owner: order.account.id,
    item: order.id,
    happen: () => closeWaiting(market, order, closing),
  }));
  return [...resting, ...waiting].map((expiry) => ({ ...expiry, kind: 0 }));
}

function cancelTimers(market: Market): Appointment[] {
  return market.accounts.map((account) => ({
    timeMs: account.cancelTimerMs,
    kind: 1,
    owner: account.id,
    item: 0,
    happen: () => {
      account.cancelTimerMs = 0;
      closeAllOf(market, { account, instrument: null }, 'cancel-timer');
    },
  }));
}

function endsOfHalts(market: Market): Appointment[] {
  return [null, ...market.instruments].map((halted) => ({
    timeMs: (halted ?? market).halt?.untilMs ?? 0,
    kind: 2,
    owner: halted?.id ?? -1,
    item: 0,
    happen: () => resume(market, halted),
  }));
}

/** Looks at an account again, as the liquidation that left it for later would have gone on. */
function lookAgain(market: Market, account: Account, cause: Cause): void {
  if (isAnythingToLiquidate(market, account, cause.instrument.assetId))
    liquidateAccount(market, account, cause);
}

function endOfCoolDown(market: Market, account: Account, position: Position): Appointment[] {
  const { coolDown } = position;
  if (coolDown === null) return [];
  const happen = (): void => {
    position.coolDown = null;
    position.isCooledDown = true;
    lookAgain(market, account, coolDown.cause);
    position.isCooledDown = false;
  };
  return [
    { timeMs: coolDown.untilMs, kind: 3, owner: account.id, item: coolDown.cause.instrument.id, happen },
  ];
}

function endOfBlock(market: Market, account: Account, assetId: number): Appointment[] {
  const { partial } = market.rules;
  const pocket = account.pockets[assetId];
  const block = pocket?.block ?? null;
  if (partial.kind !== 'block-cap' || pocket === undefined || block === null) return [];
  const happen = (): void => {
    pocket.block = null;
    lookAgain(market, account, block.cause);
  };
  const timeMs = (block.index + 1) * partial.blockMs;
  return [{ timeMs, kind: 4, owner: account.id, item: assetId, happen }];
}

/** By asset, then by instrument and leg. */
function looks(market: Market): Appointment[] {
  return market.accounts.flatMap((account) =>
    market.rules.assets.flatMap((_, assetId) => [
      ...endOfBlock(market, account, assetId),
      ...holdingsIn(account, assetId).flatMap(({ positions }) =>
        positions.flatMap((position) => endOfCoolDown(market, account, position)),
      ),
    ]),
  );
}

function nextAppointment(market: Market, untilMs: number): Appointment | undefined {
  const all = [...expiries(market), ...cancelTimers(market), ...endsOfHalts(market), ...looks(market)];
  const [next] = all
    .filter(({ timeMs }) => timeMs !== 0 && timeMs <= untilMs)
    .sort(
      (left, right) =>
        left.timeMs - right.timeMs ||
        left.kind - right.kind ||
        left.owner - right.owner ||
        left.item - right.item,
    );
  return next;
}

/** Lets time pass: whatever was to happen by then happens, each at its own time, with all that follows from it. */
export function advanceTime(market: Market, timeMs: number): void {
  const { outlet } = market;
  // Time does not run backwards: a command that claims an earlier time happens now.
  const untilMs = Number.isSafeInteger(timeMs) ? Math.max(timeMs, outlet.nowMs) : outlet.nowMs;
  let next = nextAppointment(market, untilMs);
  while (next !== undefined) {
    outlet.nowMs = next.timeMs;
    next.happen();
    drainDue(market, []);
    fireTriggers(market);
    next = nextAppointment(market, untilMs);
  }
  outlet.nowMs = untilMs;
}
