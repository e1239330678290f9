/** A room as the process sees it: asks it, hears of what happens in it. */
import { MessageChannel, Worker } from 'node:worker_threads';
import type { RunState } from '@spillway/protocol/wire';
import type { TakenUp } from '../live/first-run.ts';
import type { AskTrace, CommandTracer } from '../observability/command-trace.ts';
import type { SeatRecord } from '../seats/seat-registry.ts';
import { Outbox } from './outbox.ts';
import { type InsideOptions, openRoomHost } from './room-host.ts';
import type {
  AskMessage,
  RoomMessage,
  RoomOptions,
  RoomQuestionName,
  RoomQuestions,
  RunGreeting,
} from './room-messages.ts';
import { type RoomPort, roomPort } from './room-port.ts';

const WORKER = new URL('./room-worker.ts', import.meta.url);

/** A room cannot begin: its scenario, its data folder or its record cannot be used. */
export class RoomError extends Error {
  readonly lines: readonly string[];

  constructor(lines: readonly string[]) {
    super(lines.join('\n'));
    this.lines = lines;
  }
}

/** The room was closed before it was asked: nothing was done. */
export class RoomClosedError extends Error {}

/** What a room tells, beside its answers. */
export type RoomNews = Extract<
  RoomMessage,
  { readonly kind: 'frame' | 'runState' | 'notices' | 'accounts' | 'replaced' }
>;

export interface RoomListeners {
  readonly news: (news: RoomNews) => void;
  /** A fault of the program. */
  readonly report: (error: unknown) => void;
  /** Follows what is asked on behalf of a message; null or absent when nobody traces. */
  readonly tracer?: Pick<CommandTracer, 'ask'> | null | undefined;
}

export interface OpenedRoom {
  readonly room: Room;
  readonly takenUp: TakenUp | null;
}

/** Opens a room in a thread of its own. */
export function openRoom(options: RoomOptions, listeners: RoomListeners): Promise<OpenedRoom> {
  const worker = new Worker(WORKER, { workerData: options });
  const port: RoomPort = {
    postMessage: (messages) => worker.postMessage(messages),
    listen: (hear) => void worker.on('message', hear),
    close: () => void worker.terminate(),
  };
  const room = new Room(port, listeners);
  worker.on('error', (error) => room.crash(error));
  worker.on('exit', (code) => room.crash(new Error(`the thread of the room ended with ${code}`)));
  return room.opening;
}

/** Opens a room in this thread, for tests that hold parts of it in their hands. */
export function openRoomHere(
  options: RoomOptions,
  listeners: RoomListeners,
  inside: InsideOptions,
): Promise<OpenedRoom> {
  const { port1, port2 } = new MessageChannel();
  const room = new Room(roomPort(port1), listeners);
  void openRoomHost(roomPort(port2), options, inside).catch((error: unknown) => room.crash(error));
  return room.opening;
}

interface Pending {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
  readonly trace: AskTrace | null;
}

export class Room {
  /** Resolves when the run can be played; rejects with a `RoomError` when it cannot. */
  readonly opening: Promise<OpenedRoom>;
  /** Resolves when nothing more can be kept, or the room broke down. */
  readonly failed: Promise<Error>;
  readonly #opened = Promise.withResolvers<OpenedRoom>();
  readonly #failed = Promise.withResolvers<Error>();
  readonly #port: RoomPort;
  readonly #outbox: Outbox<AskMessage>;
  readonly #listeners: RoomListeners;
  readonly #pending = new Map<number, Pending>();
  readonly #seats = new Map<string, SeatRecord>();
  #greeting: RunGreeting | null = null;
  #state: RunState | null = null;
  #lastId = 0;
  #isClosed = false;
  #isStopping = false;

  constructor(port: RoomPort, listeners: RoomListeners) {
    this.opening = this.#opened.promise;
    this.failed = this.#failed.promise;
    this.#port = port;
    this.#outbox = new Outbox(port);
    this.#listeners = listeners;
    port.listen((messages) => {
      for (const message of messages as readonly RoomMessage[]) this.#hear(message);
    });
  }

  /** What does not change while the run lasts. */
  get greeting(): RunGreeting {
    if (this.#greeting === null) throw new Error('the room is not open yet');
    return this.#greeting;
  }

  /** As it was last told. */
  get state(): RunState {
    return this.#state ?? this.greeting.state;
  }

  get seatCount(): number {
    return this.#seats.size;
  }

  findSeat(tokenHash: string): SeatRecord | null {
    return this.#seats.get(tokenHash) ?? null;
  }

  noteSeat(seat: SeatRecord): void {
    this.#seats.set(seat.tokenHash, seat);
  }

  /** What is asked first is done first. Rejects when the room fails over it. */
  ask<Name extends RoomQuestionName>(
    name: Name,
    asks: RoomQuestions[Name]['asks'],
  ): Promise<RoomQuestions[Name]['answers']> {
    if (this.#isStopping) return Promise.reject(new RoomClosedError('the room was closed'));
    if (this.#isClosed) return Promise.reject(new Error('the room is closed'));
    this.#lastId += 1;
    const id = this.#lastId;
    const { promise, resolve, reject } = Promise.withResolvers<RoomQuestions[Name]['answers']>();
    const trace = this.#listeners.tracer?.ask(name) ?? null;
    this.#pending.set(id, { resolve, reject, trace });
    this.#outbox.send(
      (trace === null ? { id, name, asks } : { id, name, asks, isTraced: true }) as AskMessage,
    );
    return promise;
  }

  /** Ends the run and waits until all of it is kept. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    const closing = this.ask('close', null);
    this.#isClosed = true;
    this.#isStopping = true;
    await closing.catch(() => undefined);
    this.#port.close();
  }

  /** The room broke down: it answers nobody any more. */
  crash(error: unknown): void {
    const cause = error instanceof Error ? error : new Error(String(error));
    for (const { reject } of this.#pending.values()) reject(cause);
    this.#pending.clear();
    this.#opened.reject(cause);
    this.#opened.promise.catch(() => undefined);
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#port.close();
    this.#listeners.report(cause);
    if (this.#greeting !== null) this.#halt(cause);
  }

  /** Tells everybody that the run stands still for good; the room can say nothing itself any more. */
  #halt(cause: Error): void {
    this.#state = { ...this.state, phase: 'finished', haltReason: `${cause.name}: ${cause.message}` };
    this.#listeners.news({ kind: 'runState', state: this.#state });
    this.#failed.resolve(cause);
  }

  #hear(message: RoomMessage): void {
    switch (message.kind) {
      case 'opened':
        this.#enter(message.greeting);
        this.#opened.resolve({ room: this, takenUp: message.takenUp });
        break;
      case 'refused':
        this.#isClosed = true;
        this.#opened.reject(new RoomError(message.lines));
        this.#port.close();
        break;
      case 'answer':
        this.#answered(message);
        break;
      case 'fault':
        this.#settle(message.id)?.reject(new Error(message.message));
        break;
      case 'report':
        this.#listeners.report(message.message);
        break;
      case 'failed':
        this.#halt(new Error(message.message));
        break;
      default:
        this.#note(message);
        this.#listeners.news(message);
    }
  }

  #answered({ id, answer, times }: Extract<RoomMessage, { readonly kind: 'answer' }>): void {
    const pending = this.#settle(id);
    if (times !== undefined) pending?.trace?.answered(times);
    pending?.resolve(answer as never);
  }

  #settle(id: number): Pending | null {
    const pending = this.#pending.get(id) ?? null;
    this.#pending.delete(id);
    return pending;
  }

  #enter(greeting: RunGreeting): void {
    this.#greeting = greeting;
    this.#state = greeting.state;
    this.#seats.clear();
    for (const seat of greeting.seats) this.noteSeat(seat);
  }

  #note(news: RoomNews): void {
    if (news.kind === 'replaced') this.#enter(news.greeting);
    else if (news.kind === 'runState') this.#state = news.state;
    else if (news.kind === 'frame') this.#state = { ...this.state, simulatedMs: news.frame.simulatedMs };
  }
}
