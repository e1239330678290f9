/** The servers of a row, and the loads on them. */
import { join } from 'node:path';
import { expectOutcome, median, type RunOptions } from '@spillway/bench-kit';
import type { LoadResult } from '../load/load.ts';
import type { MeasuredLoad } from '../load/measured-load.ts';
import { withFolder } from '../machine.ts';
import { ServerProcess } from '../server/server-process.ts';
import { countWrittenOrders } from '../written-orders.ts';

/** Grants the run controls of an exchange that lives as long as its row. */
const ADMIN_TOKEN = 'token-of-the-benchmark';
/** Less is no load. */
const DURATION_MS_MIN = 60;

export interface Servers {
  readonly exchange: ServerProcess;
  /** A bare Socket.IO server of the same settings. */
  readonly echo: ServerProcess;
}

/** Does some work with both servers, one after the other idle, and ends them. */
export async function withServers<Value>(
  terms: { readonly dataFolder: string | null; readonly isPaused: boolean },
  work: (servers: Servers) => Promise<Value>,
): Promise<Value> {
  const echo = await ServerProcess.echo();
  try {
    const exchange = await ServerProcess.exchange({ ...terms, adminToken: ADMIN_TOKEN });
    try {
      return await work({ exchange, echo });
    } finally {
      await exchange.stop();
    }
  } finally {
    await echo.stop();
  }
}

/**
 * The same, with an exchange that keeps everything on the disk and plays its market. Afterwards as many orders must stand
 * in its journal as were acknowledged.
 *
 * @param work - returns the loads that placed orders, and whatever else
 */
export function withDurableServers<Value extends { readonly acknowledgedOrders: number }>(
  work: (servers: Servers) => Promise<Value>,
): Promise<Value> {
  return withFolder(async (folder) => {
    const dataFolder = join(folder, 'data');
    const value = await withServers({ dataFolder, isPaused: false }, work);
    expectOutcome('orders in the journal', countWrittenOrders(dataFolder), value.acknowledgedOrders);
    return value;
  });
}

/** A duration of the full-size run, made smaller by the scale. */
export function scaledMs(durationMs: number, { scale }: RunOptions): number {
  return Math.max(DURATION_MS_MIN, durationMs * scale);
}

/** Orders that were acknowledged in some loads. */
export function ordersOf(loads: readonly LoadResult[]): number {
  return loads.reduce((sum, { orders }) => sum + orders, 0);
}

/** Medians of some loads, for one request or for one order. */
export function costOf(
  loads: readonly MeasuredLoad[],
  countOf: (load: MeasuredLoad) => number,
): { readonly cpuNs: number; readonly wallNs: number; readonly operations: number } {
  return {
    cpuNs: median(loads.map((load) => load.serverCpuNs / countOf(load))),
    wallNs: median(loads.map((load) => (load.wallMs * 1e6) / countOf(load))),
    operations: loads.reduce((sum, load) => sum + countOf(load), 0),
  };
}

/** Who else was at work while it was measured. */
export function machineNote(loads: readonly MeasuredLoad[]): string {
  const foreign = median(loads.map(({ foreignCores }) => foreignCores));
  const generator = median(loads.map(({ generatorCores }) => generatorCores));
  return `generator ${generator.toFixed(2)} cores, other programs ${foreign.toFixed(2)} cores`;
}

/** Rates in whole thousands, such as `31,200`. */
export function rateText(perSecond: number): string {
  return Math.round(perSecond).toLocaleString('en');
}
