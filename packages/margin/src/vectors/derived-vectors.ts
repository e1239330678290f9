import type { PositionInput } from '../margin-request.ts';
import { crossRequest, ENTRY_BASIS, isolatedRequest, type MarginVector, SINGLE } from './margin-vector.ts';

const BY_HAND = 'Derived: equity = maintenance margin, solved by hand';
const TIERS = 'Derived; Binance BTCUSDT brackets of October 2024 in freqtrade binance_leverage_tiers.json';

/** Long 0.2 at 50,000 and 10x, by rate: on the entry and on the mark basis. */
const TEN_TIMES_LONG = [
  { mmr: '0.01', onEntry: '45500', onMark: '45454.55' },
  { mmr: '0.005', onEntry: '45250', onMark: '45226.13' },
  { mmr: '0.004', onEntry: '45200', onMark: '45180.72' },
] as const;

/** A wallet of 5,000: long 0.2 at 50,000, and the whole wallet at 10x (long 1). */
const WALLET_OF_5000 = [
  { mmr: '0.004', fifth: '25100.4', whole: '45180.72' },
  { mmr: '0.005', fifth: '25125.63', whole: '45226.13' },
  { mmr: '0.01', fifth: '25252.53', whole: '45454.55' },
] as const;

/** V01 of the validation set: E (1 ∓ 1/L) / (1 ∓ m) at 50,000 and 0.5 %. */
const BY_LEVERAGE = [
  ['2', '25125.628141', '74626.865672'],
  ['5', '40201.005025', '59701.492537'],
  ['10', '45226.130653', '54726.368159'],
  ['25', '48241.20603', '51741.293532'],
  ['50', '49246.231156', '50746.268657'],
  ['100', '49748.743719', '50248.756219'],
] as const;

/** The two traders of the guide to margin modes: entry 8,800, maintenance 1 %, notional 10,000. */
const TWO_TRADERS = { side: 'long', qty: '1.136363636363636364', entry: '8800', mmr: '0.01' } as const;

const price = (liquidationPrice: string): MarginVector['expected'] => ({ symbol: SINGLE, liquidationPrice });

const twoLongs = (mode: PositionInput['mode']): MarginVector['request'] => ({
  wallet: '10000',
  positions: [
    { symbol: 'A', side: 'long', qty: '30000', entry: '1', mark: '1', mode, leverage: '10', mmr: '0.005' },
    { symbol: 'B', side: 'long', qty: '20000', entry: '1', mark: '1', mode, leverage: '10', mmr: '0.005' },
  ],
});

const hundredth = '0.01';

const SINGLE_POSITION_VECTORS: readonly MarginVector[] = [
  ...BY_LEVERAGE.flatMap(([leverage, long, short]): MarginVector[] => [
    {
      id: `D-ISO-LONG-${leverage}X`,
      source: BY_HAND,
      request: isolatedRequest({ side: 'long', qty: '1', entry: '50000', leverage, mmr: '0.005' }),
      expected: price(long),
      tolerance: '0.000001',
    },
    {
      id: `D-ISO-SHORT-${leverage}X`,
      source: BY_HAND,
      request: isolatedRequest({ side: 'short', qty: '1', entry: '50000', leverage, mmr: '0.005' }),
      expected: price(short),
      tolerance: '0.000001',
    },
  ]),
  ...TEN_TIMES_LONG.flatMap(({ mmr, onEntry, onMark }): MarginVector[] => {
    const position = {
      side: 'long',
      qty: '0.2',
      entry: '50000',
      margin: '1000',
      leverage: '10',
      mmr,
    } as const;
    return [
      {
        id: `D-ISO-10X/entry-${mmr}`,
        source: BY_HAND,
        request: isolatedRequest(position, ENTRY_BASIS),
        expected: price(onEntry),
        tolerance: hundredth,
      },
      {
        id: `D-ISO-10X/mark-${mmr}`,
        source: BY_HAND,
        request: isolatedRequest(position),
        expected: price(onMark),
        tolerance: hundredth,
      },
    ];
  }),
  {
    id: 'D-ISO-25X/entry',
    source: BY_HAND,
    request: isolatedRequest(
      { side: 'long', qty: '1', entry: '50000', leverage: '25', mmr: '0.004' },
      ENTRY_BASIS,
    ),
    expected: price('48200'),
    tolerance: hundredth,
  },
  {
    id: 'D-ISO-25X/mark',
    source: BY_HAND,
    request: isolatedRequest({ side: 'long', qty: '1', entry: '50000', leverage: '25', mmr: '0.004' }),
    expected: price('48192.77'),
    tolerance: hundredth,
  },
  ...WALLET_OF_5000.flatMap(({ mmr, fifth, whole }): MarginVector[] => [
    {
      id: `D-CROSS-5000/fifth-${mmr}`,
      source: BY_HAND,
      request: crossRequest('5000', { side: 'long', qty: '0.2', entry: '50000', mmr }),
      expected: price(fifth),
      tolerance: hundredth,
    },
    {
      id: `D-CROSS-5000/whole-${mmr}`,
      source: BY_HAND,
      request: crossRequest('5000', { side: 'long', qty: '1', entry: '50000', mmr }),
      expected: price(whole),
      tolerance: hundredth,
    },
  ]),
  {
    id: 'D-ISO-500',
    source: BY_HAND,
    request: isolatedRequest({
      side: 'long',
      qty: '5000',
      entry: '1',
      margin: '500',
      leverage: '10',
      mmr: '0.005',
    }),
    expected: price('0.9045226'),
    tolerance: '0.0000001',
    note: '(5,000 − 500) / (5,000 × 0.995): a fall of 9.54774 %.',
  },
  {
    id: 'D-ISO-500/at-liquidation',
    source: BY_HAND,
    request: isolatedRequest({
      side: 'long',
      qty: '5000',
      entry: '1',
      mark: '0.90452261306532663317',
      margin: '500',
      mmr: '0.005',
    }),
    expected: { symbol: SINGLE, equity: '22.61', maintenanceMargin: '22.61' },
    tolerance: hundredth,
    note: '500 − 477.39 of loss: liquidation comes before the margin is used up.',
  },
  {
    id: 'D-ISO-FUNDING/before',
    source: BY_HAND,
    request: isolatedRequest({ side: 'long', qty: '0.2', entry: '50000', margin: '1000', mmr: '0.004' }),
    expected: price('45180.72'),
    tolerance: hundredth,
  },
  {
    id: 'D-ISO-FUNDING/after',
    source: BY_HAND,
    request: isolatedRequest({ side: 'long', qty: '0.2', entry: '50000', margin: '999', mmr: '0.004' }),
    expected: price('45185.74'),
    tolerance: hundredth,
    note: 'Funding of 0.01 % on 10,000 took 1 out of the bucket.',
  },
  {
    id: 'D-CROSS-LONG-NEVER',
    source: BY_HAND,
    request: crossRequest('10000', { side: 'long', qty: '5000', entry: '1', leverage: '10', mmr: '0.005' }),
    expected: { symbol: SINGLE, liquidationPrice: null, bankruptcyPrice: null },
    tolerance: '0',
    note: 'The wallet is larger than the position: at a price of 0 half of it is left.',
  },
  {
    id: 'D-CROSS-SHORT',
    source: BY_HAND,
    request: crossRequest('10000', { side: 'short', qty: '5000', entry: '1', mmr: '0.005' }),
    expected: price('2.98507'),
    tolerance: '0.0001',
  },
  {
    id: 'D-TIER-CROSSING',
    source: TIERS,
    request: isolatedRequest({
      side: 'short',
      qty: '12',
      entry: '49000',
      margin: '29400',
      tiers: [
        { floor: '0', mmr: '0.004', cum: '0' },
        { floor: '50000', mmr: '0.005', cum: '50' },
        { floor: '600000', mmr: '0.0065', cum: '950' },
      ],
    }),
    expected: price('51196.3901'),
    tolerance: '0.001',
    note: '588,000 at entry lies in the second tier, 614,357 at liquidation in the third; the second alone gives 51,198.18.',
  },
  {
    id: 'D-EQUALITY/inclusive',
    source: BY_HAND,
    request: crossRequest('500', { side: 'long', qty: '1', entry: '50000', mmr: '0.01' }),
    expected: { symbol: SINGLE, equity: '500', maintenanceMargin: '500', isLiquidatable: true },
    tolerance: '0',
  },
  {
    id: 'D-EQUALITY/strict',
    source: BY_HAND,
    request: crossRequest(
      '500',
      { side: 'long', qty: '1', entry: '50000', mmr: '0.01' },
      { trigger: 'strict' },
    ),
    expected: { symbol: SINGLE, equity: '500', maintenanceMargin: '500', isLiquidatable: false },
    tolerance: '0',
  },
];

const ACCOUNT_VECTORS: readonly MarginVector[] = [
  {
    id: 'D-TWO-TRADERS/isolated',
    source: BY_HAND,
    request: isolatedRequest({ ...TWO_TRADERS, margin: '1000', leverage: '10' }),
    expected: { symbol: SINGLE, liquidationPrice: '8000.00', bankruptcyPrice: '7920' },
    tolerance: '0.000001',
    note: '8,800 × (1 − 1/10) / (1 − 0.01)',
  },
  {
    id: 'D-TWO-TRADERS/cross',
    source: BY_HAND,
    request: crossRequest('2000', { ...TWO_TRADERS, leverage: '10' }),
    expected: { symbol: SINGLE, liquidationPrice: '7111.11', bankruptcyPrice: '7040' },
    tolerance: '0.005',
    note: '(10,000 − 2,000) / (1.1363… × 0.99)',
  },
  {
    id: 'D-TWO-TRADERS/cross-full',
    source: BY_HAND,
    request: crossRequest('2000', { ...TWO_TRADERS, qty: '2.272727272727272727', leverage: '10' }),
    expected: price('8000.00'),
    tolerance: '0.000001',
    note: 'All of the wallet at 10x is the isolated case again.',
  },
  {
    id: 'D-TWO-TRADERS-HALF-PER-CENT/isolated',
    source: BY_HAND,
    request: isolatedRequest({
      side: 'long',
      qty: '1.130653266331658291',
      entry: '8844.444444444444444',
      margin: '1000',
      mmr: '0.005',
    }),
    expected: price('8000'),
    tolerance: hundredth,
    note: 'Entry 8,000 × 0.995 / 0.9.',
  },
  {
    id: 'D-TWO-TRADERS-HALF-PER-CENT/cross',
    source: BY_HAND,
    request: crossRequest('2000', {
      side: 'long',
      qty: '1.130653266331658291',
      entry: '8844.444444444444444',
      mmr: '0.005',
    }),
    expected: price('7111.11'),
    tolerance: hundredth,
    note: '8,000 × (10,000 − 2,000) / (10,000 − 1,000), whatever the rate.',
  },
  {
    id: 'D-CROSS-TWO-LONGS/cross',
    source: BY_HAND,
    request: twoLongs('cross'),
    expected: { symbol: 'B', liquidationPrice: '0.5101' },
    tolerance: '0.0001',
    note: 'B alone may fall by 48.99 %.',
  },
  {
    id: 'D-CROSS-TWO-LONGS/isolated',
    source: BY_HAND,
    request: twoLongs('isolated'),
    expected: { symbol: 'B', liquidationPrice: '0.9045' },
    tolerance: '0.0001',
    note: 'B alone may fall by 9.55 %.',
  },
  {
    id: 'D-CROSS-EXCLUDES-ISOLATED',
    source: BY_HAND,
    request: {
      wallet: '10000',
      positions: [
        {
          symbol: 'ETHUSDT',
          side: 'long',
          qty: '1',
          entry: '3000',
          mark: '3000',
          mode: 'isolated',
          margin: '1000',
          mmr: '0.004',
        },
        {
          symbol: 'BTCUSDT',
          side: 'long',
          qty: '0.5',
          entry: '50000',
          mark: '50000',
          mode: 'cross',
          mmr: '0.004',
        },
      ],
    },
    expected: { symbol: 'BTCUSDT', liquidationPrice: '32128.51' },
    tolerance: hundredth,
    note: 'The bucket of 1,000 is no collateral of the cross position; the whole wallet would give 30,120.48.',
  },
];

/** Cases worked out by hand. */
export const DERIVED_VECTORS: readonly MarginVector[] = [...SINGLE_POSITION_VECTORS, ...ACCOUNT_VECTORS];
