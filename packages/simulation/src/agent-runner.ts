/** Wakes agents, and carries what they decide to the market after its latency. */
import { type AgentCommand, exponential, type RandomStream, type StreamFactory } from '@spillway/agents';
import { type AccountId, accountId, type Engine, type SimulatedMs } from '@spillway/protocol';
import { EngineAccountView } from './account-view.ts';
import type { FundedAgent } from './build-agents.ts';
import type { CommandGate } from './command-gate.ts';
import type { LatencyPlan } from './simulation-plan.ts';

interface SeatedAgent {
  readonly funded: FundedAgent;
  readonly accountId: AccountId;
  readonly view: EngineAccountView;
  readonly latency: RandomStream;
  isOpening: boolean;
}

/** Commands under way: they arrive together, in order, with nothing in between. */
interface Batch {
  readonly seat: SeatedAgent;
  readonly commands: readonly AgentCommand[];
}

/** What a wake leads to, for the queue. */
export interface WakeOutcome {
  /** The number of the batch under way; null when the agent sent nothing. */
  readonly batch: number | null;
  readonly latencyMs: number;
  readonly wakeAfterMs: number | null;
}

/** Agents that are not in the opening begin after it, within this time, each at a moment of its own. */
const START_AFTER_MS = 600;
const START_SPREAD_MS = 2_000;

export class AgentRunner {
  readonly #gate: CommandGate;
  readonly #latencyPlan: LatencyPlan;
  readonly #seats: readonly SeatedAgent[];
  readonly #streams: StreamFactory;
  readonly #batches: (Batch | null)[] = [];
  readonly #freeBatches: number[] = [];

  constructor(
    market: { engine: Engine; gate: CommandGate; now: () => SimulatedMs },
    agents: readonly FundedAgent[],
    options: { latency: LatencyPlan; streams: StreamFactory },
  ) {
    this.#gate = market.gate;
    this.#latencyPlan = options.latency;
    this.#streams = options.streams;
    this.#seats = agents.map((funded, index) => {
      const id = accountId(index + 1);
      return {
        funded,
        accountId: id,
        view: new EngineAccountView(market.engine, id, market.now),
        latency: options.streams(funded.agent.name, 'latency'),
        isOpening: funded.isInOpening,
      };
    });
  }

  get count(): number {
    return this.#seats.length;
  }

  /** Opens and funds every agent's account. */
  openAccounts(timeMs: SimulatedMs): void {
    for (const { funded, accountId: id } of this.#seats) {
      const origin = `agent:${funded.agent.name}` as const;
      this.#gate.apply({ kind: 'OpenAccount', timeMs, accountId: id }, origin);
      const amountMicros = funded.depositMicros;
      this.#gate.apply({ kind: 'Deposit', timeMs, accountId: id, amountMicros }, origin);
    }
  }

  /** When an agent wakes for the first time. */
  firstWakeMs(index: number): number {
    const seat = this.#seat(index);
    if (seat.isOpening) return 0;
    return START_AFTER_MS + Math.floor(START_SPREAD_MS * this.#streams(seat.funded.agent.name, 'start')());
  }

  /** Lets an agent look and decide. */
  wake(index: number): WakeOutcome {
    const seat = this.#seat(index);
    const { commands, wakeAfterMs } = seat.funded.agent.observe(seat.view);
    const latencyMs = seat.isOpening ? 0 : this.#drawLatencyMs(seat);
    seat.isOpening = false;
    const batch = commands.length === 0 ? null : this.#store({ seat, commands });
    return { batch, latencyMs, wakeAfterMs };
  }

  /** A batch arrives at the market. */
  deliver(batchNumber: number, timeMs: SimulatedMs): void {
    const batch = this.#batches[batchNumber];
    if (batch === null || batch === undefined) throw new RangeError(`no batch ${batchNumber} under way`);
    this.#batches[batchNumber] = null;
    this.#freeBatches.push(batchNumber);
    const origin = `agent:${batch.seat.funded.agent.name}` as const;
    for (const command of batch.commands) {
      this.#gate.apply({ ...command, timeMs, accountId: batch.seat.accountId }, origin);
    }
  }

  #seat(index: number): SeatedAgent {
    const seat = this.#seats[index];
    if (seat === undefined) throw new RangeError(`no agent ${index}`);
    return seat;
  }

  #drawLatencyMs(seat: SeatedAgent): number {
    const { baseMs, jitterMeanMs } = this.#latencyPlan;
    return baseMs + Math.round(exponential(seat.latency, jitterMeanMs));
  }

  #store(batch: Batch): number {
    const number = this.#freeBatches.pop() ?? this.#batches.length;
    this.#batches[number] = batch;
    return number;
  }
}
