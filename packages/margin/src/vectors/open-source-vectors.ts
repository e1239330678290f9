import type { PositionSide } from '../margin-position.ts';
import { crossRequest, ENTRY_BASIS, isolatedRequest, type MarginVector, SINGLE } from './margin-vector.ts';

const FREQTRADE =
  'freqtrade/freqtrade tests/exchange/test_exchange.py::test_get_liquidation_price (numbers only)';
const FREQTRADE_BINANCE =
  'freqtrade/freqtrade tests/exchange/test_binance.py, isolated branch (numbers only)';
const OCTOBOT =
  'Drakkar-Software/OctoBot-Trading tests/personal_data/positions/types/test_linear_position.py';
const TORCHTRADE = 'TorchTrade/torchtrade tests';
const DYDX_LIQUIDATABLE =
  'dydxprotocol/v4-chain protocol/x/clob/keeper/liquidations_test.go::TestIsLiquidatable';
const DYDX_BANKRUPTCY =
  'dydxprotocol/v4-chain protocol/x/clob/keeper/liquidations_test.go::TestGetBankruptcyPriceInQuoteQuantums';
const FLOX_CROSS = 'FLOX-Foundation/flox venue/tests/test_venue_cross_margin.cpp';

interface FreqtradeCase {
  readonly id: string;
  readonly side: PositionSide;
  readonly leverage: number;
  readonly entry: number;
  readonly qty: number;
  readonly margin: number;
  readonly liquidationPrice: string;
}

function freqtradeBinance({ id, liquidationPrice, ...position }: FreqtradeCase): MarginVector {
  return {
    id,
    source: FREQTRADE,
    request: isolatedRequest({ ...position, mmr: 0.01, cum: 0.01 }),
    expected: { symbol: SINGLE, liquidationPrice },
    tolerance: '0.000001',
  };
}

function freqtradeClosingFee({ id, liquidationPrice, ...position }: FreqtradeCase): MarginVector {
  return {
    id,
    source: FREQTRADE,
    request: isolatedRequest({ ...position, mmr: 0.01 }, { closingFee: 0.0006 }),
    expected: { symbol: SINGLE, liquidationPrice },
    tolerance: '0.000001',
  };
}

type EntryCase = Pick<FreqtradeCase, 'id' | 'side' | 'leverage' | 'entry' | 'liquidationPrice'> & {
  readonly source: string;
  readonly mmr: number;
  readonly tolerance: string;
};

function entryBasis({ id, source, liquidationPrice, tolerance, ...position }: EntryCase): MarginVector {
  return {
    id,
    source,
    request: isolatedRequest({ qty: 1, ...position }, ENTRY_BASIS),
    expected: { symbol: SINGLE, liquidationPrice },
    tolerance,
  };
}

function linearBankruptcy(id: string, side: PositionSide, [leverage, price]: [number, string]): MarginVector {
  return {
    id,
    source: OCTOBOT,
    request: isolatedRequest({ side, qty: 1, entry: 40, leverage, mmr: 0 }, ENTRY_BASIS),
    expected: { symbol: SINGLE, bankruptcyPrice: price },
    tolerance: '0.000000001',
  };
}

/** 0.1 BTC at an oracle price of 50,000, maintenance fraction 10 %; `wallet` is quote balance + position value. */
const dydxRequest = (wallet: number, side: PositionSide): MarginVector['request'] =>
  crossRequest(wallet, { side, qty: 0.1, entry: 50_000, mmr: 0.1 }, { trigger: 'strict' });

function dydxLiquidatable(quote: number, isLiquidatable: boolean): MarginVector {
  return {
    id: `O-DYDX-LIQUIDATABLE${quote}`,
    source: DYDX_LIQUIDATABLE,
    request: dydxRequest(quote + 5_000, 'long'),
    expected: { symbol: SINGLE, isLiquidatable },
    tolerance: '0',
    note: 'Strict trigger: equity of 500 against maintenance of 500 is safe.',
  };
}

function dydxBankruptcy(id: string, side: PositionSide, [wallet, price]: [number, string]): MarginVector {
  return {
    id,
    source: DYDX_BANKRUPTCY,
    request: dydxRequest(wallet, side),
    expected: { symbol: SINGLE, bankruptcyPrice: price },
    tolerance: '0.00001',
    note: 'The source states quote for the size closed; divided by that size it is the price.',
  };
}

/** Two shorts, or a long and a short, with an equity of 10: ETH keeps 30 of 50 maintenance, so 6 of it. */
function dydxSharedBankruptcy(id: string, btcSide: PositionSide): MarginVector {
  const terms = { mode: 'cross', mmr: 0.1 } as const;
  return {
    id,
    source: DYDX_BANKRUPTCY,
    request: {
      rules: { trigger: 'strict' },
      wallet: 10,
      positions: [
        { symbol: 'BTCUSDT', side: btcSide, qty: 0.004, entry: 50_000, mark: 50_000, ...terms },
        { symbol: 'ETHUSDT', side: 'short', qty: 0.1, entry: 3_000, mark: 3_000, ...terms },
      ],
    },
    expected: { symbol: 'ETHUSDT', bankruptcyPrice: '3060' },
    tolerance: '0.00001',
    note: 'The source pays 306 for 0.1.',
  };
}

const floxCross = (btcMark: number): MarginVector['request'] => ({
  wallet: 1_000,
  positions: [
    { symbol: 'BTCUSDT', side: 'long', qty: 50, entry: 100, mark: btcMark, mode: 'cross', mmr: 0.05 },
    { symbol: 'ETHUSDT', side: 'long', qty: 50, entry: 100, mark: 100, mode: 'cross', mmr: 0.05 },
  ],
});

/** 10 / 3 as the source's double. */
const THIRD_OF_TEN = 3.3333333333333335;

const FREQTRADE_BINANCE_CASES: readonly FreqtradeCase[] = [
  {
    id: 'O-FT-BINANCE-S3',
    side: 'short',
    leverage: 3,
    entry: 10,
    qty: 1,
    margin: THIRD_OF_TEN,
    liquidationPrice: '13.211221122079207',
  },
  {
    id: 'O-FT-BINANCE-S5-8',
    side: 'short',
    leverage: 5,
    entry: 8,
    qty: 1,
    margin: 1.6,
    liquidationPrice: '9.514851485148514',
  },
  {
    id: 'O-FT-BINANCE-S5-06',
    side: 'short',
    leverage: 5,
    entry: 10,
    qty: 0.6,
    margin: 1.2,
    liquidationPrice: '11.897689768976898',
  },
  {
    id: 'O-FT-BINANCE-L5',
    side: 'long',
    leverage: 5,
    entry: 10,
    qty: 1,
    margin: 2,
    liquidationPrice: '8.070707070707071',
  },
  {
    id: 'O-FT-BINANCE-L5-8',
    side: 'long',
    leverage: 5,
    entry: 8,
    qty: 1,
    margin: 1.6,
    liquidationPrice: '6.454545454545454',
  },
  {
    id: 'O-FT-BINANCE-L3',
    side: 'long',
    leverage: 3,
    entry: 10,
    qty: 1,
    margin: THIRD_OF_TEN,
    liquidationPrice: '6.723905723905723',
  },
  {
    id: 'O-FT-BINANCE-L5-06',
    side: 'long',
    leverage: 5,
    entry: 10,
    qty: 0.6,
    margin: 1.2,
    liquidationPrice: '8.063973063973064',
  },
];

const FREQTRADE_CLOSING_FEE_CASES: readonly FreqtradeCase[] = [
  {
    id: 'O-FT-GATEOKX-S5',
    side: 'short',
    leverage: 5,
    entry: 10,
    qty: 1,
    margin: 2,
    liquidationPrice: '11.87413417771621',
  },
  {
    id: 'O-FT-GATEOKX-S3',
    side: 'short',
    leverage: 3,
    entry: 10,
    qty: 1,
    margin: THIRD_OF_TEN,
    liquidationPrice: '13.193482419684678',
  },
  {
    id: 'O-FT-GATEOKX-S5-8',
    side: 'short',
    leverage: 5,
    entry: 8,
    qty: 1,
    margin: 1.6,
    liquidationPrice: '9.499307342172967',
  },
  {
    id: 'O-FT-GATEOKX-L3',
    side: 'long',
    leverage: 3,
    entry: 10,
    qty: 1,
    margin: THIRD_OF_TEN,
    liquidationPrice: '6.738090425173506',
  },
];

const ENTRY_BASIS_CASES: readonly EntryCase[] = [
  {
    id: 'O-FT-BYBIT-L3',
    source: FREQTRADE,
    side: 'long',
    leverage: 3,
    entry: 10,
    mmr: 0.01,
    liquidationPrice: '6.7666666',
    tolerance: '0.00001',
  },
  {
    id: 'O-FT-BYBIT-L5',
    source: FREQTRADE,
    side: 'long',
    leverage: 5,
    entry: 10,
    mmr: 0.01,
    liquidationPrice: '8.1',
    tolerance: '0.00001',
  },
  {
    id: 'O-FT-BYBIT-S1',
    source: FREQTRADE,
    side: 'short',
    leverage: 1,
    entry: 10,
    mmr: 0.01,
    liquidationPrice: '19.9',
    tolerance: '0.00001',
  },
  {
    id: 'O-FT-BYBIT-S5',
    source: FREQTRADE,
    side: 'short',
    leverage: 5,
    entry: 10,
    mmr: 0.01,
    liquidationPrice: '11.9',
    tolerance: '0.00001',
  },
  {
    id: 'O-OCTOBOT-LIN-L1',
    source: OCTOBOT,
    side: 'long',
    leverage: 1,
    entry: 40,
    mmr: 0.2,
    liquidationPrice: '8',
    tolerance: '0.000000001',
  },
  {
    id: 'O-OCTOBOT-LIN-S1',
    source: OCTOBOT,
    side: 'short',
    leverage: 1,
    entry: 40,
    mmr: 0.2,
    liquidationPrice: '72',
    tolerance: '0.000000001',
  },
  {
    id: 'O-TORCHTRADE-ISO-10X/0.4%',
    source: TORCHTRADE,
    side: 'long',
    leverage: 10,
    entry: 40_000,
    mmr: 0.004,
    liquidationPrice: '36160',
    tolerance: '0.000001',
  },
  {
    id: 'O-TORCHTRADE-ISO-10X/5%',
    source: TORCHTRADE,
    side: 'long',
    leverage: 10,
    entry: 40_000,
    mmr: 0.05,
    liquidationPrice: '38000',
    tolerance: '0.000001',
  },
];

/** Numbers from the tests of open-source projects. */
export const OPEN_SOURCE_VECTORS: readonly MarginVector[] = [
  {
    id: 'O-FREQTRADE-BINANCE-ISO-ETH',
    source: FREQTRADE_BINANCE,
    request: isolatedRequest({
      side: 'long',
      qty: 3683.979,
      entry: 1456.84,
      margin: 1535443.01,
      mmr: 0.1,
      cum: 135365,
    }),
    expected: { symbol: SINGLE, liquidationPrice: '1114.78' },
    tolerance: '0.01',
  },
  {
    id: 'O-FREQTRADE-BINANCE-ISO-BTC',
    source: FREQTRADE_BINANCE,
    request: isolatedRequest({
      side: 'long',
      qty: 109.488,
      entry: 32481.98,
      margin: 1535443.01,
      mmr: 0.025,
      cum: 16300,
    }),
    expected: { symbol: SINGLE, liquidationPrice: '18778.73' },
    tolerance: '0.01',
  },
  ...FREQTRADE_BINANCE_CASES.map(freqtradeBinance),
  ...FREQTRADE_CLOSING_FEE_CASES.map(freqtradeClosingFee),
  ...ENTRY_BASIS_CASES.map(entryBasis),
  linearBankruptcy('O-OCTOBOT-BP/long-100x', 'long', [100, '39.6']),
  linearBankruptcy('O-OCTOBOT-BP/short-1x', 'short', [1, '80']),
  linearBankruptcy('O-OCTOBOT-BP/short-100x', 'short', [100, '40.4']),
  {
    id: 'O-JESSE-S2',
    source: 'jesse-ai/jesse jesse/strategies/TestLiquidationInIsolatedModeShortTrade',
    request: isolatedRequest({ side: 'short', qty: 2_000, entry: 10, leverage: 2, mmr: 0.004 }, ENTRY_BASIS),
    expected: { symbol: SINGLE, liquidationPrice: '14.96', bankruptcyPrice: '15' },
    tolerance: '0.005',
  },
  dydxLiquidatable(-4_000, false),
  dydxLiquidatable(-4_500, false),
  dydxLiquidatable(-4_501, true),
  dydxBankruptcy('O-DYDX-BANKRUPTCY-LONG', 'long', [499, '45010']),
  dydxBankruptcy('O-DYDX-BANKRUPTCY-SHORT', 'short', [499, '54990']),
  dydxBankruptcy('O-DYDX-BANKRUPTCY-LONG-AT-BP', 'long', [0, '50000']),
  dydxBankruptcy('O-DYDX-BANKRUPTCY-LONG-HALF', 'long', [0, '50000']),
  dydxBankruptcy('O-DYDX-BANKRUPTCY-SHORT-HALF', 'short', [0, '50000']),
  dydxBankruptcy('O-DYDX-BANKRUPTCY-LONG-UNDER', 'long', [-100, '51000']),
  dydxSharedBankruptcy('O-DYDX-BANKRUPTCY-MULTI-SHORT', 'short'),
  dydxSharedBankruptcy('O-DYDX-BANKRUPTCY-MIXED', 'long'),
  {
    id: 'O-FLOX-SAFE',
    source: 'FLOX-Foundation/flox tests/test_liquidation_engine.cpp',
    request: isolatedRequest({ side: 'long', qty: 1, entry: 100, mark: 99, margin: 50, mmr: 0.005 }),
    expected: { symbol: SINGLE, equity: '49', maintenanceMargin: '0.495', isLiquidatable: false },
    tolerance: '0',
  },
  {
    id: 'O-FLOX-CROSS-LIQ/95',
    source: FLOX_CROSS,
    request: floxCross(95),
    expected: { symbol: 'BTCUSDT', equity: '750', marginRatio: '0.65', isLiquidatable: false },
    tolerance: '0.000000001',
    note: 'Maintenance of 487.5 over both positions: 487.5 / 750 = 0.65.',
  },
  {
    id: 'O-FLOX-CROSS-LIQ/85',
    source: FLOX_CROSS,
    request: floxCross(85),
    expected: { symbol: 'ETHUSDT', equity: '250', marginRatio: '1.85', isLiquidatable: true },
    tolerance: '0.000000001',
    note: 'Maintenance of 462.5 over both positions: 462.5 / 250 = 1.85.',
  },
];
