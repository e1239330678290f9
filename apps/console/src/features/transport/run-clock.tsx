'use client';

import { UNKNOWN } from '../../display/format-amount.ts';
import { clockText, dayText } from '../../display/simulated-clock.ts';
import { useLiveView } from '../../session/session-context.tsx';

/** What is being played, and how far it is: scenario, seed, simulated clock, progress. */
export function RunClock() {
  const run = useLiveView((view) => view.run);
  const simulatedMs = useLiveView((view) => view.simulatedMs);
  const progress = run === null || run.durationMs === 0 ? 0 : Math.min(1, simulatedMs / run.durationMs);
  return (
    <div className="flex min-w-0 flex-1 basis-64 flex-col gap-1">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <span className="figures font-semibold text-xl tracking-tight" data-testid="clock">
          {run === null ? UNKNOWN : clockText(simulatedMs, run)}
        </span>
        <span className="truncate text-ink-soft text-xs">
          {run === null ? 'Waiting for the exchange' : runName(run)}
        </span>
      </div>
      <div
        role="progressbar"
        aria-label="Progress of the run"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(progress * 100)}
        className="h-1 overflow-hidden rounded-full bg-line"
      >
        <div className="h-full rounded-full bg-ink" style={{ width: `${progress * 100}%` }} />
      </div>
    </div>
  );
}

function runName(run: {
  readonly title: string;
  readonly seed: string;
  readonly startsAt: string | null;
}): string {
  const day = dayText(run);
  // A title that names the day already need not be told it again.
  const isDayNamed = day === '' || run.title.includes(day);
  return `${run.title}${isDayNamed ? '' : `, ${day}`} · seed ${run.seed}`;
}
