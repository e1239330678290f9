/** Positions that a liquidation left for later (rules L13, L15, L22). */
import type { Market } from '../market.ts';
import type { Touch } from './touched-accounts.ts';

/** Room for the legs of an instrument, so that a position of an account has one number. */
const LEGS = 4;
/** Both, long and short: the legs that there are. */
const LEG_NAMES = 3;

/** A position that is left alone until a time. */
export interface CoolDown {
  readonly slot: number;
  /** The number of the position among those of its account; see `positionItem`. */
  readonly item: number;
  readonly untilMs: number;
  /** Why the account is looked at then: what set off the liquidation that left the position. */
  readonly touch: Touch;
}

/** What of an account in an asset was closed by force in the block that time is in. */
export interface ForcedBlock {
  readonly slot: number;
  /** When the block ends, and the account is looked at again. */
  readonly endMs: number;
  /** Notional that was closed, at mark. */
  usedMicros: number;
  /** The positions that had their order of this block. */
  readonly items: Set<number>;
  touch: Touch;
}

/** The number of a position among those of its account: by instrument, then leg. */
export function positionItem(market: Market, row: number): number {
  return market.positions.instrumentOf(row) * LEGS + market.positions.legOf(row);
}

/** The instrument of a position that is known by its number. */
export function instrumentOfItem(item: number): number {
  return Math.floor(item / LEGS);
}

/** Whether a number is that of a position which an account could have. */
export function isPositionItem(market: Market, item: number): boolean {
  return market.instruments[instrumentOfItem(item)] !== undefined && item % LEGS < LEG_NAMES;
}

/** Cool-downs and blocks of all accounts. Few at any time; maps, of which nobody observes the order. */
export class Deferrals {
  /** By account slot, then by position. */
  readonly #coolDowns: Map<number, Map<number, CoolDown>> = new Map();
  /** By account slot. */
  readonly #blocks: Map<number, ForcedBlock> = new Map();
  /** By the timer that ends it. */
  readonly #byTimer: Map<number, CoolDown | ForcedBlock> = new Map();
  /** The position whose cool-down has just ended: it is closed whole now (rule L13). */
  cooledDown: CoolDown | null = null;

  coolDown(slot: number, item: number): CoolDown | null {
    return this.#coolDowns.get(slot)?.get(item) ?? null;
  }

  block(slot: number): ForcedBlock | null {
    return this.#blocks.get(slot) ?? null;
  }

  /** Cool-downs of an account by position, for snapshots. */
  coolDownsOf(slot: number): CoolDown[] {
    return [...(this.#coolDowns.get(slot)?.values() ?? [])].sort((left, right) => left.item - right.item);
  }

  addCoolDown(coolDown: CoolDown, timer: number): void {
    const known = this.#coolDowns.get(coolDown.slot);
    if (known === undefined) this.#coolDowns.set(coolDown.slot, new Map([[coolDown.item, coolDown]]));
    else known.set(coolDown.item, coolDown);
    this.#byTimer.set(timer, coolDown);
  }

  addBlock(block: ForcedBlock, timer: number): void {
    this.#blocks.set(block.slot, block);
    this.#byTimer.set(timer, block);
  }

  /** Takes out what a timer ends; null when it ends nothing here. */
  take(timer: number): CoolDown | ForcedBlock | null {
    const ended = this.#byTimer.get(timer) ?? null;
    if (ended === null) return null;
    this.#byTimer.delete(timer);
    if ('endMs' in ended) this.#blocks.delete(ended.slot);
    else {
      const left = this.#coolDowns.get(ended.slot);
      left?.delete(ended.item);
      if (left?.size === 0) this.#coolDowns.delete(ended.slot);
    }
    return ended;
  }
}
