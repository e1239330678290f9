/** A case with a known answer, built in a real engine: instruments whose grid fits its numbers, trades, marks. */
import { type DecimalInput, MarginDecimal, type MarginRequest, type PositionInput } from '@spillway/margin';
import type { MarginVector } from '@spillway/margin/vectors';
import {
  accountId,
  type InstrumentSpecification,
  instrumentId,
  type MarketRules,
  mulDivCeil,
  PPM,
  priceTicks,
  quoteMicros,
  type RiskTier,
  ratePpm,
  sizeLots,
} from '@spillway/protocol';
import {
  isolated,
  leverage,
  listInstrument,
  MarketBench,
  mark,
  openAccount,
  placeLimit,
  plainInstrument,
  plainRules,
  rules,
} from '@spillway/testkit';
import { ENGINE_SUBJECT } from '../engine-subject.fixture.ts';

export const TRADER = 1;
const COUNTERPARTY = 2;
const COUNTERPARTY_MICROS = 1e15;
/** Tick × lot is one micro, so that a price has six decimals less those of the size. */
const GRID_DECIMALS = 6;
const LEVERAGE_MAX = 1_000;

/**
 * Sizes that are fractions without end, with the multiple that makes them whole. Prices do not change when size,
 * wallet, margin and amounts are multiplied alike.
 */
const MULTIPLES: Readonly<Record<string, number>> = {
  'D-TWO-TRADERS/isolated': 22,
  'D-TWO-TRADERS/cross': 22,
  'D-TWO-TRADERS/cross-full': 22,
  'D-TWO-TRADERS-HALF-PER-CENT/isolated': 199,
  'D-TWO-TRADERS-HALF-PER-CENT/cross': 199,
};

/**
 * Accounts that no market would let in at the entry stated, because they would be due, or nearly, at once. They enter
 * a fifth dearer (a short cheaper) with as much more in the wallet: at the mark stated all figures are the same.
 */
function isEnteredElsewhere(vector: MarginVector): boolean {
  return vector.id.startsWith('D-EQUALITY') || vector.id.startsWith('O-DYDX-');
}

/** One position of a case in the integers of its instrument. */
export interface GridPosition {
  readonly input: PositionInput;
  readonly specification: InstrumentSpecification;
  readonly direction: 1 | -1;
  readonly lots: number;
  readonly entryTicks: number;
  readonly markTicks: number;
  /** Worse than the entry stated by this many ticks, 0 for most. */
  readonly worseTicks: number;
}

const microsOf = (amount: DecimalInput | MarginDecimal): number =>
  new MarginDecimal(amount).mul(1e6).ceil().toNumber();
const leverageMaxOf = (maintenanceRatePpm: number): number =>
  Math.min(LEVERAGE_MAX, Math.floor((PPM - 1) / maintenanceRatePpm));

function tier(floorMicros: number, maintenanceRatePpm: number, amountMicros: number): RiskTier {
  return {
    notionalFloorMicros: quoteMicros(floorMicros),
    maintenanceRatePpm: ratePpm(maintenanceRatePpm),
    maintenanceAmountMicros: quoteMicros(amountMicros),
    leverageMax: leverageMaxOf(maintenanceRatePpm),
  };
}

/** Parts per million of a rate; no instrument has a rate of 0, which only cases of bankruptcy prices state. */
const ppmOf = (rate: DecimalInput): number => Math.max(1, new MarginDecimal(rate).mul(PPM).toNumber());

/** One rate with an amount is the upper of two tiers: half the rate below the floor at which the amount is right. */
function tiersOf(input: PositionInput, multiple: number): RiskTier[] {
  if (input.tiers) {
    return input.tiers.map(({ floor, mmr, cum }) => tier(microsOf(floor), ppmOf(mmr), microsOf(cum ?? 0)));
  }
  const rate = ppmOf(input.mmr ?? 0);
  const amountMicros = microsOf(input.cum ?? 0) * multiple;
  if (amountMicros === 0) return [tier(0, rate, 0)];
  const halfRate = rate / 2;
  return [tier(0, halfRate, 0), tier((amountMicros * PPM) / (rate - halfRate), rate, amountMicros)];
}

const stepText = (decimals: number): string => new MarginDecimal(10).pow(-decimals).toFixed();

function gridPosition(vector: MarginVector, input: PositionInput): GridPosition {
  const multiple = MULTIPLES[vector.id] ?? 1;
  const quantity = new MarginDecimal(input.qty).mul(multiple).toDecimalPlaces(GRID_DECIMALS);
  const lotDecimals = quantity.decimalPlaces();
  const tickDecimals = GRID_DECIMALS - lotDecimals;
  const ticksOf = (price: DecimalInput): number =>
    new MarginDecimal(price).mul(new MarginDecimal(10).pow(tickDecimals)).round().toNumber();
  const entryTicks = ticksOf(input.entry);
  const markTicks = ticksOf(input.mark);
  const lots = quantity.mul(new MarginDecimal(10).pow(lotDecimals)).toNumber();
  const isTarget = input.symbol === vector.expected.symbol;
  return {
    input,
    direction: input.side === 'long' ? 1 : -1,
    lots,
    entryTicks,
    markTicks,
    worseTicks: isTarget && isEnteredElsewhere(vector) ? Math.round(entryTicks / 5) : 0,
    specification: plainInstrument({
      symbol: `${input.symbol}PERP`,
      tickSize: stepText(tickDecimals),
      lotSize: stepText(lotDecimals),
      microsPerTickLot: 1,
      sizeLotsMax: sizeLots(lots),
      priceTicksMax: priceTicks(4 * Math.max(entryTicks, markTicks)),
      riskTiers: tiersOf(input, multiple),
      takerFeePpm: ratePpm(closingFeePpmOf(vector.request)),
    }),
  };
}

/** The leverage stated; else for a bucket the lowest that it covers, and in cross the highest allowed. */
function leverageOf(position: GridPosition, multiple: number): number {
  const { input, specification, lots, entryTicks } = position;
  if (input.leverage) return new MarginDecimal(input.leverage).toNumber();
  if (input.margin)
    return Math.ceil((lots * entryTicks) / microsOf(new MarginDecimal(input.margin).mul(multiple)));
  return specification.riskTiers.at(-1)?.leverageMax ?? 1;
}

function open(
  bench: MarketBench,
  position: GridPosition,
  place: { instrument: number; multiple: number },
): void {
  const { input, direction, lots, entryTicks, worseTicks } = position;
  const { instrument, multiple } = place;
  if (input.mode === 'isolated') bench.accept(isolated(TRADER, instrument));
  bench.accept(leverage(COUNTERPARTY, 1, instrument));
  bench.accept(leverage(TRADER, leverageOf(position, multiple), instrument));
  // The trader is the maker, who pays no fee: what is in the wallet is what the case states.
  const ticks = entryTicks + direction * worseTicks;
  const side = direction === 1 ? 'buy' : 'sell';
  bench.accept(
    placeLimit({ account: TRADER, side, ticks, lots, instrument }),
    placeLimit({
      account: COUNTERPARTY,
      side: side === 'buy' ? 'sell' : 'buy',
      ticks,
      lots,
      instrument,
      timeInForce: 'fok',
    }),
  );
  if (input.mode === 'cross' || !input.margin) return;
  const wantedMicros = microsOf(new MarginDecimal(input.margin).mul(multiple));
  const deltaMicros = wantedMicros - bench.position(TRADER, instrument).bucketMicros;
  if (deltaMicros === 0) return;
  bench.accept({
    kind: 'AdjustIsolatedMargin',
    accountId: accountId(TRADER),
    instrumentId: instrumentId(instrument),
    deltaMicros: quoteMicros(deltaMicros),
  });
}

export interface VectorMarket {
  readonly bench: MarketBench;
  /** The position that the case is about, and the number of its instrument. */
  readonly target: GridPosition;
  readonly instrument: number;
}

/** The rules of a case as those of a market. */
function rulesOf(request: MarginRequest): Partial<MarketRules> {
  const given = typeof request.rules === 'object' ? request.rules : null;
  return {
    isTriggerInclusive: given?.trigger !== 'strict',
    maintenanceBasis: given?.maintenanceBasis ?? 'mark',
    isClosingFeeInMaintenance: closingFeePpmOf(request) > 0,
  };
}

function closingFeePpmOf(request: MarginRequest): number {
  const given = typeof request.rules === 'object' ? request.rules : null;
  return new MarginDecimal(given?.closingFee ?? 0).mul(PPM).toNumber();
}

/** The taker fees that isolated orders must be good for, though they rest; beside a bucket it does not matter what is left. */
function feesAskedMicros(request: MarginRequest, positions: readonly GridPosition[]): number {
  return positions
    .filter(({ input }) => input.mode !== 'cross')
    .reduce(
      (sum, { lots, entryTicks }) => sum + mulDivCeil(lots * entryTicks, closingFeePpmOf(request), PPM),
      0,
    );
}

/** Opens every position of a case at its entry, then sets the marks that the case states. */
export function vectorMarket(vector: MarginVector): VectorMarket {
  const { request, expected } = vector;
  const multiple = MULTIPLES[vector.id] ?? 1;
  const positions = request.positions.map((input) => gridPosition(vector, input));
  const instrument = positions.findIndex(({ input }) => input.symbol === expected.symbol);
  const target = positions[instrument];
  if (target === undefined) throw new Error(`${vector.id} holds no ${expected.symbol}`);
  const worseMicros = positions.reduce((sum, { lots, worseTicks }) => sum + lots * worseTicks, 0);
  const walletMicros =
    microsOf(new MarginDecimal(request.wallet).mul(multiple)) +
    worseMicros +
    feesAskedMicros(request, positions);
  const deposit = (account: number, amountMicros: number) =>
    ({ kind: 'Deposit', accountId: accountId(account), amountMicros: quoteMicros(amountMicros) }) as const;
  const bench = new MarketBench(ENGINE_SUBJECT, [
    rules(plainRules(rulesOf(request))),
    ...positions.map(({ specification }) => listInstrument(specification)),
    openAccount(TRADER),
    openAccount(COUNTERPARTY),
    deposit(TRADER, walletMicros),
    deposit(COUNTERPARTY, COUNTERPARTY_MICROS),
  ]);
  positions.forEach((position, index) => {
    bench.accept(mark(position.entryTicks + position.direction * position.worseTicks, { instrument: index }));
    open(bench, position, { instrument: index, multiple });
  });
  positions.forEach(({ markTicks }, index) => {
    bench.accept(mark(markTicks, { instrument: index }));
  });
  return { bench, target, instrument };
}
