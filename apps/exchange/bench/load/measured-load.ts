import { percentile } from '@spillway/bench-kit';
import { machineCpuNs, ownCpuNs } from '../machine.ts';
import type { ServerProcess } from '../server/server-process.ts';
import type { LoadResult } from './load.ts';

/** A load, with what it cost the server. */
export interface MeasuredLoad extends LoadResult {
  readonly serverCpuNs: number;
  /** Cores that programs other than the server and the generator took meanwhile. */
  readonly foreignCores: number;
  /** Cores that the generator took: at 1 it is what is measured. */
  readonly generatorCores: number;
}

/** Runs a load, and reads the server's processor time before and after. */
export async function measureLoad(
  server: ServerProcess,
  load: () => Promise<LoadResult>,
): Promise<MeasuredLoad> {
  const [machineBefore, ownBefore, before] = [machineCpuNs(), ownCpuNs(), await server.usage()];
  const result = await load();
  const after = await server.usage();
  const serverCpuNs = after.cpuNs - before.cpuNs;
  const generatorNs = ownCpuNs() - ownBefore;
  const wallNs = result.wallMs * 1e6;
  const foreignNs = machineCpuNs() - machineBefore - serverCpuNs - generatorNs;
  return {
    ...result,
    serverCpuNs,
    foreignCores: Math.max(0, foreignNs / wallNs),
    generatorCores: generatorNs / wallNs,
  };
}

/** Such as `p50 0.3 ms, p99 1.9 ms`. */
export function latencyText({ latenciesMs }: LoadResult): string {
  const at = (share: number): string => `${percentile(latenciesMs, share).toPrecision(3)} ms`;
  return `p50 ${at(0.5)}, p99 ${at(0.99)}, longest ${at(1)}`;
}

export function p99Of({ latenciesMs }: LoadResult): number {
  return percentile(latenciesMs, 0.99);
}
