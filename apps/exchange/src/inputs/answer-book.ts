import { createHash } from 'node:crypto';
import type { InputRequest } from '@spillway/data-directory';
import type { Answer } from '@spillway/protocol/wire';

/** The latest requests of one sender that are remembered. */
const REQUESTS_MAX = 10_000;

interface AnsweredRequest {
  readonly digest: string;
  readonly answer: Answer<unknown>;
}

/** What was asked, in few bytes. */
function digestOf({ action }: InputRequest): string {
  return createHash('sha256').update(JSON.stringify(action)).digest('base64url');
}

/** What became of an earlier request of the same name; null when there was none. */
export type EarlierRequest = { readonly isSame: boolean; readonly answer: Answer<unknown> } | null;

/** The answers to requests that have a name, so that one which comes again is answered, not done, again. */
export class AnswerBook {
  /** By sender, then by request id, oldest first. */
  readonly #answers = new Map<string, Map<string, AnsweredRequest>>();

  find(request: InputRequest): EarlierRequest {
    const { actor, requestId } = request;
    const earlier = requestId === null ? undefined : this.#answers.get(actor)?.get(requestId);
    return earlier === undefined
      ? null
      : { isSame: earlier.digest === digestOf(request), answer: earlier.answer };
  }

  remember(request: InputRequest, answer: Answer<unknown>): void {
    const { actor, requestId } = request;
    if (requestId === null) return;
    const own = this.#answers.get(actor) ?? new Map<string, AnsweredRequest>();
    this.#answers.set(actor, own);
    own.set(requestId, { digest: digestOf(request), answer });
    if (own.size <= REQUESTS_MAX) return;
    const [oldest] = own.keys();
    if (oldest !== undefined) own.delete(oldest);
  }
}
