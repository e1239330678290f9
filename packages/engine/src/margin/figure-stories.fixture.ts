/** Figures beside an account, told as stories of a market: what happened is read off its wallets, orders and fund. */
import { CLOSE_OUT_VECTORS, type ExpectedFigure } from '@spillway/margin/vectors';
import {
  type EventMap,
  type InstrumentSpecification,
  type MarketRules,
  quoteMicros,
  ratePpm,
} from '@spillway/protocol';
import {
  contribute,
  flatTier,
  isolated,
  leverage,
  listInstrument,
  type MarketBench,
  mark,
  placeLimit,
  settleFunding,
} from '@spillway/testkit';
import { BYBIT_UTA } from '@spillway/venues';
import { plainMarket, tradeBetween } from '../engine-subject.fixture.ts';
import { TRADER, vectorMarket } from './vector-market.fixture.ts';

const MICROS = 1_000_000;
/** A plain instrument has ticks of 0.01 and lots of 0.001. */
const TICKS = 100;
const LOTS = 1_000;
const OTHER = 50;
const THIRD = 60;

type Figures = Readonly<Record<string, ExpectedFigure>>;

/** A story, and the rule that it shows. */
export interface FigureStory {
  readonly rule: string;
  readonly tell: () => Figures;
}

interface Terms {
  readonly instrument?: Partial<InstrumentSpecification>;
  readonly rules?: Partial<MarketRules>;
}

/** Everybody who is not the subject of a story has more money than it needs. */
function market({ instrument = {}, rules = {} }: Terms = {}): MarketBench {
  const bench = plainMarket({ riskTiers: [flatTier(10_000, 50)], ...instrument }, rules);
  bench.fund(100_000_000, OTHER, THIRD);
  bench.accept(leverage(OTHER, 1), leverage(THIRD, 1));
  return bench;
}

interface Entry {
  readonly account: number;
  readonly side: 'long' | 'short';
  readonly quantity: number;
  readonly price: number;
}

function enter(bench: MarketBench, { account, side, quantity, price }: Entry): void {
  const [buyer, seller] = side === 'long' ? [account, OTHER] : [OTHER, account];
  tradeBetween(bench, { buyer, seller, ticks: price * TICKS, lots: quantity * LOTS });
}

const forcedOrder = (bench: MarketBench): EventMap['orderAccepted'] | undefined =>
  bench.of('orderAccepted').find(({ liquidationId }) => liquidationId !== 0);

/** Binance's example: price 9,253.30, mark 9,259.84, 20x. */
const ORDER = { ticks: 925_330, markTicks: 925_984, leverage: 20 };

function orderMarket(): MarketBench {
  const bench = market();
  bench.fund(100_000, TRADER);
  bench.accept(leverage(TRADER, ORDER.leverage), mark(ORDER.markTicks));
  return bench;
}

/** Initial margin of an isolated order is what lies in the bucket once it is filled (rule A9). */
function orderInitialMargin(): Figures {
  const bench = orderMarket();
  bench.accept(isolated(TRADER));
  tradeBetween(bench, { buyer: TRADER, seller: OTHER, ticks: ORDER.ticks, lots: LOTS });
  return { initialMargin: String(bench.position(TRADER).bucketMicros / MICROS) };
}

/** What a resting order claims beyond its initial margin at mark is what it would lose at once (rule M4). */
function orderOpenLoss(side: 'buy' | 'sell'): Figures {
  const bench = orderMarket();
  const before = bench.account(TRADER).availableMicros;
  bench.accept(placeLimit({ account: TRADER, side, ticks: ORDER.ticks, lots: LOTS }));
  const claimed = before - bench.account(TRADER).availableMicros;
  const initialMargin = (ORDER.markTicks / TICKS / ORDER.leverage) * MICROS;
  return { openLoss: String((claimed - initialMargin) / MICROS) };
}

/** Without a premium the rate that is settled is the interest. */
function interest(): Figures {
  const { BTCUSDT } = BYBIT_UTA.instruments;
  if (BTCUSDT === undefined) throw new RangeError('the preset lists BTCUSDT');
  const bench = plainMarket();
  bench.accept(listInstrument(BTCUSDT), mark(1_000_000, { instrument: 1 }), settleFunding(1));
  const [settled] = bench.of('fundingSettled');
  return { interestRate: String((settled?.ratePpb ?? Number.NaN) / 1e9) };
}

interface ForcedFill {
  readonly entry: Entry;
  readonly wallet: number;
  readonly markPrice: number;
  /** Where the book takes the forced order. */
  readonly fillPrice: number;
  readonly feeMax: number;
}

/** What the fund has of one coin that is closed by force above its bankruptcy price. */
function insuranceFee({ entry, wallet, markPrice, fillPrice, feeMax }: ForcedFill): Figures {
  const instrument = {
    riskTiers: [flatTier(100_000, 9)],
    liquidationFeePpm: ratePpm(feeMax * MICROS),
  };
  const bench = market({ instrument });
  bench.fund(wallet, TRADER);
  bench.accept(leverage(TRADER, 9), mark(entry.price * TICKS));
  enter(bench, entry);
  const side = entry.side === 'long' ? 'buy' : 'sell';
  bench.accept(
    placeLimit({ account: THIRD, side, ticks: Math.round(fillPrice * TICKS), lots: entry.quantity * LOTS }),
  );
  bench.accept(mark(markPrice * TICKS));
  return { insuranceDelta: String(bench.engine.insuranceFundMicros() / MICROS) };
}

const LONG_COIN: Entry = { account: TRADER, side: 'long', quantity: 1, price: 6_000 };
const SHORT_COIN: Entry = { account: TRADER, side: 'short', quantity: 1, price: 4_000 };

/** 900 behind a coin: a long of 6,000 is bankrupt at 5,100, a short of 4,000 at 4,900. */
const longFee = (feeMax: number): FigureStory => ({
  rule: 'L9',
  tell: () => insuranceFee({ entry: LONG_COIN, wallet: 900, markPrice: 5_650, fillPrice: 5_610, feeMax }),
});
const shortFee = (feeMax: number): FigureStory => ({
  rule: 'L9',
  tell: () => insuranceFee({ entry: SHORT_COIN, wallet: 900, markPrice: 4_460, fillPrice: 4_410, feeMax }),
});

/** A forced order that trades below the bankruptcy price (rule L16): the fund pays what the margin cannot. */
function lossOfFund(): Figures {
  const bench = market({ rules: { forcedPriceBound: { kind: 'band' } } });
  bench.fund(1_000, TRADER);
  bench.accept(contribute(1_000), isolated(TRADER), leverage(TRADER, 20));
  enter(bench, { account: TRADER, side: 'long', quantity: 10, price: 100 });
  bench.accept(placeLimit({ account: THIRD, side: 'buy', ticks: 40 * TICKS, lots: 10 * LOTS }));
  bench.accept(mark(40 * TICKS));
  const after = bench.engine.insuranceFundMicros() / MICROS;
  const socialised = bench.of('lossSocialised').reduce((sum, { amountMicros }) => sum + amountMicros, 0);
  return { insuranceDelta: String(after - 1_000), fundAfter: String(after), uncovered: String(socialised) };
}

/** Ten coins at 100 with a maintenance of 10 %, and 90 behind them: 10 are missing. */
function partialSize(liquidationFee: number): Figures {
  const bench = market({
    instrument: {
      tickSize: '1',
      lotSize: '0.000001',
      microsPerTickLot: 1,
      riskTiers: [flatTier(100_000, 9)],
      liquidationFeePpm: ratePpm(liquidationFee * MICROS),
    },
    rules: {
      partial: {
        kind: 'restore-margin',
        thresholdMicros: quoteMicros(MICROS),
        slicePpm: ratePpm(MICROS),
      },
    },
  });
  bench.fund(190, TRADER);
  bench.accept(leverage(TRADER, 9), mark(110));
  tradeBetween(bench, { buyer: TRADER, seller: OTHER, ticks: 110, lots: 10 * MICROS });
  bench.accept(mark(100));
  return { size: String((forcedOrder(bench)?.sizeLots ?? Number.NaN) / MICROS) };
}

/**
 * A fund of 1,000,000 takes 10,000 coins over at 98, and has lost 35 % when the mark is at 63: a long that is due then
 * goes to a winner, though the fund could pay for it.
 */
function drawdown(): Figures {
  const bench = market({
    rules: {
      insuranceInventoryPpmMax: ratePpm(100 * MICROS),
      insuranceDrawdown: { windowMs: 28_800_000, startPpm: ratePpm(300_000), stopPpm: ratePpm(250_000) },
    },
  });
  bench.accept(contribute(1_000_000));
  bench.fund(20_000, TRADER);
  bench.fund(30, 2);
  bench.accept(leverage(TRADER, 50));
  enter(bench, { account: TRADER, side: 'long', quantity: 10_000, price: 100 });
  enter(bench, { account: 2, side: 'long', quantity: 1, price: 100 });
  bench.accept(mark(98.5 * TICKS));
  if (bench.engine.insuranceInventoryLots(bench.position(TRADER).instrumentId) !== 10_000 * LOTS) {
    throw new Error('the fund takes the long over');
  }
  bench.accept(mark(63 * TICKS));
  const stages = bench.of('liquidationFilled').filter(({ accountId: account }) => account === 2);
  return { starts: stages.length > 0 && stages.every(({ stage }) => stage === 'auto-deleveraging') };
}

interface Deleveraging {
  readonly markPrice: number;
  readonly bankrupt: { readonly quantity: number; readonly balance: number };
  readonly shorts: readonly { readonly id: number; readonly quantity: number; readonly balance: number }[];
}

const BANKRUPT = 9;

/** A long that nothing is behind, shorts at the same entry of 100, no fund and no book. */
function deleverage({ markPrice, bankrupt, shorts }: Deleveraging): Figures {
  const bench = market();
  bench.fund(bankrupt.balance, BANKRUPT);
  bench.accept(leverage(BANKRUPT, 50));
  for (const { id, balance, quantity } of shorts) {
    bench.fund(balance, id);
    bench.accept(leverage(id, 50));
    enter(bench, { account: id, side: 'short', quantity, price: 100 });
  }
  enter(bench, { account: BANKRUPT, side: 'long', quantity: bankrupt.quantity, price: 100 });
  bench.accept(mark(markPrice * TICKS));
  const closed = bench.of('liquidationFilled').filter(({ stage }) => stage === 'auto-deleveraging');
  const [first] = closed;
  const started = bench.of('liquidationStarted').find(({ accountId: account }) => account === BANKRUPT);
  const winner = first?.counterpartyAccountId ?? Number.NaN;
  return {
    deficit: String(-(started?.equityMicros ?? Number.NaN) / MICROS),
    bankruptcyPrice: String((first?.priceTicks ?? Number.NaN) / TICKS),
    'closed.length': closed.length,
    'closed.0.id': winner,
    'ranking.0.id': winner,
    'closed.0.balanceAfter': String(bench.wallet(winner)),
    bankruptBalanceAfter: String(bench.wallet(BANKRUPT)),
  };
}

const deleveraging = (terms: Deleveraging): FigureStory => ({ rule: 'D2', tell: () => deleverage(terms) });
const short = (id: number, quantity: number) => ({ id, quantity, balance: 100 });
const floxDeleveraging = (...shorts: Deleveraging['shorts']): FigureStory =>
  deleveraging({ markPrice: 40, bankrupt: { quantity: 10, balance: 50 }, shorts });

/** Jesse's short of 2,000 at 10 on 2x, bought back at 15, where its margin is used up. */
function walletAfter(): Figures {
  const vector = CLOSE_OUT_VECTORS.find(({ id }) => id === 'O-JESSE-S2/closed');
  const request = vector?.request;
  if (vector === undefined || request === undefined || !('closeOut' in request)) {
    throw new RangeError('there is such a case');
  }
  const [position] = request.positions;
  if (position === undefined) throw new RangeError('the case has a position');
  const positions = [{ ...position, entry: 10 }];
  const { bench } = vectorMarket({
    id: vector.id,
    request: { ...request, wallet: 10_000, positions },
    target: 0,
  });
  // Whole coins: ticks of a millionth.
  bench.accept(placeLimit({ account: 2, side: 'sell', ticks: 15 * MICROS, lots: 2_000 }));
  bench.accept(mark(14.99 * MICROS));
  return { 'closeOut.walletAfter': String(bench.wallet(TRADER)) };
}

/** By the id of the case. */
export const FIGURE_STORIES: Readonly<Record<string, FigureStory>> = {
  'V-BINANCE-ORDERCOST-IM': { rule: 'A9', tell: orderInitialMargin },
  'V-BINANCE-ORDERCOST-OPENLOSS/long': { rule: 'M4', tell: () => orderOpenLoss('buy') },
  'V-BINANCE-ORDERCOST-OPENLOSS/short': { rule: 'M4', tell: () => orderOpenLoss('sell') },
  'V-BYBIT-INTEREST': { rule: 'F2', tell: interest },
  'O-DYDX-INSURANCE-LONG-05': longFee(0.005),
  'O-DYDX-INSURANCE-LONG-25': longFee(0.025),
  'O-DYDX-INSURANCE-LONG-100': longFee(1),
  'O-DYDX-INSURANCE-SHORT-05': shortFee(0.005),
  'O-DYDX-INSURANCE-SHORT-25': shortFee(0.025),
  'O-DYDX-INSURANCE-SHORT-100': shortFee(1),
  'O-DYDX-INSURANCE-SHORT-LT-MAX': {
    rule: 'L9',
    tell: () =>
      insuranceFee({ entry: SHORT_COIN, wallet: 900, markPrice: 4_890, fillPrice: 4895.1, feeMax: 0.005 }),
  },
  'O-FLOX-INSURANCE': { rule: 'D5', tell: lossOfFund },
  'O-DRIFT-BASE-0': { rule: 'L5', tell: () => partialSize(0) },
  'O-DRIFT-BASE-1PCT': { rule: 'L5', tell: () => partialSize(0.01) },
  // Two fees of a per cent: the engine has one, for the fund.
  'O-DRIFT-BASE-1+1PCT': { rule: 'L5', tell: () => partialSize(0.02) },
  'V-BYBIT-ADL-TRIGGER': { rule: 'I6', tell: drawdown },
  'O-FLOX-ADL-RANK-RATIO': floxDeleveraging(short(2, 5), short(3, 10)),
  'O-FLOX-ADL-CONSERVE': floxDeleveraging(short(1, 10)),
  'O-FLOX-ADL-TIE': floxDeleveraging(short(3, 10), short(2, 10)),
  'O-FLOX-CROSS-ADL': deleveraging({
    markPrice: 80,
    bankrupt: { quantity: 100, balance: 1_000 },
    shorts: [{ id: 1, quantity: 100, balance: 100_000 }],
  }),
  'O-JESSE-S2/closed': { rule: 'L6', tell: walletAfter },
};
