import { floatAt, grownFloats, grownInts } from '../columns.ts';

const LENGTH_AT_START = 256;
/** Whoever changes more rows than that before he is filed anew is filed in full. */
const CHANGED_ROWS_MAX = 16;

/** How the cross positions of an account are filed: sums over rows, each of them at the mark at which it was filed. */
export class WideFiling {
  /** The share of itself by which each mark may move against its position. */
  fraction = 0;
  /** Profit less maintenance, less what is set aside for roundings: with the wallet, what marks may cost. */
  surplusMicros = 0;
  /** What it would cost if each mark moved by its whole price. */
  riskMicros = 0;
  /** Rows that changed since. */
  readonly changedRows: number[] = [];
}

/**
 * How accounts with many cross positions are filed in the due index. A trade changes one row of many: where it is known
 * which one, and how much of the reach of the account was kept back, the others need no look.
 *
 * Derived from the rest of the state: no part of a snapshot.
 */
export class WideAccounts {
  /** By account: the place of its filing, plus one; 0 for an account that is not wide. */
  #places: Int32Array = new Int32Array(LENGTH_AT_START);
  readonly #filings: WideFiling[] = [];
  readonly #freePlaces: number[] = [];
  /** By row of a wide account: its share of the sums. */
  #surplusesMicros: Float64Array = new Float64Array(LENGTH_AT_START);
  #risksMicros: Float64Array = new Float64Array(LENGTH_AT_START);

  /** The filing of an account; undefined when it is not wide. */
  of(accountSlot: number): WideFiling | undefined {
    const place = accountSlot < this.#places.length ? (this.#places[accountSlot] ?? 0) : 0;
    return place === 0 ? undefined : this.#filings[place - 1];
  }

  /** Makes an account wide, or begins its filing anew: with sums of nothing. */
  begin(accountSlot: number, fraction: number): WideFiling {
    const filing = this.of(accountSlot) ?? this.#add(accountSlot);
    filing.fraction = fraction;
    filing.surplusMicros = 0;
    filing.riskMicros = 0;
    filing.changedRows.length = 0;
    return filing;
  }

  /** The account is filed like any other from now on. */
  forget(accountSlot: number): void {
    if (this.of(accountSlot) === undefined) return;
    this.#freePlaces.push((this.#places[accountSlot] ?? 0) - 1);
    this.#places[accountSlot] = 0;
  }

  /** Notes that position or settings of a row changed. */
  noteRow(accountSlot: number, row: number): void {
    const filing = this.of(accountSlot);
    if (filing === undefined || filing.changedRows.includes(row)) return;
    if (filing.changedRows.length === CHANGED_ROWS_MAX) this.forget(accountSlot);
    else filing.changedRows.push(row);
  }

  /** Notes that an account gained a row, which is idle. */
  noteNewRow(accountSlot: number, row: number): void {
    if (this.of(accountSlot) !== undefined) this.clearRow(row);
  }

  /** Notes that an account loses a row: nothing to it, if it was filed since it became idle. */
  noteLostRow(accountSlot: number, row: number): void {
    const filing = this.of(accountSlot);
    if (filing === undefined) return;
    const isCounted = this.#surplusMicros(row) !== 0 || this.#riskMicros(row) !== 0;
    if (isCounted || filing.changedRows.includes(row)) this.forget(accountSlot);
  }

  /** A row that begins with no share of any sum. */
  clearRow(row: number): void {
    if (row >= this.#surplusesMicros.length) this.#growRows(row + 1);
    this.#surplusesMicros[row] = 0;
    this.#risksMicros[row] = 0;
  }

  /** Replaces the share of a row in the surplus of its account. */
  replaceSurplus(filing: WideFiling, row: number, surplusMicros: number): void {
    filing.surplusMicros += surplusMicros - this.#surplusMicros(row);
    this.#surplusesMicros[row] = surplusMicros;
  }

  /** Replaces the share of a row in the risk of its account. */
  replaceRisk(filing: WideFiling, row: number, riskMicros: number): void {
    filing.riskMicros += riskMicros - this.#riskMicros(row);
    this.#risksMicros[row] = riskMicros;
  }

  #surplusMicros(row: number): number {
    return floatAt(this.#surplusesMicros, row);
  }

  #riskMicros(row: number): number {
    return floatAt(this.#risksMicros, row);
  }

  #add(accountSlot: number): WideFiling {
    if (accountSlot >= this.#places.length) {
      this.#places = grownInts(this.#places, Math.max(accountSlot + 1, this.#places.length * 2));
    }
    const filing = new WideFiling();
    const place = this.#freePlaces.pop() ?? this.#filings.length;
    this.#filings[place] = filing;
    this.#places[accountSlot] = place + 1;
    return filing;
  }

  #growRows(count: number): void {
    const length = Math.max(count, this.#surplusesMicros.length * 2);
    this.#surplusesMicros = grownFloats(this.#surplusesMicros, length);
    this.#risksMicros = grownFloats(this.#risksMicros, length);
  }
}
