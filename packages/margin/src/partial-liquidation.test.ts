import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MarginDecimal } from './decimal.ts';
import { answerMarginQuestion, parseMarginQuestion } from './margin-question.ts';

interface Answer {
  readonly size: string | null;
  readonly sizeLeft: string | null;
  readonly insuranceFee: string | null;
}

function ask(question: object): Answer {
  const parsed = parseMarginQuestion({ kind: 'partial-liquidation', ...question });
  if (!parsed.isParsed) throw new Error(parsed.faults.join('\n'));
  const answer = answerMarginQuestion(parsed.question);
  if (answer.kind !== 'partial-liquidation') throw new Error(`answered ${answer.kind}`);
  return answer;
}

describe('the size that restores margin', () => {
  const restore = (question: object) => ask({ method: 'restore-margin', ...question });

  test('leaves equity equal to maintenance, both fees paid', () => {
    const anyCase = fc.record({
      mark: fc.integer({ min: 1, max: 100_000 }),
      ratePpm: fc.integer({ min: 20_000, max: 200_000 }),
      feePpm: fc.integer({ min: 0, max: 9_000 }),
      insurancePpm: fc.integer({ min: 0, max: 9_000 }),
      equityShare: fc.integer({ min: 50, max: 99 }),
    });
    fc.assert(
      fc.property(anyCase, ({ mark, ratePpm, feePpm, insurancePpm, equityShare }) => {
        const ratio = (ppm: number) => new MarginDecimal(ppm).div(1e6);
        const [rate, fee, insuranceFee] = [ratio(ratePpm), ratio(feePpm), ratio(insurancePpm)];
        const maintenance = rate.mul(10).mul(mark);
        const equity = maintenance.mul(equityShare).div(100);
        const { size } = restore({
          marginShortage: maintenance.sub(equity).toFixed(),
          maintenanceRate: rate.toFixed(),
          liquidationFee: fee.toFixed(),
          insuranceFee: insuranceFee.toFixed(),
          mark,
        });
        const closed = new MarginDecimal(size ?? 'NaN').mul(mark);
        const maintenanceAfter = maintenance.sub(closed.mul(rate));
        const equityAfter = equity.sub(closed.mul(fee.add(insuranceFee)));
        expect(maintenanceAfter.sub(equityAfter).abs().lte(maintenance.mul('1e-15'))).toBe(true);
      }),
    );
  });

  test('is never more than the position, and all of it where fees eat what a close frees', () => {
    const question = { marginShortage: 10, maintenanceRate: '0.01', mark: 100, qty: 4 };
    expect(restore({ ...question, marginShortage: 3 })).toMatchObject({ size: '3', sizeLeft: '1' });
    expect(restore(question)).toMatchObject({ size: '4', sizeLeft: '0' });
    expect(restore({ ...question, liquidationFee: '0.01' })).toMatchObject({ size: '4', sizeLeft: '0' });
  });

  test('is none where nothing bounds it and a close frees nothing', () => {
    const question = { marginShortage: 10, maintenanceRate: '0.01', liquidationFee: '0.01', mark: 100 };
    expect(restore(question)).toMatchObject({ size: null, sizeLeft: null });
  });

  test('is at most a slice of a position above the threshold (the house: 20 % above 100,000)', () => {
    const question = {
      marginShortage: 1_000,
      maintenanceRate: '0.01',
      mark: 50_000,
      sliceShare: '0.2',
      sliceAbove: 100_000,
    };
    expect(restore({ ...question, qty: 3 }).size).toBe('0.6');
    expect(restore({ ...question, qty: 2 }).size).toBe('2');
    expect(restore({ ...question, qty: 20 }).size).toBe('2');
  });
});

test.each([
  [3, '0.6'],
  [2, '2'],
  ['2.002', '0.4004'],
])('a slice of 20 %% above 100,000: of %s coins at 50,000 it closes %s', (qty, expected) => {
  const question = { method: 'slice', qty, mark: 50_000, sliceShare: '0.2', sliceAbove: 100_000 };
  expect(ask(question).size).toBe(expected);
});

test.each([
  // 700,000 down to 600,000 and to 50,000; below the first tier there is none.
  [1, '2', '12'],
  [2, '13', '1'],
  [3, '14', '0'],
])('%s tiers down from the third: closes %s and leaves %s', (tiersDown, size, sizeLeft) => {
  const tiers = [
    { floor: 0, mmr: '0.004' },
    { floor: 50_000, mmr: '0.005' },
    { floor: 600_000, mmr: '0.0065' },
  ];
  const question = { method: 'tiers-down', qty: 14, mark: 50_000, tiers, tiersDown };
  expect(ask(question)).toMatchObject({ size, sizeLeft });
});

test.each([
  ['10 % would be 500: the least of 1,000', 100, '20'],
  ['worth less than the least: all', 10, '10'],
  ['10 % of 100,000', 2_000, '200'],
  ['10 % would be 5 million: the most of 100,000', 1_000_000, '2000'],
])('in a block (dYdX), %s', (_case, qty, size) => {
  const question = {
    method: 'block-cap',
    qty,
    mark: 50,
    share: '0.1',
    notionalMin: 1_000,
    notionalMax: 100_000,
  };
  expect(ask(question).size).toBe(size);
});
