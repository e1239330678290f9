/** What an operator may do to the run. Whether a connection is an operator's was settled by its handshake. */
import type { Answer, RunState } from '@spillway/protocol/wire';
import { accept, refuse } from '../answers.ts';
import type { RunAction } from '../inputs/run-input.ts';
import type { Room } from '../rooms/room.ts';
import type { MovingSeat } from '../rooms/room-messages.ts';
import type { Handlers } from './message-guard.ts';

export interface OperatorContext {
  readonly room: Room;
  readonly isAdmin: boolean;
  /** Who goes along when another run takes the place of this one. */
  readonly people: () => readonly MovingSeat[];
}

export type OperatorHandlers = Pick<
  Handlers,
  'seatTotals' | 'runStart' | 'runPause' | 'runStep' | 'runSpeed' | 'runShock' | 'runReset'
>;

/** The handlers of one connection. */
export function operatorHandlers({ room, isAdmin, people }: OperatorContext): OperatorHandlers {
  async function asAdmin<Value>(where: string, work: () => Promise<Answer<Value>>): Promise<Answer<Value>> {
    return isAdmin
      ? await work()
      : refuse('NOT_AUTHORISED', `${where}: needs the admin token; open the link that the exchange printed`);
  }

  /** Changes the run, and answers with how it stands then. */
  function operate(
    where: string,
    action: RunAction,
    requestId: string | null = null,
  ): Promise<Answer<RunState>> {
    return asAdmin(where, async () => {
      // Asked together: nothing comes in between.
      const changing = room.ask('take', { actor: 'operator', requestId, action });
      const state = room.ask('state', null);
      const answer = await changing;
      return answer.ok ? accept(await state) : answer;
    });
  }

  return {
    seatTotals: () => asAdmin('seatTotals', async () => accept(await room.ask('seatTotals', null))),
    runStart: () => operate('runStart', { kind: 'phase', phase: 'running' }),
    runPause: () => operate('runPause', { kind: 'phase', phase: 'paused' }),
    runStep: ({ simulatedMs }) =>
      asAdmin('runStep', async () =>
        room.state.phase === 'finished'
          ? refuse('RUN_FINISHED', 'runStep: this run is over; an operator can reset it')
          : accept(await room.ask('step', simulatedMs)),
      ),
    runSpeed: ({ speed }) => operate('runSpeed', { kind: 'speed', speed }),
    runShock: ({ requestId, ...request }) =>
      operate('runShock', { kind: 'shock', request }, requestId ?? null),
    runReset: (change) => asAdmin('runReset', () => room.ask('reset', { change, people: people() })),
  };
}
