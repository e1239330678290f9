/**
 * The published, open-source and hand-worked cases that the decimal model is held to, through a real engine: trades,
 * buckets, marks and, where a case is due, its liquidation.
 */
import { MarginDecimal } from '@spillway/margin';
import {
  DERIVED_VECTORS,
  type MarginVector,
  OPEN_SOURCE_VECTORS,
  PUBLISHED_VECTORS,
} from '@spillway/margin/vectors';
import { describe, expect, test } from 'vitest';
import { actualOf, type FigureName, RULES, toleranceOf } from './vector-figures.fixture.ts';
import { type MarketCase, vectorMarket } from './vector-market.fixture.ts';

const VECTORS = [...PUBLISHED_VECTORS, ...OPEN_SOURCE_VECTORS, ...DERIVED_VECTORS];

interface Figure {
  readonly vector: MarginVector;
  readonly name: FigureName;
  readonly rule: string;
  readonly expected: string | boolean | null;
}

/** Figures that a market gives another meaning, by the reason; the others of their cases are played. */
const NOT_PLAYED: Readonly<Record<string, readonly string[]>> = {
  'initial margin follows the mark (M1), also where maintenance is that of the entry (M10)': [
    'V-FLIPSTER-10X/28000 initialMargin',
    'V-TOOBIT-ISO initialMargin',
  ],
};
const notPlayed = Object.values(NOT_PLAYED).flat();

function figuresOf(vector: MarginVector): Figure[] {
  const { symbol: _symbol, ...figures } = vector.expected;
  const names = Object.keys(figures) as Exclude<keyof MarginVector['expected'], 'symbol'>[];
  return names
    .filter((name) => !notPlayed.includes(`${vector.id} ${name}`))
    .map((name) => ({ vector, name, rule: RULES[name], expected: figures[name] ?? null }));
}

function marketCase({ id, request, expected }: MarginVector): MarketCase {
  return { id, request, target: request.positions.findIndex(({ symbol }) => symbol === expected.symbol) };
}

const expressible = VECTORS.flatMap(figuresOf);

describe('the known cases', () => {
  test.each(expressible.map((figure) => ({ ...figure, id: figure.vector.id })))(
    '$rule $id: $name is $expected',
    (figure) => {
      const market = vectorMarket(marketCase(figure.vector));
      const actual = actualOf(market, figure.name);
      if (!(actual instanceof MarginDecimal) || typeof figure.expected !== 'string') {
        expect(actual).toBe(figure.expected);
        return;
      }
      const distance = actual.sub(figure.expected).abs();
      const isClose = distance.lte(toleranceOf(figure.vector.tolerance, figure.name, market));
      expect(isClose, `${actual.toFixed()} against ${figure.expected}`).toBe(true);
    },
  );

  test('M9 of every case a figure is compared, and what is listed as not played is there', () => {
    const compared = new Set(expressible.map(({ vector }) => vector.id));
    expect(VECTORS.filter(({ id }) => !compared.has(id))).toEqual([]);
    const known = VECTORS.flatMap(({ id, expected }) => Object.keys(expected).map((name) => `${id} ${name}`));
    expect(notPlayed.filter((figure) => !known.includes(figure))).toEqual([]);
  });
});
