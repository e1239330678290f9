import type {
  AccountState,
  FillNotice,
  Frame,
  Hello,
  LiquidationNotice,
  RunState,
  Snapshot,
} from '@spillway/protocol/wire';
import type { SpillwayError } from './spillway-error.ts';

export type ConnectionStatus =
  /** Not connected yet. */
  | 'connecting'
  /** Connected; a snapshot is on its way, what is shown may be old. */
  | 'catching-up'
  | 'live'
  /** The connection broke; the client tries again by itself. */
  | 'offline'
  /** Closed for good: by `close()`, or by the server. */
  | 'closed';

export interface ConnectionState {
  readonly status: ConnectionStatus;
  /** In words, such as `transport close`; empty when there is nothing to say. */
  readonly reason: string;
}

/** What a client tells its owner. */
export interface SpillwayEvents {
  connection: ConnectionState;
  /** After every connection and after a reset of the run. */
  hello: Hello;
  runState: RunState;
  /** The run so far; frames continue it. Comes first, and again whenever a frame was missed. */
  snapshot: Snapshot;
  /** Only frames that continue the last snapshot without a gap. */
  frame: Frame;
  accountState: AccountState;
  fill: FillNotice;
  liquidation: LiquidationNotice;
  /** What went wrong on the client's own account, such as a snapshot that was refused. */
  error: SpillwayError;
}

export type SpillwayEventName = keyof SpillwayEvents;
export type SpillwayListener<Name extends SpillwayEventName> = (event: SpillwayEvents[Name]) => void;

type Listeners = { [Name in SpillwayEventName]: Set<SpillwayListener<Name>> };

export interface EventHub {
  on<Name extends SpillwayEventName>(name: Name, listener: SpillwayListener<Name>): () => void;
  emit<Name extends SpillwayEventName>(name: Name, event: SpillwayEvents[Name]): void;
  hasListener(name: SpillwayEventName): boolean;
}

/** Listeners by event, told in the order in which they came. */
export function createEventHub(): EventHub {
  const listeners: Listeners = {
    connection: new Set(),
    hello: new Set(),
    runState: new Set(),
    snapshot: new Set(),
    frame: new Set(),
    accountState: new Set(),
    fill: new Set(),
    liquidation: new Set(),
    error: new Set(),
  };
  return {
    on: (name, listener) => {
      listeners[name].add(listener);
      return () => void listeners[name].delete(listener);
    },
    emit: (name, event) => {
      for (const listener of listeners[name]) listener(event);
    },
    hasListener: (name) => listeners[name].size > 0,
  };
}
