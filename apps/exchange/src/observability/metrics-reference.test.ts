import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { METRIC_DEFINITIONS, METRIC_LABELS } from './metric-definitions.ts';
import { METRICS_REFERENCE, metricsReference } from './metrics-reference.ts';

/** After a change of the definitions: `npm run docs:metrics`. */
test('the reference of the metrics is what the definitions say', () => {
  const written = readFileSync(new URL(`../../../../${METRICS_REFERENCE}`, import.meta.url), 'utf8');
  expect(written).toBe(metricsReference());
});

describe('names', () => {
  const definitions = Object.entries(METRIC_DEFINITIONS);

  test('of counters, and of nothing else, end with _total', () => {
    const wrong = definitions.filter(([name, { type }]) => (type === 'counter') !== name.endsWith('_total'));
    expect(wrong).toEqual([]);
  });

  test('of labels are all in use', () => {
    const used = new Set(definitions.flatMap(([, { labels = [] }]) => labels));
    expect(Object.keys(METRIC_LABELS).filter((label) => !used.has(label as never))).toEqual([]);
  });

  test('of histograms come with bounds in ascending order', () => {
    for (const [name, { type, buckets = [] }] of definitions) {
      expect([name, buckets.length > 0]).toEqual([name, type === 'histogram']);
      expect(buckets.toSorted((left, right) => left - right)).toEqual(buckets);
    }
  });
});
