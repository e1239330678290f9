import { type EngineView, type InstrumentId, instrumentId, PPM } from '@spillway/protocol';
import type { Answer, RunState, ShockRequest } from '@spillway/protocol/wire';
import { accept, refuse } from '../answers.ts';
import type { LiveRun } from '../live/live-run.ts';

/** Hits the index of one instrument, or of all, now. */
export function shockRun(run: LiveRun, { symbol, percent }: ShockRequest): Answer<null> {
  const target = symbol === undefined ? null : findInstrument(run.engine, symbol);
  if (target === undefined) {
    return refuse('INSTRUMENT_UNKNOWN', `runShock.symbol: no instrument "${symbol}" is listed here`);
  }
  run.shock({
    instrumentId: target,
    // Percent to parts per million; a finer part than the sixth decimal is dropped.
    movePpm: Math.round((percent / 100) * PPM),
    label: shockLabel(run.state(), percent),
  });
  return accept(null);
}

function findInstrument(engine: EngineView, symbol: string): InstrumentId | undefined {
  for (let index = 0; index < engine.instrumentCount; index += 1) {
    const id = instrumentId(index);
    if (engine.specification(id).symbol === symbol) return id;
  }
  return undefined;
}

/** Such as `the operator's -5 % shock of 21:15:02`; liquidations say it in their sentences. */
function shockLabel({ startsAt, simulatedMs }: RunState, percent: number): string {
  const when =
    startsAt === null
      ? `at ${Math.floor(simulatedMs / 1_000)} s`
      : `of ${new Date(Date.parse(startsAt) + simulatedMs).toISOString().slice(11, 19)}`;
  return `the operator's ${percent > 0 ? '+' : ''}${Number(percent.toFixed(4))} % shock ${when}`;
}
