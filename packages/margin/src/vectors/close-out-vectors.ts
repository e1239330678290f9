/** Closing out: dYdX's bankruptcy quote and fillable price as the chain's tests state them, and what is left after. */
import type { CloseOutInput, WrittenPosition, WrittenRequest } from '../margin-request.ts';
import type { QuestionVector } from './question-vector.ts';

const TESTS = 'dydxprotocol/v4-chain protocol/x/clob/keeper/liquidations_test.go';
const LIQUIDATABLE = `${TESTS}::TestIsLiquidatable`;
const BANKRUPTCY = `${TESTS}::TestGetBankruptcyPriceInQuoteQuantums`;
const FILLABLE = `${TESTS}::TestGetFillablePrice`;

type Holding = readonly [symbol: 'BTC' | 'ETH', signedSize: number];

/** Oracle prices and maintenance fraction of the chain's tests. */
const ORACLE = { BTC: 50_000, ETH: 3_000 } as const;
const MAINTENANCE = 0.1;

function held([symbol, signedSize]: Holding): WrittenPosition {
  return {
    symbol,
    side: signedSize > 0 ? 'long' : 'short',
    qty: Math.abs(signedSize),
    mark: ORACLE[symbol],
    mode: 'cross',
    mmr: MAINTENANCE,
  };
}

interface ChainCase {
  readonly quote: number;
  readonly holdings: readonly Holding[];
}

const dydx = ({ quote, holdings }: ChainCase, closeOut?: CloseOutInput): WrittenRequest => ({
  rules: { trigger: 'strict' },
  quoteBalance: quote,
  positions: holdings.map(held),
  ...(closeOut === undefined ? {} : { closeOut }),
});

const liquidatable = (quote: number, isLiquidatable: boolean): QuestionVector => ({
  id: `O-DYDX-LIQUIDATABLE${quote}/quote`,
  source: LIQUIDATABLE,
  request: dydx({ quote, holdings: [['BTC', 0.1]] }),
  expected: { 'positions.0.isLiquidatable': isLiquidatable },
  tolerance: '0',
  note: 'Strict trigger: net collateral of 500 against maintenance of 500 is safe.',
});

function bankruptcy(
  id: string,
  position: ChainCase,
  { closeOut, quote }: { readonly closeOut: CloseOutInput; readonly quote: string },
): QuestionVector {
  return {
    id: `O-DYDX-BANKRUPTCY-${id}/quote`,
    source: BANKRUPTCY,
    request: dydx(position, closeOut),
    expected: { 'closeOut.bankruptcyQuote': quote },
    tolerance: '0.000001',
  };
}

function fillable(
  id: string,
  position: ChainCase,
  { closeOut, price }: { readonly closeOut: CloseOutInput; readonly price: string },
): QuestionVector {
  return {
    id: `O-DYDX-FILLABLE-${id}`,
    source: FILLABLE,
    request: dydx(position, closeOut),
    expected: { 'closeOut.fillablePrice': price },
    tolerance: '0.000001',
    note: 'The source states quote for a base quantum; this is the price of one coin.',
  };
}

const LONG: Holding = ['BTC', 0.1];
const SHORT: Holding = ['BTC', -0.1];
const WHOLE_BTC: CloseOutInput = { symbol: 'BTC' };
const HALF_BTC: CloseOutInput = { symbol: 'BTC', qty: 0.05 };
const WHOLE_ETH: CloseOutInput = { symbol: 'ETH', qty: 0.1 };

/** What the chain calls BA and SMMR. */
const spread = (
  bankruptcyAdjustment: number,
  spreadToMaintenanceRatio: number,
  symbol: 'BTC' | 'ETH' = 'BTC',
): CloseOutInput => ({ symbol, bankruptcyAdjustment, spreadToMaintenanceRatio });

/** Cases of closing out a position. */
export const CLOSE_OUT_VECTORS: readonly QuestionVector[] = [
  liquidatable(-4_000, false),
  liquidatable(-4_500, false),
  liquidatable(-4_501, true),
  bankruptcy('LONG', { quote: -4_501, holdings: [LONG] }, { closeOut: WHOLE_BTC, quote: '4501' }),
  bankruptcy('SHORT', { quote: 5_499, holdings: [SHORT] }, { closeOut: WHOLE_BTC, quote: '-5499' }),
  bankruptcy('LONG-AT-BP', { quote: -5_000, holdings: [LONG] }, { closeOut: WHOLE_BTC, quote: '5000' }),
  bankruptcy('LONG-HALF', { quote: -5_000, holdings: [LONG] }, { closeOut: HALF_BTC, quote: '2500' }),
  bankruptcy('SHORT-HALF', { quote: 5_000, holdings: [SHORT] }, { closeOut: HALF_BTC, quote: '-2500' }),
  bankruptcy('LONG-UNDER', { quote: -5_100, holdings: [LONG] }, { closeOut: WHOLE_BTC, quote: '5100' }),
  bankruptcy(
    'MULTI-SHORT',
    {
      quote: 510,
      holdings: [
        ['BTC', -0.004],
        ['ETH', -0.1],
      ],
    },
    { closeOut: WHOLE_ETH, quote: '-306' },
  ),
  bankruptcy(
    'MIXED',
    {
      quote: 110,
      holdings: [
        ['BTC', 0.004],
        ['ETH', -0.1],
      ],
    },
    { closeOut: WHOLE_ETH, quote: '-306' },
  ),
  fillable('LONG-BA2', { quote: -4_501, holdings: [LONG] }, { closeOut: spread(2, 0.1), price: '49998' }),
  fillable('LONG-SM02', { quote: -4_501, holdings: [LONG] }, { closeOut: spread(1, 0.2), price: '49998' }),
  fillable('SHORT-BA2', { quote: 5_499, holdings: [SHORT] }, { closeOut: spread(2, 0.1), price: '50002' }),
  fillable('SHORT-AT-BP', { quote: 5_000, holdings: [SHORT] }, { closeOut: spread(1, 0.1), price: '50500' }),
  fillable(
    'ETH-MULTI',
    {
      quote: -490,
      holdings: [
        ['BTC', 0.004],
        ['ETH', 0.1],
      ],
    },
    { closeOut: spread(1, 0.1, 'ETH'), price: '2976' },
  ),
  {
    id: 'O-JESSE-S2/closed',
    source: 'jesse-ai/jesse jesse/strategies/TestLiquidationInIsolatedModeShortTrade',
    request: {
      rules: { maintenanceBasis: 'entry' },
      wallet: 10_000,
      positions: [
        {
          symbol: 'BTCUSDT',
          side: 'short',
          qty: 2_000,
          entry: 10,
          mark: 10,
          mode: 'isolated',
          leverage: 2,
          mmr: 0.004,
        },
      ],
      closeOut: { symbol: 'BTCUSDT' },
    },
    expected: { 'closeOut.bankruptcyPrice': '15', 'closeOut.walletAfter': '0' },
    tolerance: '0.005',
    note: 'The whole wallet is the margin, and is lost at the bankruptcy price.',
  },
];
