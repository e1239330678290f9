import { type FeeTier, type InstrumentSpecification, type MarketRules, PPM } from '@spillway/protocol';
import { HolderList } from './account/holder-list.ts';
import { OrderBook } from './book/order-book.ts';
import type { OrderPool } from './book/order-pool.ts';
import {
  type Contract,
  notionalMicros as contractNotionalMicros,
  contractOf,
  valueMicros as contractValueMicros,
  positionLotsMax,
} from './contract/contract.ts';
import type { Direction } from './direction.ts';
import { createFundingState, type FundingState } from './funding/funding-state.ts';
import { CircuitBreakerWatch } from './halts/circuit-breaker-watch.ts';
import type { BandReference } from './halts/trading-band.ts';
import type { HaltState } from './halts/trading-halt.ts';
import type { BasisMean } from './mark/mark-price.ts';
import type { Treasury } from './treasury.ts';
import { TriggerBook } from './triggers/trigger-book.ts';
import type { TriggerOrders } from './triggers/trigger-orders.ts';

/** All that one instrument has of its own. */
export interface InstrumentState {
  readonly id: number;
  readonly specification: InstrumentSpecification;
  /** By how much maintenance of anybody grows with each micro of notional, at most; the rules have a say in it. */
  steepestMaintenanceRate: number;
  /** No account pays more. */
  readonly takerFeePpmMax: number;
  /** Most lots that a position may reach with its orders (rule M8). */
  readonly reachLotsMax: number;
  /** Up to which notional the first tier holds, and its leverage: nearly every position is in it. */
  readonly firstTierMicrosMax: number;
  readonly firstTierLeverageMax: number;
  readonly firstTierMarginRateMin: number;
  /** The asset in which it settles, and what the venue has of it (rule A16). */
  readonly assetId: number;
  readonly treasury: Treasury;
  /** What its lots are worth. */
  readonly contract: Contract;
  /** Whether initial margin rises with open interest (rule M1). */
  readonly isMarginScaled: boolean;
  readonly book: OrderBook;
  readonly holders: HolderList;
  /** 0 before the first mark; `moveMark` moves it. */
  readonly markTicks: number;
  /** The mark before the last one that was set, 0 before the second. */
  readonly previousMarkTicks: number;
  indexTicks: number;
  lastTicks: number;
  /** The events that set mark and last price; 0 before. */
  markSequence: number;
  lastSequence: number;
  /** A halt of its own. */
  halt: HaltState;
  /** Whether it stands still, by a halt of its own or one of the market. */
  isHalted: boolean;
  /** What the trading band is drawn around; null without a band and before the first mark. */
  bandReference: BandReference | null;
  readonly breaker: CircuitBreakerWatch | null;
  readonly triggers: TriggerBook;
  /** How many orders wait for a price of this instrument. */
  waitingOrders: number;
  /** The prices at which its triggers were last looked at; 0 while nothing waits, and when a halt ends. */
  lookedMarkTicks: number;
  lookedLastTicks: number;
  /** Sum of the long positions of the accounts. */
  longLots: number;
  /** Null where no funding is paid. */
  readonly funding: FundingState | null;
  /** Mean of the middle of the book less the index; null before the first observation (rule K3). */
  basis: BasisMean | null;
  /** Signed lots and signed cost of what the insurance fund took over. */
  inventoryLots: number;
  inventoryCostMicros: number;
}

/** Every tier of fees, the first one included (rule A15). */
function feeTiersOf(specification: InstrumentSpecification): readonly FeeTier[] {
  return [specification, ...specification.feeTiers];
}

/**
 * By how much maintenance of an account grows with each micro of notional, at most: along the steepest tier, the largest fee
 * of closing included where it is (rule M11). Infinity where no bound of a claim follows from it: the worth of an inverse
 * contract is rounded as a whole, and initial margin that rises with open interest has a rate of its own.
 */
export function steepestMaintenanceRate(
  instrument: InstrumentState,
  rules: Pick<MarketRules, 'isClosingFeeInMaintenance'>,
): number {
  if (instrument.isMarginScaled || instrument.contract.isInverse) return Number.POSITIVE_INFINITY;
  const { riskTiers } = instrument.specification;
  const ratePpm = Math.max(...riskTiers.map(({ maintenanceRatePpm }) => maintenanceRatePpm));
  const closingFeePpm = rules.isClosingFeeInMaintenance ? instrument.takerFeePpmMax : 0;
  return (ratePpm + closingFeePpm) / PPM;
}

/** @param founding.listedMs - when it is listed, from which the first funding follows (rule F4) */
export function createInstrumentState(
  id: number,
  specification: InstrumentSpecification,
  founding: {
    readonly orders: OrderPool;
    readonly triggerOrders: TriggerOrders;
    readonly listedMs: number;
    readonly assetId: number;
    readonly treasury: Treasury;
  },
): InstrumentState {
  const { orders, triggerOrders, listedMs } = founding;
  const { circuitBreaker, funding } = specification;
  const contract = contractOf(specification);
  const firstTierLeverageMax = specification.riskTiers[0]?.leverageMax ?? 1;
  return {
    id,
    specification,
    steepestMaintenanceRate: Number.POSITIVE_INFINITY,
    takerFeePpmMax: Math.max(...feeTiersOf(specification).map(({ takerFeePpm }) => takerFeePpm)),
    reachLotsMax: positionLotsMax(contract),
    firstTierMicrosMax: specification.riskTiers[1]?.notionalFloorMicros ?? Number.POSITIVE_INFINITY,
    firstTierLeverageMax,
    firstTierMarginRateMin: 1 / firstTierLeverageMax,
    assetId: founding.assetId,
    treasury: founding.treasury,
    contract,
    isMarginScaled: specification.openInterestScaling !== null,
    book: new OrderBook(orders),
    holders: new HolderList(),
    markTicks: 0,
    previousMarkTicks: 0,
    indexTicks: 0,
    lastTicks: 0,
    markSequence: 0,
    lastSequence: 0,
    halt: null,
    isHalted: false,
    bandReference: null,
    breaker: circuitBreaker === null ? null : new CircuitBreakerWatch(circuitBreaker),
    triggers: new TriggerBook(triggerOrders),
    waitingOrders: 0,
    lookedMarkTicks: 0,
    lookedLastTicks: 0,
    longLots: 0,
    funding: funding === null ? null : createFundingState(funding, listedMs),
    basis: null,
    inventoryLots: 0,
    inventoryCostMicros: 0,
  };
}

/**
 * Signed worth of signed lots at a price (rules X1, X2): exact in a linear contract, rounded down in an inverse one. Of
 * bought lots it is also what the buyer's cost of entry grows by; the seller's grows by its negative.
 */
export function valueMicros(instrument: InstrumentState, lots: number, priceTicks: number): number {
  return contractValueMicros(instrument.contract, lots, priceTicks);
}

/** The size of the worth of lots, long or short: what margin and fees are taken from; inverse: rounded up (rule X2). */
export function notionalMicros(instrument: InstrumentState, lots: number, priceTicks: number): number {
  return contractNotionalMicros(instrument.contract, Math.abs(lots), priceTicks);
}

/**
 * What a trade adds to the worth at mark of whoever holds `sizeLots` before it, less its price. Of a linear contract the
 * position does not matter; values of an inverse one are rounded as a whole.
 */
export function gainAtMarkMicros(
  instrument: InstrumentState,
  sizeLots: number,
  trade: { readonly direction: Direction; readonly lots: number; readonly priceTicks: number },
): number {
  const { direction, lots, priceTicks } = trade;
  const { contract, markTicks } = instrument;
  if (!contract.isInverse) return direction * contractValueMicros(contract, lots, markTicks - priceTicks);
  const beforeMicros = contractValueMicros(contract, sizeLots, markTicks);
  const afterMicros = contractValueMicros(contract, sizeLots + direction * lots, markTicks);
  return afterMicros - beforeMicros - direction * contractValueMicros(contract, lots, priceTicks);
}
