import type { MarginMode } from '@spillway/protocol';
import { decimalText, MarginDecimal, sumOf } from './decimal.ts';
import { explainPosition, type PositionFigures } from './explain-position.ts';
import type { ExplainTerm } from './explanation.ts';
import type { LiquidationAnswer } from './liquidation-price.ts';
import { marginNotional, type PositionSide, unrealisedProfit } from './margin-position.ts';
import type { MarginRequest } from './margin-request.ts';
import { parseMarginRequest } from './parse-margin-request.ts';
import { crossPool, maintenanceOf } from './position-backing.ts';
import type { MarginAccount } from './resolve-request.ts';

/** `never`: no price of this instrument alone liquidates. `always`: every price of it does. */
export type NoPriceReason = 'never' | 'always';

/** One position's figures; numbers are decimal strings of up to 20 significant digits. */
export interface PositionReport {
  readonly symbol: string;
  readonly mode: MarginMode;
  readonly side: PositionSide;
  /** Null when the request states no leverage. */
  readonly initialMargin: string | null;
  /** With the closing fee, where the rules have one. */
  readonly maintenanceMargin: string;
  /** Bucket and own profit for isolated; the whole cross account for cross. */
  readonly equity: string;
  /** Maintenance / equity; liquidation at 1. Null when the equity is not positive. */
  readonly marginRatio: string | null;
  readonly isLiquidatable: boolean;
  readonly liquidationPrice: string | null;
  /** Present where there is no liquidation price. */
  readonly reason?: NoPriceReason;
  readonly bankruptcyPrice: string | null;
  readonly explain: readonly ExplainTerm[];
}

/** The cross side of the account. */
export interface AccountReport {
  readonly wallet: string;
  readonly isolatedMargin: string;
  readonly crossEquity: string;
  readonly crossMaintenanceMargin: string;
  /** `max(0, cross equity − initial margins)`; null when a cross position states no leverage. */
  readonly available: string | null;
}

export interface MarginReport {
  readonly target: string | null;
  readonly account: AccountReport;
  /** In the order of the request. */
  readonly positions: readonly PositionReport[];
}

function isLiquidatable(figures: PositionFigures, isTriggerInclusive: boolean): boolean {
  const { equity, maintenanceCovered } = figures;
  return isTriggerInclusive ? equity.lte(maintenanceCovered) : equity.lt(maintenanceCovered);
}

function liquidationFields(
  answer: LiquidationAnswer,
): Pick<PositionReport, 'liquidationPrice'> | Pick<PositionReport, 'liquidationPrice' | 'reason'> {
  return answer.kind === 'price'
    ? { liquidationPrice: decimalText(answer.price) }
    : { liquidationPrice: null, reason: answer.kind };
}

const textOrNull = (value: MarginDecimal | null): string | null =>
  value === null ? null : decimalText(value);

function positionReport(figures: PositionFigures, account: MarginAccount): PositionReport {
  const { position } = figures;
  return {
    symbol: position.symbol,
    mode: position.mode,
    side: position.side,
    initialMargin: textOrNull(figures.initialMargin),
    maintenanceMargin: decimalText(figures.maintenanceMargin),
    equity: decimalText(figures.equity),
    marginRatio: textOrNull(figures.marginRatio),
    isLiquidatable: isLiquidatable(figures, account.rules.isTriggerInclusive),
    ...liquidationFields(figures.liquidation),
    bankruptcyPrice: textOrNull(figures.bankruptcyPrice),
    explain: figures.explanation.terms,
  };
}

function availableOf(account: MarginAccount, crossEquity: MarginDecimal): MarginDecimal | null {
  let available = crossEquity;
  for (const position of account.positions) {
    if (position.mode !== 'cross') continue;
    if (position.leverage === null) return null;
    const notional = marginNotional(position, account.rules.maintenanceBasis);
    available = available.sub(notional.div(position.leverage));
  }
  return MarginDecimal.max(0, available);
}

function accountReport(account: MarginAccount): AccountReport {
  const pool = crossPool(account);
  const cross = account.positions.filter(({ mode }) => mode === 'cross');
  const crossEquity = pool.add(sumOf(cross.map(unrealisedProfit)));
  return {
    wallet: decimalText(account.wallet),
    isolatedMargin: decimalText(account.wallet.sub(pool)),
    crossEquity: decimalText(crossEquity),
    crossMaintenanceMargin: decimalText(
      sumOf(cross.map((position) => maintenanceOf(position, account.rules))),
    ),
    available: textOrNull(availableOf(account, crossEquity)),
  };
}

/** The report on an account that `parseMarginRequest` has resolved. */
export function reportMargin(account: MarginAccount): MarginReport {
  return {
    target: account.target,
    account: accountReport(account),
    positions: account.positions.map((position) =>
      positionReport(explainPosition(position, account), account),
    ),
  };
}

/**
 * Margins, liquidation and bankruptcy price of every position, each term explained. The request must stand for
 * itself (no preset by name); a request that `parseMarginRequest` handed back does.
 *
 * @throws RangeError with one line per fault when the request is wrong.
 */
export function explainMargin(request: MarginRequest): MarginReport {
  const parsed = parseMarginRequest(request);
  if (!parsed.isParsed) throw new RangeError(parsed.faults.join('\n'));
  return reportMargin(parsed.account);
}
