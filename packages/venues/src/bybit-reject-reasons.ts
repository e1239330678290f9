import type { VenuePreset } from './venue-preset.ts';

const because = (code: number, reason: string) => ({ code: String(code), reason });

/** Codes and texts of the Bybit v5 interface (bybit-exchange/docs `docs/v5/error.mdx`). */
export const BYBIT_REJECT_REASONS: VenuePreset['rejectReasons'] = {
  BALANCE_INSUFFICIENT: because(110004, 'Insufficient wallet balance'),
  PRICE_OUTSIDE_BAND: because(110003, 'Order price is out of permissible range'),
  ORDER_UNKNOWN: because(110001, 'Order does not exist'),
  ORDERS_TOO_MANY: because(110020, 'Cannot have more than 500 active orders.'),
  TRIGGER_ORDERS_TOO_MANY: because(110009, 'The number of stop orders exceeds maximum limit allowed'),
  MARGIN_INSUFFICIENT: because(110007, 'Insufficient available balance'),
  REDUCE_ONLY_WOULD_INCREASE: because(110017, 'Reduce-only rule not satisfied'),
  POSITION_MODE_UNCHANGED: because(110025, 'Position mode is not modified'),
  POSITION_MODE_HAS_ORDERS: because(110028, 'Open orders exist, so you cannot change position mode'),
  POSITION_MODE_HAS_POSITION: because(
    110024,
    'You have an existing position, so position mode cannot be switched',
  ),
  MODE_UNCHANGED: because(110026, 'Cross/isolated margin mode is not modified'),
  LEVERAGE_INVALID: because(110013, 'Cannot set leverage due to risk limit level.'),
  ISOLATED_POSITION_MISSING: because(110033, 'Margin cannot be set without open position'),
  TRADING_HALTED: because(110065, 'No trading is allowed at the current time'),
};
