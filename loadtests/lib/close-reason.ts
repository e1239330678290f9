/** Why a connection ended. */
export type CloseReason =
  | { readonly kind: 'closed-by-client' }
  /** The server said so in the protocol, before it closed. */
  | { readonly kind: 'closed-by-server' }
  /** The WebSocket closed; `code` is null when none came with it. */
  | { readonly kind: 'connection-lost'; readonly code: number | null; readonly reason: string }
  | { readonly kind: 'connection-failed'; readonly message: string }
  | { readonly kind: 'handshake-timeout' }
  /** No ping for as long as the server said it would take at most. */
  | { readonly kind: 'heartbeat-timeout' }
  /** The server broke the protocol, so that nothing after it can be trusted. */
  | { readonly kind: 'malformed'; readonly problem: string };

/** How a namespace answered the request to join it. */
export type JoinResult =
  | { readonly kind: 'joined'; readonly sessionId: string }
  | { readonly kind: 'refused'; readonly message: string; readonly data: unknown }
  | { readonly kind: 'left' }
  | { readonly kind: 'closed'; readonly reason: CloseReason };

/** How a request ended. A load test counts every one of these, so none of them is an exception. */
export type RequestResult =
  | { readonly kind: 'answered'; readonly values: readonly unknown[]; readonly receivedMs: number }
  | { readonly kind: 'timeout' }
  /** The namespace was not joined, or was left, before an answer came. */
  | { readonly kind: 'left' }
  | { readonly kind: 'closed'; readonly reason: CloseReason };

export function describeClose(reason: CloseReason): string {
  switch (reason.kind) {
    case 'connection-lost':
      return `connection-lost, code ${reason.code ?? 'none'}${reason.reason === '' ? '' : `, ${reason.reason}`}`;
    case 'connection-failed':
      return `connection-failed, ${reason.message}`;
    case 'malformed':
      return `malformed, ${reason.problem}`;
    case 'closed-by-client':
    case 'closed-by-server':
    case 'handshake-timeout':
    case 'heartbeat-timeout':
      return reason.kind;
  }
}
