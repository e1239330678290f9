import { groupThousands } from '@spillway/analysis';

const BAR_WIDTH = 24;
const REFRESH_MS = 100;
export const CLEAR_LINE = '\r\u001b[K';

export interface Progress {
  readonly simulatedMs: number;
  readonly durationMs: number;
  readonly liquidationCount: number;
}

export interface ProgressBar {
  update(progress: Progress): void;
  /** Leaves the line as if nothing had been there. */
  clear(): void;
}

export interface ProgressBarOptions {
  readonly stream: { readonly isTTY?: boolean; write(text: string): unknown };
  readonly now: () => number;
  /** The time that simulated 0 stands for; null when the scenario names none. */
  readonly startsAt: string | null;
}

/** Progress of a run on this process's own terminal. */
export function createTerminalProgress(startsAt: string | null): ProgressBar {
  return createProgressBar({ stream: process.stderr, now: () => performance.now(), startsAt });
}

/** One line on a terminal that says how far a run is; silent where the stream is no terminal. */
export function createProgressBar({ stream, now, startsAt }: ProgressBarOptions): ProgressBar {
  if (stream.isTTY !== true) return { update: () => undefined, clear: () => undefined };
  const startedAt = now();
  let drawnAt = Number.NEGATIVE_INFINITY;
  return {
    update: (progress) => {
      const at = now();
      if (at - drawnAt < REFRESH_MS) return;
      drawnAt = at;
      stream.write(`${CLEAR_LINE}${progressLine(progress, { elapsedMs: at - startedAt, startsAt })}`);
    },
    clear: () => void stream.write(CLEAR_LINE),
  };
}

/** `[█████░░░░░]  43 %  21:17:32  1,204 liquidations, 6 s left`. */
export function progressLine(
  progress: Progress,
  { elapsedMs, startsAt }: { readonly elapsedMs: number; readonly startsAt: string | null },
): string {
  const { simulatedMs, durationMs, liquidationCount } = progress;
  const done = durationMs === 0 ? 1 : Math.min(1, simulatedMs / durationMs);
  const liquidations = `${groupThousands(String(liquidationCount))} liquidations`;
  // No guess before there is something to go by.
  const left = done < 0.01 ? '' : `, ${Math.ceil((elapsedMs * (1 - done)) / done / 1000)} s left`;
  return `${barOf(done)}  ${clockText(simulatedMs, startsAt)}  ${liquidations}${left}`;
}

/** `[█████░░░░░]  43 %`. */
export function barOf(fraction: number): string {
  const filled = Math.round(fraction * BAR_WIDTH);
  const bar = `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)}`;
  return `[${bar}] ${`${Math.floor(fraction * 100)} %`.padStart(5)}`;
}

/** Simulated time for people: the time of day (UTC) where the scenario has one, else hours since the start. */
export function clockText(simulatedMs: number, startsAt: string | null): string {
  const originMs = startsAt === null ? 0 : Date.parse(startsAt);
  return new Date(originMs + simulatedMs).toISOString().slice(11, 19);
}
