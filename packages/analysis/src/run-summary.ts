/** What one run amounted to. Money as decimal strings of the quote currency, fractions as numbers. */
export interface RunSummary {
  readonly scenario: string;
  readonly seed: string;
  readonly stateHash: string;
  readonly commands: number;
  readonly trades: number;
  readonly simulatedMs: number;
  readonly wallMs: number;
  readonly liquidations: {
    /** Accounts or positions that went into liquidation. */
    readonly count: number;
    /** Notional of every forced fill, at its own price. */
    readonly notional: string;
    readonly byMode: { readonly isolated: string; readonly cross: string };
    readonly byInstrument: Readonly<Record<string, string>>;
  };
  readonly insuranceFund: { readonly start: string; readonly end: string; readonly min: string };
  readonly adl: { readonly count: number; readonly notional: string };
  readonly halts: {
    /** A halt of the whole market counts once. */
    readonly count: number;
    /** Of these, set off by a circuit breaker. */
    readonly byCircuitBreaker: number;
    /** By symbol, how long it stood still, by a halt of its own or of the market. */
    readonly haltedMs: Readonly<Record<string, number>>;
  };
  /** What neither the traders' margin nor the fund nor the deleveraged winners paid. */
  readonly badDebt: string;
  readonly conservationError: string;
  /** The deepest fall of the mark from its highest point before, as a fraction. */
  readonly maxDrawdown: Readonly<Record<string, number>>;
}
