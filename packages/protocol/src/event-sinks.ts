import type { EventKind, EventMap, EventSink, MarketEvent } from './events.ts';

const EVENT_KINDS_BY_NAME: Record<EventKind, true> = {
  commandRejected: true,
  marketRulesSet: true,
  instrumentListed: true,
  accountOpened: true,
  balanceTransferred: true,
  balanceMoved: true,
  insuranceFundChanged: true,
  marginModeSet: true,
  positionModeSet: true,
  leverageSet: true,
  feeTierSet: true,
  isolatedMarginAdjusted: true,
  orderAccepted: true,
  orderRested: true,
  orderClosed: true,
  orderAmended: true,
  triggerOrderPlaced: true,
  triggerOrderFired: true,
  cancelTimerSet: true,
  tradeExecuted: true,
  positionChanged: true,
  markPriceChanged: true,
  fundingSettled: true,
  fundingPaid: true,
  tradingHalted: true,
  tradingResumed: true,
  shockRecorded: true,
  liquidationStarted: true,
  liquidationFilled: true,
  lossSocialised: true,
  liquidationFinished: true,
};

/** Every event kind, in the order of `EventMap`. */
export const EVENT_KINDS: readonly EventKind[] = Object.keys(EVENT_KINDS_BY_NAME) as EventKind[];

type AnyHandler = (kind: EventKind, event: EventMap[EventKind]) => void;

function sinkFromHandler(handler: AnyHandler): EventSink {
  const entries = EVENT_KINDS.map((kind) => [kind, (event: EventMap[EventKind]) => handler(kind, event)]);
  return Object.fromEntries(entries) as EventSink;
}

/** What a sink does with events that it has no use for; one for all, so that others can see that it has none. */
const ignore = (): void => undefined;

/** A sink that does what `handlers` says and ignores the rest. */
export function partialSink(handlers: Partial<EventSink>): EventSink {
  const ignoring = Object.fromEntries(EVENT_KINDS.map((kind) => [kind, ignore])) as unknown as EventSink;
  return { ...ignoring, ...handlers };
}

type Receive = (event: EventMap[EventKind]) => void;

/** Calls some receivers one after the other. Few are usual, and those without a loop. */
function inTurn(receivers: readonly Receive[]): Receive {
  const [first, second] = receivers;
  if (first === undefined) return ignore;
  if (second === undefined) return first;
  if (receivers.length === 2) {
    return (event) => {
      first(event);
      second(event);
    };
  }
  return (event) => {
    for (const receive of receivers) receive(event);
  };
}

/** A sink that passes every event on to each of `sinks` that has a use for it, in their order. */
export function teeSink(sinks: readonly EventSink[]): EventSink {
  const entries = EVENT_KINDS.map((kind) => {
    const interested = sinks.filter((sink) => sink[kind] !== ignore);
    return [kind, inTurn(interested.map((sink) => (event) => (sink[kind] as Receive)(event)))];
  });
  return Object.fromEntries(entries) as EventSink;
}

/** A sink that hands a copy of every event, with its kind, to `receive`. */
export function recordingSink(receive: (event: MarketEvent) => void): EventSink {
  return sinkFromHandler((kind, event) => receive({ kind, ...event } as MarketEvent));
}
