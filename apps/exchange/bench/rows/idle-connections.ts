import {
  type BenchmarkRow,
  expectOutcome,
  type Measurement,
  type RunOptions,
  scaled,
  tellProgress,
} from '@spillway/bench-kit';
import { openSockets } from '../load/seats.ts';
import { openFilesMax } from '../machine.ts';
import type { ServerProcess } from '../server/server-process.ts';
import { withServers } from './servers.ts';

const CONNECTIONS = 10_000;
/** What a process has open besides its connections. */
const FILES_BESIDES = 500;
const SETTLE_MS = 1_000;
const BYTES_A_KIB = 1_024;

interface Idle {
  readonly residentBytes: number;
  readonly heapBytes: number;
  readonly connectNs: number;
  readonly connectCpuNs: number;
}

/** What each of so many connections takes that say nothing. */
async function measureIdle(server: ServerProcess, count: number): Promise<Idle> {
  // The first few bring along what all share.
  for (const socket of await openSockets(server.url, Math.min(100, count))) socket.close();
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS / 2));
  const [memoryBefore, usageBefore, startedMs] = [
    await server.memory(),
    await server.usage(),
    performance.now(),
  ];
  const sockets = await openSockets(server.url, count);
  const connectNs = ((performance.now() - startedMs) * 1e6) / count;
  const connectCpuNs = ((await server.usage()).cpuNs - usageBefore.cpuNs) / count;
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  const memory = await server.memory();
  expectOutcome('connections that are open', sockets.filter(({ isOpen }) => isOpen).length, count);
  for (const socket of sockets) socket.close();
  return {
    residentBytes: (memory.residentBytes - memoryBefore.residentBytes) / count,
    heapBytes: (memory.heapBytes - memoryBefore.heapBytes) / count,
    connectNs,
    connectCpuNs,
  };
}

const kib = (bytes: number): string => `${(bytes / BYTES_A_KIB).toFixed(1)} KiB`;

function measurementOf(
  count: number,
  { ours, bare }: { readonly ours: Idle; readonly bare: Idle },
): Measurement {
  const limit = openFilesMax();
  const isLimited = limit - FILES_BESIDES < CONNECTIONS;
  return {
    what: 'connecting one, without a seat',
    operations: count,
    cpuNs: ours.connectCpuNs,
    wallNs: ours.connectNs,
    against: { name: 'bare', cpuNs: bare.connectCpuNs },
    judgement: null,
    notes: [
      `an idle connection takes ${kib(ours.residentBytes)} resident, ${kib(ours.heapBytes)} of them reachable on the heap; of the bare server ${kib(bare.residentBytes)} and ${kib(bare.heapBytes)}`,
      `one process may have ${limit.toLocaleString('en')} files open here${isLimited ? `, which is why these are fewer than ${CONNECTIONS.toLocaleString('en')}` : ''}; they connect one after the other`,
    ],
  };
}

async function runIdle(options: RunOptions): Promise<readonly Measurement[]> {
  const count = Math.min(scaled(CONNECTIONS, options), openFilesMax() - FILES_BESIDES);
  return withServers({ dataFolder: null, isPaused: true }, async ({ exchange, echo }) => {
    tellProgress(`${count.toLocaleString('en')} connections to a bare server`);
    const bare = await measureIdle(echo, count);
    tellProgress('as many to the exchange');
    const ours = await measureIdle(exchange, count);
    return [measurementOf(count, { ours, bare })];
  });
}

export const idleConnections: BenchmarkRow = {
  name: 'idle-connections',
  description: '10,000 connections that say nothing, or as many as one process may have: bytes each',
  run: runIdle,
};
