import { describe, expect, test } from 'vitest';
import type { CloseOutReport } from './close-out.ts';
import { explainMargin } from './explain-margin.ts';
import type { CloseOutInput, PositionInput } from './margin-request.ts';

const LONG: PositionInput = {
  symbol: 'BTCUSDT',
  side: 'long',
  qty: 1,
  entry: 100,
  mark: 100,
  mode: 'isolated',
  margin: 10,
  mmr: '0.01',
};
const CROSS: PositionInput = { ...LONG, mode: 'cross', margin: null };

function closeOut(position: PositionInput, change: Partial<CloseOutInput> = {}): CloseOutReport {
  const report = explainMargin({
    wallet: 50,
    positions: [position],
    closeOut: { symbol: 'BTCUSDT', ...change },
  });
  if (report.closeOut === undefined) throw new Error('no close-out was reported');
  return report.closeOut;
}

describe('the wallet of 50 after a close', () => {
  test.each([
    ['isolated, a loss of 20 ends with the bucket of 10', { price: 80 }, '40'],
    ['isolated, a loss of 5', { price: 95 }, '45'],
    ['isolated, half of the position and of the bucket', { price: 95, qty: '0.5' }, '47.5'],
    ['isolated, at its bankruptcy price of 90', {}, '40'],
  ] as const)('%s', (_case, change, expected) => {
    expect(closeOut(LONG, change).walletAfter).toBe(expected);
  });

  test.each([
    ['cross, a loss of 20', { price: 80 }, '30'],
    ['cross, at its bankruptcy price of 50', {}, '0'],
    ['cross, a profit', { price: 107 }, '57'],
  ] as const)('%s', (_case, change, expected) => {
    expect(closeOut(CROSS, change).walletAfter).toBe(expected);
  });
});

describe('the fillable price of a long with maintenance of 1 at 100', () => {
  const spread = { bankruptcyAdjustment: 1, spreadToMaintenanceRatio: '1.5' };
  const at = (wallet: string) =>
    explainMargin({ wallet, positions: [CROSS], closeOut: { symbol: 'BTCUSDT', ...spread } }).closeOut
      ?.fillablePrice;

  test('is the mark while the account is safe, and moves at most 1.5 maintenance rates away', () => {
    expect([at('5'), at('1'), at('0.5'), at('0'), at('-3')]).toEqual(['100', '100', '99.25', '98.5', '98.5']);
  });

  test('is above the mark for a short', () => {
    const short: PositionInput = { ...CROSS, side: 'short' };
    const closed = explainMargin({
      wallet: 0,
      positions: [short],
      closeOut: { symbol: 'BTCUSDT', ...spread },
    });
    expect(closed.closeOut?.fillablePrice).toBe('101.5');
  });

  test('is not stated where nobody asks', () => {
    expect(closeOut(CROSS).fillablePrice).toBeNull();
  });
});

test('with tiers a part frees the maintenance of its own slices', () => {
  const tiers = [
    { floor: 0, mmr: '0.01' },
    { floor: 50, mmr: '0.03' },
  ];
  // Maintenance 0.5 + 1.5 = 2; the upper half frees 1.5 of it, and carries three quarters of the equity of 50.
  const { bankruptcyQuote } = closeOut({ ...CROSS, mmr: null, tiers }, { qty: '0.5' });
  expect(bankruptcyQuote).toBe('12.5');
});

test('where nothing asks maintenance the equity is shared by size', () => {
  expect(closeOut({ ...CROSS, mmr: 0 }, { qty: '0.5' }).bankruptcyQuote).toBe('25');
});

test('one leg of a hedged pair is closed by its side', () => {
  const short: PositionInput = { ...CROSS, side: 'short', entry: 110 };
  const report = explainMargin({
    rules: { positionMode: 'hedge' },
    wallet: 50,
    positions: [CROSS, short],
    closeOut: { symbol: 'BTCUSDT', side: 'short', price: 104 },
  });
  expect(report.closeOut).toMatchObject({ side: 'short', realisedProfit: '6', walletAfter: '56' });
});
