/** The inside of a room: plays its run and answers the process. Nothing leaves it that a crash could undo. */

import { DataDirectory, DataDirectoryError } from '@spillway/data-directory';
import { formatMicros, instrumentId } from '@spillway/protocol';
import type { Answer, RunState, SeatTotals } from '@spillway/protocol/wire';
import { ScenarioError } from '@spillway/scenarios';
import { accept, refuse } from '../answers.ts';
import { type FirstRunOptions, openFirstRun } from '../live/first-run.ts';
import { type HostListeners, RunHost } from '../live/run-host.ts';
import { RecordError } from '../live/run-recorder.ts';
import { epochMs } from '../observability/command-trace.ts';
import { ThreadWatch } from '../observability/thread-watch.ts';
import { accountState } from '../seats/account-state.ts';
import { Outbox } from './outbox.ts';
import { roomFigures } from './room-figures.ts';
import type {
  AskMessage,
  MovingSeat,
  RoomMessage,
  RoomOptions,
  RoomQuestions,
  RunGreeting,
} from './room-messages.ts';
import type { RoomPort } from './room-port.ts';

/** What cannot be cloned into a thread, for rooms that are in the same one. */
export type InsideOptions = Pick<FirstRunOptions, 'journalStorage'>;

/** Opens a room behind a port: says that it is open, or why it cannot be. */
export async function openRoomHost(
  port: RoomPort,
  options: RoomOptions,
  inside: InsideOptions = {},
): Promise<void> {
  const outbox = new Outbox<RoomMessage>(port);
  try {
    const data = options.dataFolder === undefined ? null : new DataDirectory(options.dataFolder);
    const failed = Promise.withResolvers<Error>();
    const report = (error: unknown): void => outbox.send({ kind: 'report', message: describe(error) });
    const keeping = { data, seatsMax: options.seatsMax, onLogFailure: failed.resolve, report };
    const { hosted, load, store, takenUp } = await openFirstRun({ ...options, ...inside }, keeping);
    const host: RunHost = new RunHost(
      { load, store, report },
      hosted,
      listenersOf(outbox, () => host),
    );
    void failed.promise.then((error) => {
      host.fail(error);
      outbox.send({ kind: 'failed', message: error.message });
    });
    const room = new RoomHost(host, { port, outbox });
    outbox.send({ kind: 'opened', greeting: greetingOf(host), takenUp });
    port.listen((asked) => room.answer(asked as readonly AskMessage[]));
  } catch (error) {
    const lines = refusalOf(error);
    if (lines === null) throw error;
    outbox.send({ kind: 'refused', lines });
  }
}

/** What is wrong with what was asked for; null when the program is at fault. */
function refusalOf(error: unknown): readonly string[] | null {
  if (error instanceof ScenarioError) return error.lines;
  if (error instanceof RecordError) return [error.message];
  if (error instanceof DataDirectoryError) return [`--data: ${error.message}`];
  return null;
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function listenersOf(outbox: Outbox<RoomMessage>, host: () => RunHost): HostListeners {
  const tell = (message: RoomMessage): void => host().afterDurable(() => outbox.send(message));
  return {
    frame: (frame) => tell({ kind: 'frame', frame }),
    runState: (state) => tell({ kind: 'runState', state }),
    notices: (notices) => tell({ kind: 'notices', notices }),
    accountsChanged: (accounts) => {
      const { engine } = host().run;
      tell({ kind: 'accounts', states: accounts.map((account) => accountState(engine, account)) });
    },
  };
}

function greetingOf(host: RunHost): RunGreeting {
  const { engine, scenario } = host.run;
  return {
    instruments: Array.from({ length: engine.instrumentCount }, (_, index) => ({
      instrumentId: index,
      specification: engine.specification(instrumentId(index)),
    })),
    rules: { leftover: engine.rules.leftover, closeOutScope: engine.rules.closeOutScope },
    title: scenario.title,
    lookAt: scenario.lookAt,
    state: host.run.state(),
    seats: host.seats.all(),
  };
}

type Answering = {
  readonly [Name in keyof RoomQuestions]: (
    asks: RoomQuestions[Name]['asks'],
  ) => RoomQuestions[Name]['answers'] | Promise<RoomQuestions[Name]['answers']>;
};

class RoomHost {
  readonly #host: RunHost;
  readonly #port: RoomPort;
  readonly #outbox: Outbox<RoomMessage>;
  readonly #thread = new ThreadWatch();

  constructor(
    host: RunHost,
    { port, outbox }: { readonly port: RoomPort; readonly outbox: Outbox<RoomMessage> },
  ) {
    this.#host = host;
    this.#port = port;
    this.#outbox = outbox;
  }

  answer(asked: readonly AskMessage[]): void {
    for (const question of asked) void this.#answerOne(question);
    this.#host.publish();
  }

  readonly #answering: Answering = {
    take: (request) => this.#host.take(request),
    step: async (byMs) => {
      await this.#host.step(byMs);
      return this.#host.run.state();
    },
    reset: ({ change, people }) => this.#reset(change, people),
    state: () => this.#host.run.state(),
    snapshot: () => this.#host.run.snapshot(),
    account: (account) => accountState(this.#host.run.engine, account),
    seatTotals: () => seatTotals(this.#host),
    figures: () => roomFigures(this.#host, this.#thread),
    close: async () => {
      this.#thread.close();
      await this.#host.close();
      return null;
    },
  };

  async #answerOne({ id, name, asks, isTraced }: AskMessage): Promise<void> {
    const begunMs = isTraced === true ? epochMs() : 0;
    try {
      // The name says which question it is, and so which answer belongs to it.
      const work = this.#answering[name] as (asks: unknown) => unknown;
      const begun = work(asks);
      // Most are answered at once: what was asked first is done first.
      const answer = begun instanceof Promise ? await begun : begun;
      const doneMs = isTraced === true ? epochMs() : 0;
      const send = (): void => {
        const message = { kind: 'answer', id, answer } as const;
        const times = { begunMs, doneMs, durableMs: isTraced === true ? epochMs() : 0 };
        this.#outbox.send(isTraced === true ? { ...message, times } : message);
      };
      // Who closes or watches does not wait for what can no longer be kept.
      if (name === 'close' || name === 'figures') send();
      else this.#host.afterDurable(send);
    } catch (error) {
      this.#outbox.send({ kind: 'fault', id, message: describe(error) });
    }
    if (name === 'close') {
      this.#outbox.flush();
      this.#port.close();
    }
  }

  async #reset(
    change: RoomQuestions['reset']['asks']['change'],
    people: readonly MovingSeat[],
  ): Promise<Answer<RunState>> {
    try {
      await this.#host.reset(change);
    } catch (error) {
      const lines = refusalOf(error);
      if (lines === null) throw error;
      return refuse('MESSAGE_INVALID', `runReset.scenario: ${lines[0] ?? 'cannot be used'}`);
    }
    for (const { name, tokenHash } of people) {
      const action = { kind: 'seat', name, tokenHash } as const;
      this.#host.take({ actor: `seat:${name}`, requestId: null, action });
    }
    const greeting = greetingOf(this.#host);
    this.#host.afterDurable(() => this.#outbox.send({ kind: 'replaced', greeting }));
    return accept(this.#host.run.state());
  }
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
