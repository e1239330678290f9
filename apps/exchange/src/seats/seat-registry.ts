import { createHash } from 'node:crypto';
import type { AccountId } from '@spillway/protocol';
import type { Seat } from '@spillway/protocol/wire';

/** A place at the exchange: a name, an account of the present run, and how to tell whose it is. */
export interface SeatRecord {
  readonly name: string;
  /** The secret itself is its owner's alone. */
  readonly tokenHash: string;
  readonly accountId: AccountId;
  /** As a decimal string of the quote currency. */
  readonly deposit: string;
}

/** Names that look alike to a reader are one name. */
function nameKey(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}

/** What is kept of a token. Looked up by it, the time of a look-up says nothing about a token. */
export function seatTokenHash(seatToken: string): string {
  return createHash('sha256').update(seatToken).digest('base64url');
}

/** Who sits where in one run. Bounded by `seatsMax`. */
export class SeatRegistry {
  readonly seatsMax: number;
  readonly #byTokenHash = new Map<string, SeatRecord>();
  readonly #byName = new Map<string, SeatRecord>();

  constructor(seatsMax: number) {
    this.seatsMax = seatsMax;
  }

  get count(): number {
    return this.#byName.size;
  }

  get isFull(): boolean {
    return this.count >= this.seatsMax;
  }

  isNameTaken(name: string): boolean {
    return this.#byName.has(nameKey(name));
  }

  add(seat: SeatRecord): void {
    this.#byTokenHash.set(seat.tokenHash, seat);
    this.#byName.set(nameKey(seat.name), seat);
  }

  findByTokenHash(tokenHash: string): SeatRecord | null {
    return this.#byTokenHash.get(tokenHash) ?? null;
  }

  findByName(name: string): SeatRecord | null {
    return this.#byName.get(nameKey(name)) ?? null;
  }

  /** In the order of joining. */
  all(): readonly SeatRecord[] {
    return [...this.#byName.values()];
  }
}

/** A seat as its owner is told. */
export function seatOf({ accountId, name, deposit }: SeatRecord, seatToken: string): Seat {
  return { accountId, name, seatToken, deposit };
}
