/**
 * What is particular to Binance USD-M. BTCUSDT: tick 0.1, lot 0.001, so one tick of one lot is 100 micros; 200 lots
 * (0.2 BTC) at 500,000 ticks (50,000 USDT) are worth 10,000 USDT, and a tick moves them by 20,000 micros. Taker fee
 * 0.05 %, maker fee 0.02 %, maintenance 0.4 % up to 50,000 USDT, liquidation fee 1.25 %.
 */
import { accountId, orderId, priceTicks, sizeLots } from '@spillway/protocol';
import {
  adjustMargin,
  cancelAll,
  contribute,
  isolated,
  leverage,
  mark,
  placeLimit,
  placeMarket,
  type UntimedCommand,
} from '@spillway/testkit';
import { BINANCE_USDM } from './binance-usdm.ts';
import {
  funded,
  index,
  marginMode,
  market,
  onLeg,
  positionMode,
  settleFunding,
  type VenueCase,
} from './venue-case.fixture.ts';

const RULES_OF_ACCOUNTS =
  'Binance developer documentation, USD-M: marginType, leverage, positionSide/dual, positionMargin';
const LIQUIDATION = 'Binance FAQ b3c689c1f50a44cabb3a84e663b81d93, 360033525271';

const MARKET = market(BINANCE_USDM, { BTCUSDT: 500_000 });
/** Account 9 sells what others buy. */
const SELLER = funded(1_000_000, 9);

/** Account `buyer` is long at 50,000 against account 9. */
function long(buyer: number, lots: number): readonly UntimedCommand[] {
  return [
    placeLimit({ account: 9, side: 'sell', ticks: 500_000, lots }),
    placeMarket({ account: buyer, side: 'buy', lots }),
  ];
}

/** Account 1 with 2,000 USDT: long 0.2 BTC at 50,000, isolated, ten times. Bucket 1,000, wallet 2,000 − 1,000 − 5. */
const ISOLATED_LONG = [
  ...MARKET,
  ...SELLER,
  ...funded(2_000, 1),
  isolated(1),
  leverage(1, 10),
  ...long(1, 200),
];

const accountCases: readonly VenueCase[] = [
  {
    title: 'the margin mode is refused with an open position, with an open order, and unchanged',
    rules: ['A6'],
    source: RULES_OF_ACCOUNTS,
    setup: [...MARKET, ...SELLER, ...funded(2_000, 1, 2), ...long(1, 200)],
    steps: [
      { command: marginMode(1, 'isolated'), refusal: 'MODE_HAS_POSITION' },
      { command: marginMode(1, 'cross'), refusal: 'MODE_UNCHANGED' },
      { command: placeLimit({ account: 2, side: 'buy', ticks: 490_000, lots: 10 }) },
      { command: marginMode(2, 'isolated'), refusal: 'MODE_HAS_ORDERS' },
      { command: cancelAll(2) },
      { command: marginMode(2, 'isolated') },
    ],
  },
  {
    title: 'the position mode is refused with orders first, then with a position, and unchanged',
    rules: ['A13'],
    source: RULES_OF_ACCOUNTS,
    setup: [...MARKET, ...SELLER, ...funded(2_000, 1, 2), ...long(1, 200)],
    steps: [
      { command: placeLimit({ account: 1, side: 'buy', ticks: 490_000, lots: 10 }) },
      { command: positionMode(1, 'hedge'), refusal: 'POSITION_MODE_HAS_ORDERS' },
      { command: cancelAll(1) },
      { command: positionMode(1, 'hedge'), refusal: 'POSITION_MODE_HAS_POSITION' },
      { command: positionMode(2, 'one-way'), refusal: 'POSITION_MODE_UNCHANGED' },
      { command: positionMode(2, 'hedge') },
    ],
  },
  {
    title: 'in hedge mode both legs are held, the leg is named, and reduce-only is refused',
    rules: ['A12'],
    source: RULES_OF_ACCOUNTS,
    setup: [...MARKET, ...SELLER, ...funded(10_000, 1), positionMode(1, 'hedge')],
    steps: [
      { command: placeLimit({ account: 9, side: 'sell', ticks: 500_000, lots: 30 }) },
      { command: placeMarket({ account: 1, side: 'buy', lots: 30 }), refusal: 'POSITION_SIDE_INVALID' },
      { command: onLeg(placeMarket({ account: 1, side: 'buy', lots: 30 }), 'long') },
      { command: placeLimit({ account: 9, side: 'buy', ticks: 499_999, lots: 20 }) },
      {
        command: onLeg(placeMarket({ account: 1, side: 'sell', lots: 20 }), 'short'),
        observed: [
          { see: 'position', account: 1, leg: 'long', is: { sizeLots: 30 } },
          { see: 'position', account: 1, leg: 'short', is: { sizeLots: -20 } },
        ],
      },
      {
        command: onLeg(
          placeLimit({ account: 1, side: 'sell', ticks: 510_000, lots: 10, isReduceOnly: true }),
          'long',
        ),
        refusal: 'REDUCE_ONLY_IN_HEDGE_MODE',
      },
    ],
  },
  {
    title: 'leverage is not lowered with an open isolated position, and raised without a word',
    rules: ['A14', 'A7'],
    source: RULES_OF_ACCOUNTS,
    setup: ISOLATED_LONG,
    steps: [
      { command: leverage(1, 5), refusal: 'LEVERAGE_LOWERED_ISOLATED' },
      {
        command: leverage(1, 20),
        observed: [{ see: 'position', account: 1, is: { leverage: 20, bucketMicros: 1_000_000_000 } }],
      },
    ],
  },
  {
    title: 'margin is taken out down to initial margin: 10,000 / 10 = 1,000',
    rules: ['A8'],
    source: RULES_OF_ACCOUNTS,
    setup: [...ISOLATED_LONG, adjustMargin(1, 500)],
    steps: [
      { command: adjustMargin(1, -501), refusal: 'MARGIN_INSUFFICIENT' },
      {
        command: adjustMargin(1, -500),
        observed: [{ see: 'position', account: 1, is: { bucketMicros: 1_000_000_000 } }],
      },
      { command: adjustMargin(9, 1), refusal: 'ISOLATED_POSITION_MISSING' },
    ],
  },
  {
    title: 'an order is worth 100 USDT at least: one lot is worth 50',
    rules: ['O12'],
    source: 'Binance exchangeInfo, MIN_NOTIONAL of BTCUSDT',
    setup: [...MARKET, ...funded(2_000, 1)],
    steps: [
      {
        command: placeLimit({ account: 1, side: 'buy', ticks: 500_000, lots: 1 }),
        refusal: 'NOTIONAL_TOO_SMALL',
      },
      { command: placeLimit({ account: 1, side: 'buy', ticks: 500_000, lots: 2 }) },
    ],
  },
  {
    title: 'an amended order goes to the end of the queue even when it only shrinks',
    rules: ['O14'],
    source: 'Binance developer documentation, USD-M, Modify Order',
    setup: [
      ...MARKET,
      ...SELLER,
      ...funded(2_000, 2, 3),
      placeLimit({ account: 2, side: 'buy', ticks: 499_000, lots: 10 }),
      placeLimit({ account: 3, side: 'buy', ticks: 499_000, lots: 10 }),
    ],
    steps: [
      {
        command: {
          kind: 'AmendOrder',
          accountId: accountId(2),
          orderId: orderId(1),
          priceTicks: priceTicks(499_000),
          remainingLots: sizeLots(5),
        },
        observed: [{ see: 'event', kind: 'orderAmended', is: { isPriorityKept: false, remainingLots: 5 } }],
      },
      {
        command: placeMarket({ account: 9, side: 'sell', lots: 5 }),
        observed: [{ see: 'event', kind: 'tradeExecuted', is: { makerAccountId: 3, sizeLots: 5 } }],
      },
    ],
  },
];

const liquidationCases: readonly VenueCase[] = [
  {
    // Equity 1,000.144 − 0.02 × (500,000 − p), maintenance 0.4 % × 0.02 p; at 451,800: 36.144 and 36.144.
    title: 'equity equal to maintenance is liquidated: at 45,180, not at 45,180.1',
    rules: ['L1'],
    source: LIQUIDATION,
    setup: [...ISOLATED_LONG, adjustMargin(1, 0.144)],
    steps: [
      { command: mark(451_801), observed: [{ see: 'no-event', kind: 'liquidationStarted' }] },
      {
        command: mark(451_800),
        observed: [
          {
            see: 'event',
            kind: 'liquidationStarted',
            is: { accountId: 1, mode: 'isolated', equityMicros: 36_144_000, maintenanceMicros: 36_144_000 },
          },
        ],
      },
    ],
  },
  {
    // Sold at 46,000 for 9,200: of the bucket of 1,000.144, 800 are lost; the fee is 1.25 % × 9,200 = 115; 85.144 are
    // left over. Wallet: 2,000 − 5 (taker) − 1,000.144 + 85.144 = 1,080.
    title: 'a small position is closed at once, 1.25 % goes to the fund, what is left over to the user',
    rules: ['L4', 'L6', 'L9', 'L10'],
    source: LIQUIDATION,
    setup: [...ISOLATED_LONG, ...funded(20_000, 8), adjustMargin(1, 0.144)],
    steps: [
      { command: placeLimit({ account: 1, side: 'sell', ticks: 520_000, lots: 100 }) },
      { command: mark(451_801) },
      { command: placeLimit({ account: 8, side: 'buy', ticks: 460_000, lots: 200 }) },
      {
        command: mark(451_800),
        observed: [
          {
            see: 'event',
            kind: 'orderClosed',
            is: { accountId: 1, reason: 'liquidation', remainingLots: 100 },
          },
          {
            see: 'event',
            kind: 'tradeExecuted',
            is: { priceTicks: 460_000, sizeLots: 200, takerFeeMicros: 0 },
          },
          {
            see: 'event',
            kind: 'liquidationFinished',
            is: {
              filledNotionalMicros: 9_200_000_000,
              feeMicros: 115_000_000,
              leftoverMicros: 85_144_000,
              isComplete: true,
            },
          },
          { see: 'account', account: 1, is: { walletMicros: 1_080_000_000 } },
          { see: 'fund', micros: 115_000_000 },
        ],
      },
    ],
  },
  {
    // 1,200 BTC: 60 million, tier of 2 %, amount 131,450. At 48,290: equity 3,070,000 − 1,200 × 1,710 = 1,018,000,
    // maintenance 2 % × 57,948,000 − 131,450 = 1,027,510: 9,510 are short. Half of it would stay in that tier, so a lot
    // sold at mark frees 48.29 × (2 % − 1.25 %) = 0.362175: 26,258.02 lots, rounded up 26,259. Their fee is
    // 1.25 % × 26,259 × 48.29 = 15,850.588875; equity 1,002,149.411125 is then above maintenance, 1,002,149.0578.
    title: 'of a large position only as much is closed as restores the margin',
    rules: ['L5'],
    source: `${LIQUIDATION}; the size is assumed, after drift-labs/protocol-v2`,
    setup: [
      ...MARKET,
      ...funded(100_000_000, 9),
      ...funded(10_000_000, 8),
      ...funded(3_100_000, 1),
      ...long(1, 600_000),
      ...long(1, 600_000),
    ],
    steps: [
      { command: mark(483_000), observed: [{ see: 'no-event', kind: 'liquidationStarted' }] },
      { command: placeLimit({ account: 8, side: 'buy', ticks: 482_900, lots: 30_000 }) },
      {
        command: mark(482_900),
        observed: [
          {
            see: 'event',
            kind: 'liquidationStarted',
            is: { mode: 'cross', equityMicros: 1_018_000_000_000, maintenanceMicros: 1_027_510_000_000 },
          },
          {
            see: 'event',
            kind: 'liquidationFilled',
            is: { stage: 'book', sizeLots: 26_259, priceTicks: 482_900 },
          },
          {
            see: 'event',
            kind: 'liquidationFinished',
            is: { feeMicros: 15_850_588_875, isComplete: false },
          },
          { see: 'position', account: 1, is: { sizeLots: 1_173_741 } },
        ],
      },
    ],
  },
  {
    // Bucket 1,000 on 200 lots: nothing is left 50,000 ticks below the entry. The fund takes 9,036 of notional with
    // 20,000 of cash: within once its equity.
    title: 'without a book the fund takes the position over at the bankruptcy price',
    rules: ['L7', 'I2'],
    source: 'Binance FAQ 360033525371',
    setup: [...ISOLATED_LONG, contribute(20_000)],
    steps: [
      {
        command: mark(451_800),
        observed: [
          {
            see: 'event',
            kind: 'liquidationFilled',
            is: { stage: 'insurance', priceTicks: 450_000, sizeLots: 200, counterpartyAccountId: 0 },
          },
          { see: 'no-event', kind: 'liquidationFilled', is: { stage: 'auto-deleveraging' } },
          { see: 'inventory', lots: 200 },
        ],
      },
    ],
  },
  {
    // Both shorts have the same profit; account 5 has 999 in its wallet, account 6 has 9,999: profit / margin and
    // maintenance / (margin + profit) are both larger for 5. It is paid at the bankruptcy price: 0.1 × 5,000 = 500.
    title:
      'with an empty fund the short with the smaller margin is deleveraged first, at the bankruptcy price, without a fee',
    rules: ['D1', 'D6'],
    source: 'Binance FAQ 360033525471',
    setup: [
      ...MARKET,
      ...funded(1_000, 1, 5),
      ...funded(10_000, 6),
      ...funded(100_000, 7),
      isolated(1),
      leverage(1, 10),
      placeLimit({ account: 6, side: 'sell', ticks: 500_000, lots: 100 }),
      placeMarket({ account: 7, side: 'buy', lots: 100 }),
      placeLimit({ account: 5, side: 'sell', ticks: 500_000, lots: 100 }),
      placeMarket({ account: 1, side: 'buy', lots: 100 }),
    ],
    steps: [
      {
        command: mark(451_800),
        observed: [
          {
            see: 'event',
            kind: 'liquidationFilled',
            is: {
              stage: 'auto-deleveraging',
              priceTicks: 450_000,
              sizeLots: 100,
              counterpartyAccountId: 5,
            },
          },
          { see: 'position', account: 5, is: { sizeLots: 0 } },
          { see: 'position', account: 6, is: { sizeLots: -100 } },
          // 1,000 − 1 (maker fee 0.02 % of 5,000) + 500.
          { see: 'account', account: 5, is: { walletMicros: 1_499_000_000 } },
        ],
      },
    ],
  },
];

const fundingCases: readonly VenueCase[] = [
  {
    title: 'without a premium the long pays the interest of 0.01 % out of its bucket: 1 of 10,000',
    rules: ['F2', 'F3'],
    source: 'Binance FAQ on funding rates',
    setup: ISOLATED_LONG,
    steps: [
      {
        command: settleFunding(),
        observed: [
          { see: 'event', kind: 'fundingSettled', is: { ratePpb: 100_000, markTicks: 500_000 } },
          { see: 'event', kind: 'fundingPaid', is: { accountId: 1, amountMicros: -1_000_000 } },
          { see: 'event', kind: 'fundingPaid', is: { accountId: 9, amountMicros: 1_000_000 } },
          { see: 'position', account: 1, is: { bucketMicros: 999_000_000 } },
        ],
      },
    ],
  },
  {
    // The impact bid for 25,000 USDT is 50,500: a premium of 1 %. 1 % + clamp(0.01 % − 1 %, ±0.05 %) = 0.95 %.
    title: 'a premium of 1 % is clamped to 0.95 % and capped at 0.3 %',
    rules: ['F1', 'F2'],
    source: 'Binance FAQ on funding rates',
    setup: [
      ...MARKET,
      ...funded(100_000, 2),
      placeLimit({ account: 2, side: 'buy', ticks: 505_000, lots: 500 }),
    ],
    steps: [
      { command: index(500_000) },
      {
        command: settleFunding(),
        observed: [{ see: 'event', kind: 'fundingSettled', is: { ratePpb: 3_000_000 } }],
      },
    ],
  },
];

/** Cases of `binance-usdm`. */
export const BINANCE_CASES: readonly VenueCase[] = [...accountCases, ...liquidationCases, ...fundingCases];
