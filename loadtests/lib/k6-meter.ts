import type { SeatTotals } from '@spillway/protocol/wire';
// @boundaries-ignore k6 brings this module; its package holds only the types
import { Counter, Trend } from 'k6/metrics';
import type { LoadMeter } from './load-meter.ts';
import { EXPECTED_REJECT_CODES } from './objectives.ts';
import { RECONCILED_QUANTITIES, type ReconciledKey } from './reconciliation.ts';

export interface K6Meter extends LoadMeter {
  /** A frame waited this long inside k6. */
  loopLag(lagMs: number): void;
  /** A seat is in, with this plan. */
  seated(planChecksum: number): void;
  /** A seat has been told everything. */
  settled(): void;
  /** The server's own totals, at the end. */
  serverTotals(totals: SeatTotals): void;
}

/** Keeps what the seats report as k6 metrics. Only callable in init code, where metrics are declared. */
export function createK6Meter(): K6Meter {
  const orderLatency = new Trend('order_latency', true);
  const orderLatencyNaive = new Trend('order_latency_naive', true);
  const lateness = new Trend('generator_lateness', true);
  const loopLag = new Trend('generator_loop_lag', true);
  const rejected = new Counter('orders_rejected');
  const unexpectedRejects = new Counter('rejects_unexpected');
  const lost = new Counter('requests_lost');
  const frames = new Counter('frames');
  const gaps = new Counter('sequence_gaps');
  const unexpectedCloses = new Counter('unexpected_closes');
  const scriptErrors = new Counter('script_errors');
  const seats = new Counter('seats');
  const seatsSettled = new Counter('seats_settled');
  const planChecksums = new Counter('plan_checksum');
  const reconciled = createReconciledCounters();

  return {
    answered: (request, latency, phase) => {
      const tags = { request, phase };
      orderLatency.add(latency.fromIntendedMs, tags);
      orderLatencyNaive.add(latency.fromSentMs, tags);
      lateness.add(latency.latenessMs);
    },
    orderAccepted: () => reconciled.clientSaw('orders_accepted', 1),
    rejected: (request, code) => {
      rejected.add(1, { request, code });
      if (EXPECTED_REJECT_CODES.includes(code)) return;
      unexpectedRejects.add(1, { request, code });
      console.error(`${request} was refused with ${code}`);
    },
    lost: (request, cause) => lost.add(1, { request, cause }),
    filled: () => reconciled.clientSaw('fills', 1),
    liquidated: (mode, notionalMicros) => {
      reconciled.clientSaw('liquidation_fills', 1);
      reconciled.clientSaw(`liquidation_notional_${mode}`, notionalMicros);
    },
    frame: (verdict) => {
      frames.add(1);
      const isWhole = verdict === 'first' || verdict === 'contiguous';
      if (!isWhole) gaps.add(1, { verdict });
    },
    disconnected: (reason) => {
      unexpectedCloses.add(1, { reason });
      console.error(`a connection ended before its time: ${reason}`);
    },
    scriptFailed: (error) => {
      scriptErrors.add(1);
      console.error(`a listener failed: ${String(error)}`);
    },
    loopLag: (lagMs) => loopLag.add(lagMs),
    seated: (planChecksum) => {
      seats.add(1);
      planChecksums.add(planChecksum);
    },
    settled: () => seatsSettled.add(1),
    serverTotals: reconciled.serverSaid,
  };
}

interface ReconciledCounters {
  clientSaw(key: ReconciledKey, amount: number): void;
  serverSaid(totals: SeatTotals): void;
}

function createReconciledCounters(): ReconciledCounters {
  const client = new Map<ReconciledKey, Counter>();
  const server = new Map<ReconciledKey, Counter>();
  const difference = new Map<ReconciledKey, Counter>();
  for (const { key } of RECONCILED_QUANTITIES) {
    client.set(key, new Counter(key));
    server.set(key, new Counter(`server_${key}`));
    difference.set(key, new Counter(`difference_${key}`));
  }
  return {
    clientSaw: (key, amount) => {
      client.get(key)?.add(amount);
      difference.get(key)?.add(amount);
    },
    serverSaid: (totals) => {
      for (const { key, serverTotal } of RECONCILED_QUANTITIES) {
        const total = serverTotal(totals);
        server.get(key)?.add(total);
        difference.get(key)?.add(-total);
      }
    },
  };
}
