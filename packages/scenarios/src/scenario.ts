/**
 * A scenario as people write it: decimal numbers of the quote currency, fractions, minutes and seconds. It is
 * complete: nothing is filled in behind its back, so what a manifest prints is what ran.
 */

/** `21:20:30` on the scenario's own clock (needs `startsAt`), or `+35:30`: minutes and seconds after the start. */
export type ScenarioTime = string;

export interface ScenarioLandmark {
  readonly at: ScenarioTime;
  readonly price: number;
  /** Standard deviation of the log return over one minute, on the way to this landmark. */
  readonly volatilityPerMinute: number;
}

export type ScenarioIndex =
  | { readonly kind: 'landmarks'; readonly landmarks: readonly ScenarioLandmark[] }
  | { readonly kind: 'diffusion'; readonly startPrice: number; readonly volatilityPerMinute: number };

/** A halt that the market sets off by itself when the mark has moved too far in too little time. */
export interface ScenarioCircuitBreaker {
  readonly moveFraction: number;
  readonly windowSeconds: number;
  readonly haltSeconds: number;
  readonly scope: 'instrument' | 'market';
}

/** Limit-up / limit-down: no trade outside a band around a reference that is renewed from time to time. */
export interface ScenarioTradingBand {
  readonly widthFraction: number;
  readonly referenceSeconds: number;
}

export interface ScenarioInstrument {
  /** As the venue lists it: what was written as a coin, or as another venue's symbol, is replaced when it is read. */
  readonly symbol: string;
  readonly holderWeight: number;
  readonly activityScale: number;
  readonly index: ScenarioIndex;
  /** Null: none, or the one with which the venue lists the instrument. */
  readonly circuitBreaker: ScenarioCircuitBreaker | null;
  /** Null: none, or the one with which the venue lists the instrument. */
  readonly tradingBand: ScenarioTradingBand | null;
}

export interface ScenarioPhase {
  readonly from: ScenarioTime;
  readonly to: ScenarioTime;
  readonly volatilityMultiple: number;
  readonly firstFactorDrift: number;
}

export interface ScenarioShock {
  readonly label: string;
  readonly at: ScenarioTime;
  readonly lastsMinutes: number;
  readonly moveFraction: number;
}

/** Trading stands still because somebody decided so, and not because of a circuit breaker. */
export interface ScenarioHalt {
  /** Null halts the whole market. */
  readonly symbol: string | null;
  readonly from: ScenarioTime;
  /** Null: for the rest of the run. */
  readonly to: ScenarioTime | null;
}

export interface ScenarioHolders {
  readonly count: number;
  readonly sizeMedian: number;
  readonly sizeSigma: number;
  readonly sizeMax: number;
  readonly leverageBuckets: readonly { readonly leverage: number; readonly openInterestWeight: number }[];
  readonly sizeLeverageCorrelation: number;
  readonly longShare: number;
  readonly pairShare: number;
  readonly spareMarginMean: number;
  readonly stopOutShare: number;
  readonly addMarginShare: number;
  readonly reactionMeanSeconds: number;
}

export interface ScenarioHedgers {
  readonly countPerInstrument: number;
  readonly leverage: number;
  readonly unwindGapFraction: number;
  readonly unwindShare: number;
  readonly lookMeanSeconds: number;
}

interface ScenarioGroupBase {
  /** The agents are called `<name>-<symbol>-<number>`. */
  readonly name: string;
  readonly countPerInstrument: number;
  readonly deposit: number;
  readonly inventoryMax: number;
}

export interface ScenarioMakers extends ScenarioGroupBase {
  readonly kind: 'market-maker';
  readonly levels: number;
  readonly nearestFraction: number;
  readonly farthestFraction: number;
  readonly levelNotional: number;
  readonly levelGrowth: number;
  readonly riskAversion: number;
  readonly horizonSeconds: number;
  readonly leanFractionMax: number;
  readonly marketWeight: number;
  readonly calmVolatilityPerMinute: number;
  readonly withdrawalElasticity: number;
  readonly widening: number;
  readonly killMoveFraction: number;
  readonly coolDownMeanSeconds: number;
  readonly lookSeconds: number;
  readonly requoteFraction: number;
}

export interface ScenarioArbitrageurs extends ScenarioGroupBase {
  readonly kind: 'index-arbitrageur';
  readonly lookSeconds: number;
  readonly entryFraction: number;
  readonly exitFraction: number;
  readonly clipNotional: number;
}

export interface ScenarioMomentumTraders extends ScenarioGroupBase {
  readonly kind: 'momentum-trader';
  readonly lookSeconds: number;
  readonly fastMemorySeconds: number;
  readonly slowMemorySeconds: number;
  readonly entryFraction: number;
  readonly exitFraction: number;
  readonly clipNotional: number;
}

export interface ScenarioNoiseTraders extends ScenarioGroupBase {
  readonly kind: 'noise-trader';
  readonly wakeMeanSeconds: number;
  readonly marketOrderShare: number;
  readonly sizeMedian: number;
  readonly sizeSigma: number;
  readonly limitDistanceMean: number;
}

export type ScenarioGroup =
  | ScenarioMakers
  | ScenarioArbitrageurs
  | ScenarioMomentumTraders
  | ScenarioNoiseTraders;

export interface Scenario {
  readonly name: string;
  readonly title: string;
  /** One sentence, for lists. */
  readonly summary: string;
  /** What to watch, for somebody who sees it for the first time. */
  readonly lookAt: string;
  /** ISO 8601 time that simulated 0 stands for; null when the scenario is of no particular day. */
  readonly startsAt: string | null;
  readonly durationMinutes: number;
  /** Simulated seconds a second in live play, to begin with. */
  readonly speed: number;
  /** What a person or a bot that joins is given, in the quote currency. */
  readonly seatDeposit: number;
  readonly markIntervalMs: number;
  readonly latency: { readonly baseMs: number; readonly jitterMeanMs: number };
  readonly venue: {
    readonly preset: string;
    /** Null here and in the next one, and in the share of inventory: as the venue has it. */
    readonly leftover: 'user' | 'fund' | null;
    readonly closeOutScope: 'largest-loss-first' | 'whole-account' | null;
    readonly insuranceFund: number;
    readonly insuranceInventoryShareMax: number | null;
  };
  readonly market: {
    /** Between the drivers of any two instruments. */
    readonly correlation: number;
    /** Null: an operator's shock moves the index for good. */
    readonly shockHalfLifeMinutes: number | null;
    readonly jumps: { readonly perHour: number; readonly sizeInMinuteDeviations: number } | null;
    readonly phases: readonly ScenarioPhase[];
    readonly instruments: readonly ScenarioInstrument[];
  };
  readonly shocks: readonly ScenarioShock[];
  readonly halts: readonly ScenarioHalt[];
  readonly population: {
    /** Share of holders who trade isolated; the rest trade cross. */
    readonly isolatedShare: number;
    readonly holders: ScenarioHolders;
    readonly hedgers: ScenarioHedgers;
    readonly groups: readonly ScenarioGroup[];
  };
}
