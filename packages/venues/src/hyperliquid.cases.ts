/**
 * What is particular to Hyperliquid. BTC: tick 1, lot 0.00001, so one tick of one lot is 10 micros; 20,000 lots (0.2
 * BTC) at 50,000 are worth 10,000 USDC, and a tick moves them by 200,000 micros. Taker fee 0.045 %, maker fee 0.015 %,
 * maintenance 1.25 %, no liquidation fee.
 */
import {
  adjustMargin,
  contribute,
  isolated,
  leverage,
  mark,
  placeLimit,
  placeMarket,
  type UntimedCommand,
} from '@spillway/testkit';
import { HYPERLIQUID } from './hyperliquid.ts';
import {
  ADVANCE,
  feeTier,
  funded,
  marginMode,
  market,
  positionMode,
  settleFunding,
  type VenueCase,
} from './venue-case.fixture.ts';

const MARGINING = 'Hyperliquid documentation, Margining';
const LIQUIDATIONS = 'Hyperliquid documentation, Liquidations';

const MARKET = market(HYPERLIQUID, { BTC: 50_000 });
const SELLER = funded(1_000_000, 9);

/** Account `buyer` is long at 50,000 against account 9. */
function long(buyer: number, lots: number): readonly UntimedCommand[] {
  return [
    placeLimit({ account: 9, side: 'sell', ticks: 50_000, lots }),
    placeMarket({ account: buyer, side: 'buy', lots }),
  ];
}

/** Account 1 with 3,000 USDC: long 0.2 BTC at 50,000, isolated, ten times. Bucket 1,000. */
const ISOLATED_LONG = [
  ...MARKET,
  ...SELLER,
  ...funded(3_000, 1),
  isolated(1),
  leverage(1, 10),
  ...long(1, 20_000),
];

/** Account 1: long 4 BTC at 50,000 in cross, 20,000 USDC in its wallet after the fee of 90. */
const CROSS_LONG = [...MARKET, ...SELLER, ...funded(20_090, 1), ...funded(100_000, 8), ...long(1, 400_000)];

const accountCases: readonly VenueCase[] = [
  {
    title: 'there is no hedge mode',
    rules: ['A13'],
    source: MARGINING,
    setup: [...MARKET, ...funded(2_000, 1)],
    steps: [{ command: positionMode(1, 'hedge'), refusal: 'HEDGE_MODE_NOT_OFFERED' }],
  },
  {
    title: 'an asset is in one margin mode: close first, then change',
    rules: ['A6'],
    source: MARGINING,
    setup: [...MARKET, ...SELLER, ...funded(2_000, 1), ...long(1, 20_000)],
    steps: [
      { command: marginMode(1, 'isolated'), refusal: 'MODE_HAS_POSITION' },
      { command: placeLimit({ account: 9, side: 'buy', ticks: 50_000, lots: 20_000 }) },
      { command: placeMarket({ account: 1, side: 'sell', lots: 20_000, isReduceOnly: true }) },
      { command: marginMode(1, 'isolated') },
    ],
  },
  {
    title: 'leverage is 20 until it is chosen, and at most 40',
    rules: ['A2', 'A7'],
    source: 'Hyperliquid documentation, Margin tiers',
    setup: [...MARKET, ...funded(2_000, 1)],
    steps: [
      { command: leverage(1, 41), refusal: 'LEVERAGE_INVALID' },
      { command: leverage(1, 40), observed: [{ see: 'position', account: 1, is: { leverage: 40 } }] },
    ],
  },
  {
    // At twenty times initial margin is 500, a tenth of 10,000 is 1,000: the bucket is 1,100 and may lose 100.
    title: 'a tenth of the notional stays in an isolated position, whatever its leverage',
    rules: ['A8'],
    source: MARGINING,
    setup: [
      ...MARKET,
      ...SELLER,
      ...funded(3_000, 1),
      isolated(1),
      leverage(1, 20),
      ...long(1, 20_000),
      adjustMargin(1, 600),
    ],
    steps: [
      { command: adjustMargin(1, -101), refusal: 'MARGIN_INSUFFICIENT' },
      {
        command: adjustMargin(1, -100),
        observed: [{ see: 'position', account: 1, is: { bucketMicros: 1_000_000_000 } }],
      },
    ],
  },
  {
    title: 'an order is worth 10 USDC at least: ten lots are worth 5',
    rules: ['O12'],
    source: 'Hyperliquid documentation, Error responses (MinTradeNtl)',
    setup: [...MARKET, ...funded(2_000, 1)],
    steps: [
      {
        command: placeLimit({ account: 1, side: 'buy', ticks: 50_000, lots: 10 }),
        refusal: 'NOTIONAL_TOO_SMALL',
      },
      { command: placeLimit({ account: 1, side: 'buy', ticks: 50_000, lots: 20 }) },
    ],
  },
  {
    title: 'a maker of the best tier is paid 0.003 %: 0.30 of 10,000',
    rules: ['A15'],
    source: 'Hyperliquid documentation, Fees (maker rebates)',
    setup: [...MARKET, ...SELLER, ...funded(3_000, 1), feeTier(9, 9)],
    steps: [
      { command: placeLimit({ account: 9, side: 'sell', ticks: 50_000, lots: 20_000 }) },
      {
        command: placeMarket({ account: 1, side: 'buy', lots: 20_000 }),
        observed: [
          {
            see: 'event',
            kind: 'tradeExecuted',
            is: { makerFeeMicros: -300_000, takerFeeMicros: 4_500_000 },
          },
        ],
      },
    ],
  },
  {
    title: 'funding pays an eighth of the eight-hour rate an hour: 0.00125 % of 10,000 is 0.125',
    rules: ['F2', 'F3'],
    source: 'Hyperliquid documentation, Funding',
    setup: ISOLATED_LONG,
    steps: [
      {
        command: settleFunding(),
        observed: [
          { see: 'event', kind: 'fundingSettled', is: { ratePpb: 12_500 } },
          { see: 'event', kind: 'fundingPaid', is: { accountId: 1, amountMicros: -125_000 } },
          { see: 'position', account: 1, is: { bucketMicros: 999_875_000 } },
        ],
      },
    ],
  },
];

const liquidationCases: readonly VenueCase[] = [
  {
    // Equity 1,000.1225 − 0.2 × (50,000 − p), maintenance 1.25 % × 0.2 p; at 45,569: 113.9225 and 113.9225.
    title: 'equity equal to maintenance is safe: 45,569 is survived, 45,568 is not',
    rules: ['L1'],
    source: LIQUIDATIONS,
    setup: [...ISOLATED_LONG, adjustMargin(1, 0.1225)],
    steps: [
      {
        command: mark(45_569),
        observed: [
          { see: 'no-event', kind: 'liquidationStarted' },
          { see: 'position', account: 1, is: { maintenanceMarginMicros: 113_922_500 } },
        ],
      },
      {
        command: mark(45_568),
        observed: [
          {
            see: 'event',
            kind: 'liquidationStarted',
            is: { equityMicros: 113_722_500, maintenanceMicros: 113_920_000 },
          },
        ],
      },
    ],
  },
  {
    // At 45,569: equity 20,000 − 4 × 4,431 = 2,276, maintenance 1.25 % × 182,276 = 2,278.45. A fifth of 4 BTC, at
    // 45,500. At 45,400 ten seconds later 1,680 are less than 1.25 % × 3.2 × 45,400 = 1,816, but the account rests.
    // The remainder is sold at 45,500, too: 20,000 − 4 × 4,500 = 2,000 stay with the user, no fee.
    title:
      'above 100,000 USDC a fifth is sold, then nothing for 30 seconds, then all; the user keeps the rest',
    rules: ['L13', 'L22', 'L10', 'L9'],
    source: LIQUIDATIONS,
    setup: [...CROSS_LONG, placeLimit({ account: 8, side: 'buy', ticks: 45_500, lots: 500_000 })],
    steps: [
      {
        command: mark(45_569),
        atMs: 10_000,
        observed: [
          {
            see: 'event',
            kind: 'liquidationFilled',
            is: { stage: 'book', sizeLots: 80_000, priceTicks: 45_500 },
          },
          { see: 'event', kind: 'liquidationFinished', is: { isComplete: false, feeMicros: 0 } },
          { see: 'position', account: 1, is: { sizeLots: 320_000 } },
        ],
      },
      {
        command: mark(45_400),
        atMs: 20_000,
        observed: [
          { see: 'no-event', kind: 'liquidationStarted' },
          { see: 'position', account: 1, is: { sizeLots: 320_000 } },
        ],
      },
      { command: ADVANCE, atMs: 39_999, observed: [{ see: 'no-event', kind: 'liquidationStarted' }] },
      {
        command: ADVANCE,
        atMs: 40_000,
        observed: [
          { see: 'event', kind: 'liquidationFilled', is: { stage: 'book', sizeLots: 320_000 } },
          { see: 'event', kind: 'liquidationFinished', is: { isComplete: true } },
          { see: 'account', account: 1, is: { walletMicros: 2_000_000_000 } },
        ],
      },
    ],
  },
  {
    // At 45,300: equity 20,000 − 4 × 4,700 = 1,200, maintenance 1.25 % × 181,200 = 2,265, two thirds of it 1,510. The
    // bankruptcy price is 45,300 − 1,200 / 4 = 45,000. A bid of 45,100 is not asked.
    title: 'below two thirds of maintenance the vault takes all of it over, past the book, with the margin',
    rules: ['L21'],
    source: LIQUIDATIONS,
    setup: [...CROSS_LONG, placeLimit({ account: 8, side: 'buy', ticks: 45_100, lots: 10_000 })],
    steps: [
      {
        command: mark(45_300),
        observed: [
          {
            see: 'event',
            kind: 'liquidationFilled',
            is: { stage: 'backstop', sizeLots: 400_000, priceTicks: 45_000, counterpartyAccountId: 0 },
          },
          { see: 'no-event', kind: 'liquidationFilled', is: { stage: 'book' } },
          { see: 'account', account: 1, is: { walletMicros: 0 } },
          { see: 'position', account: 1, is: { sizeLots: 0 } },
        ],
      },
    ],
  },
  {
    // The bucket of 1,000 is used up at 45,000; sold at 44,000, 1,200 are lost: the fund pays 200 of its 1,000.
    title: 'a market order sells below the bankruptcy price, and the fund pays the difference',
    rules: ['L16', 'D5'],
    source: LIQUIDATIONS,
    setup: [
      ...ISOLATED_LONG,
      ...funded(100_000, 8),
      contribute(1_000),
      placeLimit({ account: 8, side: 'buy', ticks: 44_000, lots: 20_000 }),
    ],
    steps: [
      {
        command: mark(45_569),
        observed: [
          { see: 'event', kind: 'tradeExecuted', is: { priceTicks: 44_000, sizeLots: 20_000 } },
          { see: 'event', kind: 'liquidationFinished', is: { insurancePaidMicros: 200_000_000 } },
          { see: 'fund', micros: 800_000_000 },
        ],
      },
    ],
  },
  {
    // The value of the position is below zero at 44,000, and the vault is empty. Both shorts have gained the same; the
    // smaller account has the larger (entry / mark) × (notional / value). The mark before was 46,000: 0.1 × 4,000.
    title: 'below zero with an empty vault the smaller winner is deleveraged, at the mark before the last',
    rules: ['D1', 'D6'],
    source: 'Hyperliquid documentation, Auto-deleveraging',
    setup: [
      ...MARKET,
      ...funded(1_000, 1, 5),
      ...funded(10_000, 6),
      ...funded(100_000, 7),
      isolated(1),
      leverage(1, 10),
      placeLimit({ account: 6, side: 'sell', ticks: 50_000, lots: 10_000 }),
      placeMarket({ account: 7, side: 'buy', lots: 10_000 }),
      placeLimit({ account: 5, side: 'sell', ticks: 50_000, lots: 10_000 }),
      placeMarket({ account: 1, side: 'buy', lots: 10_000 }),
      mark(46_000),
    ],
    steps: [
      {
        command: mark(44_000),
        observed: [
          {
            see: 'event',
            kind: 'liquidationFilled',
            is: {
              stage: 'auto-deleveraging',
              priceTicks: 46_000,
              sizeLots: 10_000,
              counterpartyAccountId: 5,
            },
          },
          { see: 'position', account: 6, is: { sizeLots: -10_000 } },
          // 1,000 − 0.75 (maker fee 0.015 % of 5,000) + 400.
          { see: 'account', account: 5, is: { walletMicros: 1_399_250_000 } },
        ],
      },
    ],
  },
];

/** Cases of `hyperliquid`. */
export const HYPERLIQUID_CASES: readonly VenueCase[] = [...accountCases, ...liquidationCases];
