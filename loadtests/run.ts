#!/usr/bin/env node
/**
 * Starts what a load test needs, runs it with k6, and stops everything again. Its exit code is k6's verdict: 0 when
 * every objective was met, 99 when one was not; 2 when it was called wrongly.
 */
import { startProtocolPeer } from './peer/protocol-peer.ts';
import { parseArguments, type RunArguments, USAGE, UsageError } from './runner/arguments.ts';
import { startExchange } from './runner/exchange-process.ts';
import { findK6 } from './runner/find-k6.ts';
import { runK6 } from './runner/run-k6.ts';

const EXIT_USAGE = 2;
/** A calm market, in which nothing happens but what the load test does. */
const SCENARIO = 'load-test';
/** Several times what a script takes. */
const TIME_LIMIT_MS = { protocol: 90_000, smoke: 90_000, selloff: 150_000 } as const;

interface Target {
  readonly variables: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

async function prepareTarget({ script, seed, target }: RunArguments): Promise<Target> {
  if (script === 'protocol') {
    const peer = await startProtocolPeer();
    return { variables: { SPILLWAY_PEER_URL: peer.url }, stop: () => peer.close() };
  }
  const exchange =
    target === null
      ? await startExchange({ scenario: SCENARIO, seed })
      : { ...target, stop: () => Promise.resolve() };
  const variables = {
    SPILLWAY_URL: exchange.url,
    SPILLWAY_ADMIN_TOKEN: exchange.adminToken,
    SPILLWAY_SEED: seed,
  };
  return { variables, stop: () => exchange.stop() };
}

async function main(): Promise<number> {
  const runArguments = parseArguments(process.argv.slice(2));
  if (runArguments === null) {
    console.log(USAGE);
    return 0;
  }
  const { script, k6Path: flag } = runArguments;
  const k6Path = findK6({ flag, environment: process.env });
  const { variables, stop } = await prepareTarget(runArguments);
  try {
    return await runK6({
      k6Path,
      scriptFile: scriptFile(script),
      variables,
      timeLimitMs: TIME_LIMIT_MS[script],
    });
  } finally {
    await stop();
  }
}

function scriptFile(script: RunArguments['script']): string {
  return script === 'protocol' ? 'protocol-check.ts' : `${script}.ts`;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(error.message);
  process.exitCode = EXIT_USAGE;
}
