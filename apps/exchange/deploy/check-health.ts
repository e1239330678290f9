/** Ends with code 0 when the exchange on this machine is well, for whoever watches over a container. */
import process from 'node:process';

const ANSWER_TIMEOUT_MS = 2_500;

const port = process.env['PORT'] ?? '4000';
try {
  const { status } = await fetch(`http://127.0.0.1:${port}/health`, {
    signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
  });
  process.exitCode = status === 200 ? 0 : 1;
} catch {
  process.exitCode = 1;
}
