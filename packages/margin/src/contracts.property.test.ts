/**
 * Hedged pairs, inverse contracts and buckets with coin in them, against a second model that shares no code with the
 * first: it works in prices, not exposures, sums maintenance slice by slice, and scans for changes of sign.
 */
import { Decimal as DecimalClass } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explainMargin, type PositionReport } from './explain-margin.ts';
import { explainInverseIsolated } from './inverse-isolated.ts';
import { anyPosition, type OpenPosition } from './margin-accounts.fixture.ts';
import type { MarginRequest, MarginRulesInput, TierInput } from './margin-request.ts';

/** Twice the digits of a plain decimal: nearly flat pairs cancel most of them. */
const Decimal = DecimalClass.clone({ precision: 40 });
type Decimal = DecimalClass;

type Leg = OpenPosition;

/** An account of legs of one symbol; its other positions are in `rest`, whose marks do not move. */
interface Scene {
  readonly rules: MarginRulesInput;
  readonly wallet: string;
  readonly legs: readonly Leg[];
  readonly rest: readonly OpenPosition[];
}

const isInverse = ({ rules }: Scene): boolean => rules.contract === 'inverse';

function maintenanceBySlices(value: Decimal, tiers: readonly TierInput[]): Decimal {
  return tiers.reduce((total, { floor, mmr }, index) => {
    const ceiling = tiers[index + 1]?.floor ?? value;
    const top = Decimal.min(value, ceiling);
    return top.gt(floor) ? total.add(top.sub(floor).mul(mmr)) : total;
  }, new Decimal(0));
}

function worth(scene: Scene, { qty }: Leg, price: DecimalClass.Value): Decimal {
  return isInverse(scene) ? new Decimal(qty).div(price) : new Decimal(qty).mul(price);
}

/** A linear long gains with its value; an inverse long gains as the coins that its contract is worth get fewer. */
function profitAt(scene: Scene, leg: Leg, price: DecimalClass.Value): Decimal {
  const gain = worth(scene, leg, price).sub(worth(scene, leg, leg.entry));
  return (leg.side === 'long') === isInverse(scene) ? gain.neg() : gain;
}

function keptAt(scene: Scene, leg: Leg, price: DecimalClass.Value): Decimal {
  const value = worth(scene, leg, scene.rules.maintenanceBasis === 'entry' ? leg.entry : price);
  return maintenanceBySlices(value, leg.tiers).add(value.mul(scene.rules.closingFee ?? 0));
}

/** Equity less maintenance of everything in cross, or of an isolated bucket, with the mark of the legs at `price`. */
function surplusAt(scene: Scene, price: DecimalClass.Value): Decimal {
  const moving = scene.legs.map((leg) =>
    profitAt(scene, leg, price)
      .sub(keptAt(scene, leg, price))
      .add(new Decimal(leg.coinMargin ?? 0).mul(price)),
  );
  const resting = scene.rest.map((other) =>
    profitAt(scene, other, other.mark).sub(keptAt(scene, other, other.mark)),
  );
  return [...moving, ...resting].reduce((sum, value) => sum.add(value), new Decimal(scene.wallet));
}

function requestOf({ rules, wallet, legs, rest }: Scene, mode: 'isolated' | 'cross'): MarginRequest {
  const own = mode === 'isolated' ? { margin: wallet } : {};
  return {
    rules,
    wallet,
    positions: [...legs, ...rest].map((position) => ({ ...position, mode, ...own, leverage: null })),
  };
}

/** Both ends of the safe prices that the model states, lower first. */
function statedEnds(report: PositionReport): readonly Decimal[] {
  const { liquidationPrice, secondLiquidationPrice } = report;
  const stated = [liquidationPrice, secondLiquidationPrice].filter((price) => typeof price === 'string');
  return stated.map((price) => new Decimal(price)).sort((left, right) => left.cmp(right));
}

const GRID_RATIO = new Decimal('1.05');

/** Prices from far below the entries to far above, five per cent apart. */
function gridAround(scene: Scene): readonly Decimal[] {
  const start = new Decimal(scene.legs[0]?.entry ?? 1).div(1e6);
  const prices = [start];
  for (let step = 0; step < 500; step += 1) prices.push((prices.at(-1) ?? start).mul(GRID_RATIO));
  return prices;
}

/** The price at which the surplus changes sign between two prices of the grid. */
function bisect(scene: Scene, low: Decimal, high: Decimal): Decimal {
  const isSafeAtLow = surplusAt(scene, low).gt(0);
  let [below, above] = [low, high];
  for (let round = 0; round < 44; round += 1) {
    const middle = below.add(above).div(2);
    if (surplusAt(scene, middle).gt(0) === isSafeAtLow) below = middle;
    else above = middle;
  }
  return below;
}

function endsByScan(scene: Scene): readonly Decimal[] {
  const grid = gridAround(scene);
  const isSafe = grid.map((price) => surplusAt(scene, price).gt(0));
  return grid.flatMap((price, index) => {
    const next = grid[index + 1];
    return next === undefined || isSafe[index] === isSafe[index + 1] ? [] : [bisect(scene, price, next)];
  });
}

/** Ends that the grid can see: a safe stretch narrower than its step hides between two prices. */
function compare(scene: Scene, report: PositionReport): void {
  const grid = gridAround(scene);
  const [first, last] = [grid[0], grid.at(-1)];
  if (first === undefined || last === undefined) throw new Error('the grid is empty');
  const seen = statedEnds(report).filter((price) => price.gt(first) && price.lt(last));
  const found = endsByScan(scene);
  const isNarrow = seen.length === 2 && found.length === 0;
  if (isNarrow) {
    expect(seen[1]?.div(seen[0] ?? 1).lt(GRID_RATIO)).toBe(true);
    return;
  }
  expect(seen.map(String), `found ${found.map(String)}`).toHaveLength(found.length);
  for (const [index, price] of found.entries()) {
    const distance = price.sub(seen[index] ?? 0).abs();
    expect(distance.lte(price.mul('1e-9')), `${price} against ${seen[index]}`).toBe(true);
  }
}

const thousandths = (min: number, max: number) =>
  fc.integer({ min, max }).map((value) => new Decimal(value).div(1_000).toFixed());
const anyBasis = fc.constantFrom<MarginRulesInput[]>(
  {},
  { closingFee: '0.0005' },
  { maintenanceBasis: 'entry' },
  { maintenanceBasis: 'entry', closingFee: '0.0006' },
);

/** A long and a short of one symbol at one mark, beside up to one other position. */
const anyPair = (contract: 'linear' | 'inverse'): fc.Arbitrary<Scene> =>
  fc
    .record({
      basis: anyBasis,
      first: anyPosition('A'),
      second: anyPosition('A'),
      other: fc.option(anyPosition('B')),
      wallet: thousandths(1, 500_000_000),
      size: fc.integer({ min: 1, max: 300 }),
    })
    .map(({ basis, first, second, other, wallet, size }) => {
      const qty = new Decimal(first.qty).mul(size).div(100).toFixed();
      return {
        rules: { ...basis, contract, positionMode: 'hedge' },
        wallet,
        legs: [
          { ...first, side: 'long' },
          { ...first, tiers: second.tiers, qty, entry: second.entry, side: 'short' },
        ],
        rest: other === null ? [] : [other],
      };
    });

describe.each(['linear', 'inverse'] as const)('a hedged pair of %s contracts in cross', (contract) => {
  test('is due where a scan of the second model finds it due, from both sides', () => {
    fc.assert(
      fc.property(anyPair(contract), (scene) => {
        const [long, short] = explainMargin(requestOf(scene, 'cross')).positions;
        if (long === undefined || short === undefined) throw new Error('two legs were asked about');
        compare(scene, long);
      }),
      { numRuns: 50 },
    );
  });

  test('has one liquidation price, whichever leg is asked about', () => {
    fc.assert(
      fc.property(anyPair(contract), (scene) => {
        const [long, short] = explainMargin(requestOf(scene, 'cross')).positions;
        const rounded = ({ liquidationPrice, secondLiquidationPrice, reason }: PositionReport) => [
          liquidationPrice === null ? reason : new Decimal(liquidationPrice).toPrecision(18),
          secondLiquidationPrice && new Decimal(secondLiquidationPrice).toPrecision(18),
        ];
        expect(rounded(short as PositionReport)).toEqual(rounded(long as PositionReport));
      }),
    );
  });
});

describe('inverse contracts', () => {
  const anyInverse = fc
    .record({ basis: anyBasis, leg: anyPosition('A'), wallet: thousandths(1, 1_000_000) })
    .map(({ basis, leg, wallet }) => ({
      rules: { ...basis, contract: 'inverse' as const },
      wallet,
      legs: [leg],
      rest: [],
    }));

  test.each(['isolated', 'cross'] as const)('%s: due where a scan finds it due', (mode) => {
    fc.assert(
      fc.property(anyInverse, (scene) => {
        const [report] = explainMargin(requestOf(scene, mode)).positions;
        compare(scene, report as PositionReport);
      }),
      { numRuns: 50 },
    );
  });

  test('with one rate, isolated: the closed forms of Bybit (entry basis) and Kraken (mark basis)', () => {
    const anyQuestion = fc.record({
      side: fc.constantFrom('long' as const, 'short' as const),
      contractValue: thousandths(1_000, 90_000_000),
      entry: thousandths(1_000, 90_000_000),
      leverage: fc.integer({ min: 2, max: 50 }),
      mmr: fc.constantFrom('0.004', '0.005', '0.01'),
      maintenanceBasis: fc.constantFrom('mark' as const, 'entry' as const),
    });
    fc.assert(
      fc.property(anyQuestion, ({ contractValue, maintenanceBasis, ...question }) => {
        const closed = explainInverseIsolated({ ...question, contractValue, maintenanceBasis });
        const { entry } = question;
        const [report] = explainMargin({
          rules: { contract: 'inverse', maintenanceBasis },
          wallet: 0,
          positions: [{ ...question, symbol: 'A', mode: 'isolated', qty: contractValue, mark: entry }],
        }).positions;
        for (const name of [
          'initialMargin',
          'maintenanceMargin',
          'liquidationPrice',
          'bankruptcyPrice',
        ] as const) {
          const [ours, theirs] = [report?.[name] ?? null, closed[name]];
          expect(ours === null).toBe(theirs === null);
          if (ours === null || theirs === null) continue;
          expect(new Decimal(ours).toPrecision(16)).toBe(new Decimal(theirs).toPrecision(16));
        }
      }),
    );
  });
});

test('a bucket with coin in it is due where a scan finds it due', () => {
  const anyScene = fc
    .record({
      basis: anyBasis,
      leg: anyPosition('A'),
      wallet: thousandths(1, 1_000_000),
      coinPercent: fc.integer({ min: 1, max: 250 }),
    })
    .map(({ basis, leg, wallet, coinPercent }) => {
      const coinMargin = new Decimal(leg.qty).mul(coinPercent).div(100).toFixed();
      return { rules: basis, wallet, legs: [{ ...leg, coinMargin }], rest: [] };
    });
  fc.assert(
    fc.property(anyScene, (scene) => {
      const [report] = explainMargin(requestOf(scene, 'isolated')).positions;
      compare(scene, report as PositionReport);
    }),
    { numRuns: 50 },
  );
});

test('funding on the bucket is the same as a bucket smaller by side × value at mark × rate', () => {
  const anyCase = fc.record({
    position: anyPosition('A'),
    contract: fc.constantFrom('linear' as const, 'inverse' as const),
    basisPoints: fc.integer({ min: -75, max: 75 }),
  });
  fc.assert(
    fc.property(anyCase, ({ position, contract, basisPoints }) => {
      const { qty, mark, side } = position;
      const value = contract === 'linear' ? new Decimal(qty).mul(mark) : new Decimal(qty).div(mark);
      const paid = value
        .mul(basisPoints)
        .div(10_000)
        .mul(side === 'long' ? 1 : -1);
      const margin = value.mul('0.3').toDecimalPlaces(14);
      const reportWith = (change: object) =>
        explainMargin({
          rules: { contract },
          wallet: 0,
          positions: [{ ...position, mode: 'isolated', leverage: null, ...change }],
        }).positions[0] as PositionReport;
      const fundingRate = new Decimal(basisPoints).div(10_000).toFixed();
      const funded = reportWith({ margin: margin.toFixed(), fundingRate });
      const smaller = reportWith({ margin: margin.sub(paid).toFixed() });
      const scales = { equity: value, liquidationPrice: new Decimal(position.entry) };
      for (const [name, scale] of Object.entries(scales)) {
        const [ours, theirs] = [funded, smaller].map((report) => Reflect.get(report, name) as string | null);
        expect(ours === null).toBe(theirs === null);
        const distance = new Decimal(ours ?? 0).sub(theirs ?? 0).abs();
        expect(distance.lte(scale.mul('1e-15')), `${name}: ${ours} against ${theirs}`).toBe(true);
      }
    }),
  );
});
