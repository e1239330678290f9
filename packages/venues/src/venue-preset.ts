import type { InstrumentSpecification, MarketRules, RejectCode } from '@spillway/protocol';

/** What a venue answers where the engine refuses with a code: its own code, and its own words. */
export interface VenueReason {
  readonly code: string;
  readonly reason: string;
}

/** Everything that makes a venue: rules and instruments as data, dated, because venues change their tables. */
export interface VenuePreset {
  /** Such as `spillway-house`; scenarios and the command line name a venue by it. */
  readonly name: string;
  /** The day (YYYY-MM-DD) whose published tables the preset restates. */
  readonly date: string;
  /** Where the numbers are published, or that they are our own choice. */
  readonly sources: readonly string[];
  /**
   * What the preset states although the venue does not publish it, publishes it otherwise than the rules can say, or
   * we could not confirm it. Each begins with the parameter, as in `rules.closeOutScope: …`; `*` says every instrument.
   */
  readonly assumptions: readonly string[];
  readonly rules: MarketRules;
  /** By symbol; the order of the keys is the order of listing. */
  readonly instruments: Readonly<Record<string, InstrumentSpecification>>;
  /** By coin, such as `BTC`: the symbol of the linear contract on one whole coin, as far as the venue lists one. */
  readonly coins: Readonly<Record<string, string>>;
  /** The venue's own refusals, as far as they are published: for the reader. Everything answers with the engine's codes. */
  readonly rejectReasons: Readonly<Partial<Record<RejectCode, VenueReason>>>;
}
