/**
 * Stories that show what is particular to a venue: commands, and what must be observed after them. They are data and
 * know no engine; whoever has one plays them.
 */
import {
  type AccountView,
  type ApplyResult,
  accountId,
  assetId,
  type Command,
  type EventKind,
  instrumentId,
  type MarginMode,
  type MarketEvent,
  type PositionLeg,
  type PositionMode,
  type PositionView,
  priceTicks,
  quoteMicros,
  type RejectCode,
  recordingSink,
  simulatedMs,
} from '@spillway/protocol';
import {
  deposit,
  type EngineUnderTest,
  listInstrument,
  type MarketSubject,
  mark,
  openAccount,
  rules,
  type UntimedCommand,
} from '@spillway/testkit';
import type { VenuePreset } from './venue-preset.ts';

/** What is looked at after a step; events are those of the step alone. */
export type Observation =
  /** An event of this kind has these fields. */
  | { readonly see: 'event'; readonly kind: EventKind; readonly is: Readonly<Record<string, unknown>> }
  /** No event of this kind (and with these fields) happened. */
  | { readonly see: 'no-event'; readonly kind: EventKind; readonly is?: Readonly<Record<string, unknown>> }
  | {
      readonly see: 'position';
      readonly account: number;
      readonly instrument?: number;
      readonly leg?: PositionLeg;
      readonly is: Partial<Record<keyof PositionView, unknown>>;
    }
  | {
      readonly see: 'account';
      readonly account: number;
      readonly asset?: number;
      readonly is: Partial<Record<keyof AccountView, unknown>>;
    }
  | { readonly see: 'fund'; readonly asset?: number; readonly micros: number }
  | { readonly see: 'inventory'; readonly instrument?: number; readonly lots: number }
  | { readonly see: 'open-orders'; readonly account: number; readonly count: number };

export interface VenueStep {
  readonly command: UntimedCommand;
  /** One millisecond after the step before when not given. */
  readonly atMs?: number;
  /** Why the command is refused; not given when it must be accepted. */
  readonly refusal?: RejectCode;
  readonly observed?: readonly Observation[];
}

export interface VenueCase {
  readonly title: string;
  /** The rules of the market that it shows, by their ids. */
  readonly rules: readonly string[];
  /** Where the venue's behaviour is published. */
  readonly source: string;
  /** Commands that must be accepted before the story begins. */
  readonly setup: readonly UntimedCommand[];
  readonly steps: readonly VenueStep[];
}

/** Rules and some instruments of a venue, each with its first mark. */
export function market(
  preset: VenuePreset,
  marks: Readonly<Record<string, number>>,
): readonly UntimedCommand[] {
  const listed = Object.entries(marks).flatMap(([symbol, ticks], instrument): UntimedCommand[] => {
    const specification = preset.instruments[symbol];
    if (specification === undefined) throw new Error(`${preset.name} does not list ${symbol}`);
    return [listInstrument(specification), mark(ticks, { instrument })];
  });
  return [rules(preset.rules), ...listed];
}

/** Opens accounts with so much of the first asset each. */
export function funded(quote: number, ...accounts: readonly number[]): readonly UntimedCommand[] {
  return accounts.flatMap((account) => [openAccount(account), deposit(account, quote)]);
}

export function marginMode(account: number, mode: MarginMode, instrument: number | null = 0): UntimedCommand {
  return {
    kind: 'SetMarginMode',
    accountId: accountId(account),
    instrumentId: instrument === null ? null : instrumentId(instrument),
    mode,
  };
}

export function positionMode(account: number, mode: PositionMode): UntimedCommand {
  return { kind: 'SetPositionMode', accountId: accountId(account), mode };
}

/** An order that names its leg, as hedge mode asks for. */
export function onLeg(order: UntimedCommand, leg: PositionLeg): UntimedCommand {
  if (order.kind !== 'PlaceOrder') throw new Error(`an order was expected, got ${order.kind}`);
  return { ...order, leg };
}

export function feeTier(account: number, tier: number): UntimedCommand {
  return { kind: 'SetFeeTier', accountId: accountId(account), feeTier: tier };
}

export function settleFunding(instrument = 0): UntimedCommand {
  return { kind: 'SettleFunding', instrumentId: instrumentId(instrument) };
}

/** Sets the index; the mark follows by the instrument's own method. */
export function index(ticks: number, instrument = 0): UntimedCommand {
  const { causeSequence, causeLiquidationId, instrumentId: id } = markCommand(ticks, instrument);
  return {
    kind: 'SetIndexPrice',
    instrumentId: id,
    indexTicks: priceTicks(ticks),
    causeSequence,
    causeLiquidationId,
  };
}

function markCommand(ticks: number, instrument: number) {
  const command = mark(ticks, { instrument });
  if (command.kind !== 'SetMarkPrice') throw new Error('a mark is a command of its own kind');
  return command;
}

export const ADVANCE: UntimedCommand = { kind: 'AdvanceTime' };

/** In smallest units of an asset that is not the first. */
export function depositUnits(account: number, asset: number, units: number): UntimedCommand {
  return {
    kind: 'Deposit',
    accountId: accountId(account),
    assetId: assetId(asset),
    amountMicros: quoteMicros(units),
  };
}

/** Why fields differ, one line each: name, what was expected, what came. */
function differences(
  place: string,
  expected: Readonly<Record<string, unknown>>,
  actual: object,
): readonly string[] {
  const fields = actual as Readonly<Record<string, unknown>>;
  return Object.entries(expected)
    .filter(([name, value]) => fields[name] !== value)
    .map(([name, value]) => `${place}.${name}: expected ${String(value)}, got ${String(fields[name])}`);
}

function eventFaults(
  observation: Extract<Observation, { see: 'event' | 'no-event' }>,
  events: readonly MarketEvent[],
): readonly string[] {
  const { see, kind, is = {} } = observation;
  const ofKind = events.filter((event) => event.kind === kind);
  const hit = ofKind.some((event) => differences(kind, is, event).length === 0);
  if (see === 'no-event') return hit ? [`${kind}: expected none such, got one`] : [];
  if (hit) return [];
  const last = ofKind.at(-1);
  return last === undefined ? [`${kind}: expected one, got none`] : differences(kind, is, last);
}

function stateFaults(
  observation: Exclude<Observation, { see: 'event' | 'no-event' }>,
  engine: MarketSubject,
): readonly string[] {
  switch (observation.see) {
    case 'position': {
      const { account, instrument = 0, leg = 'both', is } = observation;
      const view = engine.position(accountId(account), instrumentId(instrument), leg);
      return differences(`position of ${account}`, is, view);
    }
    case 'account': {
      const { account, asset = 0, is } = observation;
      return differences(`account ${account}`, is, engine.account(accountId(account), assetId(asset)));
    }
    case 'fund': {
      const micros = engine.insuranceFundMicros(assetId(observation.asset ?? 0));
      return differences('fund', { micros: observation.micros }, { micros });
    }
    case 'inventory': {
      const lots = engine.insuranceInventoryLots(instrumentId(observation.instrument ?? 0));
      return differences('inventory', { lots: observation.lots }, { lots });
    }
    case 'open-orders': {
      const count = engine.openOrders(accountId(observation.account)).length;
      return differences(`orders of ${observation.account}`, { count: observation.count }, { count });
    }
  }
}

function resultFaults(result: ApplyResult, refusal: RejectCode | undefined): readonly string[] {
  const outcome = result.isAccepted ? 'accepted' : result.code;
  const expected = refusal ?? 'accepted';
  return outcome === expected ? [] : [`expected ${expected}, got ${outcome}`];
}

/**
 * Plays a case and says what was observed otherwise, one line each; an empty list says that the engine does as the
 * venue does. Every invariant is checked after each command.
 */
export function playVenueCase(
  venueCase: VenueCase,
  subject: EngineUnderTest<MarketSubject>,
): readonly string[] {
  const events: MarketEvent[] = [];
  const engine = subject.create(recordingSink((event) => events.push(event)));
  const faults: string[] = [];
  let timeMs = 0;
  const steps = [...venueCase.setup.map((command): VenueStep => ({ command })), ...venueCase.steps];
  for (const [number, step] of steps.entries()) {
    const before = events.length;
    timeMs = step.atMs ?? timeMs + 1;
    const command: Command = { ...step.command, timeMs: simulatedMs(timeMs) };
    const result = engine.apply(command);
    subject.check(engine);
    const ofStep = events.slice(before);
    const found = [
      ...resultFaults(result, step.refusal),
      ...(step.observed ?? []).flatMap((observation) =>
        observation.see === 'event' || observation.see === 'no-event'
          ? eventFaults(observation, ofStep)
          : stateFaults(observation, engine),
      ),
    ];
    faults.push(...found.map((fault) => `step ${number} (${command.kind}): ${fault}`));
  }
  return faults;
}
