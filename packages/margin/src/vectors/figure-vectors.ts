/** Figures beside an account: order cost, funding, insurance, partial liquidation, deleveraging, socialised loss. */
import type { CandidateInput, DeleveragingQuestion } from '../deleveraging.ts';
import type { InsuranceQuestion } from '../insurance-delta.ts';
import type { RoundingInput } from '../margin-request.ts';
import type { RestoreMarginQuestion } from '../partial-liquidation.ts';
import type { QuestionVector, WrittenQuestion } from './question-vector.ts';

const BINANCE_ORDER_COST = 'Binance FAQ 87fa7ee33b574f7084d42bd2ce2e463b, cost of opening an order';
const DYDX_FUNDING = 'dydxprotocol/v4-documentation, pages/concepts/trading/funding.mdx';
const BYBIT_FUNDING = 'Bybit help centre, funding rate: interest component';
const DYDX_INSURANCE =
  'dydxprotocol/v4-chain protocol/x/clob/keeper/liquidations_test.go::TestGetLiquidationInsuranceFundDelta';
const FLOX = 'FLOX-Foundation/flox tests/test_liquidation_engine.cpp';
const FLOX_CROSS = 'FLOX-Foundation/flox venue/tests/test_venue_cross_margin.cpp';
const DRIFT = 'drift-labs/protocol-v2 programs/drift/src/math/liquidation/tests.rs';
const BYBIT_ADL = 'bybit-exchange/docs docs/v5/market/adl-alert.mdx';
const VEGA = 'vegaprotocol/specs protocol/0019-MCAL-margin_calculator.md';

/** Price 9,253.30, mark 9,259.84, 20x. */
function orderCost(side: 'buy' | 'sell', rounding?: RoundingInput): WrittenQuestion {
  return { kind: 'order-cost', side, price: 9253.3, mark: 9259.84, qty: 1, leverage: 20, rounding };
}

const COST_AND_FUNDING: readonly QuestionVector[] = [
  {
    id: 'V-BINANCE-ORDERCOST-IM',
    source: BINANCE_ORDER_COST,
    request: orderCost('buy', { amountStep: 0.01, amount: 'down' }),
    expected: { initialMargin: '462.665', 'rounded.initialMargin': '462.66' },
    tolerance: '0',
    note: 'Published cut to two decimals.',
  },
  {
    id: 'V-BINANCE-ORDERCOST-OPENLOSS/long',
    source: BINANCE_ORDER_COST,
    request: orderCost('buy'),
    expected: { openLoss: '0' },
    tolerance: '0.005',
  },
  {
    id: 'V-BINANCE-ORDERCOST-OPENLOSS/short',
    source: BINANCE_ORDER_COST,
    request: orderCost('sell'),
    expected: { openLoss: '6.54' },
    tolerance: '0.005',
  },
  {
    id: 'V-BYBIT-INTEREST',
    source: BYBIT_FUNDING,
    request: { kind: 'funding', interestDaily: { quote: 0.0006, base: 0.0003, intervalsPerDay: 3 } },
    expected: { interestRate: '0.0001', fundingRate: null },
    tolerance: '0.000000000001',
  },
  {
    id: 'V-DYDX-FUNDING-CAP',
    source: DYDX_FUNDING,
    request: { kind: 'funding', capFrom: { initialRate: 0.05, maintenanceRate: 0.03, factor: 6 } },
    expected: { rateCap: '0.12' },
    tolerance: '0.000000000001',
  },
];

const dydxInsurance = (id: string, question: InsuranceQuestion, insuranceDelta: string): QuestionVector => ({
  id: `O-DYDX-INSURANCE-${id}`,
  source: DYDX_INSURANCE,
  request: { kind: 'insurance', ...question },
  expected: { insuranceDelta },
  tolerance: '0.000000001',
});
const LONG = { side: 'long', bankruptcyQuote: 5_100, fillQuote: 5_610 } as const;
const SHORT = { side: 'short', bankruptcyQuote: 4_900, fillQuote: 4_410 } as const;

const INSURANCE: readonly QuestionVector[] = [
  dydxInsurance('LONG-05', { ...LONG, feeMax: 0.005 }, '28.05'),
  dydxInsurance('LONG-25', { ...LONG, feeMax: 0.025 }, '140.25'),
  dydxInsurance('LONG-100', { ...LONG, feeMax: 1 }, '510'),
  dydxInsurance('SHORT-05', { ...SHORT, feeMax: 0.005 }, '22.05'),
  dydxInsurance('SHORT-25', { ...SHORT, feeMax: 0.025 }, '110.25'),
  dydxInsurance('SHORT-100', { ...SHORT, feeMax: 1 }, '490'),
  dydxInsurance('SHORT-LT-MAX', { ...SHORT, fillQuote: 4895.1, feeMax: 0.005 }, '4.9'),
  {
    id: 'O-FLOX-INSURANCE',
    source: FLOX,
    request: { kind: 'insurance', side: 'long', qty: 10, entry: 100, margin: 50, fillPrice: 40, fund: 1_000 },
    expected: { insuranceDelta: '-550', fundAfter: '450', uncovered: '0' },
    tolerance: '0.000001',
  },
];

const drift = (
  id: string,
  change: Partial<RestoreMarginQuestion>,
  expected: QuestionVector['expected'],
): QuestionVector => ({
  id: `O-DRIFT-${id}`,
  source: DRIFT,
  request: {
    kind: 'partial-liquidation',
    method: 'restore-margin',
    marginShortage: 10,
    maintenanceRate: 0.1,
    mark: 100,
    ...change,
  },
  expected,
  tolerance: '0.00000001',
});
const driftFee = (marginShortage: number, insuranceFee: string): QuestionVector => ({
  ...drift(
    `IFFEE-${marginShortage}`,
    { marginShortage, maintenanceRate: 0.05, liquidationFee: 0.01, insuranceFeeMax: 0.05, qty: 10 },
    { insuranceFee },
  ),
  tolerance: '0.000000001',
});

const PARTIAL: readonly QuestionVector[] = [
  drift('BASE-0', { liquidationFee: 0, insuranceFee: 0 }, { size: '1' }),
  drift('BASE-Q99', { liquidationFee: 0, insuranceFee: 0, quotePrice: 0.99 }, { size: '1.01010101' }),
  drift('BASE-1PCT', { liquidationFee: 0.01, insuranceFee: 0 }, { size: '1.111111111' }),
  drift('BASE-1+1PCT', { liquidationFee: 0.01, insuranceFee: 0.01 }, { size: '1.25' }),
  driftFee(20, '0.019'),
  driftFee(1, '0.03705'),
  driftFee(1_000, '0'),
  {
    id: 'O-DRIFT-SOCIALISE',
    source: DRIFT,
    request: {
      kind: 'socialised-loss',
      method: 'per-coin',
      loss: 100,
      longQty: 7,
      shortQty: 4,
      step: 0.00001,
    },
    expected: { chargePerCoin: '9.09091' },
    tolerance: '0.000001',
    note: 'Rounded up in the fifth decimal, as published.',
  },
  {
    id: 'O-VEGA-MCAL-210',
    source: VEGA,
    request: {
      kind: 'slippage-maintenance',
      side: 'short',
      qty: 1,
      mark: 15_900,
      riskFactor: 0.1,
      slippageFactor: 0.25,
      bids: [{ price: 15_000, qty: 1 }],
      asks: [{ price: 100_000, qty: 1 }],
    },
    expected: { maintenanceMargin: '5565' },
    tolerance: '0.000000001',
    note: 'The party is short: buying back at 100,000 would cost 84,100, more than 25 % of the notional.',
  },
  {
    id: 'O-VEGA-MCAL-211',
    source: VEGA,
    request: {
      kind: 'slippage-maintenance',
      side: 'short',
      qty: 1,
      mark: 15_900,
      riskFactor: 0.1,
      slippageFactor: 100,
      bids: [{ price: 15_000, qty: 1 }],
      asks: [{ price: 100_000, qty: 1 }],
    },
    expected: { slippage: '84100', maintenanceMargin: '85690' },
    tolerance: '0.000000001',
  },
];

const floxShort = (id: number, qty: number): CandidateInput => ({
  id,
  side: 'short',
  qty,
  entry: 100,
  balance: 100,
});
const flox = (candidates: readonly CandidateInput[]): DeleveragingQuestion & { kind: 'deleveraging' } => ({
  kind: 'deleveraging',
  ranking: 'profit-to-balance',
  mark: 40,
  fund: 0,
  bankrupt: { side: 'long', qty: 10, entry: 100, balance: 50 },
  candidates,
});

const DELEVERAGING: readonly QuestionVector[] = [
  {
    id: 'V-BYBIT-ADL-TRIGGER',
    source: BYBIT_ADL,
    request: {
      kind: 'deleveraging-trigger',
      poolPeak: 1_000_000,
      loss: 350_000,
      startThreshold: -0.3,
      stopThreshold: -0.25,
    },
    expected: { drawdown: '-0.35', starts: true, closesAmount: '50000' },
    tolerance: '0.000000001',
  },
  {
    id: 'O-FLOX-ADL-RANK-RATIO',
    source: FLOX,
    request: flox([floxShort(2, 5), floxShort(3, 10)]),
    expected: {
      deficit: '550',
      'ranking.0.id': 3,
      'ranking.0.score': '6',
      'ranking.1.score': '3',
      'closed.length': 1,
      'closed.0.id': 3,
    },
    tolerance: '0.000000001',
  },
  {
    id: 'O-FLOX-ADL-CONSERVE',
    source: FLOX,
    request: flox([floxShort(1, 10)]),
    expected: { deficit: '550', 'closed.0.balanceAfter': '150', bankruptBalanceAfter: '0' },
    tolerance: '0.000000001',
    note: 'Closed at 95, where the bankrupt account has nothing left, not at the mark of 40.',
  },
  {
    id: 'O-FLOX-ADL-TIE',
    source: FLOX,
    request: flox([floxShort(3, 10), floxShort(2, 10)]),
    expected: { 'closed.length': 1, 'closed.0.id': 2 },
    tolerance: '0',
    note: 'The deficit of 550 is that of the long of the other cases.',
  },
  {
    id: 'O-FLOX-CROSS-ADL',
    source: FLOX_CROSS,
    request: {
      kind: 'deleveraging',
      ranking: 'profit-to-balance',
      mark: 80,
      fund: 0,
      bankrupt: { side: 'long', qty: 100, entry: 100, balance: 1_000 },
      candidates: [{ id: 1, side: 'short', qty: 100, entry: 100, balance: 100_000 }],
    },
    expected: { bankruptcyPrice: '90', 'closed.0.balanceAfter': '101000', bankruptBalanceAfter: '0' },
    tolerance: '0',
    note: 'The winner gains 1,000 at the bankruptcy price, where the mark would give 2,000.',
  },
];

/** Cases of figures beside an account. */
export const FIGURE_VECTORS: readonly QuestionVector[] = [
  ...COST_AND_FUNDING,
  ...INSURANCE,
  ...PARTIAL,
  ...DELEVERAGING,
];
