/** The price at which dYdX v4 offers a position that it liquidates. */
import { MarginDecimal } from './decimal.ts';

export interface FillableQuestion {
  readonly sign: 1 | -1;
  readonly markPrice: MarginDecimal;
  /** Maintenance as a fraction of notional. */
  readonly maintenanceRate: MarginDecimal;
  /** Equity (net collateral) of the account, and the maintenance that it must cover; the latter above 0. */
  readonly equity: MarginDecimal;
  readonly maintenanceCovered: MarginDecimal;
  /** How fast the price moves away from the mark as the account sinks; 1 at genesis. */
  readonly bankruptcyAdjustment: MarginDecimal;
  /** How far it may move, in maintenance rates; 1.5 at genesis. */
  readonly spreadToMaintenanceRatio: MarginDecimal;
}

export const FILLABLE_FORMULA =
  'mark price × (1 − side × spread to maintenance ratio × own maintenance rate × ' +
  'min(1, max(0, bankruptcy adjustment × (1 − equity ÷ maintenance covered))))';

/**
 * `P × (1 ∓ spread × m × clamp(adjustment × (1 − equity ÷ maintenance), 0, 1))`: below the mark for a long, above it
 * for a short, in quote currency for one coin. Source: dydxprotocol/v4-chain, x/clob/keeper/liquidations.go.
 */
export function fillablePrice(question: FillableQuestion): MarginDecimal {
  const { sign, markPrice, maintenanceRate, equity, maintenanceCovered } = question;
  const sunk = new MarginDecimal(1).sub(equity.div(maintenanceCovered)).mul(question.bankruptcyAdjustment);
  const clamped = MarginDecimal.min(1, MarginDecimal.max(0, sunk));
  const spread = clamped.mul(question.spreadToMaintenanceRatio).mul(maintenanceRate);
  return markPrice.mul(new MarginDecimal(1).sub(spread.mul(sign)));
}
