import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answerMarginQuestion, parseMarginQuestion, QUESTION_KINDS } from './margin-question.ts';

function faultsOf(value: unknown): readonly string[] {
  const parsed = parseMarginQuestion(value);
  return parsed.isParsed ? [] : parsed.faults;
}

const LONG = { symbol: 'A', side: 'long', qty: 1, entry: 100, mark: 100, mode: 'cross', mmr: 0.01 } as const;
const SHORT = { ...LONG, side: 'short' } as const;
const { entry: _entry, ...unentered } = LONG;
const INSURANCE = { kind: 'insurance', side: 'long', bankruptcyQuote: 10, fillQuote: 9 };
const RESTORE = {
  kind: 'partial-liquidation',
  method: 'restore-margin',
  marginShortage: 1,
  maintenanceRate: 0.1,
  mark: 100,
};
const DELEVERAGING = {
  kind: 'deleveraging',
  ranking: 'bitmex',
  mark: 40,
  fund: 0,
  bankrupt: { side: 'long', qty: 10, entry: 100, balance: 50 },
  candidates: [{ id: 1, side: 'short', qty: 10, entry: 100, balance: 100 }],
};

describe('a wrong question is refused with the path, what was expected and what came', () => {
  test.each<readonly [string, unknown, string]>([
    [
      'a kind that there is not',
      { kind: 'options' },
      'kind: expected one of "account", "order-cost", "funding", "mark-price", "partial-liquidation", "insurance", "deleveraging", "deleveraging-trigger", "socialised-loss", "slippage-maintenance", got "options"',
    ],
    [
      'a kind that objects inherit',
      { kind: 'constructor', wallet: 1, positions: [LONG] },
      'kind: expected one of "account", "order-cost", "funding", "mark-price", "partial-liquidation", "insurance", "deleveraging", "deleveraging-trigger", "socialised-loss", "slippage-maintenance", got "constructor"',
    ],
    [
      'a key of another kind',
      { kind: 'order-cost', side: 'buy', price: 1, mark: 1, qty: 1, leverage: 1, wallet: 5 },
      'input: expected no other keys than side, price, mark, qty, leverage, rounding, got wallet',
    ],
    [
      'a method that there is not',
      { kind: 'mark-price', method: 'mean' },
      'method: expected one of "mean-basis", "average-basis", got "mean"',
    ],
    [
      'a premium of more than 100 %',
      { kind: 'funding', premiums: [0, 2] },
      'premiums[1]: expected a rate between -1 and 1, such as 0.0001 for 0.01 %, got 2',
    ],
    [
      'premiums beside samples',
      { kind: 'funding', premiums: [0], samples: [{ impactBid: 1, impactAsk: 1, index: 1 }] },
      'samples: expected nothing where premiums are stated, got [{"impactBid":1,"impactAsk":1,"index":1}]',
    ],
    [
      'a payment without a premium',
      { kind: 'funding', payment: { side: 'long', qty: 1, mark: 1 } },
      'payment: expected nothing where neither premiums nor samples are stated, got {"side":"long","qty":1,"mark":1}',
    ],
    [
      'a quote without the other',
      { ...INSURANCE, fillQuote: null },
      'fillQuote: expected a decimal number, got null',
    ],
    [
      'a price beside quotes',
      { ...INSURANCE, qty: 3 },
      'qty: expected nothing where quotes are stated, got 3',
    ],
    [
      'a fill without what it is measured by',
      { kind: 'insurance', side: 'long', qty: 1, fillPrice: 9, entry: 10 },
      'bankruptcyPrice: expected a bankruptcy price, or in its place entry and margin, got nothing',
    ],
    [
      'half of a slice',
      { ...RESTORE, qty: 1, sliceShare: 0.2 },
      'sliceAbove: expected a decimal number: a slice needs both, got nothing',
    ],
    [
      'a bounded fee without a size',
      { ...RESTORE, insuranceFeeMax: 0.01 },
      'qty: expected a positive decimal number: the size of the position, got nothing',
    ],
    [
      'tiers out of order',
      { kind: 'partial-liquidation', method: 'tiers-down', qty: 1, mark: 1, tiers: [{ floor: 1, mmr: 0.1 }] },
      'tiers[0].floor: expected 0, where the first tier begins, got 1',
    ],
    [
      'a candidate on the side of the bankrupt',
      { ...DELEVERAGING, candidates: [{ ...DELEVERAGING.candidates[0], side: 'long' }] },
      'candidates[0].side: expected the other side than the bankrupt position, got "long"',
    ],
    [
      'two candidates with one number',
      { ...DELEVERAGING, candidates: [...DELEVERAGING.candidates, ...DELEVERAGING.candidates] },
      'candidates[1].id: expected another account than those before, got 1',
    ],
    [
      'a ranking that needs maintenance',
      { ...DELEVERAGING, ranking: 'binance' },
      'candidates[0].maintenanceMargin: expected a decimal number from 0 up: this ranking needs it, got nothing',
    ],
    [
      'a previous mark that is not stated',
      { ...DELEVERAGING, closedAt: 'previous-mark' },
      'previousMark: expected a positive decimal number, got nothing',
    ],
    [
      'a trigger that stops below its start',
      { kind: 'deleveraging-trigger', poolPeak: 1, loss: 0, startThreshold: -0.25, stopThreshold: -0.3 },
      'stopThreshold: expected no less than the start threshold, got -0.3',
    ],
    [
      'a loss that nobody is there to bear',
      { kind: 'socialised-loss', method: 'per-coin', loss: 1, longQty: 0, shortQty: 0 },
      'longQty: expected an open position on one side at least, got 0',
    ],
  ])('%s', (_case, value, line) => {
    expect(faultsOf(value)).toEqual([line]);
  });
});

describe('an account that does not fit together is refused', () => {
  const hedge = { positionMode: 'hedge' };
  test.each<readonly [string, object, string]>([
    [
      'two legs in one-way mode',
      { positions: [LONG, SHORT] },
      'positions[1].symbol: expected one position for each symbol, got "A"',
    ],
    [
      'two legs of one side',
      { rules: hedge, positions: [LONG, LONG] },
      'positions[1].side: expected one long and one short leg for each symbol, got "long"',
    ],
    [
      'two legs at two marks',
      { rules: hedge, positions: [LONG, { ...SHORT, mark: 101 }] },
      'positions[1].mark: expected the 100 of the other leg, got 101',
    ],
    [
      'coin margin in cross',
      { positions: [{ ...LONG, coinMargin: 1 }] },
      'positions[0].coinMargin: expected nothing: the wallet backs a cross position, got 1',
    ],
    [
      'coin margin of an inverse contract',
      { rules: { contract: 'inverse' }, positions: [{ ...LONG, mode: 'isolated', coinMargin: 1 }] },
      'positions[0].coinMargin: expected nothing: the margin of an inverse contract is coin already, got 1',
    ],
    [
      'a quote balance beside a wallet',
      { quoteBalance: 3, positions: [LONG] },
      'quoteBalance: expected nothing where a wallet is stated, got 3',
    ],
    [
      'a quote balance of coin',
      { wallet: null, quoteBalance: 3, rules: { contract: 'inverse' }, positions: [LONG] },
      'quoteBalance: expected a wallet of coin: contracts are inverse, got 3',
    ],
    [
      'an entry left out beside a wallet',
      { positions: [unentered] },
      'positions[0].entry: expected a positive decimal number, got nothing',
    ],
    [
      'a rate beside tiers of leverage',
      { positions: [{ ...LONG, leverageTiers: [{ floor: 0, leverageMax: 20 }] }] },
      'positions[0].mmr: expected nothing where tiers are given, got 0.01',
    ],
    [
      'leverage that rises with the tier',
      {
        positions: [
          {
            ...LONG,
            mmr: null,
            leverageTiers: [
              { floor: 0, leverageMax: 20 },
              { floor: 10, leverageMax: 40 },
            ],
          },
        ],
      },
      'positions[0].leverageTiers[1].leverageMax: expected less than in the tier before, got 40',
    ],
    [
      'an order without a rate, where orders are in maintenance',
      {
        rules: { ordersInMaintenance: true },
        positions: [LONG],
        orders: [{ symbol: 'B', side: 'buy', qty: 1, price: 1 }],
      },
      'orders[0].mmr: expected a maintenance rate, or tiers, or rules that name a preset for the symbol, got nothing',
    ],
    [
      'closing what is not held',
      { positions: [LONG], closeOut: { symbol: 'B' } },
      'closeOut.symbol: expected the symbol of one of the positions, got "B"',
    ],
    [
      'closing more than is held',
      { positions: [LONG], closeOut: { symbol: 'A', qty: 2 } },
      'closeOut.qty: expected at most the 1 of the position, got 2',
    ],
    [
      'closing one of two legs, but which',
      { rules: hedge, positions: [LONG, SHORT], closeOut: { symbol: 'A' } },
      'closeOut.side: expected "long" or "short": the symbol has two legs, got nothing',
    ],
    [
      'half of a fillable price',
      { positions: [LONG], closeOut: { symbol: 'A', bankruptcyAdjustment: 1 } },
      'closeOut.spreadToMaintenanceRatio: expected a decimal number: a fillable price needs both, got nothing',
    ],
  ])('%s', (_case, change, line) => {
    expect(faultsOf({ wallet: 50, ...change })).toEqual([line]);
  });
});

test('a quote balance is the wallet less what the positions cost: −9,900 with a long of 10,000 is 100', () => {
  const positions = [{ ...unentered, qty: 100 }];
  const answered = (request: unknown) => {
    const parsed = parseMarginQuestion(request);
    if (!parsed.isParsed) throw new Error(parsed.faults.join('\n'));
    return answerMarginQuestion(parsed.question);
  };
  expect(answered({ quoteBalance: -9_900, positions })).toEqual(
    answered({ wallet: 100, positions: [{ ...LONG, qty: 100 }] }),
  );
});

test('nothing that JSON can hold makes the parser throw, under any kind', () => {
  const anyQuestion = fc.oneof(
    fc.jsonValue(),
    fc.record({ kind: fc.constantFrom(...QUESTION_KINDS), method: fc.jsonValue(), qty: fc.jsonValue() }),
  );
  fc.assert(
    fc.property(anyQuestion, (value) => {
      for (const fault of faultsOf(value)) expect(fault).not.toContain('\n');
    }),
  );
});
