/**
 * Properties of liquidation prices over random accounts. The oracle below is a second model that shares no code
 * with the first: maintenance is summed slice by slice without `cum`, and the price is found by bisection.
 */
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explainMargin, type PositionReport } from './explain-margin.ts';
import {
  type AnyAccount,
  anyAccount,
  anyPosition,
  initialMargins,
  type OpenPosition,
} from './margin-accounts.fixture.ts';
import type { MarginRequest, PositionInput, TierInput } from './margin-request.ts';

function maintenanceBySlices(notional: Decimal, tiers: readonly TierInput[]): Decimal {
  return tiers.reduce((total, { floor, mmr }, index) => {
    const ceiling = tiers[index + 1]?.floor ?? notional;
    const top = Decimal.min(notional, ceiling);
    return top.gt(floor) ? total.add(top.sub(floor).mul(mmr)) : total;
  }, new Decimal(0));
}

const profitAt = ({ side, qty, entry }: PositionInput, price: Decimal.Value): Decimal =>
  new Decimal(price)
    .sub(entry)
    .mul(qty)
    .mul(side === 'long' ? 1 : -1);

/** Maintenance of a position at a mark, by the account's rules, with the closing fee. */
function maintenanceAt({ rules }: AnyAccount, position: OpenPosition, mark: Decimal.Value): Decimal {
  const reference = rules.maintenanceBasis === 'entry' ? position.entry : mark;
  const notional = new Decimal(position.qty).mul(reference);
  return maintenanceBySlices(notional, position.tiers).add(notional.mul(rules.closingFee ?? 0));
}

/** Equity behind `target` less the maintenance it must cover, were its mark at `price`. */
function surplus(account: AnyAccount, target: OpenPosition, price: Decimal.Value): Decimal {
  const own = profitAt(target, price).sub(maintenanceAt(account, target, price));
  if (target.mode === 'isolated') return own.add(initialMargins([target], 'isolated'));
  const pool = new Decimal(account.wallet).sub(initialMargins(account.positions, 'isolated'));
  return account.positions
    .filter((other) => other.mode === 'cross' && other !== target)
    .reduce(
      (total, other) => total.add(profitAt(other, other.mark)).sub(maintenanceAt(account, other, other.mark)),
      pool.add(own),
    );
}

/** The price at which `surplus` changes sign, between 0 and `high`, to 1 part in 10^12 of `high`. */
function bisect(account: AnyAccount, target: OpenPosition, high: Decimal): Decimal {
  const isLong = target.side === 'long';
  let [below, above] = [new Decimal(0), high];
  for (let round = 0; round < 42; round += 1) {
    const middle = below.add(above).div(2);
    const isDue = surplus(account, target, middle).lte(0);
    if (isDue === isLong) below = middle;
    else above = middle;
  }
  return below;
}

const reportOn = (account: AnyAccount, target: OpenPosition): PositionReport => {
  const report = explainMargin({ ...account }).positions.find(({ symbol }) => symbol === target.symbol);
  if (report === undefined) throw new Error(`no report on ${target.symbol}`);
  return report;
};

const withMark = (account: AnyAccount, target: OpenPosition, mark: Decimal): [AnyAccount, OpenPosition] => {
  const moved = { ...target, mark: mark.toFixed() };
  return [
    { ...account, positions: account.positions.map((position) => (position === target ? moved : position)) },
    moved,
  ];
};

describe('over random accounts with tiers', () => {
  test('a liquidation price is missing exactly when no positive price separates safe from due', () => {
    fc.assert(
      fc.property(anyAccount, (account) => {
        for (const target of account.positions) {
          const { liquidationPrice, reason } = reportOn(account, target);
          const atZero = surplus(account, target, 0);
          const isNever = target.side === 'long' && atZero.gte(0);
          const isAlways = target.side === 'short' && atZero.lte(0);
          expect(liquidationPrice === null).toBe(isNever || isAlways);
          expect(reason).toBe(isNever ? 'never' : isAlways ? 'always' : undefined);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('it is the price that bisection of the second model finds', () => {
    fc.assert(
      fc.property(anyAccount, (account) => {
        for (const target of account.positions) {
          const { liquidationPrice } = reportOn(account, target);
          if (liquidationPrice === null) continue;
          const high = new Decimal(liquidationPrice).mul(3).add(target.entry);
          const found = bisect(account, target, high);
          const distance = found.sub(liquidationPrice).abs();
          expect(distance.lte(high.mul('1e-11')), `${found} against ${liquidationPrice}`).toBe(true);
        }
      }),
      { numRuns: 100 },
    );
  });

  test('a mark a millionth before it is safe, at a millionth beyond it is due', () => {
    fc.assert(
      fc.property(anyAccount, (account) => {
        for (const target of account.positions) {
          const { liquidationPrice } = reportOn(account, target);
          if (liquidationPrice === null) continue;
          const price = new Decimal(liquidationPrice);
          const towardsLoss = target.side === 'long' ? '-0.000001' : '0.000001';
          const due = withMark(account, target, price.mul(new Decimal(1).add(towardsLoss)));
          const safe = withMark(account, target, price.mul(new Decimal(1).sub(towardsLoss)));
          expect(reportOn(...due).isLiquidatable).toBe(true);
          expect(reportOn(...safe).isLiquidatable).toBe(false);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('bankruptcy lies beyond liquidation: a long’s lower, a short’s higher', () => {
    fc.assert(
      fc.property(anyAccount, (account) => {
        for (const target of account.positions.filter(({ mode }) => mode === 'isolated')) {
          const { liquidationPrice, bankruptcyPrice } = reportOn(account, target);
          if (liquidationPrice === null) continue;
          const gap = new Decimal(bankruptcyPrice ?? 0).sub(liquidationPrice);
          expect(gap.mul(target.side === 'long' ? 1 : -1).lt(0)).toBe(true);
        }
      }),
    );
  });
});

const single = (position: OpenPosition, change: Partial<PositionInput>): PositionInput => ({
  ...position,
  ...change,
});
const priceOf = (request: MarginRequest): Decimal | null => {
  const price = explainMargin(request).positions[0]?.liquidationPrice ?? null;
  return price === null ? null : new Decimal(price);
};

describe('of one position', () => {
  test('more margin moves an isolated price away: a long’s down, a short’s up', () => {
    const anyMargin = fc.integer({ min: 1, max: 1_000_000 });
    fc.assert(
      fc.property(anyPosition('A'), anyMargin, anyMargin, (position, margin, added) => {
        const priceWith = (amount: number) =>
          priceOf({ wallet: 0, positions: [single(position, { mode: 'isolated', margin: amount })] });
        const before = priceWith(margin);
        const after = priceWith(margin + added);
        if (position.side === 'long') {
          if (after !== null) expect(before !== null && after.lt(before)).toBe(true);
        } else if (before !== null) {
          expect(after?.gt(before)).toBe(true);
        }
      }),
    );
  });

  test('leverage has no part in a cross price, and moves an isolated one towards the entry', () => {
    fc.assert(
      fc.property(anyPosition('A'), fc.integer({ min: 1, max: 100 }), (position, leverage) => {
        const cross = (value: number) =>
          priceOf({ wallet: 5_000, positions: [single(position, { mode: 'cross', leverage: value })] });
        expect(cross(leverage + 1)).toEqual(cross(leverage));
        const isolated = (value: number) =>
          priceOf({ wallet: 0, positions: [single(position, { mode: 'isolated', leverage: value })] });
        const [low, high] = [isolated(leverage), isolated(leverage + 1)];
        if (low === null || high === null) return;
        expect(position.side === 'long' ? high.gt(low) : high.lt(low)).toBe(true);
      }),
    );
  });

  test('cross alone on a wallet is isolated on a bucket of the same size', () => {
    fc.assert(
      fc.property(anyPosition('A'), fc.integer({ min: 1, max: 1_000_000 }), (position, amount) => {
        const cross = explainMargin({ wallet: amount, positions: [single(position, { mode: 'cross' })] });
        const isolated = explainMargin({
          wallet: amount,
          positions: [single(position, { mode: 'isolated', margin: amount })],
        });
        const { explain: _cross, ...crossFigures } = cross.positions[0] as PositionReport;
        const { explain: _own, ...isolatedFigures } = isolated.positions[0] as PositionReport;
        const bucket = { mode: 'isolated', isolatedMargin: String(amount) };
        expect({ ...crossFigures, ...bucket }).toEqual(isolatedFigures);
      }),
    );
  });

  test('prices scale with price, and stay when all amounts scale', () => {
    const anyFactor = fc.constantFrom(2, 5, 10, 1_000);
    fc.assert(
      fc.property(anyPosition('A'), anyFactor, (position, factor) => {
        const times = (value: PositionInput['qty']) => new Decimal(value).mul(factor).toFixed();
        const cross = single(position, { mode: 'cross' });
        const price = priceOf({ wallet: 50_000, positions: [cross] });
        const dearer = { ...cross, entry: times(cross.entry), mark: times(cross.mark) };
        const smaller = { ...dearer, qty: new Decimal(cross.qty).div(factor).toFixed() };
        const scaled = priceOf({ wallet: 50_000, positions: [smaller] });
        expect(scaled?.div(factor).toPrecision(15)).toBe(price?.toPrecision(15));
        const tiers = position.tiers.map((tier) => ({ ...tier, floor: times(tier.floor) }));
        const larger = { ...cross, qty: times(cross.qty), tiers };
        const richer = priceOf({ wallet: 50_000 * factor, positions: [larger] });
        expect(richer?.toPrecision(15)).toBe(price?.toPrecision(15));
      }),
    );
  });

  test('at every tier edge the price of the rate below meets that of the rate above', () => {
    fc.assert(
      fc.property(anyPosition('A'), (position) => {
        const short = single(position, { mode: 'isolated', side: 'short' });
        for (const { floor } of position.tiers.slice(1)) {
          // The bucket that puts liquidation exactly on the edge: what a price of floor / qty leaves to keep.
          const edge = new Decimal(floor).div(position.qty);
          const kept = maintenanceBySlices(new Decimal(floor), position.tiers);
          const bucket = kept.add(edge.sub(position.entry).mul(position.qty));
          if (bucket.lte('0.001')) continue;
          const nudge = bucket.mul('1e-9');
          const priceWith = (margin: Decimal) =>
            priceOf({ wallet: 0, positions: [{ ...short, margin: margin.toPrecision(18) }] }) ??
            new Decimal(0);
          const gap = priceWith(bucket.add(nudge)).sub(priceWith(bucket.sub(nudge)));
          expect(gap.gte(0)).toBe(true);
          expect(gap.lte(nudge.mul(2).div(position.qty).mul('1.000001').add(edge.mul('1e-15')))).toBe(true);
        }
      }),
    );
  });
});

test('an equal-weighted cross account is due at the mean of the moves, however they are spread', () => {
  // Three longs of 10,000, rate 0.5 %, and a wallet that carries a mean fall of exactly 10 %: with
  // C − m·N·0.9 = 0.1·N and N = 30,000 the wallet is 3,135.
  const positions = (moves: readonly number[]): PositionInput[] =>
    moves.map((move, index) => ({
      symbol: `COIN${index}`,
      side: 'long',
      mode: 'cross',
      qty: 10_000,
      entry: 1,
      mark: new Decimal(1).add(new Decimal(move).div(10_000)).toFixed(),
      mmr: '0.005',
    }));
  const isDue = (moves: readonly number[]) =>
    explainMargin({ wallet: 3_135, positions: positions(moves) }).positions.every(
      ({ isLiquidatable }) => isLiquidatable,
    );
  const anyMove = fc.integer({ min: -3_000, max: 3_000 });
  fc.assert(
    fc.property(anyMove, anyMove, (first, second) => {
      const third = -3_000 - first - second;
      fc.pre(third > -9_999);
      expect(isDue([first, second, third])).toBe(true);
      expect(isDue([first, second, third + 1])).toBe(false);
    }),
  );
});
