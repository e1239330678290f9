/** The one way by which people, bots and operators change a run: once a request, written down, then done. */
import type { Answer } from '@spillway/protocol/wire';
import { accept, refuse } from '../answers.ts';
import type { LiveRun } from '../live/live-run.ts';
import type { RunLog } from '../live/run-log.ts';
import { SeatDesk } from '../seats/seat-desk.ts';
import type { SeatRegistry } from '../seats/seat-registry.ts';
import { AnswerBook } from './answer-book.ts';
import type { InputRequest, RunAction, RunInput } from './run-input.ts';
import { shockRun } from './shock-run.ts';
import { performTrade } from './trading.ts';

export class InputDesk {
  readonly #run: LiveRun;
  readonly #log: RunLog;
  readonly #seats: SeatDesk;
  readonly #answers = new AnswerBook();

  constructor(run: LiveRun, log: RunLog, seatsMax: number) {
    this.#run = run;
    this.#log = log;
    this.#seats = new SeatDesk(run, seatsMax);
  }

  get seats(): SeatRegistry {
    return this.#seats.registry;
  }

  /** Does what is asked, or answers as before when it was asked before. */
  take(request: InputRequest): Answer<unknown> {
    const earlier = this.#answers.find(request);
    if (earlier !== null) return earlier.isSame ? earlier.answer : refuseReuse(request);
    // A run that is over changes no more: there is nothing to write down.
    if (this.#run.phase === 'finished') return this.#refuseOver(request);
    this.#log.input({ ...request, place: this.#run.place });
    return this.#perform(request);
  }

  /** Does an input of the record again, where it came in. */
  redo(input: RunInput): void {
    this.#run.advanceToPlace(input.place);
    this.#perform(input);
  }

  #refuseOver({ action }: InputRequest): Answer<unknown> {
    if (action.kind === 'speed') {
      this.#run.setSpeed(action.speed);
      return accept(null);
    }
    const { haltReason } = this.#run.state();
    const why = haltReason === null ? 'this run is over' : `this run was halted (${haltReason})`;
    return refuse('RUN_FINISHED', `${nameOf(action)}: ${why}; an operator can reset it`);
  }

  #perform(request: InputRequest): Answer<unknown> {
    const answer = this.#answerTo(request);
    this.#answers.remember(request, answer);
    return answer;
  }

  #answerTo({ actor, action }: InputRequest): Answer<unknown> {
    const run = this.#run;
    switch (action.kind) {
      case 'trade': {
        const seat = this.seats.findByName(actor.slice('seat:'.length));
        if (seat === null) return refuse('NOT_SEATED', `${action.message}: this seat is gone; join first`);
        return performTrade(run, seat, action);
      }
      case 'seat':
        return this.#seats.take(action);
      case 'shock':
        return shockRun(run, action.request);
      case 'phase':
        if (action.phase === 'running') run.start();
        else run.pause();
        return accept(null);
      case 'speed':
        run.setSpeed(action.speed);
        return accept(null);
    }
  }
}

/** The message by which somebody asks for an action. */
function nameOf(action: RunAction): string {
  switch (action.kind) {
    case 'trade':
      return action.message;
    case 'seat':
      return 'join';
    case 'shock':
      return 'runShock';
    case 'phase':
      return action.phase === 'running' ? 'runStart' : 'runPause';
    case 'speed':
      return 'runSpeed';
  }
}

function refuseReuse({ requestId }: InputRequest): Answer<never> {
  const line = `requestId: "${requestId}" named another request before; expected one id a request`;
  return refuse('REQUEST_ID_REUSED', line);
}
