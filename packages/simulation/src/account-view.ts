import type { AgentView } from '@spillway/agents';
import type {
  AccountId,
  AccountView,
  BookLevel,
  EngineView,
  InstrumentId,
  InstrumentSpecification,
  MarketRules,
  OpenOrderView,
  PositionView,
  PriceTicks,
  Side,
  SimulatedMs,
  SizeLots,
} from '@spillway/protocol';

/** An engine as one account sees it: the public market, and nothing of others. */
export class EngineAccountView implements AgentView {
  readonly #engine: EngineView;
  readonly #accountId: AccountId;
  readonly #now: () => SimulatedMs;

  constructor(engine: EngineView, accountId: AccountId, now: () => SimulatedMs) {
    this.#engine = engine;
    this.#accountId = accountId;
    this.#now = now;
  }

  get timeMs(): SimulatedMs {
    return this.#now();
  }

  get instrumentCount(): number {
    return this.#engine.instrumentCount;
  }

  get rules(): MarketRules {
    return this.#engine.rules;
  }

  specification(instrument: InstrumentId): InstrumentSpecification {
    return this.#engine.specification(instrument);
  }

  markTicks(instrument: InstrumentId): PriceTicks {
    return this.#engine.markTicks(instrument);
  }

  indexTicks(instrument: InstrumentId): PriceTicks {
    return this.#engine.indexTicks(instrument);
  }

  lastTicks(instrument: InstrumentId): PriceTicks {
    return this.#engine.lastTicks(instrument);
  }

  bestTicks(instrument: InstrumentId, side: Side): PriceTicks {
    return this.#engine.bestTicks(instrument, side);
  }

  levels(instrument: InstrumentId, side: Side, limit: number): readonly BookLevel[] {
    return this.#engine.levels(instrument, side, limit);
  }

  depthLots(instrument: InstrumentId, side: Side, worstTicks: PriceTicks): SizeLots {
    return this.#engine.depthLots(instrument, side, worstTicks);
  }

  account(): AccountView {
    return this.#engine.account(this.#accountId);
  }

  position(instrument: InstrumentId): PositionView {
    return this.#engine.position(this.#accountId, instrument);
  }

  openOrders(): readonly OpenOrderView[] {
    return this.#engine.openOrders(this.#accountId);
  }
}
