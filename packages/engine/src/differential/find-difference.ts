/** Runs one list of commands through two engines, and finds the first thing that they do not agree on. */
import {
  type AccountId,
  type ApplyResult,
  type AssetId,
  assetId,
  type Command,
  type Engine,
  type EngineView,
  type EventSink,
  type InstrumentId,
  instrumentId,
  type MarketEvent,
  priceTicks,
  recordingSink,
} from '@spillway/protocol';

/** As much of an engine as both have. */
export type ComparedEngine = EngineView & Pick<Engine, 'apply'>;

export interface Subjects {
  readonly engine: (sink: EventSink) => ComparedEngine;
  readonly reference: (sink: EventSink) => ComparedEngine;
  /** Called after each command with what the reference told and answered; for counting what happened. */
  readonly observe?: (command: Command, events: readonly MarketEvent[]) => void;
}

/** The first disagreement: at which command, in what, and what each says. */
export interface Difference {
  /** Place of the command in the list. */
  readonly place: number;
  readonly command: Command;
  readonly where: string;
  readonly engine: unknown;
  readonly reference: unknown;
}

type Disagreement = Omit<Difference, 'place' | 'command'>;

/** Balances, positions and books are compared after so many commands, and at the end; events after each. */
const CHECKPOINT_COMMANDS = 25;
const LEVELS_COMPARED = 10;
const LEGS = ['both', 'long', 'short'] as const;

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** The path of the first difference inside two values: '' when they are no objects, null when there is none. */
function pathOfDifference(left: unknown, right: unknown): string | null {
  if (isObject(left) && isObject(right)) {
    for (const name of new Set([...Object.keys(left), ...Object.keys(right)])) {
      const inside = pathOfDifference(left[name], right[name]);
      if (inside !== null) return inside === '' ? name : `${name}.${inside}`;
    }
    return null;
  }
  return Object.is(left, right) ? null : '';
}

function compare(where: string, engine: unknown, reference: unknown): Disagreement | null {
  const path = pathOfDifference(engine, reference);
  return path === null ? null : { where: `${where} ${path}`.trim(), engine, reference };
}

function assetsOf(engine: ComparedEngine): AssetId[] {
  return engine.rules.assets.map((_, asset) => assetId(asset));
}

function instrumentsOf(engine: ComparedEngine): InstrumentId[] {
  return Array.from({ length: engine.instrumentCount }, (_, number) => instrumentId(number));
}

/** Everything that an engine says of one account. */
function accountFacts(engine: ComparedEngine, id: AccountId): unknown {
  return {
    accounts: assetsOf(engine).map((asset) => engine.account(id, asset)),
    positions: instrumentsOf(engine).map((instrument) => [
      engine.positionLots(id, instrument),
      ...LEGS.map((leg) => engine.position(id, instrument, leg)),
    ]),
    openOrders: engine.openOrders(id),
    triggerOrders: engine.triggerOrders(id),
  };
}

function instrumentFacts(engine: ComparedEngine, id: InstrumentId): unknown {
  const farthest = { buy: priceTicks(1), sell: priceTicks(Number.MAX_SAFE_INTEGER) };
  return {
    mark: engine.markTicks(id),
    index: engine.indexTicks(id),
    last: engine.lastTicks(id),
    bids: engine.levels(id, 'buy', LEVELS_COMPARED),
    asks: engine.levels(id, 'sell', LEVELS_COMPARED),
    best: [engine.bestTicks(id, 'buy'), engine.bestTicks(id, 'sell')],
    depth: [engine.depthLots(id, 'buy', farthest.buy), engine.depthLots(id, 'sell', farthest.sell)],
    openInterest: engine.openInterestLots(id),
    inventory: engine.insuranceInventoryLots(id),
    isHalted: engine.isHalted(id),
    funding: engine.funding(id),
  };
}

function marketFacts(engine: ComparedEngine): unknown {
  return {
    instruments: instrumentsOf(engine).map((id) => instrumentFacts(engine, id)),
    assets: assetsOf(engine).map((asset) => ({
      fund: engine.insuranceFundMicros(asset),
      fees: engine.feesMicros(asset),
      conservationError: engine.conservationErrorMicros(asset),
    })),
  };
}

/** What a command comes to; an engine that throws disagrees with one that does not. */
function outcomeOf(engine: ComparedEngine, command: Command): ApplyResult | string {
  try {
    return engine.apply(command);
  } catch (error) {
    return `threw ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`;
  }
}

class Comparison {
  readonly #engineEvents: MarketEvent[] = [];
  readonly #referenceEvents: MarketEvent[] = [];
  readonly #engine: ComparedEngine;
  readonly #reference: ComparedEngine;
  readonly #observe: Subjects['observe'];
  readonly #accounts = new Set<AccountId>();

  constructor(subjects: Subjects) {
    this.#engine = subjects.engine(recordingSink((event) => this.#engineEvents.push(event)));
    this.#reference = subjects.reference(recordingSink((event) => this.#referenceEvents.push(event)));
    this.#observe = subjects.observe;
  }

  /** Applies a command to both, and compares the results and the events. */
  step(command: Command): Disagreement | null {
    this.#engineEvents.length = 0;
    this.#referenceEvents.length = 0;
    const reference = outcomeOf(this.#reference, command);
    const engine = outcomeOf(this.#engine, command);
    this.#observe?.(command, this.#referenceEvents);
    if (command.kind === 'OpenAccount') this.#accounts.add(command.accountId);
    return this.#compareEvents() ?? compare('result', engine, reference);
  }

  #compareEvents(): Disagreement | null {
    const count = Math.max(this.#engineEvents.length, this.#referenceEvents.length);
    for (let place = 0; place < count; place += 1) {
      const found = compare(`event ${place}`, this.#engineEvents[place], this.#referenceEvents[place]);
      if (found !== null) return found;
    }
    return null;
  }

  /** Compares whatever one may ask. */
  checkpoint(): Disagreement | null {
    const market = compare('market', marketFacts(this.#engine), marketFacts(this.#reference));
    if (market !== null) return market;
    for (const id of this.#accounts) {
      if (!this.#reference.hasAccount(id)) continue;
      const found = compare(
        `account ${id}`,
        accountFacts(this.#engine, id),
        accountFacts(this.#reference, id),
      );
      if (found !== null) return found;
    }
    return null;
  }
}

/** The first disagreement of two engines about a list of commands, or null. */
export function findDifference(subjects: Subjects, commands: readonly Command[]): Difference | null {
  const comparison = new Comparison(subjects);
  for (const [place, command] of commands.entries()) {
    const isCheckpoint = (place + 1) % CHECKPOINT_COMMANDS === 0 || place === commands.length - 1;
    const found = comparison.step(command) ?? (isCheckpoint ? comparison.checkpoint() : null);
    if (found !== null) return { place, command, ...found };
  }
  return null;
}
