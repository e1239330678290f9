import type { VenuePreset } from './venue-preset.ts';

const because = (code: number, reason: string) => ({ code: String(code), reason });

/**
 * Codes and texts of the Binance USD-M interface (developer documentation, "Error Codes"). Clients compare them, one
 * of them letter by letter.
 */
export const BINANCE_REJECT_REASONS: VenuePreset['rejectReasons'] = {
  ACCOUNT_LOCKED: because(-2023, 'User in liquidation mode now.'),
  INSTRUMENT_UNKNOWN: because(-1121, 'Invalid symbol.'),
  BALANCE_INSUFFICIENT: because(-2018, 'Balance is insufficient.'),
  PRICE_INVALID: because(-4014, 'Price not increased by tick size.'),
  PRICE_OUTSIDE_BAND: because(
    -4131,
    "The counterparty's best price does not meet the PERCENT_PRICE filter limit.",
  ),
  NOTIONAL_TOO_SMALL: because(
    -4164,
    "Order's notional must be no smaller than 5.0 (unless you choose reduce only)",
  ),
  ORDER_UNKNOWN: because(-2011, 'Unknown order sent.'),
  ORDERS_TOO_MANY: because(-2025, 'Reach max open order limit.'),
  TRIGGER_ORDERS_TOO_MANY: because(-4045, 'Reach max stop order limit.'),
  AMEND_UNCHANGED: because(-5027, 'No need to modify the order.'),
  TRIGGER_WOULD_FIRE: because(-2021, 'Order would immediately trigger.'),
  MARGIN_INSUFFICIENT: because(-2019, 'Margin is insufficient.'),
  POSITION_LIMIT_EXCEEDED: because(-2027, 'Exceeded the maximum allowable position at current leverage.'),
  POST_ONLY_WOULD_TRADE: because(
    -5022,
    'Due to the order could not be executed as maker, the Post Only order will be rejected.',
  ),
  REDUCE_ONLY_WOULD_INCREASE: because(-2022, 'ReduceOnly Order is rejected.'),
  REDUCE_ONLY_IN_HEDGE_MODE: because(-1106, "Parameter 'reduceonly' sent when not required."),
  FILL_OR_KILL_UNFILLABLE: because(
    -5021,
    'Due to the order could not be filled immediately, the FOK order has been rejected.',
  ),
  POSITION_SIDE_INVALID: because(-4061, "Order's position side does not match user's setting."),
  POSITION_MODE_UNCHANGED: because(-4059, 'No need to change position side.'),
  POSITION_MODE_HAS_ORDERS: because(-4067, 'Position side cannot be changed if there exists open orders.'),
  POSITION_MODE_HAS_POSITION: because(-4068, 'Position side cannot be changed if there exists position.'),
  MODE_UNCHANGED: because(-4046, 'No need to change margin type.'),
  MODE_HAS_ORDERS: because(-4047, 'Margin type cannot be changed if there exists open orders.'),
  MODE_HAS_POSITION: because(-4048, 'Margin type cannot be changed if there exists position.'),
  LEVERAGE_INVALID: because(-4028, 'Leverage is not valid'),
  LEVERAGE_LOWERED_ISOLATED: because(
    -4161,
    'Leverage reduction is not supported in Isolated Margin Mode with open positions.',
  ),
  ISOLATED_POSITION_MISSING: because(-4054, 'Cannot add position margin: position is 0.'),
};
