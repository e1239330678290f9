/** What strangers may try. Each case harms at most the one who tries it. */
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import {
  collectEvents,
  connectClient,
  connectionsOf,
  connectOperator,
  nextEvent,
  openExchange,
  PATIENCE,
} from './exchange.fixture.ts';
import type { Exchange } from './start-exchange.ts';

const SOCKET_PATH = '/socket.io/?EIO=4&transport=websocket';

/** The status of a WebSocket upgrade, or of any request, with headers of our own making. */
function statusOf(exchange: Exchange, path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(new URL(path, exchange.url), { headers });
    asked.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve(response.statusCode ?? 0);
    });
    asked.on('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asked.on('error', reject);
    asked.end();
  });
}

function upgradeStatus(exchange: Exchange, headers: Record<string, string>): Promise<number> {
  return statusOf(exchange, SOCKET_PATH, {
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    ...headers,
  });
}

interface RawSocket {
  readonly socket: WebSocket;
  readonly received: string[];
  /** Resolves with the close code. */
  readonly closed: Promise<number>;
}

/** A WebSocket without a client library, past the Engine.IO and Socket.IO handshakes. */
async function openRaw(exchange: Exchange): Promise<RawSocket> {
  const socket = new WebSocket(`${exchange.url.replace('http', 'ws')}${SOCKET_PATH}`);
  const received: string[] = [];
  const closed = new Promise<number>((resolve) => {
    socket.addEventListener('close', ({ code }) => resolve(code));
  });
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('error', reject);
    socket.addEventListener('message', ({ data }) => {
      received.push(String(data));
      if (String(data).startsWith('0')) socket.send('40');
      if (String(data).startsWith('42["hello"')) resolve();
    });
  });
  return { socket, received, closed };
}

describe('pages of other sites', () => {
  test('cannot connect, whatever cookies or tokens the visitor has', async () => {
    const exchange = await openExchange();
    expect(await upgradeStatus(exchange, {})).toBe(101);
    expect(await upgradeStatus(exchange, { Origin: exchange.url })).toBe(101);
    expect(await upgradeStatus(exchange, { Origin: 'http://evil.example' })).toBe(400);
    expect(await upgradeStatus(exchange, { Origin: 'null' })).toBe(400);
    expect(await upgradeStatus(exchange, { Origin: 'http://localhost:1' })).toBe(400);
    expect(await statusOf(exchange, '/', { Origin: 'http://evil.example' })).toBe(403);
  });

  test('cannot point a name of their own here', async () => {
    const exchange = await openExchange();
    const rebound = { Host: 'evil.example', Origin: 'http://evil.example' };
    expect(await upgradeStatus(exchange, rebound)).toBe(400);
    expect(await statusOf(exchange, '/health', { Host: 'evil.example' })).toBe(421);
    expect(await statusOf(exchange, '/health', { Host: 'localhost:1' })).toBe(200);
  });

  test('an origin that was named at the start may', async () => {
    const exchange = await openExchange({ allowedOrigins: ['http://localhost:3000'] });
    expect(await upgradeStatus(exchange, { Origin: 'http://localhost:3000' })).toBe(101);
    expect(await upgradeStatus(exchange, { Origin: 'http://localhost:3001' })).toBe(400);
  });
});

describe('the transport', () => {
  test('is WebSocket alone: polling gets no session, made-up sessions get an error', async () => {
    const exchange = await openExchange();
    expect(await statusOf(exchange, '/socket.io/?EIO=4&transport=polling', {})).toBe(400);
    for (const sid of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      expect(await statusOf(exchange, `/socket.io/?EIO=4&transport=websocket&sid=${sid}`, {})).toBe(400);
    }
    expect((await (await connectClient(exchange)).ready).run.phase).toBe('ready');
  });

  test.each([
    ['no packet at all', '4'],
    ['an unfinished object', '42{'],
    ['an event without a name', '42[1]'],
    ['a reserved event', '42["connect"]'],
    ['a reserved event with a payload', '42["disconnecting",{}]'],
    ['a binary event without its attachments', '450-["x"]'],
    ['millions of announced attachments', '459999999-["x",{"_placeholder":true,"num":0}]'],
    ['an attachment that is not there', '451-["join",{"_placeholder":true,"num":7}]'],
    ['an unknown packet type', '49["x"]'],
    ['an answer to nothing', '430["x"]'],
    ['a namespace that does not exist', '40/admin,'],
    ['an Engine.IO packet of no kind', '9'],
    ['an event with no acknowledgement', '42["account"]'],
    ['an unknown event', '42["admin:halt",{}]'],
    ['an event named like a prototype', '42["__proto__",{}]'],
    ['a payload of nulls', '42["placeOrder",null,null,null]'],
  ])('%s harms nobody else', async (_name, frame) => {
    const exchange = await openExchange();
    const bystander = await connectClient(exchange);
    const offender = await openRaw(exchange);
    offender.socket.send(frame);
    // Whatever the server does with it, it goes on answering.
    expect((await bystander.snapshot()).run.phase).toBe('ready');
    expect((await bystander.join('ada')).name).toBe('ada');
    expect(bystander.status).toBe('live');
    offender.socket.close();
  });

  test('a message of more than 16 kB closes the connection that sent it', async () => {
    const exchange = await openExchange();
    const bystander = await connectClient(exchange);
    const offender = await openRaw(exchange);
    offender.socket.send(`42["join",{"name":"${'x'.repeat(20_000)}"}]`);
    expect(await offender.closed).toBe(1009);
    await bystander.join('ada');
  });

  test('two packets that both want to connect are one connection', async () => {
    const exchange = await openExchange();
    const offender = await openRaw(exchange);
    offender.socket.send('40');
    const bystander = await connectClient(exchange);
    await bystander.join('ada');
    offender.socket.close();
  });
});

/** A masked WebSocket text frame, as a client must send it; the mask is zero. */
function maskedFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  return Buffer.concat([Buffer.from([0x81, 0x80 | payload.length, 0, 0, 0, 0]), payload]);
}

/** A connection that sends, and from a moment on does not read what comes. */
async function openDeafSocket({ url }: Exchange): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  const headers = 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13';
  socket.write(
    `GET ${SOCKET_PATH} HTTP/1.1\r\nHost: localhost\r\n${headers}\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
  );
  let received = '';
  await new Promise<void>((resolve) => {
    socket.on('data', (chunk) => {
      if (!received.includes('"sid"') && chunk.includes('"sid"')) socket.write(maskedFrame('40'));
      received += chunk.toString('latin1');
      if (received.includes('["hello"')) resolve();
    });
  });
  socket.pause();
  return socket;
}

describe('a reader that stops reading', () => {
  test('is cut off, and the others go on without a gap', async () => {
    const exchange = await openExchange({
      limits: { rate: { burst: 1_000_000, perSecond: 1_000_000 }, packetsWaitingMax: 30 },
    });
    const operator = await connectOperator(exchange);
    await operator.step(600_000);
    const snapshots = collectEvents(operator, 'snapshot');
    await nextEvent(operator, 'snapshot');
    const deaf = await openDeafSocket(exchange);
    await expect.poll(() => connectionsOf(exchange), PATIENCE).toBe(2);
    // Some 15 MB of answers: far more than the kernel keeps for a socket.
    for (let sent = 0; sent < 120; sent += 1) deaf.write(maskedFrame(`42${sent}["snapshot"]`));
    await operator.start();
    await expect.poll(() => connectionsOf(exchange), PATIENCE).toBe(1);
    await nextEvent(operator, 'frame');
    expect(operator.status).toBe('live');
    expect(snapshots).toHaveLength(1);
    deaf.destroy();
  });
});

describe('messages', () => {
  test('nobody can name another account, a role or a seat in a payload', async () => {
    const exchange = await openExchange();
    const operator = await connectOperator(exchange);
    const [victim, stranger] = [await connectClient(exchange), await openRaw(exchange)];
    const { accountId } = await victim.join('ada');
    const before = await operator.seatTotals();
    const order = { symbol: 'BTCUSDT', side: 'buy', type: 'market', size: '1' };
    const attempts = [
      ['placeOrder', { ...order, accountId }],
      ['placeOrder', { ...order, role: 'admin' }],
      ['join', { name: 'mallory', accountId }],
      ['join', { name: 'mallory', deposit: '1000000' }],
      ['runShock', { percent: -50, isAdmin: true }],
    ] as const;
    const answers = attempts.map(async ([name, payload], index) => {
      stranger.socket.send(`42${index}${JSON.stringify([name, payload])}`);
      await expect
        .poll(() => stranger.received.find((text) => text.startsWith(`43${index}[`)), PATIENCE)
        .toBeDefined();
      return stranger.received.find((text) => text.startsWith(`43${index}[`));
    });
    for (const answer of await Promise.all(answers)) {
      expect(answer).toMatch(/"ok":false,"code":"MESSAGE_INVALID","message":"\w+: unknown key /);
    }
    expect(await operator.seatTotals()).toEqual(before);
    stranger.socket.close();
  });

  test('an order before joining, and a second payload, are refused in one line', async () => {
    const exchange = await openExchange();
    const client = await connectClient(exchange);
    await expect(client.account()).rejects.toMatchObject({
      code: 'NOT_SEATED',
      message: 'account: this connection has no seat; join first',
    });
    const raw = await openRaw(exchange);
    raw.socket.send('421["join",{"name":"a"},{"name":"b"}]');
    await expect
      .poll(() => raw.received.at(-1), PATIENCE)
      .toBe(
        '431[{"ok":false,"code":"MESSAGE_INVALID","message":"join: expected one payload and an acknowledgement"}]',
      );
    raw.socket.close();
  });

  test('a handshake that carries more than tokens is turned away', async () => {
    const exchange = await openExchange();
    const wrong = { adminToken: 'x'.repeat(1_000) };
    await expect(connectClient(exchange, wrong)).rejects.toMatchObject({
      code: 'REFUSED',
      message: expect.stringMatching(/^auth\.adminToken: expected at most 128 characters/),
    });
  });
});

describe('the rate limit', () => {
  test('answers RATE_LIMITED, lets others through, and forgets after a while', async () => {
    const exchange = await openExchange({ limits: { rate: { burst: 30, perSecond: 2 } } });
    const bystander = await connectClient(exchange);
    const hasty = await connectClient(exchange);
    await hasty.join('hasty');
    const codes = await Promise.all(
      Array.from({ length: 60 }, () =>
        hasty.cancelAllOrders().then(
          () => 'accepted',
          (error: unknown) => (error as { readonly code: string }).code,
        ),
      ),
    );
    expect(codes.filter((code) => code === 'accepted').length).toBeGreaterThanOrEqual(29);
    expect(codes.filter((code) => code === 'RATE_LIMITED').length).toBeGreaterThanOrEqual(15);
    await bystander.join('ada');
    await expect
      .poll(
        () =>
          hasty.cancelAllOrders().then(
            () => 'accepted',
            () => 'refused',
          ),
        PATIENCE,
      )
      .toBe('accepted');
  });

  test('shows the door to whoever floods, and to nobody else', async () => {
    const exchange = await openExchange();
    const operator = await connectOperator(exchange);
    const bystander = await connectClient(exchange);
    const flood = await openRaw(exchange);
    const before = await operator.seatTotals();
    for (let sent = 0; sent < 5_000; sent += 1) flood.socket.send('42["cancelAllOrders",{}]');
    await flood.closed;
    await bystander.join('ada');
    expect(bystander.status).toBe('live');
    // Nothing of it reached the market.
    expect((await operator.seatTotals()).ordersAccepted).toBe(before.ordersAccepted);
  });
});
