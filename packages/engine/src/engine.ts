import {
  type AccountId,
  type AccountView,
  type ApplyResult,
  type AssetId,
  assetId,
  type BookLevel,
  type Command,
  type Engine,
  type EngineView,
  type EventSink,
  type FundingView,
  type InstrumentId,
  type InstrumentSpecification,
  type MarketRules,
  type OpenOrderView,
  type OrderId,
  orderId,
  type PlaceOrder,
  type PositionLeg,
  type PositionView,
  type PriceTicks,
  priceTicks,
  type QuoteMicros,
  quoteMicros,
  type RejectCode,
  type SetIndexPrice,
  type SetMarkPrice,
  type SettleFunding,
  type Side,
  type SizeLots,
  sizeLots,
  type TriggerOrderView,
} from '@spillway/protocol';
import { executeForInstrument } from './account/instrument-commands.ts';
import { setMarginMode } from './account/margin-mode.ts';
import { setFeeTier, setPositionMode } from './account/margin-settings.ts';
import { deposit, openAccount, transferBetweenAccounts, withdraw } from './account/transfers.ts';
import { NO_SLOT } from './book/order-pool.ts';
import { conservationErrorMicros } from './conservation.ts';
import { directionOf } from './direction.ts';
import { settleFunding } from './funding/settle-funding.ts';
import { haltTrading, resumeTrading } from './halts/halt-trading.ts';
import type { InstrumentState } from './instrument-state.ts';
import { checkMarket } from './invariants/check-market.ts';
import { InvariantError } from './invariants/invariant-error.ts';
import { drainDueAccounts } from './liquidation/drain-due.ts';
import { fileOldestAccounts } from './liquidation/file-account.ts';
import { openInterestLots } from './margin/open-interest.ts';
import { createMarket, type EngineOptions, type Market, treasuryAt } from './market.ts';
import {
  netLots,
  viewAccount,
  viewFunding,
  viewOpenOrders,
  viewPosition,
  viewTriggerOrders,
} from './market-view.ts';
import { amendOrder } from './matching/amend-order.ts';
import { cancelAllOrders, cancelOrder, cancelOrders } from './matching/cancel-orders.ts';
import { placeOrder, placeOrders } from './matching/place-order.ts';
import { setIndexPrice, setMarkPrice } from './set-mark-price.ts';
import { hexOf } from './snapshot/murmur-hash3.ts';
import { readSnapshot } from './snapshot/read-snapshot.ts';
import { hashState, writeSnapshot } from './snapshot/write-snapshot.ts';
import { advanceTime } from './timers/advance-time.ts';
import { setCancelTimer } from './timers/cancel-timers.ts';
import { FIRES_MAX, fireTriggers } from './triggers/fire-triggers.ts';
import { fundInsurance, listInstrument, recordShock, setMarketRules } from './venue-commands.ts';

/** Commands that name an account; orders have a way of their own. */
type AccountCommand = Exclude<
  Extract<Command, { accountId: AccountId }>,
  { kind: 'OpenAccount' | 'PlaceOrder' | 'CancelOrder' }
>;
/** What executing a command comes to: null when it is accepted, else why it is refused. */
type Outcome = RejectCode | null;

function placeOrderOf(market: Market, command: PlaceOrder): Outcome {
  const slot = market.accounts.slotOf(command.accountId);
  if (slot === NO_SLOT) return 'ACCOUNT_UNKNOWN';
  const instrument = market.instruments[command.instrumentId];
  if (instrument === undefined) return 'INSTRUMENT_UNKNOWN';
  market.matching.taker.accountSlot =
    instrument.assetId === 0 ? slot : market.accounts.slotIn(slot, instrument.assetId);
  return placeOrder(market, instrument, command);
}

function isPrice(instrument: InstrumentState, ticks: number): boolean {
  return Number.isSafeInteger(ticks) && ticks >= 1 && ticks <= instrument.specification.priceTicksMax;
}

function markOutcome(market: Market, command: SetMarkPrice): Outcome {
  const instrument = market.instruments[command.instrumentId];
  if (instrument === undefined) return 'INSTRUMENT_UNKNOWN';
  const isValid = isPrice(instrument, command.markTicks) && isPrice(instrument, command.indexTicks);
  if (!isValid) return 'PRICE_INVALID';
  setMarkPrice(market, command, instrument);
  return null;
}

function indexOutcome(market: Market, command: SetIndexPrice): Outcome {
  const instrument = market.instruments[command.instrumentId];
  if (instrument === undefined) return 'INSTRUMENT_UNKNOWN';
  if (!isPrice(instrument, command.indexTicks)) return 'PRICE_INVALID';
  setIndexPrice(market, command, instrument);
  return null;
}

function fundingOutcome(market: Market, command: SettleFunding): Outcome {
  const instrument = market.instruments[command.instrumentId];
  return instrument === undefined ? 'INSTRUMENT_UNKNOWN' : settleFunding(market, instrument);
}

/** The market behind its face. State changes in `apply` alone; whoever has the commands has the state. */
class MarketEngine implements Engine {
  readonly market: Market;
  #isApplying = false;
  /** The results that `apply` returns, each valid until the next. */
  readonly #accepted: { isAccepted: true; orderId: OrderId } = { isAccepted: true, orderId: orderId(0) };
  readonly #refused: { isAccepted: false; code: RejectCode } = { isAccepted: false, code: 'ORDER_INVALID' };

  constructor(market: Market) {
    this.market = market;
  }

  apply(command: Command): ApplyResult {
    if (this.#isApplying) return this.#refuseWhileApplying(command);
    this.#isApplying = true;
    const { market } = this;
    const code = this.#execute(command);
    // Orders that are fired below have numbers of their own.
    this.#accepted.orderId = orderId(market.matching.taker.orderId);
    if (code !== null) this.#tellRejected(command, code);
    else {
      if (!market.touched.isEmpty) drainDueAccounts(market);
      if (market.pricesMoved.count > 0) fireTriggers(market);
    }
    market.positions.sweep(market.dueIndex);
    fileOldestAccounts(market);
    // After a broken invariant this line is not reached: the market stays shut.
    this.#isApplying = false;
    return code === null ? this.#accepted : this.#refusal(code);
  }

  #refusal(code: RejectCode): ApplyResult {
    this.#refused.code = code;
    return this.#refused;
  }

  /** What comes before any command: time passes. */
  #begin(timeMs: number): void {
    const { market } = this;
    market.firesLeft = FIRES_MAX;
    if (market.timers.count === 0) market.events.moveTimeTo(timeMs);
    else advanceTime(market, timeMs);
    market.matching.taker.orderId = 0;
  }

  /** The one list of what a command does. Every kind has a shape of its own, which is known only once the kind is. */
  #execute(command: Command): Outcome {
    switch (command.kind) {
      case 'PlaceOrder':
        this.#begin(command.timeMs);
        return placeOrderOf(this.market, command);
      case 'CancelOrder':
        this.#begin(command.timeMs);
        return cancelOrder(this.market, command);
      default:
        this.#begin(command.timeMs);
        return this.#executeRarer(command);
    }
  }

  #executeRarer(command: Exclude<Command, { kind: 'PlaceOrder' | 'CancelOrder' }>): Outcome {
    const { market } = this;
    switch (command.kind) {
      case 'SetMarketRules':
        return setMarketRules(market, command);
      case 'ListInstrument':
        return listInstrument(market, command);
      case 'OpenAccount':
        return openAccount(market, command);
      case 'FundInsurance':
        return fundInsurance(market, command);
      case 'RecordShock':
        return recordShock(market, command);
      case 'AdvanceTime':
        return null;
      case 'SetMarkPrice':
        return markOutcome(market, command);
      case 'HaltTrading':
        return haltTrading(market, command);
      case 'ResumeTrading':
        return resumeTrading(market, command);
      case 'SetIndexPrice':
        return indexOutcome(market, command);
      case 'SettleFunding':
        return fundingOutcome(market, command);
      default:
        return this.#executeForAccount(command);
    }
  }

  #executeForAccount(command: AccountCommand): Outcome {
    const { market } = this;
    const slot = market.accounts.slotOf(command.accountId);
    if (slot === NO_SLOT) return 'ACCOUNT_UNKNOWN';
    switch (command.kind) {
      case 'Deposit':
        return deposit(market, command, slot);
      case 'Withdraw':
        return withdraw(market, command, slot);
      case 'CancelAllOrders':
        return cancelAllOrders(market, command, slot);
      case 'CancelOrders':
        return cancelOrders(market, command, slot);
      case 'PlaceOrders':
        return placeOrders(market, command, slot);
      case 'AmendOrder':
        return amendOrder(market, command, slot);
      case 'SetCancelTimer':
        return setCancelTimer(market, command, slot);
      case 'TransferBetweenAccounts':
        return transferBetweenAccounts(market, command, slot);
      case 'SetMarginMode':
        return setMarginMode(market, command, slot);
      case 'SetPositionMode':
        return setPositionMode(market, command, slot);
      case 'SetFeeTier':
        return setFeeTier(market, command, slot);
      default:
        return executeForInstrument(market, command, slot);
    }
  }

  #tellRejected(command: Command, code: RejectCode): void {
    const account = 'accountId' in command ? command.accountId : 0;
    const clientOrderId = 'clientOrderId' in command ? command.clientOrderId : 0;
    const event = this.market.events.commandRejected;
    event.commandKind = command.kind;
    event.code = code;
    event.accountId = Number.isSafeInteger(account) ? account : 0;
    event.clientOrderId = Number.isSafeInteger(clientOrderId) ? clientOrderId : 0;
    this.market.events.sendCommandRejected(0);
  }

  /**
   * A sink must not send commands: the market is in the middle of one. For an account in liquidation that is its
   * lock (rule L3); anything else is a broken program.
   */
  #refuseWhileApplying(command: Command): ApplyResult {
    const slot = 'accountId' in command ? this.market.accounts.slotOf(command.accountId) : NO_SLOT;
    if (slot !== NO_SLOT && this.market.accounts.isLocked(slot)) {
      return this.#refusal('ACCOUNT_LOCKED');
    }
    throw new InvariantError('a command comes after the one before it, in a market that is not broken', {
      kind: command.kind,
    });
  }

  snapshot(): Uint8Array {
    return writeSnapshot(this.market);
  }

  stateHash(): string {
    return hexOf(hashState(this.market));
  }

  get instrumentCount(): number {
    return this.market.instruments.length;
  }

  get rules(): MarketRules {
    return this.market.rules;
  }

  specification(instrument: InstrumentId): InstrumentSpecification {
    return this.#instrument(instrument).specification;
  }

  markTicks(instrument: InstrumentId): PriceTicks {
    return priceTicks(this.#instrument(instrument).markTicks);
  }

  indexTicks(instrument: InstrumentId): PriceTicks {
    return priceTicks(this.#instrument(instrument).indexTicks);
  }

  lastTicks(instrument: InstrumentId): PriceTicks {
    return priceTicks(this.#instrument(instrument).lastTicks);
  }

  bestTicks(instrument: InstrumentId, side: Side): PriceTicks {
    return priceTicks(this.#instrument(instrument).book.ladder(directionOf(side)).bestTicks);
  }

  levels(instrument: InstrumentId, side: Side, limit: number): readonly BookLevel[] {
    return this.#instrument(instrument).book.levels(directionOf(side), limit);
  }

  depthLots(instrument: InstrumentId, side: Side, worstTicks: number): SizeLots {
    return sizeLots(this.#instrument(instrument).book.depthLots(directionOf(side), worstTicks));
  }

  openInterestLots(instrument: InstrumentId): SizeLots {
    return sizeLots(openInterestLots(this.#instrument(instrument)));
  }

  hasAccount(account: AccountId): boolean {
    return this.market.accounts.slotOf(account) !== NO_SLOT;
  }

  account(account: AccountId, asset: AssetId = assetId(0)): AccountView {
    return viewAccount(this.market, this.#slot(account), asset);
  }

  position(account: AccountId, instrument: InstrumentId, leg: PositionLeg = 'both'): PositionView {
    return viewPosition(this.market, { firstSlot: this.#slot(account), leg }, this.#instrument(instrument));
  }

  positionLots(account: AccountId, instrument: InstrumentId): SizeLots {
    const state = this.#instrument(instrument);
    return sizeLots(netLots(this.market, this.#slotIn(account, state), state));
  }

  openOrders(account: AccountId): readonly OpenOrderView[] {
    return viewOpenOrders(this.market, this.#slot(account));
  }

  triggerOrders(account: AccountId): readonly TriggerOrderView[] {
    return viewTriggerOrders(this.market, this.#slot(account));
  }

  isHalted(instrument: InstrumentId): boolean {
    return this.#instrument(instrument).isHalted;
  }

  funding(instrument: InstrumentId): FundingView | null {
    return viewFunding(this.#instrument(instrument));
  }

  insuranceFundMicros(asset: AssetId = assetId(0)): QuoteMicros {
    return quoteMicros(treasuryAt(this.market, asset).fundCashMicros);
  }

  insuranceInventoryLots(instrument: InstrumentId): SizeLots {
    return sizeLots(this.#instrument(instrument).inventoryLots);
  }

  feesMicros(asset: AssetId = assetId(0)): QuoteMicros {
    return quoteMicros(treasuryAt(this.market, asset).feesMicros);
  }

  conservationErrorMicros(asset: AssetId = assetId(0)): bigint {
    return conservationErrorMicros(this.market, asset);
  }

  #slot(account: AccountId): number {
    const slot = this.market.accounts.slotOf(account);
    if (slot === NO_SLOT) throw new RangeError(`no account ${account}`);
    return slot;
  }

  /** The slot of an account in the asset of an instrument; `NO_SLOT` when it has none, and so no position. */
  #slotIn(account: AccountId, instrument: InstrumentState): number {
    return this.market.accounts.findSlotIn(this.#slot(account), instrument.assetId);
  }

  #instrument(instrument: InstrumentId): InstrumentState {
    const state = this.market.instruments[instrument];
    if (state === undefined) throw new RangeError(`no instrument ${instrument}`);
    return state;
  }
}

/** A market without instruments and accounts. */
export function createEngine(options: EngineOptions): Engine {
  return new MarketEngine(createMarket(options));
}

/**
 * The market of a snapshot; it continues exactly as the original would.
 * @throws SnapshotError when the bytes are damaged, cut off, or of another version
 */
export function restoreEngine(bytes: Uint8Array, sink: EventSink): Engine {
  return new MarketEngine(readSnapshot(bytes, sink));
}

/** Checks everything that must hold in a market; for tests and checkpoints, its cost is that of a full recount. */
export function checkInvariants(engine: Engine): void {
  checkMarket(marketOf(engine));
}

/** The state behind the face: for the checks and the tests of this package alone. */
export function marketOf(engine: EngineView): Market {
  if (!(engine instanceof MarketEngine)) throw new TypeError('this is no engine of this package');
  return engine.market;
}
