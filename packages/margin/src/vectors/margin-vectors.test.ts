import { describe, expect, test } from 'vitest';
import { MarginDecimal } from '../decimal.ts';
import { explainMargin, type PositionReport } from '../explain-margin.ts';
import { DERIVED_VECTORS } from './derived-vectors.ts';
import type { MarginVector } from './margin-vector.ts';
import { OPEN_SOURCE_VECTORS } from './open-source-vectors.ts';
import { PUBLISHED_VECTORS } from './published-vectors.ts';

const vectors = [...PUBLISHED_VECTORS, ...OPEN_SOURCE_VECTORS, ...DERIVED_VECTORS];

function reportFor({ request, expected }: MarginVector): PositionReport {
  const report = explainMargin(request).positions.find(({ symbol }) => symbol === expected.symbol);
  if (report === undefined) throw new Error(`no position ${expected.symbol}`);
  return report;
}

test('every vector has its own id and a source', () => {
  expect(new Set(vectors.map(({ id }) => id)).size).toBe(vectors.length);
  for (const { source } of vectors) expect(source.length).toBeGreaterThan(10);
});

describe.each(vectors)('$id', (vector) => {
  const { symbol: _symbol, ...figures } = vector.expected;

  test.each(Object.entries(figures))('%s is %s', (name, expected) => {
    const actual = reportFor(vector)[name as keyof typeof figures];
    if (typeof expected !== 'string' || typeof actual !== 'string') {
      expect(actual).toBe(expected);
      return;
    }
    const distance = new MarginDecimal(actual).sub(expected).abs();
    expect(distance.lte(vector.tolerance), `${name}: ${actual} against ${expected}`).toBe(true);
  });
});
