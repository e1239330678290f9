/** The secrets that prove whose a seat is. */
import { createHmac, randomBytes } from 'node:crypto';

const TOKEN_BYTES = 24;

/** Makes the token of a seat that is being taken. */
export type SeatTokenMaker = (taken: { readonly name: string; readonly requestId: string | null }) => string;

/**
 * Whoever asks again with the same request id gets the same token again: an answer that got lost on its way is no lost
 * seat. A request id that is long and random is as hard to guess as the token.
 *
 * @param secret of the exchange; kept from one start to the next where seats are to outlive it
 */
export function createSeatTokenMaker(secret: Buffer): SeatTokenMaker {
  return ({ name, requestId }) => {
    if (requestId === null) return randomBytes(TOKEN_BYTES).toString('base64url');
    const text = JSON.stringify([name, requestId]);
    return createHmac('sha256', secret).update(text).digest().subarray(0, TOKEN_BYTES).toString('base64url');
  };
}
