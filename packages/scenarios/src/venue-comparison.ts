/** One scenario under the rules of every venue: what was closed by force, by whom it was taken, and who paid. */
import { type LiquidationStage, MICROS_PER_QUOTE, partialSink } from '@spillway/protocol';
import { createSimulation } from '@spillway/simulation';
import { VENUE_PRESETS } from '@spillway/venues';
import { overrideScenario } from './override-scenario.ts';
import { planSimulation } from './plan-simulation.ts';
import type { Scenario } from './scenario.ts';

export interface VenueOutcome {
  readonly venue: string;
  /** Accounts that were liquidated at least once: one whose close-out takes many blocks counts once. */
  readonly accounts: number;
  /** Fills by which positions were closed by force. */
  readonly fills: number;
  /** Notional of those fills in the quote currency, by who took the other side. */
  readonly notional: Readonly<Record<LiquidationStage, number>>;
  /** What neither margin nor fund nor deleveraged winners paid. */
  readonly socialised: number;
  /** The fund's cash at the end, less what it began with. */
  readonly fundChange: number;
  readonly stateHash: string;
  readonly conservationErrorMicros: bigint;
  readonly rejected: Readonly<Record<string, number>>;
}

/** Runs `scenario` to its end under the rules of a preset. */
export function runAtVenue(scenario: Scenario, venue: string, seed: string): VenueOutcome {
  const accounts = new Set<number>();
  const rejected: Record<string, number> = {};
  const notional = { netting: 0, book: 0, insurance: 0, backstop: 0, 'auto-deleveraging': 0 };
  let fills = 0;
  let socialised = 0;
  const sink = partialSink({
    liquidationFilled: (fill) => {
      accounts.add(fill.accountId);
      fills += 1;
      notional[fill.stage] += fill.notionalMicros / MICROS_PER_QUOTE;
    },
    lossSocialised: ({ amountMicros }) => {
      socialised += amountMicros / MICROS_PER_QUOTE;
    },
    commandRejected: ({ commandKind, code }) => {
      const key = `${commandKind} ${code}`;
      rejected[key] = (rejected[key] ?? 0) + 1;
    },
  });
  const plan = planSimulation(overrideScenario(scenario, [`venue.preset=${venue}`]), seed);
  const simulation = createSimulation(plan, { sink, journal: () => undefined });
  simulation.advanceTo(simulation.durationMs);
  const { engine } = simulation;
  return {
    venue,
    accounts: accounts.size,
    fills,
    notional,
    socialised,
    fundChange: (engine.insuranceFundMicros() - plan.insuranceFundMicros) / MICROS_PER_QUOTE,
    stateHash: simulation.stateHash(),
    conservationErrorMicros: engine.conservationErrorMicros(),
    rejected,
  };
}

const LABEL_WIDTH = 24;
const COLUMN_WIDTH = 15;

/** A table in plain text: a column for each venue, money in whole quote currency. */
export function venueComparison(scenario: Scenario, seed: string): string {
  const outcomes = Object.keys(VENUE_PRESETS).map((venue) => runAtVenue(scenario, venue, seed));
  const rows: readonly (readonly [label: string, value: (outcome: VenueOutcome) => string])[] = [
    ['', ({ venue }) => venue],
    ['accounts liquidated', ({ accounts }) => String(accounts)],
    ['forced fills', ({ fills }) => String(fills)],
    ['closed on the book', ({ notional }) => whole(notional.book)],
    ['taken by the fund', ({ notional }) => whole(notional.insurance)],
    ['taken past the book', ({ notional }) => whole(notional.backstop)],
    ['deleveraged', ({ notional }) => whole(notional['auto-deleveraging'])],
    ['loss socialised', ({ socialised }) => whole(socialised)],
    ['cash of the fund', ({ fundChange }) => `${fundChange < 0 ? '' : '+'}${whole(fundChange)}`],
  ];
  return rows
    .map(([label, value]) => {
      const cells = outcomes.map((outcome) => value(outcome).padStart(COLUMN_WIDTH));
      return `${label.padEnd(LABEL_WIDTH)}${cells.join('')}\n`;
    })
    .join('');
}

function whole(amount: number): string {
  return String(Math.round(amount)).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
