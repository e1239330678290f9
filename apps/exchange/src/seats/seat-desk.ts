/** Gives out the seats of one run: an account, with what the scenario gives to whoever joins. */
import { accountId, formatMicros } from '@spillway/protocol';
import type { Answer } from '@spillway/protocol/wire';
import { accept, refuse } from '../answers.ts';
import type { LiveRun } from '../live/live-run.ts';
import { type SeatRecord, SeatRegistry } from './seat-registry.ts';

export class SeatDesk {
  readonly registry: SeatRegistry;
  readonly #run: LiveRun;

  constructor(run: LiveRun, seatsMax: number) {
    this.#run = run;
    this.registry = new SeatRegistry(seatsMax);
  }

  /** Seats somebody under a name that nobody has. */
  take(newcomer: { readonly name: string; readonly tokenHash: string }): Answer<SeatRecord> {
    const { registry } = this;
    const { name, tokenHash } = newcomer;
    if (registry.isNameTaken(name)) {
      return refuse('SEAT_NAME_TAKEN', `join.name: "${name}" sits here already; expected another name`);
    }
    if (registry.isFull) {
      return refuse('SEATS_FULL', `join: all ${registry.seatsMax} seats are taken; try again after a reset`);
    }
    const opened = this.#openAccount(name);
    if (opened === null) return refuse('RUN_FINISHED', 'join: this run is over; expected one that goes on');
    const seat = { ...opened, tokenHash };
    registry.add(seat);
    return accept(seat);
  }

  #openAccount(name: string): Omit<SeatRecord, 'tokenHash'> | null {
    const run = this.#run;
    const account = accountId(run.nextSeatAccountId());
    const { engine, scenario } = run;
    run.seats.watch(account);
    const timeMs = run.nowMs;
    const opened = run.submit({ kind: 'OpenAccount', timeMs, accountId: account }, `seat:${name}`);
    if (opened === null) return null;
    // Money comes from the operator: nobody can give it to himself.
    const amountMicros = scenario.seatDepositMicros;
    run.submit({ kind: 'Deposit', timeMs, accountId: account, amountMicros }, 'operator');
    return engine.hasAccount(account)
      ? { name, accountId: account, deposit: formatMicros(amountMicros) }
      : null;
  }
}
