import { crossRequest, ENTRY_BASIS, isolatedRequest, type MarginVector, SINGLE } from './margin-vector.ts';

const BINANCE_LIQUIDATION =
  'Binance FAQ b3c689c1f50a44cabb3a84e663b81d93, USD-M liquidation price, worked example';
const HYPERLIQUID_20X =
  'Hyperliquid documentation, margining: maintenance is half the initial margin at the largest leverage';
const KUCOIN_SHORT = 'KuCoin support 4408061803033 (liquidation price) and 19130776858521 (bankruptcy price)';
const FLIPSTER = 'Flipster support 7352962731663';

/** Two cross positions, 2021 tiers. */
const binanceCross = (target: string): MarginVector['request'] => ({
  wallet: '1535443.01',
  positions: [
    {
      symbol: 'BTCUSDT',
      side: 'long',
      qty: '109.488',
      entry: '32481.98',
      mark: '31967.27',
      mode: 'cross',
      mmr: '0.025',
      cum: '16300',
    },
    {
      symbol: 'ETHUSDT',
      side: 'long',
      qty: '3683.979',
      entry: '1456.84',
      mark: '1335.18',
      mode: 'cross',
      mmr: '0.1',
      cum: '135365',
    },
  ],
  target,
});

const flipster = (mark: string): MarginVector['request'] =>
  isolatedRequest(
    { side: 'long', qty: '0.1', entry: '30000', mark, leverage: '10', mmr: '0.01' },
    ENTRY_BASIS,
  );

const hyperliquid = (leverage: string): MarginVector['request'] =>
  crossRequest('10000', { side: 'long', qty: '10', entry: '1000', leverage, mmr: '0.025' });

/** Figures that venues publish. */
export const PUBLISHED_VECTORS: readonly MarginVector[] = [
  {
    id: 'V-BINANCE-CROSS-ETH',
    source: BINANCE_LIQUIDATION,
    request: binanceCross('ETHUSDT'),
    expected: { symbol: 'ETHUSDT', liquidationPrice: '1153.26' },
    tolerance: '0.01',
  },
  {
    id: 'V-BINANCE-CROSS-BTC',
    source: BINANCE_LIQUIDATION,
    request: binanceCross('BTCUSDT'),
    expected: { symbol: 'BTCUSDT', liquidationPrice: '26316.89' },
    tolerance: '0.01',
  },
  {
    id: 'V-BINANCE-CROSS-500W-1000N',
    source: 'Binance FAQ 25edcd7fe0e544839d0847b8cbb2e400, how to avoid liquidation',
    request: crossRequest('500', { side: 'long', qty: '0.02', entry: '50000', leverage: '20', mmr: '0.004' }),
    expected: { symbol: SINGLE, liquidationPrice: '25100.4' },
    tolerance: '0.01',
    note: 'The rate of 0.4 % is that of the first tier; leverage has no part in the price.',
  },
  {
    id: 'V-BYBIT-ISO-LONG-50X',
    source: 'Bybit help centre, Liquidation Price (USDT Contract), example 1',
    request: isolatedRequest(
      { side: 'long', qty: '1', entry: '20000', leverage: '50', mmr: '0.005' },
      ENTRY_BASIS,
    ),
    expected: { symbol: SINGLE, liquidationPrice: '19700' },
    tolerance: '0.000001',
  },
  {
    id: 'V-KUCOIN-SHORT-100X',
    source: KUCOIN_SHORT,
    request: isolatedRequest(
      { side: 'short', qty: '0.005', entry: '28000', leverage: '100', mmr: '0.004' },
      ENTRY_BASIS,
    ),
    expected: { symbol: SINGLE, liquidationPrice: '28168', bankruptcyPrice: '28280' },
    tolerance: '0.000001',
    note: '5 contracts of 0.001; the formula that held until May 2025.',
  },
  {
    id: 'V-KUCOIN-CROSS-RISK',
    source: 'KuCoin support 35233217061785, cross margin risk rate',
    request: {
      rules: { closingFee: '0.0006' },
      wallet: '4982',
      positions: [
        {
          symbol: 'BTCUSDT',
          side: 'long',
          qty: '0.1',
          entry: '62000',
          mark: '62000',
          mode: 'cross',
          mmr: '0.005',
        },
        {
          symbol: 'ETHUSDT',
          side: 'long',
          qty: '10',
          entry: '3000',
          mark: '3000',
          mode: 'cross',
          mmr: '0.008',
        },
      ],
    },
    expected: { symbol: 'BTCUSDT', marginRatio: '0.0588' },
    tolerance: '0.00005',
    note: 'KuCoin counts an open order as if filled, less its opening fee: 5,000 − 30,000 × 0.06 % = 4,982.',
  },
  {
    id: 'V-MEXC-LONG-25X',
    source: 'MEXC learn, liquidation in futures',
    request: isolatedRequest(
      { side: 'long', qty: '0.1', entry: '50000', leverage: '25', mmr: '0.004' },
      ENTRY_BASIS,
    ),
    expected: { symbol: SINGLE, initialMargin: '200', maintenanceMargin: '20', liquidationPrice: '48200' },
    tolerance: '0.000001',
  },
  {
    id: 'V-FLIPSTER-10X/28000',
    source: FLIPSTER,
    request: flipster('28000'),
    expected: {
      symbol: SINGLE,
      initialMargin: '300',
      maintenanceMargin: '30',
      equity: '100',
      isLiquidatable: false,
    },
    tolerance: '0.000000001',
  },
  {
    id: 'V-FLIPSTER-10X/26000',
    source: FLIPSTER,
    request: flipster('26000'),
    expected: { symbol: SINGLE, equity: '-100', isLiquidatable: true },
    tolerance: '0.000000001',
  },
  {
    id: 'V-TOOBIT-ISO',
    source: 'Toobit support 14253344654105, isolated example',
    request: isolatedRequest(
      { side: 'long', qty: '10', entry: '1500', mark: '1483', leverage: '50', mmr: '0.01' },
      ENTRY_BASIS,
    ),
    expected: {
      symbol: SINGLE,
      initialMargin: '300',
      maintenanceMargin: '150',
      marginRatio: '1.1538',
      isLiquidatable: true,
    },
    tolerance: '0.0001',
  },
  {
    id: 'V-DYDX-ISO-SHORT',
    source: 'dydxprotocol/v4-documentation, concepts/trading: margin and liquidations',
    request: isolatedRequest({ side: 'short', qty: '3', entry: '3000', margin: '1000', mmr: '0.05' }),
    expected: { symbol: SINGLE, liquidationPrice: '3174.6' },
    tolerance: '0.01',
    note: 'Equity of 1,000 at an oracle price of 3,000: the same as an entry there on that margin.',
  },
  {
    id: 'V-HL-20X-ASSET/10x',
    source: HYPERLIQUID_20X,
    request: hyperliquid('10'),
    expected: { symbol: SINGLE, initialMargin: '1000', maintenanceMargin: '250' },
    tolerance: '0.000000001',
    note: 'Largest leverage 20: rate 1 / (2 × 20) = 2.5 %, whatever leverage is chosen.',
  },
  {
    id: 'V-HL-20X-ASSET/20x',
    source: HYPERLIQUID_20X,
    request: hyperliquid('20'),
    expected: { symbol: SINGLE, initialMargin: '500', maintenanceMargin: '250' },
    tolerance: '0.000000001',
  },
  {
    id: 'V-USEKEEL-10X',
    source: 'usekeel.io liquidation calculator (third party; entry basis)',
    request: isolatedRequest(
      { side: 'long', qty: '1', entry: '50000', leverage: '10', mmr: '0.05' },
      ENTRY_BASIS,
    ),
    expected: { symbol: SINGLE, liquidationPrice: '47500' },
    tolerance: '0.000000001',
  },
  {
    id: 'V-BITMEX-KAREN',
    source: 'BitMEX isolated margin examples, Karen, example one',
    request: isolatedRequest(
      { side: 'long', qty: '20', entry: '1000', leverage: '50', mmr: '0.01' },
      ENTRY_BASIS,
    ),
    expected: { symbol: SINGLE, initialMargin: '400', maintenanceMargin: '200' },
    tolerance: '0.000000001',
  },
];
