/**
 * Watches a numbered stream for gaps, without parsing its messages: inside k6 parsing every frame would cost
 * more than everything else a client does.
 */

export interface SequenceRange {
  readonly from: number;
  readonly to: number;
}

/** Reads `sequenceFrom` and `sequenceTo` off the text of a frame. @returns null when one is missing. */
export function readSequenceRange(text: string): SequenceRange | null {
  const from = readInteger(text, '"sequenceFrom":');
  const to = readInteger(text, '"sequenceTo":');
  return from === null || to === null ? null : { from, to };
}

/** A key inside a JSON string would have its quotes escaped, so a match is always a real key. */
function readInteger(text: string, key: string): number | null {
  const keyIndex = text.indexOf(key);
  if (keyIndex === -1) return null;
  const start = keyIndex + key.length;
  let end = start;
  while (text.charAt(end) >= '0' && text.charAt(end) <= '9') end += 1;
  return end === start ? null : Number(text.slice(start, end));
}

export type SequenceVerdict = 'first' | 'contiguous' | 'gap' | 'repeated' | 'unreadable';

/** Judges each frame against the one before it. */
export class SequenceWatch {
  #lastTo: number | null = null;

  observe(range: SequenceRange | null): SequenceVerdict {
    if (range === null) return 'unreadable';
    const lastTo = this.#lastTo;
    this.#lastTo = Math.max(range.to, lastTo ?? range.to);
    if (lastTo === null) return 'first';
    return judge(range, lastTo);
  }
}

/** An empty frame has `to = from − 1` and leaves the position where it was. */
function judge(range: SequenceRange, lastTo: number): SequenceVerdict {
  if (range.from === lastTo + 1) return 'contiguous';
  return range.from > lastTo ? 'gap' : 'repeated';
}
