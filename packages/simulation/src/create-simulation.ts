/** A run: one engine, its agents and its drivers under one virtual clock. */
import { createEngine } from '@spillway/engine';
import {
  type ApplyResult,
  type Command,
  type CommandOrigin,
  type Engine,
  type EngineView,
  PPM,
  type SimulatedMs,
  simulatedMs,
  teeSink,
} from '@spillway/protocol';
import { AgentRunner } from './agent-runner.ts';
import { buildAgents } from './build-agents.ts';
import { CommandGate } from './command-gate.ts';
import { EventQueue } from './event-queue.ts';
import { LatestEvents, MarketFeed } from './market-feed.ts';
import { createStreams } from './random-streams.ts';
import type { SimulationPlan } from './simulation-plan.ts';
import type { RunPlace, ShockInstruction, Simulation, SimulationOutputs } from './simulation-types.ts';

/** What a queue entry is about: `payload = kind + KINDS × number`. */
const SHOCK = 0;
const BEAT = 1;
const WAKE = 2;
const ARRIVAL = 3;
const HALT = 4;
const RESUMPTION = 5;
const KINDS = 6;

/** Moves of the mark are put down to an operator's shock for this long. */
const OPERATOR_SHOCK_LASTS_MS = 120_000;

/** Makes the run of a plan. Listing, funding and the first marks happen at once; the opening with the first advance. */
export function createSimulation(plan: SimulationPlan, outputs: SimulationOutputs): Simulation {
  return new VirtualMarket(plan, outputs);
}

class VirtualMarket implements Simulation {
  readonly durationMs: SimulatedMs;
  readonly #engine: Engine;
  readonly #gate: CommandGate;
  readonly #feed: MarketFeed;
  readonly #runner: AgentRunner;
  readonly #queue = new EventQueue();
  readonly #plan: SimulationPlan;
  #nowMs = simulatedMs(0);
  #steps = 0;
  #accountIdMax: number;

  constructor(plan: SimulationPlan, outputs: SimulationOutputs) {
    this.#plan = plan;
    this.durationMs = plan.durationMs;
    const latest = new LatestEvents();
    this.#engine = createEngine({ sink: teeSink([latest.sink(), outputs.sink]) });
    this.#gate = new CommandGate(this.#engine, outputs.journal);
    const streams = createStreams(plan.seed);
    const market = { engine: this.#engine, gate: this.#gate };
    this.#feed = new MarketFeed({ ...market, latest }, plan, streams);
    const openingTicks = plan.instruments.map((_, index) => this.#feed.indexTicks(index));
    const agents = buildAgents(plan, openingTicks, streams);
    const now = (): SimulatedMs => this.#nowMs;
    this.#runner = new AgentRunner({ ...market, now }, agents, { latency: plan.latency, streams });
    this.#accountIdMax = this.#runner.count;
    this.#prepareMarket();
    this.#fillQueue();
  }

  get engine(): EngineView {
    return this.#engine;
  }

  get nowMs(): SimulatedMs {
    return this.#nowMs;
  }

  get isFinished(): boolean {
    return this.#nowMs >= this.durationMs;
  }

  get commandCount(): number {
    return this.#gate.count;
  }

  advanceTo(timeMs: SimulatedMs, eventLimit: number = Number.POSITIVE_INFINITY): boolean {
    const targetMs = Math.min(timeMs, this.durationMs);
    for (let events = 0; this.#queue.nextTimeMs <= targetMs; events += 1) {
      if (events >= eventLimit) return false;
      this.#step();
    }
    this.#nowMs = simulatedMs(Math.max(this.#nowMs, targetMs));
    return true;
  }

  get place(): RunPlace {
    return { steps: this.#steps, timeMs: this.#nowMs };
  }

  advanceToPlace({ steps, timeMs }: RunPlace): void {
    while (this.#steps < steps && this.#queue.nextTimeMs <= timeMs) this.#step();
    // A run may have stood before events that were due already, never after one that was not.
    if (this.#steps !== steps || timeMs < this.#nowMs || timeMs > this.durationMs) {
      throw new RangeError(`no place of this run: ${steps} steps at ${timeMs} ms`);
    }
    this.#nowMs = timeMs;
  }

  submit(command: Command, origin: CommandOrigin): ApplyResult {
    if (command.kind === 'OpenAccount') {
      this.#accountIdMax = Math.max(this.#accountIdMax, command.accountId);
    }
    return this.#gate.applyAt(this.#nowMs, command, origin);
  }

  shock(instruction: ShockInstruction): void {
    const { instrumentId, movePpm, label } = instruction;
    const shock = { label, instrumentId, moveFraction: movePpm / PPM, lastsMs: OPERATOR_SHOCK_LASTS_MS };
    this.#feed.shock(shock, { timeMs: this.#nowMs, origin: 'operator' });
  }

  stateHash(): string {
    return this.#engine.stateHash();
  }

  nextSeatAccountId(): number {
    return this.#accountIdMax + 1;
  }

  #prepareMarket(): void {
    const timeMs = simulatedMs(0);
    const { rules, insuranceFundMicros } = this.#plan;
    this.#gate.apply({ kind: 'SetMarketRules', timeMs, rules }, 'market');
    for (const { specification } of this.#plan.instruments) {
      this.#gate.apply({ kind: 'ListInstrument', timeMs, specification }, 'market');
    }
    for (const index of this.#plan.instruments.keys()) this.#feed.publishFirst(index, timeMs);
    if (insuranceFundMicros > 0) {
      this.#gate.apply({ kind: 'FundInsurance', timeMs, amountMicros: insuranceFundMicros }, 'market');
    }
    this.#runner.openAccounts(timeMs);
  }

  /** Halts before shocks, shocks before beats, beats before agents: among equals the queue keeps the order of pushing. */
  #fillQueue(): void {
    for (const [number, { timeMs, untilMs }] of this.#plan.halts.entries()) {
      this.#queue.push(timeMs, HALT + KINDS * number);
      if (untilMs !== 0) this.#queue.push(untilMs, RESUMPTION);
    }
    for (const [number, shock] of this.#plan.shocks.entries()) {
      this.#queue.push(shock.timeMs, SHOCK + KINDS * number);
    }
    this.#queue.push(this.#plan.markIntervalMs, BEAT);
    for (let number = 0; number < this.#runner.count; number += 1) {
      this.#queue.push(this.#runner.firstWakeMs(number), WAKE + KINDS * number);
    }
  }

  /** Works off the next event of the queue. */
  #step(): void {
    this.#nowMs = simulatedMs(this.#queue.nextTimeMs);
    this.#steps += 1;
    this.#handle(this.#queue.pop());
  }

  #handle(payload: number): void {
    const kind = payload % KINDS;
    const number = (payload - kind) / KINDS;
    if (kind === WAKE) this.#wake(number);
    else if (kind === ARRIVAL) this.#runner.deliver(number, this.#nowMs);
    else if (kind === BEAT) this.#beat();
    else if (kind === SHOCK) this.#scheduledShock(number);
    else if (kind === HALT) this.#halt(number);
    else this.#gate.apply({ kind: 'AdvanceTime', timeMs: this.#nowMs }, 'market');
  }

  #wake(number: number): void {
    const { batch, latencyMs, wakeAfterMs } = this.#runner.wake(number);
    if (batch !== null) this.#queue.push(this.#nowMs + latencyMs, ARRIVAL + KINDS * batch);
    if (wakeAfterMs !== null) this.#queue.push(this.#nowMs + wakeAfterMs, WAKE + KINDS * number);
  }

  #beat(): void {
    this.#feed.beat(this.#nowMs);
    this.#queue.push(this.#nowMs + this.#plan.markIntervalMs, BEAT);
  }

  /** The market ends it by itself. Where a circuit breaker has halted the same already, it is refused and told so. */
  #halt(number: number): void {
    const halt = this.#plan.halts[number];
    if (halt === undefined) throw new RangeError(`no scheduled halt ${number}`);
    const { instrumentId, untilMs } = halt;
    this.#gate.apply({ kind: 'HaltTrading', timeMs: this.#nowMs, instrumentId, untilMs }, 'market');
  }

  #scheduledShock(number: number): void {
    const shock = this.#plan.shocks[number];
    if (shock === undefined) throw new RangeError(`no scheduled shock ${number}`);
    const { label, lastsMs, moveFraction } = shock;
    const context = { timeMs: this.#nowMs, origin: 'market' as const };
    this.#feed.shock({ label, lastsMs, moveFraction, instrumentId: null }, context);
  }
}
