/**
 * The market once more, as SPEC.md says it and as one would explain it: decimals, lists, no index, no memory of anything
 * that can be worked out. Slow, and what the engine is tested against.
 */
import {
  type ApplyResult,
  type Command,
  type Engine,
  type EngineView,
  type InstrumentId,
  orderId,
  priceTicks,
  quoteMicros,
  type RejectCode,
  sizeLots,
} from '@spillway/protocol';
import { advanceTime } from './agenda.ts';
import { amendOrder } from './amending.ts';
import { bestTicks, shownLevels } from './book.ts';
import { cancelAllOrders, cancelOrder, cancelOrders, setCancelTimer } from './cancelling.ts';
import { drainDue } from './due.ts';
import { wholeNumber } from './exact.ts';
import { settleFunding } from './funding.ts';
import { haltTrading, resumeTrading } from './halting.ts';
import { accountOf, holdingOf, instrumentAt, netLots, treasuryOf } from './holdings.ts';
import { openInterestLots } from './margin.ts';
import { type Account, createMarket, type Market, type ReferenceEngineOptions } from './market.ts';
import { setIndexPrice, setMarkPrice } from './marking.ts';
import { placeOrder, placeOrders } from './placing.ts';
import { directionOf } from './resting.ts';
import { setLeverage, setMarginMode, setPositionMode } from './settings.ts';
import { isTrading } from './trading.ts';
import {
  adjustIsolatedMargin,
  deposit,
  fundInsurance,
  openAccount,
  setFeeTier,
  transferBetween,
  withdraw,
} from './transfers.ts';
import { fireTriggers, placeTriggerOrder } from './triggers.ts';
import { listInstrument, recordShock, setMarketRules } from './venue.ts';
import {
  conservationError,
  viewAccount,
  viewFunding,
  viewOpenOrders,
  viewPosition,
  viewTriggerOrders,
} from './views.ts';

/** At most so many trigger orders fire in one command (rule T4). */
const FIRES_MAX = 10_000;

/** What executing a command comes to: accepted (null, or the number of an order), or why it is refused. */
type Outcome = number | null | RejectCode;

type AccountCommand = Exclude<
  Extract<Command, { readonly accountId: unknown }>,
  { readonly kind: 'OpenAccount' }
>;
type HoldingCommand = Extract<
  AccountCommand,
  { readonly kind: 'PlaceOrder' | 'PlaceTriggerOrder' | 'SetLeverage' | 'AdjustIsolatedMargin' }
>;

function executeForHolding(market: Market, command: HoldingCommand, account: Account): Outcome {
  const holding = account.holdings[command.instrumentId];
  if (holding === undefined) return 'INSTRUMENT_UNKNOWN';
  switch (command.kind) {
    case 'PlaceOrder':
      return placeOrder(market, command, holding);
    case 'PlaceTriggerOrder':
      return placeTriggerOrder(market, command, holding);
    case 'SetLeverage':
      return setLeverage(market, command, holding);
    case 'AdjustIsolatedMargin':
      return adjustIsolatedMargin(market, command, holding);
  }
}

function executeForAccount(market: Market, command: AccountCommand): Outcome {
  const account = accountOf(market, command.accountId);
  if (account === undefined) return 'ACCOUNT_UNKNOWN';
  switch (command.kind) {
    case 'Deposit':
      return deposit(market, command, account);
    case 'Withdraw':
      return withdraw(market, command, account);
    case 'TransferBetweenAccounts':
      return transferBetween(market, command, account);
    case 'SetMarginMode':
      return setMarginMode(market, command, account);
    case 'SetPositionMode':
      return setPositionMode(market, command, account);
    case 'SetFeeTier':
      return setFeeTier(market, command, account);
    case 'PlaceOrders':
      return placeOrders(market, command, account);
    case 'AmendOrder':
      return amendOrder(market, command, account);
    case 'CancelOrder':
      return cancelOrder(market, account, command.orderId);
    case 'CancelOrders':
      return cancelOrders(market, command, account);
    case 'CancelAllOrders':
      return cancelAllOrders(market, command, account);
    case 'SetCancelTimer':
      return setCancelTimer(market, command, account);
    default:
      return executeForHolding(market, command, account);
  }
}

/** The one list of what a command does. */
function execute(market: Market, command: Command): Outcome {
  switch (command.kind) {
    case 'SetMarketRules':
      return setMarketRules(market, command);
    case 'ListInstrument':
      return listInstrument(market, command);
    case 'OpenAccount':
      return openAccount(market, command);
    case 'FundInsurance':
      return fundInsurance(market, command);
    case 'SetMarkPrice':
      return setMarkPrice(market, command);
    case 'SetIndexPrice':
      return setIndexPrice(market, command);
    case 'SettleFunding':
      return settleFunding(market, command);
    case 'HaltTrading':
      return haltTrading(market, command);
    case 'ResumeTrading':
      return resumeTrading(market, command);
    case 'RecordShock':
      return recordShock(market, command);
    case 'AdvanceTime':
      return null;
    default:
      return executeForAccount(market, command);
  }
}

function tellRejected(market: Market, command: Command, code: RejectCode): void {
  const accountId = 'accountId' in command ? command.accountId : 0;
  const clientOrderId = 'clientOrderId' in command ? command.clientOrderId : 0;
  market.outlet.emit('commandRejected', 0, {
    commandKind: command.kind,
    code,
    accountId: Number.isSafeInteger(accountId) ? accountId : 0,
    clientOrderId: Number.isSafeInteger(clientOrderId) ? clientOrderId : 0,
  });
}

/** Time passes, the command is executed, whoever is due is liquidated, triggers fire. */
function apply(market: Market, command: Command): ApplyResult {
  market.firesLeft = FIRES_MAX;
  advanceTime(market, command.timeMs);
  const outcome = execute(market, command);
  if (typeof outcome === 'string') {
    tellRejected(market, command, outcome);
    return { isAccepted: false, code: outcome };
  }
  drainDue(market, []);
  fireTriggers(market);
  return { isAccepted: true, orderId: orderId(outcome ?? 0) };
}

/** What the reference engine offers: everything of the engine but snapshots. */
export type ReferenceEngine = EngineView & Pick<Engine, 'apply'>;

function knownAccount(market: Market, id: number): Account {
  const account = accountOf(market, id);
  if (account === undefined) throw new RangeError(`no account ${id}`);
  return account;
}

/** A market without instruments and accounts. */
export function createReferenceEngine(options: ReferenceEngineOptions): ReferenceEngine {
  const market = createMarket(options);
  const at = (id: InstrumentId): ReturnType<typeof instrumentAt> => instrumentAt(market, id);
  return {
    apply: (command) => apply(market, command),
    get instrumentCount() {
      return market.instruments.length;
    },
    get rules() {
      return market.rules;
    },
    specification: (id) => at(id).specification,
    markTicks: (id) => priceTicks(at(id).markTicks),
    indexTicks: (id) => priceTicks(at(id).indexTicks),
    lastTicks: (id) => priceTicks(at(id).lastTicks),
    bestTicks: (id, side) => priceTicks(bestTicks(market, at(id), directionOf(side))),
    levels: (id, side, limit) => shownLevels(market, at(id), directionOf(side)).slice(0, limit),
    depthLots: (id, side, worstTicks) => {
      const direction = directionOf(side);
      const within = shownLevels(market, at(id), direction).filter(
        (level) => (level.priceTicks - worstTicks) * direction >= 0,
      );
      return sizeLots(within.reduce((lots, level) => lots + level.sizeLots, 0));
    },
    openInterestLots: (id) => sizeLots(openInterestLots(market, at(id))),
    hasAccount: (id) => accountOf(market, id) !== undefined,
    account: (id, asset) => viewAccount(market, knownAccount(market, id), asset ?? 0),
    position: (id, instrument, leg) =>
      viewPosition(market, holdingOf(knownAccount(market, id), at(instrument)), leg ?? 'both'),
    positionLots: (id, instrument) => sizeLots(netLots(holdingOf(knownAccount(market, id), at(instrument)))),
    openOrders: (id) => viewOpenOrders(market, knownAccount(market, id)),
    triggerOrders: (id) => viewTriggerOrders(market, knownAccount(market, id)),
    isHalted: (id) => !isTrading(market, at(id)),
    funding: (id) => viewFunding(at(id)),
    insuranceFundMicros: (asset) => quoteMicros(wholeNumber(treasuryOf(market, asset ?? 0).fundCashMicros)),
    insuranceInventoryLots: (id) => sizeLots(at(id).inventoryLots),
    feesMicros: (asset) => quoteMicros(wholeNumber(treasuryOf(market, asset ?? 0).feesMicros)),
    conservationErrorMicros: (asset) => BigInt(conservationError(market, asset ?? 0).toFixed()),
  };
}
