import type { InstrumentSpecification, MarketRules } from '@spillway/protocol';

/** Everything that makes a venue: rules and instruments as data, dated, because venues change their tables. */
export interface VenuePreset {
  /** Such as `spillway-house`; scenarios and the command line name a venue by it. */
  readonly name: string;
  /** The day (YYYY-MM-DD) whose published tables the preset restates. */
  readonly date: string;
  /** Where the numbers are published, or that they are our own choice. */
  readonly sources: readonly string[];
  readonly rules: MarketRules;
  /** By symbol; the order of the keys is the order of listing. */
  readonly instruments: Readonly<Record<string, InstrumentSpecification>>;
}
