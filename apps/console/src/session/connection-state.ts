import type { ConnectionStatus } from '@spillway/client';

/** How fresh what the page shows is: the client's own status, and `stale` for a silent server. */
export type ConnectionState =
  | { readonly kind: 'connecting' | 'catching-up' | 'live' | 'offline' }
  /** Connected and running, but nothing has come for so many whole seconds. */
  | { readonly kind: 'stale'; readonly seconds: number }
  | { readonly kind: 'closed'; readonly reason: string };

/** A running market that says nothing for longer than this is stale. */
const STALE_AFTER_MS = 3_000;

interface Observed {
  readonly status: ConnectionStatus;
  readonly reason: string;
  readonly isRunning: boolean;
  /** Wall time since the last frame. */
  readonly silentMs: number;
}

export function connectionState({ status, reason, isRunning, silentMs }: Observed): ConnectionState {
  if (status === 'closed') return { kind: 'closed', reason };
  if (status === 'live' && isRunning && silentMs >= STALE_AFTER_MS) {
    return { kind: 'stale', seconds: Math.floor(silentMs / 1000) };
  }
  return { kind: status };
}
