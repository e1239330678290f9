/** What an operator may do to the run. Whether a connection is an operator's was settled by its handshake. */
import { type EngineView, formatMicros, type InstrumentId, instrumentId, PPM } from '@spillway/protocol';
import type { Answer, RunState, SeatTotals, ShockRequest } from '@spillway/protocol/wire';
import { ScenarioError } from '@spillway/scenarios';
import type { RunHost } from '../live/run-host.ts';
import { accept, refuse } from './answers.ts';
import type { Handlers } from './message-guard.ts';

export interface OperatorContext {
  readonly host: RunHost;
  readonly isAdmin: boolean;
  readonly seatCount: () => number;
}

export type OperatorHandlers = Pick<
  Handlers,
  'seatTotals' | 'runStart' | 'runPause' | 'runStep' | 'runSpeed' | 'runShock' | 'runReset'
>;

/** The handlers of one connection. */
export function operatorHandlers(context: OperatorContext): OperatorHandlers {
  const { host } = context;
  const asAdmin = <Value>(where: string, work: () => Answer<Value>): Answer<Value> =>
    context.isAdmin
      ? work()
      : refuse('NOT_AUTHORISED', `${where}: needs the admin token; open the link that the exchange printed`);
  const onLiveRun = (where: string, work: () => Answer<RunState>): Answer<RunState> =>
    asAdmin(where, () =>
      host.run.phase === 'finished' ? refuse('RUN_FINISHED', `${where}: this run is over; reset it`) : work(),
    );
  const done = (): Answer<RunState> => accept(host.run.state());
  return {
    seatTotals: () => asAdmin('seatTotals', () => accept(seatTotals(host, context.seatCount()))),
    runStart: () =>
      onLiveRun('runStart', () => {
        host.start();
        return done();
      }),
    runPause: () =>
      onLiveRun('runPause', () => {
        host.pause();
        return done();
      }),
    runStep: async ({ simulatedMs }) => {
      const allowed = onLiveRun('runStep', done);
      if (!allowed.ok) return allowed;
      await host.step(simulatedMs);
      return done();
    },
    runSpeed: ({ speed }) =>
      asAdmin('runSpeed', () => {
        host.setSpeed(speed);
        return done();
      }),
    runShock: (request) => onLiveRun('runShock', () => shock(host, request)),
    runReset: (change) =>
      asAdmin('runReset', () => {
        try {
          host.reset(change);
        } catch (error) {
          if (!(error instanceof ScenarioError)) throw error;
          return refuse('MESSAGE_INVALID', `runReset.scenario: ${error.lines[0] ?? 'cannot be used'}`);
        }
        return done();
      }),
  };
}

function shock(host: RunHost, { symbol, percent }: ShockRequest): Answer<RunState> {
  const { run } = host;
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
  return accept(run.state());
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

function seatTotals({ run }: RunHost, seats: number): SeatTotals {
  const totals = run.seats.totals();
  return {
    seats,
    liquidationFills: totals.liquidationFills,
    liquidationNotional: {
      isolated: formatMicros(totals.liquidationNotionalMicros.isolated),
      cross: formatMicros(totals.liquidationNotionalMicros.cross),
    },
    ordersAccepted: totals.ordersAccepted,
    fills: totals.fills,
    conservationError: formatMicros(run.engine.conservationErrorMicros()),
    stateHash: run.stateHash(),
  };
}
