/** The bot of the client's README, word for word, against a real exchange. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { connectOperator, nextEvent, openExchange } from './exchange.fixture.ts';

const README = fileURLToPath(new URL('../../../packages/client/README.md', import.meta.url));
const CLIENT_FOLDER = fileURLToPath(new URL('../../../packages/client/', import.meta.url));

let bot: ChildProcess | null = null;

afterEach(() => {
  bot?.kill('SIGKILL');
  bot = null;
});

test('buys the dip, and is liquidated by the next one', async () => {
  const code = /```ts\n([\s\S]*?)```/.exec(readFileSync(README, 'utf8'))?.[1] ?? '';
  const exchange = await openExchange();
  const operator = await connectOperator(exchange);
  await operator.step(60_000);
  const started = spawn(process.execPath, ['--input-type=module-typescript', '--eval', code], {
    cwd: CLIENT_FOLDER,
    env: { ...process.env, SPILLWAY_URL: exchange.url },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  bot = started;
  let printed = '';
  const read = (chunk: Buffer): void => {
    printed += chunk.toString();
  };
  started.stdout.on('data', read);
  started.stderr.on('data', read);
  const printedText = (): string => printed;

  await expect.poll(printedText, { timeout: 20_000 }).toMatch(/^dip-buyer-\d+ begins with 100000 USDT$/m);
  // Time goes on in small steps, as when the run plays, until the bot has seen what it waits for.
  const playUntil = async (pattern: RegExp): Promise<void> => {
    for (let steps = 0; steps < 60 && !pattern.test(printed); steps += 1) {
      const framed = nextEvent(operator, 'frame');
      await operator.step(1_000);
      await framed;
    }
    await expect.poll(printedText, { timeout: 20_000 }).toMatch(pattern);
  };
  await operator.step(2_000);
  await operator.shock({ percent: -2 });
  await playUntil(/^buy \d\.\d+ at \d+\.\d$/m);
  await operator.shock({ percent: -12 });
  await playUntil(/^Isolated 20x long, .* of the operator's -12 % shock /m);
});
