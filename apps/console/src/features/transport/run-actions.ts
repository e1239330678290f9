import type { RunState } from '@spillway/protocol/wire';
import { useMemo } from 'react';
import { changeText } from '../../display/format-amount.ts';
import { clockText, durationText } from '../../display/simulated-clock.ts';
import { useSession } from '../../session/session-context.tsx';
import { useUiStore } from '../../ui-state/ui-store.ts';

export const STEP_SHORT_MS = 10_000;
export const STEP_LONG_MS = 60_000;
export const SPEEDS: readonly number[] = [1, 2, 5, 10, 20, 40, 60, 100, 200];

export interface RunActions {
  readonly start: () => void;
  readonly pause: () => void;
  readonly step: (simulatedMs: number) => void;
  readonly setSpeed: (speed: number) => void;
  readonly shock: (request: { readonly symbol: string | null; readonly percent: number }) => void;
  readonly reset: (seed: string) => void;
}

/** What an operator can do to the run. What each action came to goes to the status line. */
export function useRunActions(): RunActions {
  const session = useSession();
  const report = useUiStore((state) => state.report);
  return useMemo(() => {
    const act = (request: Promise<RunState>, describe: (run: RunState) => string): void => {
      request.then(
        (run) => report(describe(run)),
        (error: unknown) => report(error instanceof Error ? error.message : String(error), true),
      );
    };
    const at = (run: RunState) => clockText(run.simulatedMs, run);
    return {
      start: () => act(session.controls.start(), (run) => `Running from ${at(run)} at ${run.speed}×.`),
      pause: () => act(session.controls.pause(), (run) => `Paused at ${at(run)}.`),
      step: (simulatedMs) =>
        act(
          session.controls.step(simulatedMs),
          (run) => `Stepped ${durationText(simulatedMs)}, to ${at(run)}.`,
        ),
      setSpeed: (speed) => act(session.controls.setSpeed(speed), (run) => `Speed is ${run.speed}× now.`),
      shock: ({ symbol, percent }) =>
        act(
          session.controls.shock(symbol === null ? { percent } : { symbol, percent }),
          (run) => `Shock of ${changeText(percent / 100)} on ${symbol ?? 'every instrument'} at ${at(run)}.`,
        ),
      reset: (seed) =>
        act(
          session.controls.reset({ seed }),
          (run) => `Reset with seed ${run.seed}: the run is ${run.phase}.`,
        ),
    };
  }, [session, report]);
}
