/** From a well-formed request to the account that the formulas work on, or to what does not fit together. */
import { type DecimalInput, MarginDecimal, sumOf } from './decimal.ts';
import { type MaintenanceTable, tableFromRate } from './maintenance-tiers.ts';
import {
  type ContractKind,
  type MaintenanceBasis,
  type MarginPosition,
  type PositionSide,
  signOf,
  valueAt,
} from './margin-position.ts';
import type {
  CloseOutInput,
  MarginRequest,
  MarginRulesInput,
  OrderInput,
  PositionInput,
} from './margin-request.ts';
import { FaultList } from './request-schema.ts';
import { isSingleRate, resolveTable } from './resolve-tiers.ts';
import type { AmountRounding, PriceRounding } from './rounding.ts';

/** How figures are shown beside the exact ones; a null step leaves them out. */
export interface DisplayRounding {
  readonly tickSize: MarginDecimal | null;
  readonly price: PriceRounding;
  readonly amountStep: MarginDecimal | null;
  readonly amount: AmountRounding;
}

export interface MarginRules {
  readonly contract: ContractKind;
  readonly isHedgeMode: boolean;
  readonly maintenanceBasis: MaintenanceBasis;
  /** A fraction of notional, 0 when none. */
  readonly closingFee: MarginDecimal;
  readonly isTriggerInclusive: boolean;
  readonly areOrdersInMaintenance: boolean;
  readonly openingFee: MarginDecimal;
  readonly rounding: DisplayRounding;
}

/** An order that rests in the book, not filled. */
export interface OpenOrder {
  readonly symbol: string;
  readonly contract: ContractKind;
  readonly side: PositionSide;
  readonly quantity: MarginDecimal;
  readonly price: MarginDecimal;
  readonly markPrice: MarginDecimal;
  readonly leverage: MarginDecimal | null;
  readonly tiers: MaintenanceTable;
}

/** The part of a position that is to be closed, and at which price; a null price is its bankruptcy price. */
export interface CloseOut {
  readonly position: MarginPosition;
  readonly quantity: MarginDecimal;
  readonly price: MarginDecimal | null;
  readonly fillable: {
    readonly bankruptcyAdjustment: MarginDecimal;
    readonly spreadToMaintenanceRatio: MarginDecimal;
  } | null;
}

/** An account as the formulas need it: everything stated, everything consistent. */
export interface MarginAccount {
  readonly rules: MarginRules;
  /** All cash, isolated buckets included, after any funding. */
  readonly wallet: MarginDecimal;
  readonly positions: readonly MarginPosition[];
  readonly orders: readonly OpenOrder[];
  readonly closeOut: CloseOut | null;
  readonly target: string | null;
}

export type ResolvedRequest =
  | { readonly isResolved: true; readonly account: MarginAccount }
  | { readonly isResolved: false; readonly faults: readonly string[] };

const ZERO = new MarginDecimal(0);
const optional = (value: DecimalInput | null | undefined): MarginDecimal | null =>
  value === null || value === undefined ? null : new MarginDecimal(value);

/** The rounding that a request asks for, with what holds where it says nothing. */
export function resolveRounding(input: MarginRulesInput['rounding']): DisplayRounding {
  return {
    tickSize: optional(input?.tickSize),
    price: input?.price ?? 'towards-mark',
    amountStep: optional(input?.amountStep),
    amount: input?.amount ?? 'half-even',
  };
}

function resolveRules(input: MarginRequest['rules']): MarginRules {
  const rules: MarginRulesInput = typeof input === 'object' && input !== null ? input : {};
  return {
    contract: rules.contract ?? 'linear',
    isHedgeMode: rules.positionMode === 'hedge',
    maintenanceBasis: rules.maintenanceBasis ?? 'mark',
    closingFee: new MarginDecimal(rules.closingFee ?? 0),
    isTriggerInclusive: rules.trigger !== 'strict',
    areOrdersInMaintenance: rules.ordersInMaintenance === true,
    openingFee: new MarginDecimal(rules.openingFee ?? 0),
    rounding: resolveRounding(rules.rounding),
  };
}

interface Place {
  readonly path: readonly PropertyKey[];
  readonly faults: FaultList;
}

/** What lies in the bucket before funding. */
function statedBucket(
  input: PositionInput,
  entryValue: MarginDecimal,
  { path, faults }: Place,
): MarginDecimal | null {
  const margin = optional(input.margin);
  const leverage = optional(input.leverage);
  if (input.mode === 'cross') {
    const expected = 'expected nothing: the wallet backs a cross position';
    if (margin !== null) faults.add([...path, 'margin'], expected);
    if (optional(input.coinMargin) !== null) faults.add([...path, 'coinMargin'], expected);
    return null;
  }
  if (margin !== null) return margin;
  if (optional(input.coinMargin) !== null) return ZERO;
  if (leverage !== null) return entryValue.div(leverage);
  faults.add([...path, 'margin'], 'expected the margin or the leverage of an isolated position');
  return null;
}

function resolvePosition(input: PositionInput, rules: MarginRules, place: Place): MarginPosition {
  const { path, faults } = place;
  const multiplier = new MarginDecimal(input.multiplier ?? 1);
  const sized = { contract: rules.contract, quantity: new MarginDecimal(input.qty).mul(multiplier) };
  const entryPrice = new MarginDecimal(input.entry);
  const markPrice = new MarginDecimal(input.mark);
  const fundingRate = optional(input.fundingRate);
  // Longs pay where the rate is positive: side × value at the mark × rate, for both kinds of contract.
  const fundingPaid = valueAt(sized, markPrice)
    .mul(fundingRate ?? 0)
    .mul(signOf(input));
  const bucket = statedBucket(input, valueAt(sized, entryPrice), place);
  const coinMargin = optional(input.coinMargin) ?? ZERO;
  if (coinMargin.gt(0) && rules.contract === 'inverse') {
    faults.add(
      [...path, 'coinMargin'],
      'expected nothing: the margin of an inverse contract is coin already',
    );
  }
  return {
    symbol: input.symbol,
    mode: input.mode,
    ...sized,
    side: input.side,
    multiplier,
    entryPrice,
    markPrice,
    leverage: optional(input.leverage),
    isolatedMargin: bucket === null ? null : bucket.sub(fundingPaid),
    coinMargin,
    fundingRate,
    fundingPaid,
    tiers: resolveTable(input, place),
    isRateStated: isSingleRate(input),
  };
}

function resolveOrder(
  input: OrderInput,
  { rules, positions }: Pick<MarginAccount, 'rules' | 'positions'>,
  place: Place,
): OpenOrder {
  const held = positions.find(({ symbol }) => symbol === input.symbol);
  return {
    symbol: input.symbol,
    contract: rules.contract,
    side: input.side === 'buy' ? 'long' : 'short',
    quantity: new MarginDecimal(input.qty).mul(input.multiplier ?? 1),
    price: new MarginDecimal(input.price),
    markPrice: optional(input.mark) ?? held?.markPrice ?? new MarginDecimal(input.price),
    leverage: optional(input.leverage) ?? held?.leverage ?? null,
    // An order needs a rate only where it is in maintenance.
    tiers: rules.areOrdersInMaintenance ? resolveTable(input, place) : tableFromRate(ZERO, ZERO),
  };
}

function resolveCloseOut(
  input: CloseOutInput | null | undefined,
  positions: readonly MarginPosition[],
  faults: FaultList,
): CloseOut | null {
  if (input === null || input === undefined) return null;
  const legs = positions.filter(({ symbol }) => symbol === input.symbol);
  const position = legs.find(({ side }) => (input.side ?? side) === side);
  if (position === undefined) {
    const key = legs.length === 0 ? 'symbol' : 'side';
    faults.add(['closeOut', key], `expected the ${key} of one of the positions`);
    return null;
  }
  if (legs.length > 1 && (input.side ?? null) === null) {
    faults.add(['closeOut', 'side'], 'expected "long" or "short": the symbol has two legs');
  }
  if (position.contract === 'inverse') {
    faults.add(['closeOut'], 'expected nothing: closing out is worked out for linear contracts');
  }
  const quantity = optional(input.qty) ?? position.quantity;
  if (quantity.gt(position.quantity)) {
    faults.add(['closeOut', 'qty'], `expected at most the ${position.quantity.toFixed()} of the position`);
  }
  const bankruptcyAdjustment = optional(input.bankruptcyAdjustment);
  const spreadToMaintenanceRatio = optional(input.spreadToMaintenanceRatio);
  if ((bankruptcyAdjustment === null) !== (spreadToMaintenanceRatio === null)) {
    const key = bankruptcyAdjustment === null ? 'bankruptcyAdjustment' : 'spreadToMaintenanceRatio';
    faults.add(['closeOut', key], 'expected a decimal number: a fillable price needs both');
  }
  const hasFillable = bankruptcyAdjustment !== null && spreadToMaintenanceRatio !== null;
  return {
    position,
    quantity,
    price: optional(input.price),
    fillable: hasFillable ? { bankruptcyAdjustment, spreadToMaintenanceRatio } : null,
  };
}

/** One position a symbol, or in hedge mode one a side, with the same mark. */
function checkLegs({ positions, rules }: MarginAccount, faults: FaultList): void {
  for (const [index, position] of positions.entries()) {
    const earlier = positions.slice(0, index).filter(({ symbol }) => symbol === position.symbol);
    const [first] = earlier;
    if (first === undefined) continue;
    if (!rules.isHedgeMode) {
      faults.add(['positions', index, 'symbol'], 'expected one position for each symbol');
    } else if (earlier.some(({ side }) => side === position.side)) {
      faults.add(['positions', index, 'side'], 'expected one long and one short leg for each symbol');
    } else if (!position.markPrice.eq(first.markPrice)) {
      faults.add(['positions', index, 'mark'], `expected the ${first.markPrice.toFixed()} of the other leg`);
    }
  }
}

function checkTogether(account: MarginAccount, faults: FaultList): void {
  const { positions, orders, rules, wallet, target } = account;
  checkLegs(account, faults);
  const rateMax = MarginDecimal.max(
    ...[...positions, ...orders].map(({ tiers }) => tiers.at(-1)?.rate ?? ZERO),
  );
  if (rateMax.add(rules.closingFee).gte(1)) {
    faults.add(['rules', 'closingFee'], `expected less than ${new MarginDecimal(1).sub(rateMax).toFixed()}`);
  }
  if (target !== null && !positions.some(({ symbol }) => symbol === target)) {
    faults.add(['target'], 'expected the symbol of one of the positions');
  }
  const buckets = sumOf(positions.map(({ isolatedMargin }) => isolatedMargin ?? ZERO));
  if (positions.some(({ mode }) => mode === 'cross') && buckets.gt(0) && buckets.gt(wallet)) {
    faults.add(['wallet'], `expected at least the ${buckets.toFixed()} of the isolated positions`);
  }
}

/** Makes the account that a well-formed request describes. */
export function resolveRequest(request: MarginRequest): ResolvedRequest {
  const faults = new FaultList(request);
  const rules = resolveRules(request.rules);
  const positions = request.positions.map((position, index) =>
    resolvePosition(position, rules, { path: ['positions', index], faults }),
  );
  const account: MarginAccount = {
    rules,
    wallet: new MarginDecimal(request.wallet).sub(sumOf(positions.map(({ fundingPaid }) => fundingPaid))),
    positions,
    orders: (request.orders ?? []).map((order, index) =>
      resolveOrder(order, { rules, positions }, { path: ['orders', index], faults }),
    ),
    closeOut: resolveCloseOut(request.closeOut, positions, faults),
    target: request.target ?? null,
  };
  checkTogether(account, faults);
  return faults.lines.length === 0
    ? { isResolved: true, account }
    : { isResolved: false, faults: faults.lines };
}
