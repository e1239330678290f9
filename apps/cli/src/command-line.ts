import { CommanderError } from 'commander';
import { CommandError, EXIT_CODES } from './command-error.ts';
import { createProgram } from './program.ts';

/** Runs the command line; every way to fail ends in one place, as lines on stderr and an exit code. */
export async function runCommandLine(commandLine: readonly string[]): Promise<void> {
  endQuietlyWhenNobodyReads();
  try {
    const program = createProgram();
    if (commandLine.length === 0) program.outputHelp();
    else await program.parseAsync(commandLine, { from: 'user' });
  } catch (error) {
    process.exitCode = report(error);
  }
}

function report(error: unknown): number {
  // commander has written what there was to say; help and version are no errors.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_CODES.done : EXIT_CODES.wrongInput;
  const isDebugging = process.env['SPILLWAY_DEBUG'] === '1';
  if (error instanceof CommandError) {
    for (const line of error.message.split('\n')) console.error(`spillway: ${line}`);
    if (isDebugging) console.error(error);
    return error.exitCode;
  }
  if (isDebugging) console.error(error);
  else {
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    console.error(`spillway: unexpected ${message.replace(/\s*\n\s*/g, ' ')}; SPILLWAY_DEBUG=1 shows where`);
  }
  return EXIT_CODES.failed;
}

/** `spillway … | head` closes the pipe early: that is an end, not an error. */
function endQuietlyWhenNobodyReads(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT_CODES.done);
    throw error;
  });
}
