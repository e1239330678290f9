import type { Answer } from '@spillway/protocol/wire';
import type { InputRequest } from './run-input.ts';

/** The latest requests of one sender that are remembered; a batch counts as many as it has orders. */
const REQUESTS_MAX = 10_000;

interface AnsweredRequest {
  readonly checksum: number;
  readonly answer: Answer<unknown>;
  readonly weight: number;
}

/** What one sender asked for, by request id, oldest first. */
interface AnsweredRequests {
  readonly byId: Map<string, AnsweredRequest>;
  weight: number;
}

/**
 * What was asked, in one number of 53 bits. It finds a sender who uses an id twice by mistake, and need not withstand one
 * who wants to: he would deceive himself. Every order pays for it, so it is no cryptographic hash.
 */
function checksumOf({ action }: InputRequest): number {
  const text = JSON.stringify(action);
  let low = 0xde_ad_be_ef;
  let high = 0x41_c6_ce_57;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    low = Math.imul(low ^ unit, 0x9e_37_79_b1);
    high = Math.imul(high ^ unit, 0x5f_35_64_95);
  }
  low = Math.imul(low ^ (low >>> 16), 0x85_eb_ca_6b) ^ Math.imul(high ^ (high >>> 13), 0xc2_b2_ae_35);
  high = Math.imul(high ^ (high >>> 16), 0x85_eb_ca_6b) ^ Math.imul(low ^ (low >>> 13), 0xc2_b2_ae_35);
  return 0x1_00_00_00_00 * (0x1f_ff_ff & high) + (low >>> 0);
}

function weightOf({ action }: InputRequest): number {
  return action.kind === 'trade' && action.message === 'placeOrders' ? action.request.orders.length : 1;
}

/** What became of an earlier request of the same name; null when there was none. */
export type EarlierRequest = { readonly isSame: boolean; readonly answer: Answer<unknown> } | null;

/** The answers to requests that have a name, so that one which comes again is answered, not done, again. */
export class AnswerBook {
  readonly #bySender = new Map<string, AnsweredRequests>();

  find(request: InputRequest): EarlierRequest {
    const { actor, requestId } = request;
    const earlier = requestId === null ? undefined : this.#bySender.get(actor)?.byId.get(requestId);
    return earlier === undefined
      ? null
      : { isSame: earlier.checksum === checksumOf(request), answer: earlier.answer };
  }

  remember(request: InputRequest, answer: Answer<unknown>): void {
    const { actor, requestId } = request;
    if (requestId === null) return;
    let own = this.#bySender.get(actor);
    if (own === undefined) {
      own = { byId: new Map(), weight: 0 };
      this.#bySender.set(actor, own);
    }
    const weight = weightOf(request);
    own.byId.set(requestId, { checksum: checksumOf(request), answer, weight });
    own.weight += weight;
    while (own.weight > REQUESTS_MAX) forgetOldest(own);
  }
}

function forgetOldest(own: AnsweredRequests): void {
  for (const [id, { weight }] of own.byId) {
    own.byId.delete(id);
    own.weight -= weight;
    return;
  }
}
