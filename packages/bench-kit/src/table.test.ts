import { expect, test } from 'vitest';
import type { Measurement } from './measurement.ts';
import { formatNs, formatReport } from './table.ts';

const MEASUREMENT: Measurement = {
  what: 'matching',
  operations: 1_000_000,
  cpuNs: 100,
  wallNs: 125.4,
  against: { name: 'peer', cpuNs: 6_000 },
  judgement: { value: 60, unit: 'x', bound: 'at least', target: 50 },
  notes: ['on a note'],
};
const HEAD = { cpuModel: 'A processor', cpuCount: 2, loadAverage: [0.5, 1, 2], rounds: 3, scale: 1 };

test.each([
  [null, ''],
  [0.25, '0.25 ns'],
  [999, '999 ns'],
  [1_500, '1.5 µs'],
  [12_000_000, '12 ms'],
  [2_345_000_000, '2.35 s'],
])('%s ns is written as "%s"', (ns, text) => {
  expect(formatNs(ns)).toBe(text);
});

test('a line states operations, times, the ratio, the target, and whether it was reached', () => {
  const report = { row: 'matching', nodeVersion: 'v24.21.0', measurements: [MEASUREMENT], failure: null };
  expect(formatReport(HEAD, [report]).split('\n')).toEqual([
    'A processor, 2 processors, load average 0.50 1.00 2.00; 3 rounds',
    '',
    'what        operations  CPU each  wall each    against  result  target  reached',
    'matching (Node.js v24.21.0)',
    '  matching   1,000,000    100 ns     125 ns  6 µs peer     60x   ≥ 50x  yes',
    '    on a note',
    '',
  ]);
});

test('a bound from above is reached from below, and a missed one says so', () => {
  const judgement = { value: 240, unit: 'bytes', bound: 'at most', target: 200 } as const;
  const report = {
    row: 'memory',
    nodeVersion: 'v24.21.0',
    measurements: [
      { ...MEASUREMENT, judgement },
      { ...MEASUREMENT, judgement: { ...judgement, value: 200 } },
    ],
    failure: null,
  };
  const lines = formatReport(HEAD, [report]).split('\n');
  expect(lines.filter((line) => line.endsWith('≤ 200 bytes  no'))).toHaveLength(1);
  expect(lines.filter((line) => line.endsWith('≤ 200 bytes  yes'))).toHaveLength(1);
});

test('a row without figures says why, and a scale says that targets are for another', () => {
  const report = { row: 'replay', nodeVersion: 'v24.21.0', measurements: [], failure: 'the flow: wrong' };
  const text = formatReport({ ...HEAD, scale: 0.5 }, [report]);
  expect(text).toContain('at scale 0.5, while targets are for 1');
  expect(text).toContain('no figures: the flow: wrong');
});

test('at another scale nothing is said to be reached or missed', () => {
  const report = { row: 'matching', nodeVersion: 'v24.21.0', measurements: [MEASUREMENT], failure: null };
  expect(formatReport({ ...HEAD, scale: 0.5 }, [report])).toMatch(/60x {3}≥ 50x$/m);
});
