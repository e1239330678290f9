import { barOf, CLEAR_LINE } from './progress-bar.ts';

const REFRESH_MS = 100;

export interface WorkProgress {
  /** @param fraction - of the whole work, from 0 to 1 */
  update(fraction: number, what: string): void;
  /** Leaves the line as if nothing had been there. */
  clear(): void;
}

export interface WorkProgressOptions {
  readonly stream: { readonly isTTY?: boolean; write(text: string): unknown };
  readonly now: () => number;
}

/** How far some long work is, on this process's own terminal. */
export function createTerminalWorkProgress(): WorkProgress {
  return createWorkProgress({ stream: process.stderr, now: () => performance.now() });
}

/** One line that says how far some work is; silent where the stream is no terminal. */
export function createWorkProgress({ stream, now }: WorkProgressOptions): WorkProgress {
  if (stream.isTTY !== true) return { update: () => undefined, clear: () => undefined };
  let drawnAt = Number.NEGATIVE_INFINITY;
  return {
    update: (fraction, what) => {
      const at = now();
      if (at - drawnAt < REFRESH_MS) return;
      drawnAt = at;
      stream.write(`${CLEAR_LINE}${barOf(fraction)}  ${what}`);
    },
    clear: () => void stream.write(CLEAR_LINE),
  };
}
