/**
 * What is particular to Bybit. BTCUSDT: 200 lots (0.2 BTC) at 500,000 ticks (50,000 USDT) are worth 10,000 USDT, and a
 * tick moves them by 20,000 micros; taker fee 0.055 %, maker fee 0.02 %; isolated maintenance 0.5 % of the notional of
 * entry. BTCUSD: one lot is 1 USD; at p ticks of half a dollar it is worth 200,000,000 / p units of 10^-8 BTC.
 */
import { accountId, orderId, priceTicks, sizeLots } from '@spillway/protocol';
import {
  adjustMargin,
  cancelAll,
  contribute,
  leverage,
  mark,
  placeLimit,
  placeMarket,
  type UntimedCommand,
} from '@spillway/testkit';
import { BYBIT_UTA } from './bybit-uta.ts';
import {
  depositUnits,
  funded,
  marginMode,
  market,
  positionMode,
  settleFunding,
  type VenueCase,
} from './venue-case.fixture.ts';

const MODES = 'Bybit help centre, unified trading account: margin modes, position modes';
const ISOLATED_PRICE = 'Bybit help centre, Liquidation Price (USDT Contract)';
const LIQUIDATION = 'Bybit help centre, UTA liquidation process';

const MARKET = market(BYBIT_UTA, { BTCUSDT: 500_000, BTCUSD: 100_000 });
const SELLER = funded(1_000_000, 9);

/** Account `buyer` is long at so many ticks against account 9. */
function long(buyer: number, lots: number, ticks = 500_000): readonly UntimedCommand[] {
  return [
    placeLimit({ account: 9, side: 'sell', ticks, lots }),
    placeMarket({ account: buyer, side: 'buy', lots }),
  ];
}

/** Account 1 with 2,000 USDT: long 0.2 BTC at 50,000, isolated, ten times. Bucket 1,000, wallet 2,000 − 1,000 − 5.5. */
const ISOLATED_LONG = [
  ...MARKET,
  ...SELLER,
  ...funded(2_000, 1),
  marginMode(1, 'isolated', null),
  leverage(1, 10),
  ...long(1, 200),
];

const accountCases: readonly VenueCase[] = [
  {
    title: 'the margin mode belongs to the account: naming a contract is refused',
    rules: ['A11'],
    source: MODES,
    setup: [...MARKET, ...funded(2_000, 1)],
    steps: [
      { command: marginMode(1, 'isolated', 0), refusal: 'MODE_SCOPE_INVALID' },
      {
        command: marginMode(1, 'isolated', null),
        observed: [{ see: 'event', kind: 'marginModeSet', is: { instrumentId: null, mode: 'isolated' } }],
      },
      { command: marginMode(1, 'isolated', null), refusal: 'MODE_UNCHANGED' },
    ],
  },
  {
    // Initial margin at mark is 10,000 / 10 = 1,000; the wallet holds 5,000 − 5.5.
    title: 'a covered position changes its mode both ways: 1,000 moves into the bucket and back',
    rules: ['A10'],
    source: MODES,
    setup: [...MARKET, ...SELLER, ...funded(5_000, 1), leverage(1, 10), ...long(1, 200)],
    steps: [
      {
        command: marginMode(1, 'isolated', null),
        observed: [
          { see: 'position', account: 1, is: { mode: 'isolated', bucketMicros: 1_000_000_000 } },
          { see: 'account', account: 1, is: { walletMicros: 3_994_500_000 } },
        ],
      },
      {
        command: marginMode(1, 'cross', null),
        observed: [
          { see: 'position', account: 1, is: { mode: 'cross', bucketMicros: 0 } },
          { see: 'account', account: 1, is: { walletMicros: 4_994_500_000 } },
        ],
      },
    ],
  },
  {
    // At 51,000 initial margin is 1,020, and the cash is 1,010 − 5.5 = 1,004.5: the profit is no cash.
    title: 'a change is refused with an open order, and without the cash for initial margin at mark',
    rules: ['A10'],
    source: MODES,
    setup: [...MARKET, ...SELLER, ...funded(1_010, 1), leverage(1, 10), ...long(1, 200)],
    steps: [
      { command: placeLimit({ account: 1, side: 'sell', ticks: 505_000, lots: 10 }) },
      { command: marginMode(1, 'isolated', null), refusal: 'MODE_HAS_ORDERS' },
      { command: cancelAll(1) },
      { command: mark(510_000) },
      { command: marginMode(1, 'isolated', null), refusal: 'MARGIN_INSUFFICIENT' },
      { command: mark(500_000) },
      { command: marginMode(1, 'isolated', null) },
    ],
  },
  {
    title: 'isolated leverage is lowered once the bucket covers it: 10,000 / 5 = 2,000',
    rules: ['A7'],
    source: MODES,
    setup: [...ISOLATED_LONG, adjustMargin(1, 900)],
    steps: [
      { command: leverage(1, 5), refusal: 'MARGIN_INSUFFICIENT' },
      { command: leverage(1, 6) },
      { command: adjustMargin(1, -234), refusal: 'MARGIN_INSUFFICIENT' },
    ],
  },
  {
    title: 'hedge mode is offered',
    rules: ['A13'],
    source: MODES,
    setup: [...MARKET, ...funded(2_000, 1)],
    steps: [
      {
        command: positionMode(1, 'hedge'),
        observed: [{ see: 'account', account: 1, is: { positionMode: 'hedge' } }],
      },
    ],
  },
  {
    title: 'an amended order that only shrinks keeps its place',
    rules: ['O14'],
    source: 'Bybit FIX documentation, Amend Order (queue priority)',
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
        observed: [{ see: 'event', kind: 'orderAmended', is: { isPriorityKept: true } }],
      },
      {
        command: placeMarket({ account: 9, side: 'sell', lots: 5 }),
        observed: [{ see: 'event', kind: 'tradeExecuted', is: { makerAccountId: 2, sizeLots: 5 } }],
      },
    ],
  },
  {
    title: 'without a premium funding is the interest: (0.06 % − 0.03 %) / 3 = 0.01 %',
    rules: ['F2', 'F3'],
    source: 'Bybit help centre, funding rate',
    setup: ISOLATED_LONG,
    steps: [
      {
        command: settleFunding(),
        observed: [
          { see: 'event', kind: 'fundingSettled', is: { ratePpb: 100_000 } },
          { see: 'event', kind: 'fundingPaid', is: { accountId: 1, amountMicros: -1_000_000 } },
        ],
      },
    ],
  },
];

const liquidationCases: readonly VenueCase[] = [
  {
    // 50,000 × (1 − 1/10 + 0.5 %) = 45,250: equity 1,000 − 0.2 × 4,750 = 50, maintenance 0.5 % × 10,000 = 50.
    title: 'isolated maintenance is of the entry: liquidated at 45,250, not at 45,250.1',
    rules: ['M10', 'L1'],
    source: ISOLATED_PRICE,
    setup: ISOLATED_LONG,
    steps: [
      {
        command: mark(452_501),
        observed: [
          { see: 'no-event', kind: 'liquidationStarted' },
          { see: 'position', account: 1, is: { liquidationPriceTicks: 452_500 } },
        ],
      },
      {
        command: mark(452_500),
        observed: [
          {
            see: 'event',
            kind: 'liquidationStarted',
            is: { accountId: 1, equityMicros: 50_000_000, maintenanceMicros: 50_000_000 },
          },
        ],
      },
    ],
  },
  {
    // Sold at 45,300 for 9,060: 940 of the bucket are lost, the fee is 0.055 % × 9,060 = 4.983, 55.017 are left over.
    title: 'what is left over goes to the fund: fee and rest are the 60 that the sale left',
    rules: ['L9', 'L10'],
    source: LIQUIDATION,
    setup: [...ISOLATED_LONG, ...funded(20_000, 8)],
    steps: [
      { command: mark(452_501) },
      { command: placeLimit({ account: 8, side: 'buy', ticks: 453_000, lots: 200 }) },
      {
        command: mark(452_500),
        observed: [
          {
            see: 'event',
            kind: 'liquidationFinished',
            is: { feeMicros: 4_983_000, leftoverMicros: 55_017_000, isComplete: true },
          },
          { see: 'fund', micros: 60_000_000 },
          { see: 'account', account: 1, is: { walletMicros: 994_500_000 } },
        ],
      },
    ],
  },
  {
    // 48 BTC: 2.4 million, wallet 300,000 − 1,320. At 43,990: equity 298,680 − 48 × 6,010 = 10,200, maintenance
    // 0.56 % × 2,111,520 − 1,200 = 10,624.512. Down to 2 million: 111,520 / 43.99 = 2,535.1, so 2,536 lots, whose fee is
    // 0.055 % × 111,558.64 = 61.357252. What is left needs 0.5 % × 1,999,961.36 = 9,999.8068 and has 10,138.642748.
    title: 'above the lowest tier as much is closed as leads to its floor, filled whole',
    rules: ['L14', 'L19'],
    source: LIQUIDATION,
    setup: [
      ...MARKET,
      ...funded(100_000_000, 9),
      ...funded(1_000_000, 8),
      ...funded(300_000, 1),
      ...long(1, 48_000),
    ],
    steps: [
      { command: mark(441_000), observed: [{ see: 'no-event', kind: 'liquidationStarted' }] },
      { command: placeLimit({ account: 8, side: 'buy', ticks: 439_900, lots: 3_000 }) },
      {
        command: mark(439_900),
        observed: [
          {
            see: 'event',
            kind: 'liquidationStarted',
            is: { mode: 'cross', equityMicros: 10_200_000_000, maintenanceMicros: 10_624_512_000 },
          },
          { see: 'event', kind: 'liquidationFilled', is: { stage: 'book', sizeLots: 2_536 } },
          { see: 'event', kind: 'liquidationFinished', is: { feeMicros: 61_357_252, isComplete: false } },
          { see: 'position', account: 1, is: { sizeLots: 45_464 } },
        ],
      },
    ],
  },
  {
    // The bankruptcy price is 45,000, 7.1 % above a mark of 42,000, which takes its place: a bid of 44,360 trades.
    // 0.2 × 5,640 = 1,128 are lost, 128 more than the bucket: the fund pays them.
    title: 'a bankruptcy price more than 5 % from the mark is replaced by the mark',
    rules: ['L20', 'D5'],
    source: 'reported of Bybit by third parties',
    setup: [...ISOLATED_LONG, ...funded(20_000, 8), contribute(10_000)],
    steps: [
      { command: mark(452_600) },
      { command: placeLimit({ account: 8, side: 'buy', ticks: 443_600, lots: 200 }) },
      {
        command: mark(420_000),
        observed: [
          { see: 'event', kind: 'tradeExecuted', is: { priceTicks: 443_600, sizeLots: 200 } },
          {
            see: 'event',
            kind: 'liquidationFinished',
            is: { insurancePaidMicros: 128_000_000, feeMicros: 0, leftoverMicros: 0 },
          },
          { see: 'fund', micros: 9_872_000_000 },
        ],
      },
    ],
  },
  {
    // The fund pays 128 of 400 as above: 32 % below its peak. The next position, 0.1 BTC from 42,000, liquidates at
    // 0.9 × 42,000 + 0.5 % × 42,000 = 38,010, and the fund, which could pay, takes nothing.
    title: 'after a drawdown of more than 30 % winners are deleveraged although the fund could pay',
    rules: ['I6', 'D1'],
    source: 'bybit-exchange/docs docs/v5/market/adl-alert.mdx',
    setup: [
      ...MARKET,
      contribute(400),
      ...SELLER,
      ...funded(2_000, 1, 2),
      ...funded(20_000, 8),
      marginMode(1, 'isolated', null),
      leverage(1, 10),
      marginMode(2, 'isolated', null),
      leverage(2, 10),
      mark(500_000),
      ...long(1, 200),
      mark(452_600),
      placeLimit({ account: 8, side: 'buy', ticks: 443_600, lots: 200 }),
      mark(420_000),
      ...long(2, 100, 420_000),
      mark(380_200),
    ],
    steps: [
      {
        command: mark(380_100),
        observed: [
          { see: 'event', kind: 'liquidationStarted', is: { accountId: 2 } },
          {
            see: 'event',
            kind: 'liquidationFilled',
            is: { stage: 'auto-deleveraging', priceTicks: 378_000, sizeLots: 100, counterpartyAccountId: 9 },
          },
          { see: 'no-event', kind: 'liquidationFilled', is: { stage: 'insurance' } },
          { see: 'fund', micros: 272_000_000 },
        ],
      },
    ],
  },
];

const inverseCases: readonly VenueCase[] = [
  {
    // 60,000 USD at 50,000: 1.2 BTC, bucket 0.12, fee 0.055 % × 1.2 = 0.00066, maintenance 0.5 % × 1.2 = 0.006.
    // 60,000 / (1.2 + 0.12 − 0.006) = 45,662.10: not at 45,662.5, where 0.12 + 1.2 − 60,000 / 45,662.5 = 0.00601…,
    // but at 45,662.0, where 0.00599… is left.
    title: 'an inverse position of 60,000 USD is margined in bitcoin and liquidated at 45,662.10',
    rules: ['X2', 'A16', 'M10', 'M9'],
    source: 'Bybit help centre, Liquidation Price, isolated margin, unified trading account',
    setup: [
      ...MARKET,
      ...funded(1, 1, 9),
      depositUnits(1, 1, 20_000_000),
      depositUnits(9, 1, 1_000_000_000),
      marginMode(1, 'isolated', null),
      leverage(1, 10, 1),
      placeLimit({ account: 9, instrument: 1, side: 'sell', ticks: 100_000, lots: 60_000 }),
      placeMarket({ account: 1, instrument: 1, side: 'buy', lots: 60_000 }),
    ],
    steps: [
      {
        command: mark(91_325, { instrument: 1 }),
        observed: [
          { see: 'no-event', kind: 'liquidationStarted' },
          {
            see: 'position',
            account: 1,
            instrument: 1,
            is: {
              entryCostMicros: -120_000_000,
              bucketMicros: 12_000_000,
              liquidationPriceTicks: 91_325,
            },
          },
          { see: 'account', account: 1, asset: 1, is: { walletMicros: 7_934_000 } },
          { see: 'account', account: 1, asset: 0, is: { walletMicros: 1_000_000 } },
        ],
      },
      {
        command: mark(91_324, { instrument: 1 }),
        observed: [
          { see: 'event', kind: 'liquidationStarted', is: { accountId: 1, maintenanceMicros: 600_000 } },
        ],
      },
    ],
  },
];

/** Cases of `bybit-uta`. */
export const BYBIT_CASES: readonly VenueCase[] = [...accountCases, ...liquidationCases, ...inverseCases];
