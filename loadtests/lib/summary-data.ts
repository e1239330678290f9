/** What k6 hands to `handleSummary`, as far as it is read here. */
export interface SummaryData {
  readonly metrics: Readonly<Record<string, SummaryMetric | undefined>>;
  readonly state: { readonly testRunDurationMs: number };
}

export interface SummaryMetric {
  readonly values: Readonly<Record<string, number | undefined>>;
  readonly thresholds?: Readonly<Record<string, { readonly ok: boolean }>>;
}
