/**
 * What is particular to dYdX v4. BTCUSD: tick 1, lot 0.0001, so one tick of one lot is 100 micros; 2,000 lots (0.2 BTC)
 * at 50,000 are worth 10,000 USDC, and a tick moves them by 200,000 micros. Taker fee 0.05 %, maker fee 0.01 %,
 * maintenance 2 % × 60 % = 1.2 %, leverage always 50.
 */
import { contribute, leverage, mark, placeLimit, placeMarket, type UntimedCommand } from '@spillway/testkit';
import { DYDX_V4 } from './dydx-v4.ts';
import {
  ADVANCE,
  feeTier,
  funded,
  index,
  marginMode,
  market,
  positionMode,
  settleFunding,
  type VenueCase,
} from './venue-case.fixture.ts';

const MARGIN = 'dydxprotocol/v4-documentation, margin';
const LIQUIDATIONS =
  'dydxprotocol/v4-chain protocol/x/clob/keeper/liquidations.go, protocol/testing/genesis.sh';

const MARKET = market(DYDX_V4, { BTCUSD: 50_000 });
const SELLER = funded(1_000_000, 9);

/** Account `buyer` is long at 50,000 against account 9. */
function long(buyer: number, lots: number): readonly UntimedCommand[] {
  return [
    placeLimit({ account: 9, side: 'sell', ticks: 50_000, lots }),
    placeMarket({ account: buyer, side: 'buy', lots }),
  ];
}

/** Account 1: long 2 BTC at 50,000, 11,080 USDC after the fee of 50. */
const LONG_OF_TWO = [...MARKET, ...SELLER, ...funded(11_130, 1), ...funded(100_000, 8), ...long(1, 20_000)];

const accountCases: readonly VenueCase[] = [
  {
    title: 'nobody chooses leverage: initial margin is 2 %, 200 of 10,000',
    rules: ['A2', 'A14'],
    source: MARGIN,
    setup: [...MARKET, ...SELLER, ...funded(1_000, 1), ...long(1, 2_000)],
    steps: [
      {
        command: leverage(1, 10),
        refusal: 'LEVERAGE_FIXED',
        observed: [
          {
            see: 'position',
            account: 1,
            is: { leverage: 50, initialMarginMicros: 200_000_000, maintenanceMarginMicros: 120_000_000 },
          },
        ],
      },
    ],
  },
  {
    title: 'there is no hedge mode',
    rules: ['A13'],
    source: MARGIN,
    setup: [...MARKET, ...funded(1_000, 1)],
    steps: [{ command: positionMode(1, 'hedge'), refusal: 'HEDGE_MODE_NOT_OFFERED' }],
  },
  {
    title: 'a position does not change its margin mode',
    rules: ['A6'],
    source: MARGIN,
    setup: [...MARKET, ...SELLER, ...funded(1_000, 1), ...long(1, 2_000)],
    steps: [{ command: marginMode(1, 'isolated'), refusal: 'MODE_HAS_POSITION' }],
  },
  {
    title: 'a maker of the last tier is paid 0.011 %: 1.10 of 10,000',
    rules: ['A15'],
    source: 'dydxprotocol/v4-chain protocol/x/feetiers/types, StandardParams',
    setup: [...MARKET, ...SELLER, ...funded(1_000, 1), feeTier(9, 8)],
    steps: [
      { command: placeLimit({ account: 9, side: 'sell', ticks: 50_000, lots: 2_000 }) },
      {
        command: placeMarket({ account: 1, side: 'buy', lots: 2_000 }),
        observed: [{ see: 'event', kind: 'tradeExecuted', is: { makerFeeMicros: -1_100_000 } }],
      },
    ],
  },
  {
    // 35 million of open interest, half way between 20 and 50: 10 % + 90 % / 2 = 55 %. Ten lots of SOL (1 SOL) are 100.
    title: 'initial margin rises with open interest: 55 % half way',
    rules: ['M1'],
    source: 'dydxprotocol/v4-chain protocol/lib/margin, protocol/testing/genesis.sh (Small-Cap)',
    setup: [
      ...market(DYDX_V4, { SOLUSD: 10_000 }),
      ...funded(500_000_000, 1, 9),
      ...funded(1_000, 3),
      ...[1_000_000, 1_000_000, 1_000_000, 499_990].flatMap((lots) => [
        placeLimit({ account: 9, side: 'sell' as const, ticks: 10_000, lots }),
        placeLimit({ account: 1, side: 'buy' as const, ticks: 10_000, lots }),
      ]),
      placeLimit({ account: 9, side: 'sell', ticks: 10_000, lots: 10 }),
    ],
    steps: [
      {
        command: placeLimit({ account: 3, side: 'buy', ticks: 10_000, lots: 10 }),
        observed: [
          {
            see: 'position',
            account: 3,
            is: { initialMarginMicros: 55_000_000, maintenanceMarginMicros: 5_000_000 },
          },
        ],
      },
    ],
  },
  {
    // The impact bid for 10,000 USDC is 50,500: a premium of 1 %. (1 % + 0.01 %) / 8 = 0.12625 %.
    title: 'premium and interest are added unclamped, and an eighth is paid an hour',
    rules: ['F1', 'F2'],
    source: 'dydxprotocol/v4-documentation, funding',
    setup: [
      ...MARKET,
      ...funded(10_000, 2),
      placeLimit({ account: 2, side: 'buy', ticks: 50_500, lots: 2_000 }),
    ],
    steps: [
      { command: index(50_000) },
      {
        command: settleFunding(),
        observed: [{ see: 'event', kind: 'fundingSettled', is: { ratePpb: 1_262_500 } }],
      },
    ],
  },
  {
    title: 'the mark is the oracle price, whatever the book bids',
    rules: ['K1'],
    source: MARGIN,
    setup: [
      ...MARKET,
      ...funded(10_000, 2),
      placeLimit({ account: 2, side: 'buy', ticks: 50_500, lots: 2_000 }),
    ],
    steps: [
      {
        command: index(49_000),
        observed: [{ see: 'event', kind: 'markPriceChanged', is: { markTicks: 49_000, indexTicks: 49_000 } }],
      },
    ],
  },
];

const liquidationCases: readonly VenueCase[] = [
  {
    // Wallet 1,113 − 5. At 45,000: equity 1,108 − 0.2 × 5,000 = 108, maintenance 1.2 % × 9,000 = 108.
    title: 'equity equal to maintenance is safe: 45,000 is survived, 44,999 is not',
    rules: ['L1'],
    source: 'dydxprotocol/v4-chain protocol/x/clob/keeper/liquidations_test.go, TestIsLiquidatable',
    setup: [...MARKET, ...SELLER, ...funded(1_113, 1), ...long(1, 2_000)],
    steps: [
      { command: mark(45_000), observed: [{ see: 'no-event', kind: 'liquidationStarted' }] },
      {
        command: mark(44_999),
        observed: [
          {
            see: 'event',
            kind: 'liquidationStarted',
            is: { equityMicros: 107_800_000, maintenanceMicros: 107_997_600 },
          },
        ],
      },
    ],
  },
  {
    // At 44,999: equity 11,080 − 2 × 5,001 = 1,078, maintenance 1.2 % × 89,998 = 1,079.976: 0.183 % short. The bound is
    // 44,999 × (1 − 1.5 × 1.2 % × 0.183 %) = 44,997.5, rounded up: a bid of 44,998 is taken, one of 44,997 is not. A
    // block closes 10 % of 20,000 lots; 1,000 find a bid. The fee, 1.5 % of 4,499.8 = 67.497 (the chain would take the 53.8
    // that the fill is better than the bankruptcy price, an assumption of the preset), leaves 1,010.403 against
    // 1.2 % × 85,498.1 = 1,025.9772: 1.518 % short, so the next block's bound is 44,986.7, and a tenth is 1,900 lots.
    title: 'a block closes a tenth within the fillable price, the next one goes on; no order is cancelled',
    rules: ['L15', 'L17', 'L11', 'L22'],
    source: LIQUIDATIONS,
    setup: [
      ...LONG_OF_TWO,
      placeLimit({ account: 1, side: 'sell', ticks: 60_000, lots: 100 }),
      placeLimit({ account: 8, side: 'buy', ticks: 44_998, lots: 1_000 }),
      placeLimit({ account: 8, side: 'buy', ticks: 44_997, lots: 5_000 }),
    ],
    steps: [
      { command: mark(45_001), observed: [{ see: 'no-event', kind: 'liquidationStarted' }] },
      {
        command: mark(44_999),
        atMs: 10_500,
        observed: [
          {
            see: 'event',
            kind: 'liquidationFilled',
            is: { stage: 'book', priceTicks: 44_998, sizeLots: 1_000 },
          },
          { see: 'no-event', kind: 'tradeExecuted', is: { priceTicks: 44_997 } },
          { see: 'no-event', kind: 'liquidationFilled', is: { stage: 'insurance' } },
          { see: 'no-event', kind: 'liquidationFilled', is: { stage: 'auto-deleveraging' } },
          { see: 'position', account: 1, is: { sizeLots: 19_000 } },
          { see: 'open-orders', account: 1, count: 1 },
          { see: 'fund', micros: 67_497_000 },
        ],
      },
      {
        command: ADVANCE,
        atMs: 11_000,
        observed: [
          {
            see: 'event',
            kind: 'liquidationFilled',
            is: { stage: 'book', priceTicks: 44_997, sizeLots: 1_900 },
          },
          { see: 'position', account: 1, is: { sizeLots: 17_100 } },
        ],
      },
    ],
  },
  {
    // 0.02 BTC is worth 880 at 44,000, less than the 1,000 that a block may always close. Wallet 111.3 − 0.5. Equity is
    // below zero, so the bound is 44,000 × (1 − 1.8 %) = 43,208: sold at 43,500 for a loss of 130, 19.2 too much.
    title: 'a fill below the bankruptcy price is paid by the fund, which takes over nothing',
    rules: ['L15', 'L17', 'D5', 'I2'],
    source: LIQUIDATIONS,
    setup: [
      ...MARKET,
      ...SELLER,
      ...funded(111.3, 1),
      ...funded(100_000, 8),
      contribute(100),
      ...long(1, 200),
      placeLimit({ account: 8, side: 'buy', ticks: 43_500, lots: 200 }),
    ],
    steps: [
      {
        command: mark(44_000),
        observed: [
          { see: 'event', kind: 'tradeExecuted', is: { priceTicks: 43_500, sizeLots: 200 } },
          {
            see: 'event',
            kind: 'liquidationFinished',
            is: { insurancePaidMicros: 19_200_000, feeMicros: 0, isComplete: true },
          },
          { see: 'fund', micros: 80_800_000 },
          { see: 'inventory', lots: 0 },
          { see: 'account', account: 1, is: { walletMicros: 0 } },
        ],
      },
    ],
  },
  {
    // Equity 11,080 − 2 × 6,000 is below zero and nobody bids: 50,000 − 11,080 / 2 = 44,460.
    title: 'below zero without a book the other side is deleveraged at the bankruptcy price',
    rules: ['L15', 'D1', 'D6'],
    source: 'dydxprotocol/v4-chain protocol/x/clob/keeper/deleveraging.go',
    setup: LONG_OF_TWO,
    steps: [
      {
        command: mark(44_000),
        observed: [
          {
            see: 'event',
            kind: 'liquidationFilled',
            is: { stage: 'auto-deleveraging', priceTicks: 44_460, counterpartyAccountId: 9 },
          },
          { see: 'no-event', kind: 'liquidationFilled', is: { stage: 'insurance' } },
        ],
      },
    ],
  },
];

/** Cases of `dydx-v4`. */
export const DYDX_CASES: readonly VenueCase[] = [...accountCases, ...liquidationCases];
