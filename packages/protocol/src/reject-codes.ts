/** Why a command was refused: one code a reason. Numbers in brackets are the Binance codes of the same reason. */
export const REJECT_CODES = {
  ACCOUNT_UNKNOWN: 'No such account.',
  ACCOUNT_EXISTS: 'An account with this number is open already.',
  ACCOUNT_LOCKED: 'The account is in liquidation (-2023).',
  INSTRUMENT_UNKNOWN: 'No such instrument.',
  INSTRUMENT_EXISTS: 'An instrument with this symbol is listed already.',
  INSTRUMENT_INVALID: 'The specification of the instrument contradicts itself.',
  MARK_PRICE_MISSING: 'The instrument has no mark price yet.',
  AMOUNT_INVALID: 'An amount must be a positive whole number of micros within bounds.',
  BALANCE_INSUFFICIENT: 'The account has not that much to take out.',
  PRICE_INVALID: 'The price must be a positive whole number of ticks within the limits of the instrument.',
  PRICE_OUTSIDE_BAND: 'The price is too far from the mark price.',
  SIZE_INVALID: 'The size must be a whole number of lots within the limits of the instrument.',
  ORDER_UNKNOWN: 'No such open order.',
  ORDER_INVALID: 'These order options contradict each other.',
  ORDERS_TOO_MANY: 'The account has too many open orders.',
  MARGIN_INSUFFICIENT: 'The account has not the margin for this (-2019).',
  POSITION_LIMIT_EXCEEDED:
    'The position would pass the largest notional of the risk tiers or of the leverage chosen.',
  POST_ONLY_WOULD_TRADE: 'A post-only order would have traded at once.',
  REDUCE_ONLY_WOULD_INCREASE: 'A reduce-only order would open or increase a position (-2022).',
  FILL_OR_KILL_UNFILLABLE: 'The book cannot fill the whole order at once.',
  MODE_UNCHANGED: 'The account has this margin mode already (-4046).',
  MODE_HAS_ORDERS: 'Cancel the open orders before you change the margin mode (-4047).',
  MODE_HAS_POSITION: 'Close the position before you change the margin mode (-4048).',
  LEVERAGE_INVALID: 'The leverage must be a whole number within the risk tier of the position.',
  ISOLATED_POSITION_MISSING: 'There is no open isolated position (-4054).',
  RULES_INVALID: 'These market rules contradict each other or came after the first account.',
} as const;

export type RejectCode = keyof typeof REJECT_CODES;
