import type { InputRequest } from '@spillway/data-directory';
import type { Answer } from '@spillway/protocol/wire';

/** The latest requests of one sender that are remembered; a batch counts as many as it has orders. */
const REQUESTS_MAX = 10_000;

interface AnsweredRequest {
  readonly checksum: number;
  readonly answer: Answer<unknown>;
  readonly weight: number;
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
  readonly #bySender = new Map<string, SenderAnswers>();

  find(request: InputRequest): EarlierRequest {
    const { actor, requestId } = request;
    const earlier = requestId === null ? undefined : this.#bySender.get(actor)?.find(requestId);
    return earlier === undefined
      ? null
      : { isSame: earlier.checksum === checksumOf(request), answer: earlier.answer };
  }

  remember(request: InputRequest, answer: Answer<unknown>): void {
    const { actor, requestId } = request;
    if (requestId === null) return;
    let own = this.#bySender.get(actor);
    if (own === undefined) {
      own = new SenderAnswers();
      this.#bySender.set(actor, own);
    }
    own.add(requestId, { checksum: checksumOf(request), answer, weight: weightOf(request) });
  }
}

/** What one sender asked for. */
class SenderAnswers {
  readonly #byId = new Map<string, AnsweredRequest>();
  /**
   * The ids in the order in which they came, in a ring. The first key of the map would be the same; but a map leaves a hole
   * for each key that was deleted, and looks through all holes for its first.
   */
  readonly #ids: string[] = [];
  #oldest = 0;
  #weight = 0;

  find(id: string): AnsweredRequest | undefined {
    return this.#byId.get(id);
  }

  /** @param id - none that is remembered */
  add(id: string, answered: AnsweredRequest): void {
    while (this.#byId.size > 0 && this.#weight + answered.weight > REQUESTS_MAX) this.#forgetOldest();
    this.#ids[(this.#oldest + this.#byId.size) % REQUESTS_MAX] = id;
    this.#byId.set(id, answered);
    this.#weight += answered.weight;
  }

  #forgetOldest(): void {
    const id = this.#ids[this.#oldest] ?? '';
    this.#weight -= this.#byId.get(id)?.weight ?? 0;
    this.#byId.delete(id);
    this.#oldest = (this.#oldest + 1) % REQUESTS_MAX;
  }
}
