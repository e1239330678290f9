/**
 * What a load test demands of the exchange and of itself: every threshold of every script, in one place. k6
 * ends with exit code 99 when one is not met. Times are milliseconds.
 */
import { RECONCILED_QUANTITIES } from './reconciliation.ts';
import type { SummaryData } from './summary-data.ts';

export type Objectives = Record<string, string[]>;

/** Every part of the protocol works, and every check was reached: an iteration that dies half-way fails none. */
export function protocolObjectives(checkCount: number): Objectives {
  return {
    checks: ['rate==1'],
    protocol_checks_passed: [`count==${checkCount}`],
  };
}

/** From the intended time of an order to its acknowledgement. A person notices about a tenth of a second. */
const LATENCY_P99_MS_MAX = { calm: 500, shock: 1000 };
/**
 * How late k6 itself may be. Latency counts from the intended time, so this lateness is part of it, and a run that
 * meets its latency objective meets it in spite of k6. Above this bound it could not: what is then measured is k6, or
 * other work on the same machine, and the run is void. On a quiet machine both figures are a few milliseconds.
 */
const GENERATOR_P99_MS_MAX = LATENCY_P99_MS_MAX.calm;

/** Refusals that belong to a market in trouble. Any other means that exchange and load test misunderstand. */
export const EXPECTED_REJECT_CODES: readonly string[] = [
  'ACCOUNT_LOCKED',
  'MARGIN_INSUFFICIENT',
  'ORDER_UNKNOWN',
  'POSITION_LIMIT_EXCEEDED',
  'PRICE_OUTSIDE_BAND',
];

/** What holds in every script that trades, whatever the market does. */
function tradingObjectives(seatCount: number): Objectives {
  return {
    checks: ['rate==1'],
    seats: [`count==${seatCount}`],
    seats_settled: [`count==${seatCount}`],
    sequence_gaps: ['count==0'],
    requests_lost: ['count==0'],
    rejects_unexpected: ['count==0'],
    unexpected_closes: ['count==0'],
    script_errors: ['count==0'],
    generator_lateness: [`p(99)<${GENERATOR_P99_MS_MAX}`],
    generator_loop_lag: [`p(99)<${GENERATOR_P99_MS_MAX}`],
    'order_latency{phase:calm}': [`p(99)<${LATENCY_P99_MS_MAX.calm}`],
    // A run in which nothing happened agrees with everything.
    orders_accepted: ['count>0'],
    fills: ['count>0'],
    ...reconciliationObjectives(),
    ...listedRejects(),
  };
}

export function smokeObjectives(seatCount: number): Objectives {
  return tradingObjectives(seatCount);
}

/** The shock must reach positions in both modes, or the comparison of their volumes would be empty. */
export function selloffObjectives(seatCount: number): Objectives {
  return {
    ...tradingObjectives(seatCount),
    'order_latency{phase:shock}': [`p(99)<${LATENCY_P99_MS_MAX.shock}`],
    liquidation_notional_isolated: ['count>0'],
    liquidation_notional_cross: ['count>0'],
  };
}

function reconciliationObjectives(): Objectives {
  return Object.fromEntries(RECONCILED_QUANTITIES.map(({ key }) => [`difference_${key}`, ['count==0']]));
}

/** Always true: k6 keeps a count by tag for the summary only where a threshold names it. */
function listedRejects(): Objectives {
  return Object.fromEntries(
    EXPECTED_REJECT_CODES.map((code) => [`orders_rejected{code:${code}}`, ['count>=0']]),
  );
}

export interface MissedObjective {
  readonly metric: string;
  readonly expression: string;
  readonly values: Readonly<Record<string, number | undefined>>;
}

export function missedObjectives({ metrics }: SummaryData): MissedObjective[] {
  return Object.entries(metrics).flatMap(([metric, summary]) => {
    const missed = Object.entries(summary?.thresholds ?? {}).filter(([, { ok }]) => !ok);
    return missed.map(([expression]) => ({ metric, expression, values: summary?.values ?? {} }));
  });
}

export type Verdict = 'met' | 'missed' | 'void';

/**
 * A run in which k6 itself fell behind says nothing about the speed of the exchange: it is void, neither good nor
 * bad. Whether clients and server agree does not depend on speed, so a difference counts even then.
 */
export function judge(data: SummaryData): Verdict {
  const missed = missedObjectives(data).map(({ metric }) => metric);
  if (missed.length === 0) return 'met';
  const isLate = missed.some((metric) => metric.startsWith('generator_'));
  const isOnlyTiming = missed.every(
    (metric) => metric.startsWith('generator_') || metric.startsWith('order_latency'),
  );
  return isLate && isOnlyTiming ? 'void' : 'missed';
}
