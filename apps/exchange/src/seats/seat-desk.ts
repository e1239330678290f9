/** Gives out seats: an account of the present run, with what the scenario gives to whoever joins. */
import { accountId, formatMicros } from '@spillway/protocol';
import type { Answer } from '@spillway/protocol/wire';
import { accept, refuse } from '../gateway/answers.ts';
import type { LiveRun } from '../live/live-run.ts';
import { type SeatRecord, SeatRegistry } from './seat-registry.ts';

export class SeatDesk {
  readonly registry: SeatRegistry;

  constructor(seatsMax: number) {
    this.registry = new SeatRegistry(seatsMax);
  }

  /** Seats a newcomer under a name that nobody has. */
  join(run: LiveRun, name: string): Answer<SeatRecord> {
    const { registry } = this;
    if (registry.isNameTaken(name)) {
      return refuse('SEAT_NAME_TAKEN', `join.name: "${name}" sits here already; expected another name`);
    }
    if (registry.isFull) {
      return refuse('SEATS_FULL', `join: all ${registry.seatsMax} seats are taken; try again after a reset`);
    }
    const opened = this.#openAccount(run, name);
    if (opened === null) return refuse('RUN_FINISHED', 'join: this run is over; expected one that goes on');
    return accept(registry.add(opened));
  }

  /** Seats the same people in another run, with the secrets they have; the rest lose their seats. */
  moveTo(run: LiveRun, people: readonly SeatRecord[]): void {
    this.registry.clear();
    for (const { name, seatToken } of people) {
      const opened = this.#openAccount(run, name);
      if (opened !== null) this.registry.add(opened, seatToken);
    }
  }

  #openAccount(run: LiveRun, name: string): Omit<SeatRecord, 'seatToken'> | null {
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
