/** What an operator may do to the run. Whether a connection is an operator's was settled by its handshake. */
import { formatMicros } from '@spillway/protocol';
import type { Answer, RunState, SeatTotals } from '@spillway/protocol/wire';
import { ScenarioError } from '@spillway/scenarios';
import { accept, refuse } from '../answers.ts';
import type { RunHost } from '../live/run-host.ts';
import type { Handlers } from './message-guard.ts';

export interface OperatorContext {
  readonly host: RunHost;
  readonly isAdmin: boolean;
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
    seatTotals: () => asAdmin('seatTotals', () => accept(seatTotals(host))),
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
    runShock: ({ requestId, ...request }) =>
      onLiveRun('runShock', () => {
        const action = { kind: 'shock', request } as const;
        const answer = host.take({ actor: 'operator', requestId: requestId ?? null, action });
        return answer.ok ? done() : answer;
      }),
    runReset: async (change) => {
      const allowed = asAdmin('runReset', done);
      if (!allowed.ok) return allowed;
      try {
        await host.reset(change);
      } catch (error) {
        if (!(error instanceof ScenarioError)) throw error;
        return refuse('MESSAGE_INVALID', `runReset.scenario: ${error.lines[0] ?? 'cannot be used'}`);
      }
      return done();
    },
  };
}

function seatTotals({ run, seats }: RunHost): SeatTotals {
  const totals = run.seats.totals();
  return {
    seats: seats.count,
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
