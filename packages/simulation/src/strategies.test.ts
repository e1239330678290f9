/** The strategies of `@spillway/agents` in front of a real engine. */
import {
  type Agent,
  type AgentDecision,
  IndexArbitrageur,
  LeveragedHolder,
  MarketMaker,
  MomentumTrader,
} from '@spillway/agents';
import { createEngine } from '@spillway/engine';
import {
  accountId,
  type Command,
  eventSequence,
  instrumentId,
  liquidationId,
  partialSink,
  priceTicks,
  quoteMicros,
  type Side,
  simulatedMs,
  sizeLots,
} from '@spillway/protocol';
import { describe, expect, test } from 'vitest';
import { EngineAccountView } from './account-view.ts';
import { ARBITRAGEURS, MAKERS, MOMENTUM_TRADERS, smallPlan } from './small-plan.fixture.ts';

const BITCOIN = instrumentId(0);
const PRICE_TICKS = 1_000_000;
const OTHER = accountId(99);
const HALF = (): number => 0.5;

/** One instrument at 100,000, an agent with a million and somebody to trade with. */
class Bench {
  readonly engine = createEngine({ sink: partialSink({}) });
  readonly agentAccount = accountId(1);
  #timeMs = simulatedMs(0);
  readonly view = new EngineAccountView(this.engine, this.agentAccount, () => this.#timeMs);

  constructor() {
    const timeMs = this.#timeMs;
    const { rules, instruments } = smallPlan();
    this.apply({ kind: 'SetMarketRules', timeMs, rules });
    const specification = instruments[0]?.specification;
    if (specification !== undefined) this.apply({ kind: 'ListInstrument', timeMs, specification });
    this.mark(PRICE_TICKS, PRICE_TICKS);
    for (const account of [this.agentAccount, OTHER]) {
      this.apply({ kind: 'OpenAccount', timeMs, accountId: account });
      const amountMicros = quoteMicros(1e12);
      this.apply({ kind: 'Deposit', timeMs, accountId: account, amountMicros });
    }
  }

  apply(command: Command): void {
    expect(this.engine.apply(command)).toMatchObject({ isAccepted: true });
  }

  mark(mark: number, index: number): void {
    this.apply({
      kind: 'SetMarkPrice',
      timeMs: this.#timeMs,
      instrumentId: BITCOIN,
      markTicks: priceTicks(mark),
      indexTicks: priceTicks(index),
      causeSequence: eventSequence(0),
      causeLiquidationId: liquidationId(0),
    });
  }

  /** Somebody else's resting order. */
  quote(side: Side, price: number, lots: number): void {
    this.apply({
      kind: 'PlaceOrder',
      timeMs: this.#timeMs,
      accountId: OTHER,
      instrumentId: BITCOIN,
      clientOrderId: 0,
      side,
      orderType: 'limit',
      timeInForce: 'gtc',
      priceTicks: priceTicks(price),
      sizeLots: sizeLots(lots),
      isPostOnly: true,
      isReduceOnly: false,
      selfTradePrevention: 'cancel-taker',
    });
  }

  /** Lets the agent look at a time and carries out what it decides. */
  look(agent: Agent, atMs: number): AgentDecision {
    this.#timeMs = simulatedMs(atMs);
    const decision = agent.observe(this.view);
    for (const command of decision.commands) {
      this.apply({ ...command, timeMs: this.#timeMs, accountId: this.agentAccount });
    }
    return decision;
  }

  get position(): number {
    return this.engine.positionLots(this.agentAccount, BITCOIN);
  }
}

describe('the index arbitrageur', () => {
  const { parameters } = ARBITRAGEURS;
  const arbitrageur = (): IndexArbitrageur =>
    new IndexArbitrageur({ name: 'a', instrumentId: BITCOIN, parameters, random: HALF });

  test('buys what is cheaper than the index by its threshold of 0.2 %, at most a clip of 10,000', () => {
    const bench = new Bench();
    bench.quote('sell', 998_000, 5_000);
    bench.look(arbitrageur(), 1_000);
    expect(bench.position).toBe(100);
  });

  test('leaves a smaller gap alone', () => {
    const bench = new Bench();
    bench.quote('sell', 998_001, 5_000);
    expect(bench.look(arbitrageur(), 1_000).commands).toEqual([]);
  });

  test('sells what is dearer, and closes when the gap is gone', () => {
    const bench = new Bench();
    const agent = arbitrageur();
    bench.quote('buy', 1_002_000, 100);
    bench.look(agent, 1_000);
    expect(bench.position).toBe(-100);
    bench.quote('sell', 1_000_100, 5_000);
    bench.look(agent, 4_000);
    expect(bench.position).toBe(0);
  });
});

describe('the market maker', () => {
  const { parameters } = MAKERS;
  const maker = (): MarketMaker =>
    new MarketMaker({ name: 'm', instrumentId: BITCOIN, parameters, random: HALF });

  test('quotes its levels on both sides of the index, at growing distance', () => {
    const bench = new Bench();
    bench.look(maker(), 1_000);
    const bids = bench.engine.levels(BITCOIN, 'buy', 100);
    const asks = bench.engine.levels(BITCOIN, 'sell', 100);
    expect(bids).toHaveLength(6);
    expect(asks).toHaveLength(6);
    // Nearest 0.02 %, one calm standard deviation (0.01 %) further out; farthest 2 % + 0.01 %.
    expect(bids[0]?.priceTicks).toBe(999_700);
    expect(asks[0]?.priceTicks).toBe(1_000_300);
    expect(bids.at(-1)?.priceTicks).toBe(979_900);
  });

  test('keeps its quotes while nothing moves', () => {
    const bench = new Bench();
    const agent = maker();
    bench.look(agent, 1_000);
    expect(bench.look(agent, 3_000).commands).toEqual([]);
  });

  test('pulls everything after a jump of the index, and stays away for its cool-down', () => {
    const bench = new Bench();
    const agent = maker();
    bench.look(agent, 1_000);
    bench.mark(970_000, 970_000);
    const decision = bench.look(agent, 3_000);
    expect(bench.engine.openOrders(bench.agentAccount)).toEqual([]);
    // Exponential with mean 5,000 ms at u = 1/2: 5,000 × ln 2 = 3,466 ms after the usual interval of 2,000.
    expect(decision.wakeAfterMs).toBe(5_466);
  });

  test('leans against its inventory: long, it asks for less and bids less size', () => {
    const bench = new Bench();
    const agent = maker();
    bench.look(agent, 1_000);
    const sizeBefore = bench.engine.levels(BITCOIN, 'buy', 1)[0]?.sizeLots ?? 0;
    bench.apply({
      kind: 'PlaceOrder',
      timeMs: simulatedMs(1_000),
      accountId: OTHER,
      instrumentId: BITCOIN,
      clientOrderId: 0,
      side: 'sell',
      orderType: 'market',
      timeInForce: 'ioc',
      priceTicks: priceTicks(0),
      sizeLots: sizeLots(900),
      isPostOnly: false,
      isReduceOnly: false,
      selfTradePrevention: 'cancel-taker',
    });
    expect(bench.position).toBe(900);
    bench.look(agent, 3_000);
    expect(bench.engine.bestTicks(BITCOIN, 'sell')).toBeLessThan(1_000_300);
    expect(bench.engine.levels(BITCOIN, 'buy', 1)[0]?.sizeLots).toBeLessThan(sizeBefore);
  });
});

describe('the momentum trader', () => {
  test('chases a rise, and leaves when it ends', () => {
    const bench = new Bench();
    const { parameters } = MOMENTUM_TRADERS;
    const agent = new MomentumTrader({ name: 't', instrumentId: BITCOIN, parameters, random: HALF });
    bench.quote('sell', 1_020_000, 10_000);
    bench.look(agent, 1_000);
    bench.mark(1_020_000, 1_020_000);
    bench.look(agent, 11_000);
    // A clip of 5,000 at a mark of 102,000: 49 lots of 0.001.
    expect(bench.position).toBe(49);
    bench.quote('buy', 1_000_000, 10_000);
    bench.mark(1_000_000, 1_000_000);
    bench.look(agent, 60_000);
    expect(bench.position).toBe(0);
  });
});

describe('a leveraged holder', () => {
  const position = {
    instrumentId: BITCOIN,
    side: 'buy' as const,
    sizeLots: sizeLots(1_000),
    leverage: 20,
    bucketExtraMicros: quoteMicros(1_000_000_000),
  };
  const plan = { name: 'h', depositMicros: quoteMicros(1e12), positions: [position], lookMeanMs: 10_000 };

  test('opens isolated at its leverage, then puts the extra into the bucket', () => {
    const bench = new Bench();
    const agent = new LeveragedHolder({ ...plan, mode: 'isolated', reaction: { kind: 'hold' } }, HALF);
    bench.quote('sell', PRICE_TICKS, 1_000);
    bench.look(agent, 0);
    const opened = bench.engine.position(bench.agentAccount, BITCOIN);
    expect(opened).toMatchObject({ mode: 'isolated', leverage: 20, sizeLots: 1_000 });
    expect(opened.initialMarginMicros).toBe(5_000_000_000);
    const decision = bench.look(agent, 500);
    const settled = bench.engine.position(bench.agentAccount, BITCOIN);
    expect(settled.bucketMicros - opened.bucketMicros).toBe(1_000_000_000);
    expect(decision.wakeAfterMs).toBeNull();
  });

  test('who stops out closes when the share of the bucket is lost, not before', () => {
    const bench = new Bench();
    const reaction = { kind: 'stop-out', lossShare: 0.5 } as const;
    const agent = new LeveragedHolder({ ...plan, mode: 'isolated', reaction }, HALF);
    bench.quote('sell', PRICE_TICKS, 1_000);
    bench.look(agent, 0);
    bench.look(agent, 500);
    bench.quote('buy', 960_000, 5_000);
    // The bucket is 6,000: half of it is lost at 97,000.
    bench.mark(970_100, 970_100);
    expect(bench.look(agent, 10_000).commands).toEqual([]);
    bench.mark(970_000, 970_000);
    bench.look(agent, 20_000);
    expect(bench.position).toBe(0);
  });

  test('a hedger takes a twentieth back where the market is cheap by a hundredth', () => {
    const bench = new Bench();
    const reaction = { kind: 'unwind-at-gap', gapFraction: 0.01, share: 0.05 } as const;
    const short = { ...plan, positions: [{ ...position, side: 'sell' as const }] };
    const agent = new LeveragedHolder({ ...short, mode: 'cross', reaction }, HALF);
    bench.quote('buy', PRICE_TICKS, 1_000);
    bench.look(agent, 0);
    bench.look(agent, 500);
    bench.quote('sell', 990_001, 1_000);
    expect(bench.look(agent, 10_000).commands).toEqual([]);
    bench.quote('sell', 990_000, 1_000);
    bench.look(agent, 20_000);
    expect(bench.position).toBe(-950);
  });
});
