/** Accounts beyond one linear position with a rate: inverse contracts, hedged pairs, coin margin, funding, orders. */
import type { MarginRulesInput, WrittenPosition, WrittenRequest } from '../margin-request.ts';
import type { QuestionVector } from './question-vector.ts';

const BY_HAND = 'Derived: equity = maintenance margin, solved by hand';
const BYBIT_INVERSE = 'Bybit help centre 900000031623, auto-deleveraging example, BTCUSD';
const BYBIT_UNIFIED =
  'Bybit help centre, Liquidation Price Calculation under Isolated Mode (Unified Trading Account)';
const KUCOIN_INVERSE = 'KuCoin support 19130776858521, bankruptcy price';
const OCTOBOT_INVERSE =
  'Drakkar-Software/OctoBot-Trading tests/personal_data/positions/types/test_inverse_position.py';
const HYPERLIQUID = 'Hyperliquid documentation: margining, margin tiers, liquidations';
const GMX = 'gmx-io/gmx-synthetics test/exchange/LiquidationOrder.ts (numbers only)';
const BINANCE_HEDGE =
  'Derived from the formula of Binance FAQ b3c689c1f50a44cabb3a84e663b81d93 (hedge mode, cross)';
const TIERS = 'Derived; Binance BTCUSDT brackets of October 2024 in freqtrade binance_leverage_tiers.json';

const INVERSE_ON_ENTRY: MarginRulesInput = { contract: 'inverse', maintenanceBasis: 'entry' };

type Inverse = Pick<WrittenPosition, 'side' | 'qty' | 'leverage' | 'mmr'> & {
  readonly entry: string | number;
};

function inverse(position: Inverse, rules: MarginRulesInput = INVERSE_ON_ENTRY): WrittenRequest {
  return {
    rules,
    wallet: 0,
    positions: [{ ...position, symbol: 'BTCUSD', mark: position.entry, mode: 'isolated' }],
  };
}

const bybitUnified = (side: 'long' | 'short') =>
  inverse({ side, qty: 60_000, entry: 50_000, leverage: 10, mmr: 0.005 });

function octobotBankruptcy(
  side: 'long' | 'short',
  leverage: number,
  bankruptcyPrice: string,
): QuestionVector {
  return {
    id: `O-OCTOBOT-BP/inverse-${side}-${leverage}x`,
    source: OCTOBOT_INVERSE,
    request: inverse({ side, qty: 1, entry: 100, leverage, mmr: 0 }),
    expected: { 'positions.0.bankruptcyPrice': bankruptcyPrice },
    tolerance: '0.000000001',
  };
}

const INVERSE_CASES: readonly QuestionVector[] = [
  {
    id: 'V-BYBIT-INV-50X',
    source: BYBIT_INVERSE,
    request: inverse(
      { side: 'long', qty: 5_000, entry: 7890.08, leverage: 50, mmr: 0.005 },
      { ...INVERSE_ON_ENTRY, rounding: { tickSize: 0.5 } },
    ),
    expected: {
      'positions.0.bankruptcyPrice': '7735.372549',
      'positions.0.rounded.bankruptcyPrice': '7735.5',
      'positions.0.rounded.liquidationPrice': '7773.5',
    },
    tolerance: '0.000001',
    note: 'The page rounds both up to the tick of 0.5; the rate of 0.5 % is inferred.',
  },
  {
    id: 'V-KUCOIN-INV-BP',
    source: KUCOIN_INVERSE,
    request: inverse(
      { side: 'long', qty: 1, entry: 28_000, leverage: 50, mmr: 0 },
      { ...INVERSE_ON_ENTRY, rounding: { tickSize: 1, price: 'down' } },
    ),
    expected: { 'positions.0.bankruptcyPrice': '27450.98', 'positions.0.rounded.bankruptcyPrice': '27450' },
    tolerance: '0.005',
    note: 'Published cut to whole dollars.',
  },
  {
    id: 'V-BYBIT-UTA-INV-ISO/long',
    source: BYBIT_UNIFIED,
    request: bybitUnified('long'),
    expected: {
      'positions.0.notional': '1.2',
      'positions.0.initialMargin': '0.12',
      'positions.0.maintenanceMargin': '0.006',
      'positions.0.liquidationPrice': '45662.1',
    },
    tolerance: '0.01',
    note: 'The page calls the same trade both long and short, so both are held.',
  },
  {
    id: 'V-BYBIT-UTA-INV-ISO/short',
    source: BYBIT_UNIFIED,
    request: bybitUnified('short'),
    expected: { 'positions.0.liquidationPrice': '55248.62' },
    tolerance: '0.01',
  },
  {
    id: 'O-OCTOBOT-INV-L1',
    source: OCTOBOT_INVERSE,
    request: inverse({ side: 'long', qty: 1, entry: 100, leverage: 1, mmr: 0.01 }),
    expected: { 'positions.0.liquidationPrice': '50.25125628140704' },
    tolerance: '0.000000001',
  },
  octobotBankruptcy('long', 1, '50'),
  octobotBankruptcy('long', 100, '99.00990099009901'),
  octobotBankruptcy('short', 100, '101.01010101010101'),
];

const leverageTier = (leverageMax: number): WrittenRequest => ({
  wallet: 100_000,
  positions: [
    {
      symbol: 'BTC',
      side: 'long',
      qty: 1,
      entry: 10_000,
      mark: 10_000,
      mode: 'cross',
      leverageTiers: [{ floor: 0, leverageMax }],
    },
  ],
});

const RATE_CASES: readonly QuestionVector[] = [
  {
    id: 'V-HL-MM-RANGE/40x',
    source: HYPERLIQUID,
    request: leverageTier(40),
    expected: { 'positions.0.maintenanceRate': '0.0125' },
    tolerance: '0.000001',
    note: '1 / (2 × 40)',
  },
  {
    id: 'V-HL-MM-RANGE/3x',
    source: HYPERLIQUID,
    request: leverageTier(3),
    expected: { 'positions.0.maintenanceRate': '0.166666667' },
    tolerance: '0.000001',
    note: '1 / (2 × 3), published as 16.7 %',
  },
  {
    id: 'V-KUCOIN-SHORT-100X/contracts',
    source: 'KuCoin support 4408061803033 (liquidation price) and 19130776858521 (bankruptcy price)',
    request: {
      rules: { maintenanceBasis: 'entry' },
      wallet: 0,
      positions: [
        {
          symbol: 'XBTUSDTM',
          side: 'short',
          qty: 5,
          multiplier: 0.001,
          entry: 28_000,
          mark: 28_000,
          mode: 'isolated',
          leverage: 100,
          mmr: 0.004,
        },
      ],
    },
    expected: { 'positions.0.liquidationPrice': '28168', 'positions.0.bankruptcyPrice': '28280' },
    tolerance: '0.000001',
  },
  {
    id: 'V-KUCOIN-CROSS-RISK/orders',
    source: 'KuCoin support 35233217061785, cross margin risk rate',
    request: {
      rules: { ordersInMaintenance: true, closingFee: 0.0006, openingFee: 0.0006 },
      wallet: 5_000,
      positions: [
        {
          symbol: 'BTC',
          side: 'long',
          qty: 100,
          multiplier: 0.001,
          entry: 62_000,
          mark: 62_000,
          mode: 'cross',
          mmr: 0.005,
        },
      ],
      orders: [{ symbol: 'ETH', side: 'buy', qty: 1_000, multiplier: 0.01, price: 3_000, mmr: 0.008 }],
    },
    expected: { 'account.crossMarginRatio': '0.0588', 'positions.0.marginRatio': '0.0588' },
    tolerance: '0.00005',
    note: '(31 + 240 + 21.72 of closing fees) / (5,000 − 18 of opening fees) = 292.72 / 4,982.',
  },
];

const hedged = (mark: number | string): WrittenRequest => ({
  rules: { positionMode: 'hedge' },
  wallet: 2_000,
  positions: [
    { symbol: 'BTCUSDT', side: 'long', qty: 0.2, entry: 50_000, mark, mode: 'cross', mmr: 0.004 },
    { symbol: 'BTCUSDT', side: 'short', qty: 0.1, entry: 52_000, mark, mode: 'cross', mmr: 0.004 },
  ],
});

const gmx = (mark: number): WrittenRequest => ({
  rules: { maintenanceBasis: 'entry', trigger: 'strict' },
  wallet: 0,
  positions: [
    {
      symbol: 'ETHUSD',
      side: 'long',
      qty: 40,
      entry: 5_000,
      mark,
      mode: 'isolated',
      coinMargin: 10,
      mmr: 0.01,
    },
  ],
});

const BACKING_CASES: readonly QuestionVector[] = [
  {
    id: 'D-HEDGE-CROSS/price',
    source: BINANCE_HEDGE,
    request: hedged(50_000),
    expected: { 'positions.0.liquidationPrice': '28340.08', 'positions.1.liquidationPrice': '28340.08' },
    tolerance: '0.01',
    note: '(2,000 − 0.2 × 50,000 + 0.1 × 52,000) / (0.3 × 0.004 − 0.1): both legs share one price.',
  },
  {
    id: 'D-HEDGE-CROSS/at-liquidation',
    source: BINANCE_HEDGE,
    request: hedged('28340.08'),
    expected: { 'account.crossEquity': '34.01', 'account.crossMaintenanceMargin': '34.01' },
    tolerance: '0.01',
  },
  {
    id: 'O-GMX-4200/4200',
    source: GMX,
    request: gmx(4_200),
    expected: { 'positions.0.equity': '10000', 'positions.0.isLiquidatable': false },
    tolerance: '0',
    note: '10 ETH at 4,200, less 40 × 800 of loss. The rule is 1 % of the size at entry; fees and impact are 0.',
  },
  {
    id: 'O-GMX-4200/4000',
    source: GMX,
    request: gmx(4_000),
    expected: { 'positions.0.equity': '0', 'positions.0.isLiquidatable': true },
    tolerance: '0',
  },
  {
    id: 'D-ISO-FUNDING/paid',
    source: BY_HAND,
    request: {
      wallet: 0,
      positions: [
        {
          symbol: 'BTCUSDT',
          side: 'long',
          qty: 0.2,
          entry: 50_000,
          mark: 50_000,
          mode: 'isolated',
          margin: 1_000,
          mmr: 0.004,
          fundingRate: 0.0001,
        },
      ],
    },
    expected: {
      'positions.0.fundingPaid': '1',
      'positions.0.isolatedMargin': '999',
      'positions.0.liquidationPrice': '45185.74',
    },
    tolerance: '0.01',
  },
  {
    id: 'D-CROSS-EXCLUDES-ISOLATED/pool',
    source: BY_HAND,
    request: {
      wallet: 10_000,
      positions: [
        {
          symbol: 'ETHUSDT',
          side: 'long',
          qty: 1,
          entry: 3_000,
          mark: 3_000,
          mode: 'isolated',
          margin: 1_000,
          mmr: 0.004,
        },
        { symbol: 'BTCUSDT', side: 'long', qty: 0.5, entry: 50_000, mark: 50_000, mode: 'cross', mmr: 0.004 },
      ],
    },
    expected: { 'account.crossEquity': '9000', 'positions.1.liquidationPrice': '32128.51' },
    tolerance: '0.01',
  },
  {
    id: 'D-TIER-CROSSING/tiers',
    source: TIERS,
    request: {
      wallet: 0,
      positions: [
        {
          symbol: 'BTCUSDT',
          side: 'short',
          qty: 12,
          entry: 49_000,
          mark: 49_000,
          mode: 'isolated',
          margin: 29_400,
          tiers: [
            { floor: 0, mmr: 0.004 },
            { floor: 50_000, mmr: 0.005 },
            { floor: 600_000, mmr: 0.0065 },
          ],
        },
      ],
    },
    expected: { 'positions.0.tier': 2, 'positions.0.liquidationTier': 3 },
    tolerance: '0',
  },
  {
    id: 'D-ISO-500/loss',
    source: BY_HAND,
    request: {
      wallet: 0,
      positions: [
        {
          symbol: 'BTCUSDT',
          side: 'long',
          qty: 5_000,
          entry: 1,
          mark: '0.90452261306532663317',
          mode: 'isolated',
          margin: 500,
          mmr: 0.005,
        },
      ],
    },
    expected: { 'positions.0.unrealisedProfit': '-477.39' },
    tolerance: '0.01',
    note: 'The fall of 9.54774 % at which the position is due.',
  },
  {
    id: 'V-TOOBIT-ISO/loss',
    source: 'Toobit support 14253344654105, isolated example',
    request: {
      rules: { maintenanceBasis: 'entry' },
      wallet: 0,
      positions: [
        {
          symbol: 'BTCUSDT',
          side: 'long',
          qty: 10,
          entry: 1_500,
          mark: 1_483,
          mode: 'isolated',
          leverage: 50,
          mmr: 0.01,
        },
      ],
    },
    expected: { 'positions.0.unrealisedProfit': '-170', 'positions.0.isolatedMargin': '300' },
    tolerance: '0.0001',
    note: 'The cross example of the same page takes initial for maintenance margin and is no reference.',
  },
];

/** 50 coins of each at 100 on a wallet of 1,000, marked to market. */
const floxCross = (id: string, btcMark: number, maintenance: string): QuestionVector => ({
  id: `O-FLOX-CROSS-LIQ/${id}`,
  source: 'FLOX-Foundation/flox venue/tests/test_venue_cross_margin.cpp',
  request: {
    wallet: 1_000,
    positions: [
      { symbol: 'BTCUSDT', side: 'long', qty: 50, entry: 100, mark: btcMark, mode: 'cross', mmr: 0.05 },
      { symbol: 'ETHUSDT', side: 'long', qty: 50, entry: 100, mark: 100, mode: 'cross', mmr: 0.05 },
    ],
  },
  expected: { 'account.crossMaintenanceMargin': maintenance },
  tolerance: '0.000000001',
});

/** Cases of accounts that hold more than one linear position with a rate of its own. */
export const CONTRACT_VECTORS: readonly QuestionVector[] = [
  ...INVERSE_CASES,
  ...RATE_CASES,
  ...BACKING_CASES,
  floxCross('95-maintenance', 95, '487.5'),
  floxCross('85-maintenance', 85, '462.5'),
];
