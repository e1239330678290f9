'use client';

import { useLiveView } from '../../session/session-context.tsx';
import { ResetForm } from './reset-form.tsx';
import { type RunActions, SPEEDS, STEP_LONG_MS, STEP_SHORT_MS, useRunActions } from './run-actions.ts';
import { RunClock } from './run-clock.tsx';
import { ShockForm } from './shock-form.tsx';
import { StatusLine } from './status-line.tsx';

const REASON_ID = 'controls-reason';

/**
 * Drives the run. Clock and play controls stay on screen; shock, reset and the outcome of the last action follow
 * below. Without the right to control the run everything is shown, disabled, with the reason.
 */
export function TransportBar() {
  const actions = useRunActions();
  const isAdmin = useLiveView((view) => view.isAdmin);
  const isConnected = useLiveView((view) => view.run !== null && view.connection.kind !== 'offline');
  const isEnabled = isAdmin && isConnected;
  return (
    <>
      <section
        aria-label="Clock and playback"
        className="sticky top-0 z-30 flex flex-wrap items-center gap-x-5 gap-y-2 border-line border-y bg-panel px-4 py-2.5 lg:px-6"
      >
        <RunClock />
        <fieldset disabled={!isEnabled} aria-describedby={REASON_ID} className="contents">
          <legend className="sr-only">Playback</legend>
          <PlayControls actions={actions} />
        </fieldset>
      </section>
      <section
        aria-label="Intervene"
        className="flex flex-wrap items-center gap-x-5 gap-y-2 border-line border-b px-4 py-2 lg:px-6"
      >
        <fieldset disabled={!isEnabled} aria-describedby={REASON_ID} className="contents">
          <legend className="sr-only">Shock and reset</legend>
          <ShockForm actions={actions} />
          <ResetForm actions={actions} />
        </fieldset>
        <StatusLine reasonId={REASON_ID} isAdmin={isAdmin} />
      </section>
    </>
  );
}

function PlayControls({ actions }: { readonly actions: RunActions }) {
  const phase = useLiveView((view) => view.run?.phase);
  const speed = useLiveView((view) => view.run?.speed ?? 1);
  const isRunning = phase === 'running';
  const isOver = phase === 'finished';
  const speeds = SPEEDS.includes(speed) ? SPEEDS : [...SPEEDS, speed].sort((a, b) => a - b);
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      <button
        type="button"
        className="control control-primary min-w-24"
        disabled={isOver}
        aria-keyshortcuts="Space"
        onClick={isRunning ? actions.pause : actions.start}
      >
        <PlayIcon isRunning={isRunning} />
        {isRunning ? 'Pause' : 'Start'}
      </button>
      <button
        type="button"
        className="control px-2.5"
        disabled={isOver}
        aria-keyshortcuts="."
        onClick={() => actions.step(STEP_SHORT_MS)}
      >
        <span className="sr-only">Step </span>+10 s
      </button>
      <button
        type="button"
        className="control px-2.5"
        disabled={isOver}
        onClick={() => actions.step(STEP_LONG_MS)}
      >
        <span className="sr-only">Step </span>+1 min
      </button>
      <label className="inline-flex items-center gap-1.5 text-ink-soft text-xs">
        Speed
        <select
          className="field figures px-2"
          value={speed}
          onChange={({ target }) => actions.setSpeed(Number(target.value))}
        >
          {speeds.map((choice) => (
            <option key={choice} value={choice}>
              {choice}×
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

function PlayIcon({ isRunning }: { readonly isRunning: boolean }) {
  return (
    <svg aria-hidden="true" viewBox="0 0 12 12" className="size-3" fill="currentColor">
      {isRunning ? <path d="M2 1h3v10H2zM7 1h3v10H7z" /> : <path d="M2 .8 11 6l-9 5.2z" />}
    </svg>
  );
}
