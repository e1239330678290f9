/**
 * What is said between the process, which knows the connections, and a room, which plays a run in a thread of its own.
 * Everything here can be cloned. Either side sends lists: what is said at one moment travels together.
 */

import type { InputRequest } from '@spillway/data-directory';
import type { AccountId, InstrumentSpecification, MarketRules } from '@spillway/protocol';
import type { AccountState, Answer, Frame, RunState, SeatTotals, Snapshot } from '@spillway/protocol/wire';
import type { FirstRunOptions, TakenUp } from '../live/first-run.ts';
import type { ResetChange } from '../live/run-host.ts';
import type { RoomTimes } from '../observability/command-trace.ts';
import type { SeatNotice } from '../seats/seat-feed.ts';
import type { SeatRecord } from '../seats/seat-registry.ts';
import type { RoomFigures } from './room-figures.ts';

/** How a room begins. */
export interface RoomOptions extends Omit<FirstRunOptions, 'journalStorage'> {
  /** Where runs are kept; nowhere when absent. */
  readonly dataFolder?: string | undefined;
  readonly seatsMax: number;
}

/** Who goes along into another run. */
export type MovingSeat = Pick<SeatRecord, 'name' | 'tokenHash'>;

/** What a room can be asked, and what it answers. */
export interface RoomQuestions {
  take: { readonly asks: InputRequest; readonly answers: Answer<unknown> };
  step: { readonly asks: number; readonly answers: RunState };
  reset: {
    readonly asks: { readonly change: ResetChange; readonly people: readonly MovingSeat[] };
    readonly answers: Answer<RunState>;
  };
  state: { readonly asks: null; readonly answers: RunState };
  snapshot: { readonly asks: null; readonly answers: Snapshot };
  account: { readonly asks: AccountId; readonly answers: AccountState };
  seatTotals: { readonly asks: null; readonly answers: SeatTotals };
  /** For `/metrics`: as things are at this moment, also when nothing more can be kept. */
  figures: { readonly asks: null; readonly answers: RoomFigures };
  close: { readonly asks: null; readonly answers: null };
}

export type RoomQuestionName = keyof RoomQuestions;

/** A question on its way. */
export type AskMessage = {
  [Name in RoomQuestionName]: {
    readonly id: number;
    readonly name: Name;
    readonly asks: RoomQuestions[Name]['asks'];
    /** Whether the answer is to say when what was done. */
    readonly isTraced?: true;
  };
}[RoomQuestionName];

/** What does not change while a run lasts. */
export interface RunGreeting {
  readonly instruments: readonly {
    readonly instrumentId: number;
    readonly specification: InstrumentSpecification;
  }[];
  readonly rules: Pick<MarketRules, 'leftover' | 'closeOutScope'>;
  readonly title: string;
  readonly lookAt: string;
  readonly state: RunState;
  readonly seats: readonly SeatRecord[];
}

/** What a room says: answers, and what happened. */
export type RoomMessage =
  | { readonly kind: 'opened'; readonly greeting: RunGreeting; readonly takenUp: TakenUp | null }
  /** It could not begin. */
  | { readonly kind: 'refused'; readonly lines: readonly string[] }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: unknown; readonly times?: RoomTimes }
  /** The room failed over a question. */
  | { readonly kind: 'fault'; readonly id: number; readonly message: string }
  | { readonly kind: 'frame'; readonly frame: Frame }
  | { readonly kind: 'runState'; readonly state: RunState }
  | { readonly kind: 'notices'; readonly notices: readonly SeatNotice[] }
  | { readonly kind: 'accounts'; readonly states: readonly AccountState[] }
  | { readonly kind: 'replaced'; readonly greeting: RunGreeting }
  /** A fault of the program itself. */
  | { readonly kind: 'report'; readonly message: string }
  /** Nothing more can be kept. */
  | { readonly kind: 'failed'; readonly message: string };
