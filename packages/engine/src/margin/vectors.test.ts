/**
 * The published, open-source and hand-worked cases that the decimal model is held to, through a real engine: trades,
 * buckets, marks and, where a case is due, its liquidation.
 */
import { type DecimalInput, MarginDecimal } from '@spillway/margin';
import {
  DERIVED_VECTORS,
  type MarginVector,
  OPEN_SOURCE_VECTORS,
  PUBLISHED_VECTORS,
} from '@spillway/margin/vectors';
import { describe, expect, test } from 'vitest';
import { TRADER, type VectorMarket, vectorMarket } from './vector-market.fixture.ts';

const VECTORS = [...PUBLISHED_VECTORS, ...OPEN_SOURCE_VECTORS, ...DERIVED_VECTORS];

/** The rule that each figure shows. */
const RULES = {
  liquidationPrice: 'M9',
  bankruptcyPrice: 'L6',
  initialMargin: 'M1',
  maintenanceMargin: 'M2',
  equity: 'M3',
  marginRatio: 'L1',
  isLiquidatable: 'L1',
} as const;

type FigureName = keyof typeof RULES;

interface Figure {
  readonly vector: MarginVector;
  readonly name: FigureName;
  readonly rule: string;
  readonly expected: string | boolean | null;
}

const isSame = (left: DecimalInput, right: DecimalInput): boolean => new MarginDecimal(left).eq(right);

/** Whether a market can give the same meaning to a figure as the rules of its case. */
function isExpressible({ request, expected }: MarginVector, name: FigureName): boolean {
  const rules = typeof request.rules === 'object' ? request.rules : null;
  if (rules?.maintenanceBasis !== 'entry' || name === 'bankruptcyPrice' || name === 'equity') return true;
  // Both bases are one where the mark is the entry.
  const position = request.positions.find(({ symbol }) => symbol === expected.symbol);
  const isMarkEntry = position !== undefined && isSame(position.mark, position.entry);
  // Maintenance is on entry in isolated alone, and initial margin nowhere (rule M10).
  return name === 'initialMargin' || position?.mode === 'cross' ? isMarkEntry : true;
}

function figuresOf(vector: MarginVector): Figure[] {
  const { symbol: _symbol, ...figures } = vector.expected;
  const names = Object.keys(figures) as FigureName[];
  return names
    .filter((name) => isExpressible(vector, name))
    .map((name) => ({ vector, name, rule: RULES[name], expected: figures[name] ?? null }));
}

const isDue = ({ bench }: VectorMarket): boolean =>
  bench.of('liquidationStarted').some((event) => event.accountId === TRADER);

/** Equity and maintenance behind the position, as the liquidation tells them where there was one. */
function marginOf({ bench, instrument }: VectorMarket): { equityMicros: number; maintenanceMicros: number } {
  const [started] = bench.of('liquidationStarted');
  if (started !== undefined) return started;
  const position = bench.position(TRADER, instrument);
  const { crossEquityMicros, crossMaintenanceMicros } = bench.account(TRADER);
  return position.mode === 'cross'
    ? { equityMicros: crossEquityMicros, maintenanceMicros: crossMaintenanceMicros }
    : {
        equityMicros: position.bucketMicros + position.unrealisedPnlMicros,
        maintenanceMicros: position.maintenanceMarginMicros,
      };
}

/** The bankruptcy price on view, or of a position that is gone the limit of its forced order. */
function bankruptcyTicks(market: VectorMarket): number | null {
  const { bench, instrument } = market;
  if (!isDue(market)) return bench.position(TRADER, instrument).bankruptcyPriceTicks;
  const forced = bench.of('orderAccepted').find((order) => {
    return order.liquidationId !== 0 && order.instrumentId === instrument;
  });
  return forced?.priceTicks ?? null;
}

/** A figure of the engine in the unit of its case. */
function actualOf(market: VectorMarket, name: FigureName): MarginDecimal | boolean | null {
  const { bench, instrument, target } = market;
  const quote = (micros: number) => new MarginDecimal(micros).div(1e6);
  const price = (ticks: number | null) =>
    ticks === null ? null : new MarginDecimal(target.specification.tickSize).mul(ticks);
  const margin = marginOf(market);
  switch (name) {
    case 'isLiquidatable':
      return isDue(market);
    case 'liquidationPrice':
      return price(bench.position(TRADER, instrument).liquidationPriceTicks);
    case 'bankruptcyPrice':
      return price(bankruptcyTicks(market));
    case 'initialMargin':
      return quote(bench.position(TRADER, instrument).initialMarginMicros);
    case 'maintenanceMargin':
      return quote(
        isDue(market) ? margin.maintenanceMicros : bench.position(TRADER, instrument).maintenanceMarginMicros,
      );
    case 'equity':
      return quote(margin.equityMicros);
    case 'marginRatio':
      return new MarginDecimal(margin.maintenanceMicros).div(margin.equityMicros);
  }
}

/** The tolerance of the case, or one step of the engine where that is larger. */
function toleranceOf({ vector, name }: Figure, market: VectorMarket): MarginDecimal {
  const step = name.endsWith('Price') ? market.target.specification.tickSize : '0.000001';
  return MarginDecimal.max(vector.tolerance, step);
}

const expressible = VECTORS.flatMap(figuresOf);

describe('the known cases', () => {
  test.each(expressible.map((figure) => ({ ...figure, id: figure.vector.id })))(
    '$rule $id: $name is $expected',
    (figure) => {
      const market = vectorMarket(figure.vector);
      const actual = actualOf(market, figure.name);
      if (!(actual instanceof MarginDecimal) || typeof figure.expected !== 'string') {
        expect(actual).toBe(figure.expected);
        return;
      }
      const distance = actual.sub(figure.expected).abs();
      const isClose = distance.lte(toleranceOf(figure, market));
      expect(isClose, `${actual.toFixed()} against ${figure.expected}`).toBe(true);
    },
  );

  test('M9 of every case a figure is compared', () => {
    const compared = new Set(expressible.map(({ vector }) => vector.id));
    expect(VECTORS.filter(({ id }) => !compared.has(id))).toEqual([]);
  });
});
