import { expect, test } from 'vitest';
import { createStreams } from './random-streams.ts';

const firstTen = (stream: () => number): number[] => Array.from({ length: 10 }, () => stream());

test('V30: a stream depends on its three names alone, not on what else is drawn', () => {
  const alone = firstTen(createStreams('42')('maker-1', 'latency'));
  const streams = createStreams('42');
  firstTen(streams('maker-2', 'latency'));
  const between = streams('maker-1', 'latency');
  firstTen(streams('maker-1', 'decision'));
  expect(firstTen(between)).toEqual(alone);
});

test('another seed, owner or purpose is another stream', () => {
  const base = firstTen(createStreams('42')('maker-1', 'latency'));
  expect(firstTen(createStreams('43')('maker-1', 'latency'))).not.toEqual(base);
  expect(firstTen(createStreams('42')('maker-2', 'latency'))).not.toEqual(base);
  expect(firstTen(createStreams('42')('maker-1', 'decision'))).not.toEqual(base);
});

test('draws are seedrandom’s own for the key seed/owner/purpose', () => {
  // Computed once with seedrandom 3.0.5 alone: `seedrandom('42/maker-1/latency')()`.
  expect(createStreams('42')('maker-1', 'latency')()).toBe(0.4966456961372346);
});
