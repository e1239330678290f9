/** What the process writes to its log, and what it must never write. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { connectSpillway } from '@spillway/client';
import { afterEach, describe, expect, test } from 'vitest';
import { PATIENCE } from './exchange.fixture.ts';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));

const SECRETS = {
  adminToken: 'Opening "night" of $1 & more',
  metricsToken: 'scrape me, if you know how',
  wrongAdminToken: 'nearly-the-admin-token-mistyped',
  wrongSeatToken: 'Qk9XeWx2c0FhY2hEemV0UWp1Z3lKb2pn',
  wrongMetricsToken: 'nearly-the-metrics-token',
  cookie: 'session-that-belongs-to-somebody',
  requestId: 'the-request-that-took-the-seat',
  misplaced: 'a-token-in-the-wrong-field',
} as const;

let child: ChildProcess | null = null;

afterEach(() => {
  child?.kill('SIGKILL');
  child = null;
});

interface Logged {
  readonly url: string;
  /** The standard error of the process so far. */
  readonly log: () => string;
  stop(): Promise<void>;
}

async function serve(...flags: string[]): Promise<Logged> {
  const started = spawn(
    process.execPath,
    [MAIN, '--port', '0', '--scenario', 'load-test', '--paused', ...flags],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        SPILLWAY_ADMIN_TOKEN: SECRETS.adminToken,
        SPILLWAY_METRICS_TOKEN: SECRETS.metricsToken,
      },
    },
  );
  child = started;
  let printed = '';
  let logged = '';
  started.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
  });
  started.stderr.on('data', (chunk: Buffer) => {
    logged += chunk.toString();
  });
  await expect.poll(() => printed, PATIENCE).toContain('Stop with Ctrl+C.');
  const [, url = ''] = /watch +(\S+)/.exec(printed) ?? [];
  const stop = async (): Promise<void> => {
    started.kill('SIGTERM');
    await once(started, 'close');
  };
  return { url, log: () => logged, stop };
}

/** Sends Socket.IO packets as they are, once the server is there to hear them. */
async function sendRaw(url: string, ...packets: readonly string[]): Promise<void> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
  let heard = 0;
  socket.addEventListener('message', () => {
    heard += 1;
    // The handshake, then the greeting or a refusal.
    const packet = packets[heard - 1];
    if (packet !== undefined) socket.send(packet);
  });
  await expect.poll(() => heard, PATIENCE).toBeGreaterThan(packets.length - 1);
  await new Promise((resolve) => setTimeout(resolve, 100));
  socket.close();
}

/** Everything that people do with secrets, rightly and wrongly. Returns those that the server made. */
async function playSession(url: string): Promise<readonly string[]> {
  const operator = connectSpillway({ url, adminToken: SECRETS.adminToken });
  await operator.ready;
  const trader = connectSpillway({ url });
  await trader.ready;
  const { seatToken } = await trader.join('ada');
  trader.close();
  const again = connectSpillway({ url, seatToken });
  await again.ready;
  await again.placeOrder({ symbol: 'BTCUSDT', side: 'sell', type: 'limit', size: '1', price: '100000' });
  await again.cancelOrder({ orderId: 999_999_999 }).catch(() => undefined);
  await operator.setSpeed(30);
  await operator.shock({ percent: -1 });
  await operator.step(1_000);
  const mistaken = connectSpillway({
    url,
    adminToken: SECRETS.wrongAdminToken,
    seatToken: SECRETS.wrongSeatToken,
  });
  await mistaken.ready;
  await mistaken.step(1_000).catch(() => undefined);
  await sendRaw(url, `40${JSON.stringify({ adminToken: { value: SECRETS.misplaced } })}`);
  const misplaced = JSON.stringify([
    'join',
    { name: SECRETS.misplaced.repeat(3), requestId: SECRETS.requestId },
  ]);
  await sendRaw(url, `40${JSON.stringify({ adminToken: SECRETS.wrongAdminToken })}`, `421${misplaced}`);
  await sendRaw(url, '40', `421${JSON.stringify([SECRETS.misplaced, { token: SECRETS.misplaced }])}`);
  await sendRaw(url, '40', `421${JSON.stringify(['join', { name: 'grace', requestId: SECRETS.requestId }])}`);
  for (const token of [SECRETS.metricsToken, SECRETS.wrongMetricsToken]) {
    const headers = { Authorization: `Bearer ${token}`, Cookie: SECRETS.cookie };
    await fetch(`${url}/metrics?token=${SECRETS.misplaced}`, { headers });
  }
  for (const client of [operator, again, mistaken]) client.close();
  return [seatToken];
}

describe('the log of an exchange', () => {
  test.each(['json', 'text'])('as %s tells of a whole session, and no secret', async (format) => {
    const { url, log, stop } = await serve('--log-format', format);
    const made = await playSession(url);
    await stop();
    for (const secret of [...Object.values(SECRETS), ...made]) {
      expect(log()).not.toContain(secret);
      // Nor as it is written within JSON.
      expect(log()).not.toContain(JSON.stringify(secret).slice(1, -1));
    }
    for (const word of ['connected', 'disconnected', 'operator', 'refused', 'connection refused', 'run'])
      expect(log()).toMatch(
        format === 'json' ? new RegExp(`"msg":"${word}"`) : new RegExp(`^\\S+ \\w+ +${word} `, 'm'),
      );
  });

  test('is a JSON object a line where no person reads', async () => {
    const { url, log, stop } = await serve();
    const operator = connectSpillway({ url, adminToken: SECRETS.adminToken });
    await operator.setSpeed(30);
    operator.close();
    await expect.poll(log, PATIENCE).toContain('disconnected');
    await stop();
    const lines = log()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    for (const line of lines)
      expect(line).toMatchObject({ level: expect.any(String), time: expect.any(String) });
    const told = (msg: string) => lines.find((line) => line['msg'] === msg);
    expect(told('run')).toMatchObject({ scenario: 'load-test', phase: 'ready' });
    expect(told('connected')).toMatchObject({ connection: 1, isAdmin: true });
    expect(told('operator')).toMatchObject({ message: 'runSpeed', code: 'OK', request: { speed: 30 } });
    expect(told('disconnected')).toMatchObject({
      connection: 1,
      reason: 'client namespace disconnect',
      messages: 1,
    });
  });

  test('says no more than it was told to', async () => {
    const { url, log, stop } = await serve('--log-level', 'silent');
    const client = connectSpillway({ url });
    await client.ready;
    client.close();
    await stop();
    expect(log()).toBe('');
  });
});
