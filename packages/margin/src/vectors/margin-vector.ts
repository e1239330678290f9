import { decimalText, MarginDecimal } from '../decimal.ts';
import type { MarginRequest, MarginRulesInput, PositionInput } from '../margin-request.ts';

/** What a source says about one position of the request; only what it says is checked. */
export interface VectorExpectation {
  readonly symbol: string;
  readonly liquidationPrice?: string | null;
  readonly bankruptcyPrice?: string | null;
  readonly initialMargin?: string;
  readonly maintenanceMargin?: string;
  readonly equity?: string;
  readonly marginRatio?: string;
  readonly isLiquidatable?: boolean;
}

/**
 * A case with a known answer. Ids begin with `V-` (published by a venue or in its help pages), `O-` (numbers of
 * an open-source project's tests) or `D-` (derived by hand: checks regressions, is no independent evidence).
 */
export interface MarginVector {
  readonly id: string;
  readonly source: string;
  readonly request: MarginRequest;
  readonly expected: VectorExpectation;
  /** Absolute, in the unit of the figure: what the source's own rounding allows. */
  readonly tolerance: string;
  /** How the case was put into a request, where that is not obvious. */
  readonly note?: string;
}

type IsolatedCase = Omit<PositionInput, 'symbol' | 'mark' | 'mode'> & {
  readonly mark?: PositionInput['mark'];
};
type CrossCase = Omit<PositionInput, 'symbol' | 'mark' | 'mode' | 'margin'> & {
  readonly mark?: PositionInput['mark'];
};

/** The symbol of cases with one position. */
export const SINGLE = 'BTCUSDT';

/** A request for one isolated position whose bucket is the whole wallet; marked at entry unless stated. */
export function isolatedRequest(position: IsolatedCase, rules: MarginRulesInput = {}): MarginRequest {
  const { qty, entry, leverage } = position;
  const bucket = position.margin ?? decimalText(new MarginDecimal(qty).mul(entry).div(leverage ?? 1));
  return {
    rules,
    wallet: bucket,
    positions: [{ mark: entry, ...position, symbol: SINGLE, mode: 'isolated' }],
  };
}

/** A request for one cross position on a wallet; marked at entry unless stated. */
export function crossRequest(
  wallet: MarginRequest['wallet'],
  position: CrossCase,
  rules: MarginRulesInput = {},
): MarginRequest {
  return { rules, wallet, positions: [{ mark: position.entry, ...position, symbol: SINGLE, mode: 'cross' }] };
}

/** Maintenance of the notional at entry: Bybit classic, KuCoin before May 2025, MEXC, BitMEX. */
export const ENTRY_BASIS: MarginRulesInput = { maintenanceBasis: 'entry' };
