import { describe, expect, it } from 'vitest';
import { readSequenceRange, SequenceWatch } from './frame-sequence.ts';

describe('readSequenceRange', () => {
  it('reads what JSON.parse would read', () => {
    const frame = {
      runId: 'r"1',
      sequenceFrom: 101,
      sequenceTo: 4096,
      simulatedMs: 5,
      prices: [{ sequence: 3 }],
    };
    expect(readSequenceRange(JSON.stringify(['frame', frame]))).toEqual({ from: 101, to: 4096 });
  });

  it('is not taken in by the key inside a string', () => {
    const frame = { label: '"sequenceFrom":7,"sequenceTo":8', sequenceFrom: 1, sequenceTo: 2 };
    expect(readSequenceRange(JSON.stringify(['frame', frame]))).toEqual({ from: 1, to: 2 });
  });

  it.each(['["frame",{}]', '["frame",{"sequenceFrom":1}]', '["frame",{"sequenceFrom":null,"sequenceTo":2}]'])(
    'says that %s has none',
    (text) => {
      expect(readSequenceRange(text)).toBeNull();
    },
  );
});

describe('SequenceWatch', () => {
  it('tells gaps and repetitions from frames that follow one another', () => {
    const watch = new SequenceWatch();
    const verdicts = [
      { from: 5, to: 9 },
      { from: 10, to: 10 },
      { from: 11, to: 10 }, // empty
      { from: 11, to: 20 },
      { from: 22, to: 30 }, // 21 is missing
      { from: 31, to: 40 },
      { from: 31, to: 40 },
      null,
      { from: 41, to: 41 },
    ].map((range) => watch.observe(range));
    expect(verdicts).toEqual([
      'first',
      'contiguous',
      'contiguous',
      'contiguous',
      'gap',
      'contiguous',
      'repeated',
      'unreadable',
      'contiguous',
    ]);
  });
});
