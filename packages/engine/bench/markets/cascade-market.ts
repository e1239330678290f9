import { OutcomeError } from '@spillway/bench-kit';
import {
  accountId,
  type Engine,
  type EventSink,
  instrumentId,
  priceTicks,
  quoteMicros,
  ratePpm,
  simulatedMs,
  sizeLots,
} from '@spillway/protocol';
import {
  adjustMargin,
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
import { accept, reusedLimit, reusedMark } from '../commands.ts';
import { liquidationInstrument, MICROS_PER_TICK_LOT, plainCloseOut } from '../venue.ts';
import {
  type CascadePlan,
  type FragileAccount,
  type Holding,
  INSTRUMENT_COUNT,
  markAt,
  START_TICKS,
  STEP_COUNT,
  type WinningAccount,
} from './cascade-plan.ts';

const LEVERAGE = 160;
const WINNER_LEVERAGE = 10;
const MAKER_COUNT = 10;
const MAKER_DEPOSIT_MICROS = 1_000_000_000_000_000;
const TAKER_FEE_PPM = 500;
const MAKER_FEE_PPM = 200;
const LIQUIDATION_FEE_PPM = 1_000;
/** Ticks between the bids of one maker and the next. */
const BID_STEP_TICKS = 20;

function valueMicros(holding: Holding): number {
  return Math.abs(holding.lots) * holding.entryTicks * MICROS_PER_TICK_LOT;
}

function takerFeeMicros(holding: Holding): number {
  return Math.ceil((valueMicros(holding) * TAKER_FEE_PPM) / 1_000_000);
}

/** Lots that the makers must bid for at each step on each instrument, so that every forced order is filled. */
function bidsByStep(plan: CascadePlan): Int32Array {
  const lots = new Int32Array((STEP_COUNT + 1) * INSTRUMENT_COUNT);
  for (const account of plan.fragile) {
    if (account.isDeleveraged) continue;
    for (const holding of account.holdings) {
      const place = account.step * INSTRUMENT_COUNT + holding.instrument;
      lots[place] = (lots[place] ?? 0) + holding.lots;
    }
  }
  return lots;
}

/** The planned market in the engine. */
export class CascadeMarket {
  readonly engine: Engine;
  readonly #plan: CascadePlan;
  readonly #bids: Int32Array;
  readonly #mark = reusedMark();
  readonly #limit = reusedLimit();
  readonly #firstMaker: number;

  constructor(plan: CascadePlan, sink: EventSink) {
    this.#plan = plan;
    this.#bids = bidsByStep(plan);
    this.#firstMaker = plan.firstCalmAccount + 2 * plan.calm.length;
    this.engine = createEngine({ sink });
    // The fund takes nothing over: what nobody bids for is deleveraged.
    accept(this.engine, rules(plainCloseOut({ insuranceInventoryPpmMax: ratePpm(0) })));
    this.#listInstruments();
    for (let maker = 0; maker < MAKER_COUNT; maker += 1) {
      this.#open(this.#firstMaker + maker, MAKER_DEPOSIT_MICROS);
    }
    this.#openLosersAndWinners();
    this.#openCalmPairs();
  }

  /** One second: makers bid for what will be sold, then every mark falls. */
  runStep(step: number): void {
    for (let instrument = 0; instrument < INSTRUMENT_COUNT; instrument += 1) {
      const lots = this.#bids[step * INSTRUMENT_COUNT + instrument] ?? 0;
      if (lots > 0) this.#bid(step, instrument, lots);
    }
    const command = this.#mark;
    command.timeMs = simulatedMs(step * 1_000);
    for (let instrument = 0; instrument < INSTRUMENT_COUNT; instrument += 1) {
      const ticks = priceTicks(markAt(this.#plan, step, instrument));
      command.instrumentId = instrumentId(instrument);
      command.markTicks = ticks;
      command.indexTicks = ticks;
      this.engine.apply(command);
    }
  }

  /** Several makers, each a little lower, so that forced orders walk through the book. */
  #bid(step: number, instrument: number, lots: number): void {
    const order = this.#limit;
    order.timeMs = simulatedMs(step * 1_000);
    order.instrumentId = instrumentId(instrument);
    order.side = 'buy';
    const bestTicks = markAt(this.#plan, step, instrument) - 1;
    let leftLots = lots;
    for (let maker = 0; leftLots > 0; maker += 1) {
      const shareLots = maker === MAKER_COUNT - 1 ? leftLots : Math.ceil(leftLots / (MAKER_COUNT - maker));
      order.accountId = accountId(this.#firstMaker + maker);
      order.priceTicks = priceTicks(bestTicks - BID_STEP_TICKS * maker);
      order.sizeLots = sizeLots(shareLots);
      const result = this.engine.apply(order);
      if (!result.isAccepted) throw new OutcomeError(`a bid was refused: ${result.code}`);
      leftLots -= shareLots;
    }
  }

  #listInstruments(): void {
    for (let instrument = 0; instrument < INSTRUMENT_COUNT; instrument += 1) {
      const specification = {
        ...liquidationInstrument(instrument, { leverageMax: LEVERAGE }),
        makerFeePpm: ratePpm(MAKER_FEE_PPM),
        takerFeePpm: ratePpm(TAKER_FEE_PPM),
        liquidationFeePpm: ratePpm(LIQUIDATION_FEE_PPM),
      };
      accept(this.engine, listInstrument(specification), mark(START_TICKS, { instrument }));
    }
  }

  #openLosersAndWinners(): void {
    const { engine } = this;
    for (const loser of this.#plan.fragile) {
      const feesMicros = loser.holdings.reduce((sum, holding) => sum + takerFeeMicros(holding), 0);
      this.#open(loser.account, loser.marginMicros + feesMicros);
      for (const { instrument } of loser.holdings) {
        if (loser.isIsolated) accept(engine, isolated(loser.account, instrument));
        accept(engine, leverage(loser.account, LEVERAGE, instrument));
      }
    }
    const losersByInstrument = this.#losersByInstrument();
    const next = new Int32Array(INSTRUMENT_COUNT);
    for (const winner of this.#plan.winning) {
      const { instrument } = winner.holding;
      this.#openWinner(winner);
      const from = next[instrument] ?? 0;
      next[instrument] = from + winner.buyerCount;
      for (const loser of losersByInstrument[instrument]?.slice(from, from + winner.buyerCount) ?? []) {
        this.#buyFrom(winner, loser);
      }
    }
  }

  #losersByInstrument(): FragileAccount[][] {
    const losers: FragileAccount[][] = Array.from({ length: INSTRUMENT_COUNT }, () => []);
    for (const loser of this.#plan.fragile) {
      for (const { instrument } of loser.holdings) losers[instrument]?.push(loser);
    }
    return losers;
  }

  #openWinner({ account, isIsolated, holding }: WinningAccount): void {
    const { instrument, entryTicks } = holding;
    // Twice what the position needs: the other half pays the fee and stands behind it.
    this.#open(account, Math.ceil((2 * valueMicros(holding)) / WINNER_LEVERAGE));
    if (isIsolated) accept(this.engine, isolated(account, instrument));
    accept(
      this.engine,
      leverage(account, WINNER_LEVERAGE, instrument),
      placeLimit({ account, instrument, side: 'sell', lots: -holding.lots, ticks: entryTicks }),
    );
  }

  #buyFrom(winner: WinningAccount, loser: FragileAccount): void {
    const { instrument, entryTicks } = winner.holding;
    const holding = loser.holdings.find((held) => held.instrument === instrument);
    if (holding === undefined) throw new RangeError('a loser holds what he buys');
    const terms = { account: loser.account, instrument, lots: holding.lots, ticks: entryTicks };
    accept(this.engine, placeLimit({ ...terms, side: 'buy', timeInForce: 'fok' }));
    if (!loser.isIsolated) return;
    const bucketMicros = Math.ceil(valueMicros(holding) / LEVERAGE);
    const missing = adjustMargin(loser.account, 1, instrument);
    accept(this.engine, {
      ...missing,
      deltaMicros: quoteMicros(loser.marginMicros - bucketMicros),
    } as typeof missing);
  }

  /** Two accounts a pair, each with its whole notional as margin: nothing that happens reaches them. */
  #openCalmPairs(): void {
    for (const [pair, holding] of this.#plan.calm.entries()) {
      const seller = this.#plan.firstCalmAccount + 2 * pair;
      const { instrument, lots, entryTicks: ticks } = holding;
      const depositMicros = valueMicros(holding) + takerFeeMicros(holding);
      this.#open(seller, depositMicros);
      this.#open(seller + 1, depositMicros);
      accept(
        this.engine,
        placeLimit({ account: seller, instrument, side: 'sell', lots, ticks }),
        placeLimit({ account: seller + 1, instrument, side: 'buy', lots, ticks, timeInForce: 'fok' }),
      );
    }
  }

  #open(account: number, micros: number): void {
    const transfer = deposit(account, 1);
    accept(this.engine, openAccount(account), {
      ...transfer,
      amountMicros: quoteMicros(micros),
    } as typeof transfer);
  }
}
