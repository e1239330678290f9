/**
 * The liquidation price as the real engine states it: the account is built in an engine, order by order, and
 * read. An independent answer beside that of the margin model, on the instrument's grid of ticks.
 */
import { createEngine } from '@spillway/engine';
import type { MarginAccount } from '@spillway/margin';
import {
  accountId,
  type Command,
  type Engine,
  eventSequence,
  formatPrice,
  type InstrumentId,
  type InstrumentSpecification,
  instrumentId,
  type LiquidationStarted,
  liquidationId,
  type MarketRules,
  type ParsedDecimal,
  PPM,
  type PriceTicks,
  parseMicros,
  parsePriceTicks,
  parseSizeLots,
  partialSink,
  type QuoteMicros,
  type RiskTier,
  ratePpm,
  type SizeLots,
  simulatedMs,
  validateInstrument,
} from '@spillway/protocol';
import { Decimal } from 'decimal.js';

/** What the engine says of one position; or why it cannot be asked. */
export type EngineAnswer =
  | { readonly isStated: true; readonly liquidationPrice: string | null }
  | { readonly isStated: false; readonly reason: string };

export interface EngineVenue {
  readonly name: string;
  readonly rules: MarketRules;
  readonly instruments: Readonly<Record<string, InstrumentSpecification>>;
}

type MarginPosition = MarginAccount['positions'][number];

const TRADER = accountId(1);
const COUNTERPARTY = accountId(2);
/** As much as the engine lets an account hold: the other side of the trades should not be what fails. */
const COUNTERPARTY_MICROS = 1_000_000_000_000_000;
const NO_TIME = simulatedMs(0);
const LEVERAGE_MAX = 125;

/** The account does not fit the engine's grid or rules; the message says what. */
class NotStated extends Error {}

interface GridPosition {
  readonly instrument: InstrumentId;
  readonly position: MarginPosition;
  readonly specification: InstrumentSpecification;
  readonly entryTicks: PriceTicks;
  readonly markTicks: PriceTicks;
  readonly lots: SizeLots;
}

/** One answer a position, in their order. */
export function engineLiquidationPrices(account: MarginAccount, venue: EngineVenue): readonly EngineAnswer[] {
  try {
    /** Who is due at these marks, though not all of it may have been closed. */
    const due: LiquidationStarted[] = [];
    const engine = createEngine({
      sink: partialSink({ liquidationStarted: (event) => void due.push({ ...event }) }),
    });
    const positions = account.positions.map((position, index) => onGrid(position, index, venue));
    openAccount(engine, { account, positions, venue });
    for (const position of inOrderOfGain(positions)) setMark(engine, position, position.markTicks);
    return positions.map((position) => answer(engine, position, due));
  } catch (error) {
    if (!(error instanceof NotStated)) throw error;
    return account.positions.map(() => ({ isStated: false, reason: error.message }));
  }
}

function answer(
  engine: Engine,
  { instrument, position, specification }: GridPosition,
  due: readonly LiquidationStarted[],
): EngineAnswer {
  const isDue = due.some(({ mode, instrumentId: id }) => {
    return mode === position.mode && (mode === 'cross' || id === instrument);
  });
  if (isDue) {
    return { isStated: false, reason: 'at these marks the engine has liquidated the position' };
  }
  const { liquidationPriceTicks } = engine.position(TRADER, instrument);
  const isNever = liquidationPriceTicks === null;
  return {
    isStated: true,
    liquidationPrice: isNever ? null : formatPrice(liquidationPriceTicks, specification),
  };
}

function onGrid(position: MarginPosition, index: number, venue: EngineVenue): GridPosition {
  const listed = Object.hasOwn(venue.instruments, position.symbol)
    ? venue.instruments[position.symbol]
    : undefined;
  if (listed === undefined) {
    throw new NotStated(
      `${position.symbol} has no tick and lot size here; known: ${Object.keys(venue.instruments).join(', ')}`,
    );
  }
  const specification: InstrumentSpecification = {
    ...listed,
    makerFeePpm: ratePpm(0),
    takerFeePpm: ratePpm(0),
    feeTiers: [],
    riskTiers: riskTiers(position),
  };
  const faults = validateInstrument(specification, venue.rules);
  if (faults.length > 0) throw new NotStated(`${position.symbol}: ${faults[0]}`);
  const { symbol, entryPrice, markPrice, quantity } = position;
  return {
    instrument: instrumentId(index),
    position,
    specification,
    entryTicks: parsed(parsePriceTicks(entryPrice.toFixed(), specification), `${symbol}: entry`),
    markTicks: parsed(parsePriceTicks(markPrice.toFixed(), specification), `${symbol}: mark`),
    lots: parsed(parseSizeLots(quantity.toFixed(), specification), `${symbol}: qty`),
  };
}

function parsed<Value>(result: ParsedDecimal<Value>, place: string): Value {
  if (!result.isParsed) throw new NotStated(`${place}: ${result.reason}`);
  return result.value;
}

function riskTiers({ tiers, symbol }: MarginPosition): readonly RiskTier[] {
  return tiers.map(({ floor, rate, amount }) => {
    const rateOnGrid = rate.mul(PPM);
    if (!rateOnGrid.isInteger()) {
      throw new NotStated(
        `${symbol}: the engine counts maintenance rates in millionths, got ${rate.toFixed()}`,
      );
    }
    return {
      notionalFloorMicros: micros(floor, `${symbol}: tier floor`),
      maintenanceRatePpm: ratePpm(rateOnGrid.toNumber()),
      maintenanceAmountMicros: micros(amount, `${symbol}: maintenance amount`),
      leverageMax: leverageMax(rate),
    };
  });
}

/** The highest whole leverage whose initial margin still exceeds maintenance: 1 / leverage > rate. */
function leverageMax(rate: Decimal): number {
  if (rate.isZero()) return LEVERAGE_MAX;
  const whole = new Decimal(1).div(rate).floor();
  const fitting = whole.mul(rate).gte(1) ? whole.minus(1) : whole;
  return Math.max(1, Math.min(LEVERAGE_MAX, fitting.toNumber()));
}

function micros(amount: Decimal, place: string): QuoteMicros {
  return parsed(parseMicros(amount.toFixed()), place);
}

interface AccountSetup {
  readonly account: MarginAccount;
  readonly positions: readonly GridPosition[];
  readonly venue: EngineVenue;
}

/** Lists the instruments, funds both sides, and trades every position at its entry price. */
function openAccount(engine: Engine, { account, positions, venue }: AccountSetup): void {
  const { isTriggerInclusive } = account.rules;
  refuseOtherRules(account, venue);
  apply(engine, { kind: 'SetMarketRules', timeMs: NO_TIME, rules: { ...venue.rules, isTriggerInclusive } });
  for (const { specification } of positions) {
    apply(engine, { kind: 'ListInstrument', timeMs: NO_TIME, specification });
  }
  fund(engine, TRADER, walletMicros(account));
  fund(engine, COUNTERPARTY, COUNTERPARTY_MICROS as QuoteMicros);
  for (const position of positions) {
    setMark(engine, position, position.entryTicks);
    chooseMargin(engine, position, venue.rules);
    openPosition(engine, position);
  }
}

/** Margin mode and leverage, as far as the venue lets them be chosen. */
function chooseMargin(engine: Engine, gridPosition: GridPosition, rules: MarketRules): void {
  const { instrument, position } = gridPosition;
  const base = { timeMs: NO_TIME, instrumentId: instrument };
  if (engine.position(TRADER, instrument).mode !== position.mode) {
    const scope = rules.marginModeScope === 'account' ? null : instrument;
    apply(engine, {
      ...base,
      kind: 'SetMarginMode',
      instrumentId: scope,
      accountId: TRADER,
      mode: position.mode,
    });
  }
  if (!rules.isLeverageChosen) return;
  const leverage = openingLeverage(gridPosition);
  apply(engine, { kind: 'SetLeverage', ...base, accountId: TRADER, leverage });
  apply(engine, { kind: 'SetLeverage', ...base, accountId: COUNTERPARTY, leverage: 1 });
}

/** What a market of the venue, with one position an instrument, has no answer to. */
function refuseOtherRules(
  { rules, positions, orders }: MarginAccount,
  { name, rules: own }: EngineVenue,
): void {
  if (rules.contract !== 'linear') throw new NotStated(`the comparison with ${name} is of linear contracts`);
  if (rules.isHedgeMode)
    throw new NotStated('the market of this comparison holds one position for each symbol');
  const hasOtherBasis = positions.some(({ mode }) => {
    return rules.maintenanceBasis !== (mode === 'isolated' ? own.maintenanceBasis : 'mark');
  });
  if (hasOtherBasis || !rules.closingFee.isZero()) {
    const isolatedBasis = own.maintenanceBasis === 'entry' ? 'of entry where it is isolated, else ' : '';
    throw new NotStated(
      `${name} takes maintenance of the notional ${isolatedBasis}at mark, without a closing fee`,
    );
  }
  if (rules.areOrdersInMaintenance && orders.length > 0) {
    throw new NotStated(`${name} takes no maintenance of open orders`);
  }
  if (positions.some(({ coinMargin }) => !coinMargin.isZero())) {
    throw new NotStated(`${name} keeps margin of linear contracts in quote currency alone`);
  }
}

/** A calculator may leave the wallet of an isolated position out; its buckets must at least be there. */
function walletMicros({ wallet, positions }: MarginAccount): QuoteMicros {
  const buckets = positions.reduce((sum, { isolatedMargin }) => sum.add(isolatedMargin ?? 0), wallet.mul(0));
  return micros(wallet.gte(buckets) ? wallet : buckets, 'wallet');
}

function fund(engine: Engine, account: typeof TRADER, amountMicros: QuoteMicros): void {
  apply(engine, { kind: 'OpenAccount', timeMs: NO_TIME, accountId: account });
  apply(engine, { kind: 'Deposit', timeMs: NO_TIME, accountId: account, amountMicros });
}

function openPosition(engine: Engine, gridPosition: GridPosition): void {
  const { instrument, position, specification, entryTicks, lots } = gridPosition;
  const base = { timeMs: NO_TIME, instrumentId: instrument };
  const traderSide = position.side === 'long' ? 'buy' : 'sell';
  const order = {
    ...base,
    kind: 'PlaceOrder',
    clientOrderId: 0,
    orderType: 'limit',
    priceTicks: entryTicks,
    sizeLots: lots,
    isPostOnly: false,
    isReduceOnly: false,
    selfTradePrevention: 'cancel-taker',
  } as const;
  const otherSide = traderSide === 'buy' ? 'sell' : 'buy';
  apply(engine, { ...order, accountId: COUNTERPARTY, side: otherSide, timeInForce: 'gtc' });
  apply(engine, { ...order, accountId: TRADER, side: traderSide, timeInForce: 'fok' });
  if (position.isolatedMargin === null) return;
  const wanted = micros(position.isolatedMargin, `${specification.symbol}: margin`);
  const deltaMicros = (wanted - engine.position(TRADER, instrument).bucketMicros) as QuoteMicros;
  if (deltaMicros === 0) return;
  apply(engine, { kind: 'AdjustIsolatedMargin', ...base, accountId: TRADER, deltaMicros });
}

/** The highest that the tier allows: margin beyond it is added afterwards, and no price depends on leverage. */
function openingLeverage({ position, specification }: GridPosition): number {
  const notional = position.entryPrice.mul(position.quantity).mul(PPM);
  const tiers = specification.riskTiers.filter(({ notionalFloorMicros }) => notional.gt(notionalFloorMicros));
  return tiers.at(-1)?.leverageMax ?? 1;
}

/** Gains first: no mark on the way may then liquidate an account that the last mark leaves alive. */
function inOrderOfGain(positions: readonly GridPosition[]): readonly GridPosition[] {
  const gain = ({ position, entryTicks, markTicks }: GridPosition): number =>
    (position.side === 'long' ? 1 : -1) * (markTicks - entryTicks);
  return [...positions.filter((each) => gain(each) >= 0), ...positions.filter((each) => gain(each) < 0)];
}

function setMark(engine: Engine, { instrument }: GridPosition, markTicks: PriceTicks): void {
  apply(engine, {
    kind: 'SetMarkPrice',
    timeMs: NO_TIME,
    instrumentId: instrument,
    markTicks,
    indexTicks: markTicks,
    causeSequence: eventSequence(0),
    causeLiquidationId: liquidationId(0),
  });
}

function apply(engine: Engine, command: Command): void {
  const result = engine.apply(command);
  if (!result.isAccepted) throw new NotStated(`the engine refuses ${command.kind}: ${result.code}`);
}
