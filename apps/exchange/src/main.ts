#!/usr/bin/env node
/** Starts the exchange from a command line: says where it is and what to look at, and stops cleanly. */
import process from 'node:process';
import { DataDirectoryError } from '@spillway/data-directory';
import { HELP, parseCommandLine } from './command-line.ts';
import { createLogger } from './observability/logger.ts';
import { RoomError } from './rooms/room.ts';
import { type Exchange, startExchange } from './start-exchange.ts';
import { stopOnSignals } from './stop-on-signals.ts';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;
const FAREWELL_MS = 500;

function fail(line: string): never {
  console.error(`spillway exchange: ${line}`);
  process.exit(EXIT_USAGE);
}

function explain(error: unknown, place: { readonly host: string; readonly port: number }): string | null {
  if (error instanceof RoomError) return error.lines.join('\n  ');
  if (error instanceof DataDirectoryError) return `--data: ${error.message}`;
  const code = error instanceof Error && 'code' in error ? error.code : null;
  const { host, port } = place;
  if (code === 'EADDRINUSE')
    return `port ${port} is in use; choose another with --port, or stop what holds it`;
  if (code === 'EACCES') return `port ${port} may not be used; choose one above 1023 with --port`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return `--host: expected an address of this machine, got "${host}"`;
  }
  return null;
}

function announce(exchange: Exchange, host: string): void {
  const { url, adminToken, title, lookAt, isConsoleBuilt, takenUp } = exchange;
  const control =
    adminToken === null
      ? 'with the link of the first start (or start with --new-admin-token)'
      : `${url}/#token=${adminToken}`;
  console.log(`Spillway is live: ${title}

  watch    ${url}
  control  ${control}

${lookAt.trim()}
`);
  if (takenUp !== null) {
    const { runId, commands, simulatedMs, wallMs } = takenUp;
    const when = `${Math.floor(simulatedMs / 1_000)} s`;
    console.log(
      `Taken up where it ended: run ${runId} at ${when}, ${commands} commands done again in ${(wallMs / 1_000).toFixed(1)} s.\n`,
    );
  }
  if (!isConsoleBuilt) console.log('The console is not built yet: npm run build -w apps/console\n');
  if (!/^(127\.|::1$|localhost$)/.test(host)) {
    console.log(`Listening on ${host}: whoever reaches this address may watch and take a seat.\n`);
  }
  console.log('Stop with Ctrl+C.');
}

/** What cannot be kept must not be acknowledged: better no exchange than one that forgets. */
function stopOnFailure(exchange: Exchange): void {
  void exchange.failed.then(() => {
    // Whoever watches learns of the halt before the connections end.
    setTimeout(() => process.exit(EXIT_FAILED), FAREWELL_MS);
  });
}

const parsed = parseCommandLine(process.argv.slice(2), process.env);
if (parsed.kind === 'help') {
  console.log(HELP);
} else if (parsed.kind === 'fault') {
  fail(parsed.line);
} else {
  const { options } = parsed;
  const { logFormat, logLevel, adminToken, metricsToken } = options;
  const logger = createLogger({
    format: logFormat ?? (process.stderr.isTTY ? 'text' : 'json'),
    level: logLevel,
    secrets: [adminToken, metricsToken].filter((secret) => secret !== undefined),
  });
  try {
    const exchange = await startExchange({ ...options, logger });
    stopOnSignals(
      () => exchange.close(),
      () => console.log('Stopping: what was acknowledged is kept. A second time ends it at once.'),
    );
    stopOnFailure(exchange);
    announce(exchange, options.host);
  } catch (error) {
    const line = explain(error, options);
    if (line === null) throw error;
    fail(line);
  }
}
