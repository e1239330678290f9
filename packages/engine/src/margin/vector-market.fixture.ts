/** A case with a known answer, built in a real engine: instruments whose grid fits its numbers, trades, marks. */
import { type DecimalInput, MarginDecimal, type MarginRequest, type PositionInput } from '@spillway/margin';
import {
  accountId,
  type FundingTerms,
  type InstrumentSpecification,
  instrumentId,
  type MarketRules,
  mulDivCeil,
  PLAIN_ASSETS,
  type PositionLeg,
  type PositionView,
  PPM,
  priceTicks,
  quoteMicros,
  type RiskTier,
  ratePpm,
  sizeLots,
} from '@spillway/protocol';
import {
  leverage,
  listInstrument,
  MarketBench,
  marginMode,
  mark,
  openAccount,
  placeLimit,
  plainInstrument,
  plainRules,
  positionMode,
  rules,
  settleFunding,
  type UntimedCommand,
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
function isEnteredElsewhere({ id }: MarketCase): boolean {
  return id.startsWith('D-EQUALITY') || id.startsWith('O-DYDX-');
}

/** An account with a known answer, and the position that it is about. */
export interface MarketCase {
  readonly id: string;
  readonly request: MarginRequest;
  readonly target: number;
  /** Those of a venue, in place of what the case states about rules. */
  readonly rules?: MarketRules;
}

/** One position of a case in the integers of its instrument. */
export interface GridPosition {
  readonly input: PositionInput;
  readonly instrument: number;
  readonly leg: PositionLeg;
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

/** What an interval pays at this rate while the book gives no premium: the interest of as much. */
function fundingOf({ fundingRate }: PositionInput): FundingTerms | null {
  if ((fundingRate ?? null) === null) return null;
  const interestPpb = new MarginDecimal(fundingRate ?? 0).mul(1e9).toNumber();
  return {
    intervalMs: 28_800_000,
    interestPpb,
    clampPpb: interestPpb,
    capPpb: interestPpb,
    divisor: 1,
    impactNotionalMicros: quoteMicros(1_000_000),
    premiumWeights: 'equal',
  };
}

/** Parts per million of a rate; no instrument has a rate of 0, which only cases of bankruptcy prices state. */
const ppmOf = (rate: DecimalInput): number => Math.max(1, new MarginDecimal(rate).mul(PPM).toNumber());

/** One rate with an amount is the upper of two tiers: half the rate below the floor at which the amount is right. */
function tiersOf(input: PositionInput, multiple: number): RiskTier[] {
  if (input.tiers) {
    return input.tiers.map(({ floor, mmr, cum }) => tier(microsOf(floor), ppmOf(mmr), microsOf(cum ?? 0)));
  }
  if (input.leverageTiers) {
    // Half the initial margin at the largest leverage, in whole millionths, rounded up.
    return input.leverageTiers.map(({ floor, leverageMax }) =>
      tier(microsOf(floor), new MarginDecimal(PPM).div(leverageMax).div(2).ceil().toNumber(), 0),
    );
  }
  const rate = ppmOf(input.mmr ?? 0);
  const amountMicros = microsOf(input.cum ?? 0) * multiple;
  if (amountMicros === 0) return [tier(0, rate, 0)];
  const halfRate = rate / 2;
  return [tier(0, halfRate, 0), tier((amountMicros * PPM) / (rate - halfRate), rate, amountMicros)];
}

const stepText = (decimals: number): string => new MarginDecimal(10).pow(-decimals).toFixed();

function gridPosition(
  marketCase: MarketCase,
  input: PositionInput,
  symbols: readonly string[],
): GridPosition {
  const { id, request } = marketCase;
  const multiple = MULTIPLES[id] ?? 1;
  const quantity = new MarginDecimal(input.qty)
    .mul(input.multiplier ?? 1)
    .mul(multiple)
    .toDecimalPlaces(GRID_DECIMALS);
  const lotDecimals = quantity.decimalPlaces();
  const tickDecimals = GRID_DECIMALS - lotDecimals;
  const ticksOf = (price: DecimalInput): number =>
    new MarginDecimal(price).mul(new MarginDecimal(10).pow(tickDecimals)).round().toNumber();
  const entryTicks = ticksOf(input.entry);
  const markTicks = ticksOf(input.mark);
  const lots = quantity.mul(new MarginDecimal(10).pow(lotDecimals)).toNumber();
  const isTarget = request.positions[marketCase.target] === input;
  return {
    input,
    instrument: symbols.indexOf(input.symbol),
    leg: isHedged(request) ? input.side : 'both',
    direction: input.side === 'long' ? 1 : -1,
    lots,
    entryTicks,
    markTicks,
    worseTicks: isTarget && isEnteredElsewhere(marketCase) ? Math.round(entryTicks / 5) : 0,
    specification: plainInstrument({
      symbol: `${input.symbol}PERP`,
      tickSize: stepText(tickDecimals),
      lotSize: stepText(lotDecimals),
      microsPerTickLot: 1,
      sizeLotsMax: sizeLots(lots),
      priceTicksMax: priceTicks(4 * Math.max(entryTicks, markTicks)),
      riskTiers: tiersOf(input, multiple),
      takerFeePpm: ratePpm(closingFeePpmOf(request)),
      funding: fundingOf(input),
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
  place: { isFirst: boolean; multiple: number },
): void {
  const { input, direction, lots, entryTicks, worseTicks, instrument, leg } = position;
  const { isFirst, multiple } = place;
  const { marginModeScope, isLeverageChosen } = bench.engine.rules;
  if (input.mode !== bench.position(TRADER, instrument).mode) {
    bench.accept(marginMode(TRADER, input.mode, marginModeScope === 'account' ? null : instrument));
  }
  if (isFirst && isLeverageChosen) {
    bench.accept(leverage(COUNTERPARTY, 1, instrument));
    bench.accept(leverage(TRADER, leverageOf(position, multiple), instrument));
  }
  // The trader is the maker, who pays no fee: what is in the wallet is what the case states.
  const ticks = entryTicks + direction * worseTicks;
  const side = direction === 1 ? 'buy' : 'sell';
  bench.accept(
    placeLimit({ account: TRADER, side, ticks, lots, instrument, ...(leg === 'both' ? {} : { leg }) }),
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
  /** The position that the case is about. */
  readonly target: GridPosition;
  /** What lay in its bucket before the marks of the case. */
  readonly bucketMicros: number;
}

/** The position that a case is about, as the engine shows it. */
export function targetView({ bench, target }: Pick<VectorMarket, 'bench' | 'target'>): PositionView {
  return bench.engine.position(accountId(TRADER), instrumentId(target.instrument), target.leg);
}

function isHedged({ rules: given }: MarginRequest): boolean {
  return typeof given === 'object' && given?.positionMode === 'hedge';
}

/** The rules of a case as those of a market. */
function rulesOf(request: MarginRequest): Partial<MarketRules> {
  const given = typeof request.rules === 'object' ? request.rules : null;
  return {
    isTriggerInclusive: given?.trigger !== 'strict',
    maintenanceBasis: given?.maintenanceBasis ?? 'mark',
    isClosingFeeInMaintenance: closingFeePpmOf(request) > 0,
    ...fillableBound(request),
  };
}

/** The bound of a forced order that a case of closing out asks for. */
function fillableBound({ closeOut }: MarginRequest): Pick<MarketRules, 'forcedPriceBound'> | null {
  const { bankruptcyAdjustment, spreadToMaintenanceRatio } = closeOut ?? {};
  if ((bankruptcyAdjustment ?? null) === null) return null;
  return {
    forcedPriceBound: {
      kind: 'fillable',
      adjustmentPpm: ratePpm(ppmOf(bankruptcyAdjustment ?? 0)),
      spreadPpm: ratePpm(ppmOf(spreadToMaintenanceRatio ?? 0)),
    },
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

/** Opens every position of a case at its entry, then sets the marks and pays the funding that the case states. */
export function vectorMarket(marketCase: MarketCase): VectorMarket {
  const { id, request } = marketCase;
  const multiple = MULTIPLES[id] ?? 1;
  const symbols = [...new Set(request.positions.map(({ symbol }) => symbol))];
  const positions = request.positions.map((input) => gridPosition(marketCase, input, symbols));
  const firsts = symbols.map((_, number) => positions.find(({ instrument }) => instrument === number));
  const target = positions[marketCase.target];
  if (target === undefined) throw new Error(`${id} holds no position ${marketCase.target}`);
  const bench = new MarketBench(ENGINE_SUBJECT, [
    // Which asset the contracts of a case settle in changes no figure.
    rules(plainRules({ ...(marketCase.rules ?? rulesOf(request)), assets: PLAIN_ASSETS })),
    ...firsts.flatMap((first) => (first === undefined ? [] : [listInstrument(first.specification)])),
    openAccount(TRADER),
    openAccount(COUNTERPARTY),
    fundWith(TRADER, walletMicros(request, positions, multiple)),
    fundWith(COUNTERPARTY, COUNTERPARTY_MICROS),
    ...(isHedged(request) ? [positionMode(TRADER, 'hedge')] : []),
  ]);
  for (const position of positions) {
    const { instrument, entryTicks, direction, worseTicks } = position;
    bench.accept(mark(entryTicks + direction * worseTicks, { instrument }));
    open(bench, position, { isFirst: firsts.includes(position), multiple });
  }
  const { bucketMicros } = targetView({ bench, target });
  for (const { instrument, markTicks, specification } of positions) {
    bench.accept(mark(markTicks, { instrument }));
    if (specification.funding !== null) bench.accept(settleFunding(instrument));
  }
  return { bench, target, bucketMicros };
}

function fundWith(account: number, amountMicros: number): UntimedCommand {
  return { kind: 'Deposit', accountId: accountId(account), amountMicros: quoteMicros(amountMicros) };
}

/** The wallet that is stated, with what entering elsewhere and isolated orders take beside it; at least the buckets. */
function walletMicros(request: MarginRequest, positions: readonly GridPosition[], multiple: number): number {
  const worseMicros = positions.reduce((sum, { lots, worseTicks }) => sum + lots * worseTicks, 0);
  const bucketMicros = positions
    .filter(({ input }) => input.mode === 'isolated')
    .reduce((sum, position) => sum + bucketOf(position, multiple), 0);
  const statedMicros = microsOf(new MarginDecimal(request.wallet).mul(multiple));
  const cashMicros = bucketMicros === 0 ? statedMicros : Math.max(statedMicros, bucketMicros);
  return cashMicros + worseMicros + feesAskedMicros(request, positions);
}

function bucketOf(position: GridPosition, multiple: number): number {
  const { input, lots, entryTicks } = position;
  if (input.margin) return microsOf(new MarginDecimal(input.margin).mul(multiple));
  return Math.ceil((lots * entryTicks) / leverageOf(position, multiple));
}
