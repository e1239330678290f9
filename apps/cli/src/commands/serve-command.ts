import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { EXIT_CODES, failure } from '../command-error.ts';

const FORWARDED_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** `spillway serve`: starts the exchange with the flags as they are, and ends as it ends. */
export async function serveCommand(flags: readonly string[]): Promise<void> {
  const main = fileURLToPath(new URL('../../../exchange/src/main.ts', import.meta.url));
  if (!existsSync(main)) {
    throw failure(
      `serve: the exchange is not here: expected ${main}; run spillway in a clone of the repository`,
    );
  }
  const exchange = spawn(process.execPath, [main, ...flags], { stdio: 'inherit' });
  const forward = (signal: NodeJS.Signals): void => void exchange.kill(signal);
  for (const signal of FORWARDED_SIGNALS) process.on(signal, forward);
  const exitCode = await new Promise<number>((resolve, reject) => {
    exchange.once('error', reject);
    exchange.once('exit', (code, signal) =>
      resolve(code ?? (signal === 'SIGINT' ? EXIT_CODES.interrupted : 1)),
    );
  });
  for (const signal of FORWARDED_SIGNALS) process.off(signal, forward);
  process.exitCode = exitCode;
}
