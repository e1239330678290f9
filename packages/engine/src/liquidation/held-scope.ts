import { outside } from '../columns.ts';
import type { InstrumentState } from '../instrument-state.ts';
import type { HeldPosition } from './safe-marks.ts';

/** A position of a scope, and the row where it is kept. */
export interface HeldRow extends HeldPosition {
  instrument: InstrumentState;
  sizeLots: number;
  closingFeePpm: number;
  row: number;
}

/**
 * The positions that are filed together because they stand on one margin: an isolated one, or every cross position of an
 * account. They are written down in objects that are used again, with the sums over them, so that each row is read once
 * however often bounds go through them.
 */
export class HeldScope {
  equityMicros = 0;
  maintenanceMicros = 0;
  /** For the roundings of all its positions. */
  setAsideMicros = 0;
  readonly #held: HeldRow[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** @param place - below `count` */
  at(place: number): Readonly<HeldRow> {
    return this.#held[place] ?? outside(place);
  }

  /** Begins anew, with the cash of another scope: a bucket or a wallet. */
  begin(cashMicros: number): void {
    this.#count = 0;
    this.equityMicros = cashMicros;
    this.maintenanceMicros = 0;
    this.setAsideMicros = 0;
  }

  /** The object for one more position, to be filled in. */
  next(instrument: InstrumentState): HeldRow {
    const known = this.#held[this.#count];
    this.#count += 1;
    if (known !== undefined) {
      known.instrument = instrument;
      return known;
    }
    const held = { instrument, sizeLots: 0, closingFeePpm: 0, row: 0 };
    this.#held.push(held);
    return held;
  }
}
