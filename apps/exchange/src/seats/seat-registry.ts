import { createHash, randomBytes } from 'node:crypto';
import type { AccountId } from '@spillway/protocol';
import type { Seat } from '@spillway/protocol/wire';

const TOKEN_BYTES = 24;

/** A place at the exchange: a name, an account of the present run, and the secret that proves whose it is. */
export interface SeatRecord {
  readonly name: string;
  readonly seatToken: string;
  readonly accountId: AccountId;
  /** As a decimal string of the quote currency. */
  readonly deposit: string;
}

/** Names that look alike to a reader are one name. */
function nameKey(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}

/** Tokens are looked up by their hash, so that the time of a look-up says nothing about a token. */
function tokenKey(seatToken: string): string {
  return createHash('sha256').update(seatToken).digest('base64');
}

/** Who sits where. Bounded by `seatsMax`; a seat stays until the run is reset without its owner. */
export class SeatRegistry {
  readonly #seatsMax: number;
  readonly #byToken = new Map<string, SeatRecord>();
  readonly #byName = new Map<string, SeatRecord>();

  constructor(seatsMax: number) {
    this.#seatsMax = seatsMax;
  }

  get count(): number {
    return this.#byToken.size;
  }

  get isFull(): boolean {
    return this.count >= this.#seatsMax;
  }

  get seatsMax(): number {
    return this.#seatsMax;
  }

  isNameTaken(name: string): boolean {
    return this.#byName.has(nameKey(name));
  }

  /** Seats a newcomer, with a new secret, or a seat of the run before, with the secret it had. */
  add(
    seat: Omit<SeatRecord, 'seatToken'>,
    seatToken = randomBytes(TOKEN_BYTES).toString('base64url'),
  ): SeatRecord {
    const record = { ...seat, seatToken };
    this.#byToken.set(tokenKey(seatToken), record);
    this.#byName.set(nameKey(seat.name), record);
    return record;
  }

  find(seatToken: string): SeatRecord | null {
    return this.#byToken.get(tokenKey(seatToken)) ?? null;
  }

  /** In the order of joining. */
  all(): readonly SeatRecord[] {
    return [...this.#byToken.values()];
  }

  clear(): void {
    this.#byToken.clear();
    this.#byName.clear();
  }
}

/** A seat as its owner is told. */
export function seatOf({ accountId, name, seatToken, deposit }: SeatRecord): Seat {
  return { accountId, name, seatToken, deposit };
}
