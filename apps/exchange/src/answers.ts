import { REJECT_CODES, type RejectCode } from '@spillway/protocol';
import type { Answer, GatewayRejectCode } from '@spillway/protocol/wire';

export type Refusal = Extract<Answer<never>, { readonly ok: false }>;

export function accept<Value>(value: Value): Answer<Value> {
  return { ok: true, value };
}

/** A refusal with a line that says what, where, what was expected. */
export function refuse(code: RejectCode | GatewayRejectCode, message: string): Refusal {
  return { ok: false, code, message };
}

/** A refusal of the market, in the words of its code. */
export function refuseByMarket(code: RejectCode, where: string): Refusal {
  return refuse(code, `${where}: ${REJECT_CODES[code]}`);
}
