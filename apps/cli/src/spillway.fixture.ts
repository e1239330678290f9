import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
const TIME_LIMIT_MS = 240_000;

export interface CommandResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly cwd?: string;
  /** What the command reads from standard input; nothing when absent. */
  readonly input?: string;
  readonly environment?: NodeJS.ProcessEnv;
}

/** Runs the real command line in a process of its own and waits for its end. */
export function spillway(
  commandLine: readonly string[],
  { cwd, input, environment }: CommandOptions = {},
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...commandLine], {
      ...(cwd === undefined ? {} : { cwd }),
      env: { ...process.env, ...environment },
      timeout: TIME_LIMIT_MS,
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.once('error', reject);
    child.once('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
    child.stdin.end(input ?? '');
  });
}
