import {
  type AccountView,
  type ApplyResult,
  accountId,
  type Command,
  type Engine,
  type EngineView,
  type EventKind,
  type EventSink,
  instrumentId,
  type MarketEvent,
  MICROS_PER_QUOTE,
  type PositionView,
  recordingSink,
  simulatedMs,
} from '@spillway/protocol';
import { deposit, openAccount, type UntimedCommand } from './commands.ts';

/** What a bench needs of an engine: snapshots are not its business. */
export type MarketSubject = EngineView & Pick<Engine, 'apply'>;

/** An engine as tests get it: this package knows none. */
export interface EngineUnderTest<Subject extends MarketSubject = Engine> {
  readonly create: (sink: EventSink) => Subject;
  /** Called after every command; throws when the market is broken. */
  readonly check: (engine: Subject) => void;
}

/** A market on the bench: applies commands, keeps every event, checks every invariant after each command. */
export class MarketBench<Subject extends MarketSubject = Engine> {
  readonly engine: Subject;
  readonly events: MarketEvent[] = [];
  /** Every command as it was applied, refused ones included: the journal. */
  readonly applied: Command[] = [];
  readonly #check: (engine: Subject) => void;
  #timeMs = 0;

  /** @param setup - commands that must all be accepted, such as listing an instrument */
  constructor(subject: EngineUnderTest<Subject>, setup: readonly UntimedCommand[] = []) {
    this.engine = subject.create(recordingSink((event) => this.events.push(event)));
    this.#check = subject.check;
    this.accept(...setup);
  }

  /** The time of the last command. */
  get nowMs(): number {
    return this.#timeMs;
  }

  /** Lets so much time pass before the next command, which is what tells the engine. */
  wait(milliseconds: number): void {
    this.#timeMs += milliseconds - 1;
  }

  /** Applies a command one millisecond after the last. */
  apply(command: UntimedCommand): ApplyResult {
    this.#timeMs += 1;
    const timed: Command = { ...command, timeMs: simulatedMs(this.#timeMs) };
    this.applied.push(timed);
    const result = this.engine.apply(timed);
    this.#check(this.engine);
    return result;
  }

  /** Applies commands that must be accepted; returns the number of the last order, 0 when there is none. */
  accept(...commands: readonly UntimedCommand[]): number {
    let lastOrder = 0;
    for (const command of commands) {
      const result = this.apply(command);
      if (!result.isAccepted) throw new Error(`${command.kind} was refused: ${result.code}`);
      lastOrder = result.orderId;
    }
    return lastOrder;
  }

  /** Why a command is refused, or `accepted`. */
  outcome(command: UntimedCommand): string {
    const result = this.apply(command);
    return result.isAccepted ? 'accepted' : result.code;
  }

  /** Opens accounts with so much of the quote currency each. */
  fund(quote: number, ...accounts: readonly number[]): void {
    for (const account of accounts) this.accept(openAccount(account), deposit(account, quote));
  }

  account(account: number): AccountView {
    return this.engine.account(accountId(account));
  }

  /** Wallet in the quote currency: for reading, not for sums. */
  wallet(account: number): number {
    return this.account(account).walletMicros / MICROS_PER_QUOTE;
  }

  position(account: number, instrument = 0): PositionView {
    return this.engine.position(accountId(account), instrumentId(instrument));
  }

  lots(account: number, instrument = 0): number {
    return this.engine.positionLots(accountId(account), instrumentId(instrument));
  }

  /** The events of one kind, oldest first. */
  of<Kind extends EventKind>(kind: Kind): Extract<MarketEvent, { kind: Kind }>[] {
    return this.events.filter((event): event is Extract<MarketEvent, { kind: Kind }> => event.kind === kind);
  }

  /** The kinds of the events after the first `count`, in order. */
  kindsAfter(count: number): EventKind[] {
    return this.events.slice(count).map((event) => event.kind);
  }
}
