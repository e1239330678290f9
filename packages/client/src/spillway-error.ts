import type { RejectCode } from '@spillway/protocol';
import type { GatewayRejectCode } from '@spillway/protocol/wire';

/** What can go wrong between client and server, beside what the market or the server itself refuses. */
export type ConnectionErrorCode =
  /** No answer came in time, or the connection broke first: the command may or may not have been taken. */
  | 'NO_ANSWER'
  /** Not connected now: nothing was sent. */
  | 'OFFLINE'
  /** The server turned the connection away; asking again the same way is useless. */
  | 'REFUSED'
  /** The server speaks another version of the contract. */
  | 'WIRE_VERSION';

export type SpillwayErrorCode = RejectCode | GatewayRejectCode | ConnectionErrorCode;

/** Why a command did not succeed: a code to act on, and one line for people. */
export class SpillwayError extends Error {
  override readonly name = 'SpillwayError';
  readonly code: SpillwayErrorCode;

  constructor(code: SpillwayErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
