/** From a well-formed request to the account that the formulas work on, or to what does not fit together. */
import { type DecimalInput, MarginDecimal, sumOf } from './decimal.ts';
import {
  continuousAmount,
  type MaintenanceTable,
  type MaintenanceTier,
  tableFromRate,
} from './maintenance-tiers.ts';
import type { MaintenanceBasis, MarginPosition } from './margin-position.ts';
import {
  faultLine,
  type MarginRequest,
  type MarginRulesInput,
  type PositionInput,
  type TierInput,
} from './margin-request.ts';

export interface MarginRules {
  readonly maintenanceBasis: MaintenanceBasis;
  /** A fraction of notional, 0 when none. */
  readonly closingFee: MarginDecimal;
  readonly isTriggerInclusive: boolean;
}

/** An account as the formulas need it: everything stated, everything consistent. */
export interface MarginAccount {
  readonly rules: MarginRules;
  /** All cash, isolated buckets included. */
  readonly wallet: MarginDecimal;
  readonly positions: readonly MarginPosition[];
  readonly target: string | null;
}

export type ResolvedRequest =
  | { readonly isResolved: true; readonly account: MarginAccount }
  | { readonly isResolved: false; readonly faults: readonly string[] };

const optional = (value: DecimalInput | null | undefined): MarginDecimal | null =>
  value === null || value === undefined ? null : new MarginDecimal(value);

function resolveRules(input: MarginRequest['rules']): MarginRules {
  const rules: MarginRulesInput = typeof input === 'object' && input !== null ? input : {};
  return {
    maintenanceBasis: rules.maintenanceBasis ?? 'mark',
    closingFee: new MarginDecimal(rules.closingFee ?? 0),
    isTriggerInclusive: rules.trigger !== 'strict',
  };
}

/** Collects what does not fit, with the place and the value in the request. */
class FaultList {
  readonly lines: string[] = [];
  readonly #root: unknown;

  constructor(root: unknown) {
    this.#root = root;
  }

  add(path: readonly PropertyKey[], expected: string): void {
    this.lines.push(faultLine(path, expected, this.#root));
  }
}

/** The first tier starts at 0 with no amount; each later one above, at a higher rate, without a jump. */
function resolveTier(
  input: TierInput,
  previous: MaintenanceTier | undefined,
  refuse: (key: keyof TierInput, expected: string) => void,
): MaintenanceTier {
  const floor = new MarginDecimal(input.floor);
  const rate = new MarginDecimal(input.mmr);
  const zero = new MarginDecimal(0);
  if (previous === undefined) {
    if (!floor.isZero()) refuse('floor', 'expected 0, where the first tier begins');
    if (!(optional(input.cum) ?? zero).isZero()) refuse('cum', 'expected 0, the amount of the first tier');
    return { floor: zero, rate, amount: zero };
  }
  if (floor.lte(previous.floor)) refuse('floor', `expected more than ${previous.floor.toFixed()}`);
  if (rate.lte(previous.rate)) refuse('mmr', `expected more than ${previous.rate.toFixed()}`);
  const amount = continuousAmount(previous, { floor, rate });
  if (!(optional(input.cum) ?? amount).eq(amount)) {
    refuse('cum', `expected ${amount.toFixed()}, which makes maintenance continuous`);
  }
  return { floor, rate, amount };
}

function resolveTable(
  position: PositionInput,
  path: readonly PropertyKey[],
  faults: FaultList,
): MaintenanceTable {
  const rate = optional(position.mmr);
  const amount = optional(position.cum) ?? new MarginDecimal(0);
  const [first, ...others] = position.tiers ?? [];
  if (first === undefined) {
    if (rate === null) {
      faults.add(
        [...path, 'mmr'],
        'expected a maintenance rate, or tiers, or rules that name a preset for the symbol',
      );
      return tableFromRate(new MarginDecimal(0), new MarginDecimal(0));
    }
    if (rate.isZero() && amount.gt(0)) faults.add([...path, 'cum'], 'expected no amount where the rate is 0');
    return tableFromRate(rate, amount);
  }
  if (rate !== null || amount.gt(0)) {
    faults.add([...path, rate === null ? 'cum' : 'mmr'], 'expected nothing where tiers are given');
  }
  const refuseAt = (index: number) => (key: keyof TierInput, expected: string) =>
    faults.add([...path, 'tiers', index, key], expected);
  let previous = resolveTier(first, undefined, refuseAt(0));
  const table: [MaintenanceTier, ...MaintenanceTier[]] = [previous];
  for (const [index, tier] of others.entries()) {
    previous = resolveTier(tier, previous, refuseAt(index + 1));
    table.push(previous);
  }
  return table;
}

function resolveIsolatedMargin(
  position: PositionInput,
  path: readonly PropertyKey[],
  faults: FaultList,
): MarginDecimal | null {
  const margin = optional(position.margin);
  if (position.mode === 'cross') {
    if (margin !== null)
      faults.add([...path, 'margin'], 'expected nothing: the wallet backs a cross position');
    return null;
  }
  if (margin !== null) return margin;
  const leverage = optional(position.leverage);
  if (leverage === null) {
    faults.add([...path, 'margin'], 'expected the margin or the leverage of an isolated position');
    return null;
  }
  return new MarginDecimal(position.entry).mul(position.qty).div(leverage);
}

function resolvePosition(
  position: PositionInput,
  path: readonly PropertyKey[],
  faults: FaultList,
): MarginPosition {
  return {
    symbol: position.symbol,
    mode: position.mode,
    side: position.side,
    quantity: new MarginDecimal(position.qty),
    entryPrice: new MarginDecimal(position.entry),
    markPrice: new MarginDecimal(position.mark),
    leverage: optional(position.leverage),
    isolatedMargin: resolveIsolatedMargin(position, path, faults),
    tiers: resolveTable(position, path, faults),
    isRateStated: (position.tiers ?? []).length === 0,
  };
}

function checkTogether(account: MarginAccount, faults: FaultList): void {
  const { positions, rules, wallet, target } = account;
  const symbols = positions.map(({ symbol }) => symbol);
  for (const [index, position] of positions.entries()) {
    if (symbols.indexOf(position.symbol) !== index) {
      faults.add(['positions', index, 'symbol'], 'expected one position for each symbol');
    }
  }
  const zero = new MarginDecimal(0);
  const rateMax = MarginDecimal.max(...positions.map(({ tiers }) => tiers.at(-1)?.rate ?? zero));
  if (rateMax.add(rules.closingFee).gte(1)) {
    faults.add(['rules', 'closingFee'], `expected less than ${new MarginDecimal(1).sub(rateMax).toFixed()}`);
  }
  if (target !== null && !symbols.includes(target)) {
    faults.add(['target'], 'expected the symbol of one of the positions');
  }
  const buckets = sumOf(positions.map(({ isolatedMargin }) => isolatedMargin ?? zero));
  if (positions.some(({ mode }) => mode === 'cross') && buckets.gt(0) && buckets.gt(wallet)) {
    faults.add(['wallet'], `expected at least the ${buckets.toFixed()} of the isolated positions`);
  }
}

/** Makes the account that a well-formed request describes. */
export function resolveRequest(request: MarginRequest): ResolvedRequest {
  const faults = new FaultList(request);
  const account: MarginAccount = {
    rules: resolveRules(request.rules),
    wallet: new MarginDecimal(request.wallet),
    positions: request.positions.map((position, index) =>
      resolvePosition(position, ['positions', index], faults),
    ),
    target: request.target ?? null,
  };
  checkTogether(account, faults);
  return faults.lines.length === 0
    ? { isResolved: true, account }
    : { isResolved: false, faults: faults.lines };
}
