import {
  accountId,
  type Engine,
  type EventSink,
  eventSequence,
  instrumentId,
  liquidationId,
  priceTicks,
  quoteMicros,
  simulatedMs,
} from '@spillway/protocol';
import {
  cancelAll,
  contribute,
  deposit,
  isolated,
  leverage,
  listInstrument,
  mark,
  openAccount,
  placeLimit,
  rules,
} from '@spillway/testkit';
import { createEngine } from '../../src/index.ts';
import { accept, reusedMark } from '../commands.ts';
import { liquidationInstrument, MICROS_PER_TICK_LOT, plainCloseOut } from '../venue.ts';
import { type MarkStep, type SearchWorld, START_TICKS } from './search-world.ts';

/** Above every leverage of the world, so that each account has the margin to open what it holds. */
const LEVERAGE = 80;
const MAKER_DEPOSIT_QUOTE = 1_000_000_000;
const FUND_QUOTE = 500_000_000;
/** What stands on each side of each book for forced orders to meet. */
const QUOTE_LOTS = 1_000_000;

/** A world in the engine: every position was traded for, and every book has makers. */
export class SearchMarket {
  readonly engine: Engine;
  readonly #world: SearchWorld;
  readonly #mark = reusedMark();
  /** Sells to the longs and buys from the shorts while the world is set up. */
  readonly #opener: number;
  /** Stands in the book, so that what is closed by force finds somebody. */
  readonly #quoter: number;
  #timeMs = 0;

  constructor(world: SearchWorld, sink: EventSink) {
    this.#world = world;
    this.#opener = world.accountCount + 1;
    this.#quoter = world.accountCount + 2;
    this.engine = createEngine({ sink });
    accept(this.engine, rules(plainCloseOut()), contribute(FUND_QUOTE));
    const instruments = Array.from({ length: world.instrumentCount }, (_, number) => number);
    for (const instrument of instruments) {
      accept(
        this.engine,
        listInstrument(liquidationInstrument(instrument, { leverageMax: LEVERAGE })),
        mark(START_TICKS, { instrument }),
      );
    }
    this.#openIsolated();
    this.#openCross();
    accept(this.engine, openAccount(this.#quoter), deposit(this.#quoter, MAKER_DEPOSIT_QUOTE));
    for (const instrument of instruments) this.quote({ instrument, markTicks: START_TICKS });
  }

  /** Moves a mark: what the benchmark times. */
  setMark({ instrument, markTicks }: MarkStep): void {
    this.#timeMs += 1;
    const command = this.#mark;
    command.timeMs = simulatedMs(this.#timeMs);
    command.instrumentId = instrumentId(instrument);
    command.markTicks = priceTicks(markTicks);
    command.indexTicks = priceTicks(markTicks);
    command.causeSequence = eventSequence(0);
    command.causeLiquidationId = liquidationId(0);
    this.engine.apply(command);
  }

  /** Puts makers a tick from where the mark is about to be. */
  quote({ instrument, markTicks }: MarkStep): void {
    const terms = { account: this.#quoter, lots: QUOTE_LOTS, instrument };
    accept(
      this.engine,
      cancelAll(this.#quoter, instrument),
      placeLimit({ ...terms, side: 'buy', ticks: markTicks - 1 }),
      placeLimit({ ...terms, side: 'sell', ticks: markTicks + 1 }),
    );
  }

  #openIsolated(): void {
    const { engine } = this;
    const { isolatedCount, isolatedInstruments, isolatedLots, isolatedEntryTicks, isolatedMargin } =
      this.#world;
    accept(engine, openAccount(this.#opener), deposit(this.#opener, MAKER_DEPOSIT_QUOTE));
    for (let row = 0; row < isolatedCount; row += 1) {
      const account = row + 1;
      const instrument = isolatedInstruments[row] ?? 0;
      const lots = isolatedLots[row] ?? 0;
      const ticks = isolatedEntryTicks[row] ?? 0;
      const marginMicros = (isolatedMargin[row] ?? 0) * MICROS_PER_TICK_LOT;
      this.#openAccount(account, marginMicros);
      accept(engine, isolated(account, instrument));
      this.#trade({ account, instrument, lots, ticks });
      // A fill puts `value / leverage`, rounded up, into the bucket; the rest of the margin is added to it.
      const takenMicros = Math.ceil((Math.abs(lots) * ticks * MICROS_PER_TICK_LOT) / LEVERAGE);
      accept(engine, {
        kind: 'AdjustIsolatedMargin',
        accountId: accountId(account),
        instrumentId: instrumentId(instrument),
        deltaMicros: quoteMicros(marginMicros - takenMicros),
      });
    }
  }

  #openCross(): void {
    const { isolatedCount, crossCount, crossStarts, crossBalances } = this.#world;
    const { positionInstruments, positionLots, positionEntryTicks } = this.#world;
    for (let row = 0; row < crossCount; row += 1) {
      const account = isolatedCount + row + 1;
      this.#openAccount(account, (crossBalances[row] ?? 0) * MICROS_PER_TICK_LOT);
      for (let place = crossStarts[row] ?? 0; place < (crossStarts[row + 1] ?? 0); place += 1) {
        this.#trade({
          account,
          instrument: positionInstruments[place] ?? 0,
          lots: positionLots[place] ?? 0,
          ticks: positionEntryTicks[place] ?? 0,
        });
      }
    }
  }

  #openAccount(account: number, micros: number): void {
    accept(this.engine, openAccount(account), {
      kind: 'Deposit',
      accountId: accountId(account),
      amountMicros: quoteMicros(micros),
    });
  }

  #trade(position: {
    readonly account: number;
    readonly instrument: number;
    readonly lots: number;
    readonly ticks: number;
  }): void {
    const { account, instrument, ticks } = position;
    const isLong = position.lots > 0;
    const terms = { instrument, ticks, lots: Math.abs(position.lots) };
    accept(
      this.engine,
      leverage(account, LEVERAGE, instrument),
      placeLimit({ ...terms, account: this.#opener, side: isLong ? 'sell' : 'buy' }),
      placeLimit({ ...terms, account, side: isLong ? 'buy' : 'sell', timeInForce: 'fok' }),
    );
  }
}
