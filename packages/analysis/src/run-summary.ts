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
  /** What neither the traders' margin nor the fund nor the deleveraged winners paid. */
  readonly badDebt: string;
  readonly conservationError: string;
  /** The deepest fall of the mark from its highest point before, as a fraction. */
  readonly maxDrawdown: Readonly<Record<string, number>>;
}
