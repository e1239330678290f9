import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { type ProtocolPeer, startProtocolPeer } from '../peer/protocol-peer.ts';
import { createNodeHost } from './node-host.ts';
import { PROTOCOL_CHECKS } from './protocol-checks.ts';
import { Session, socketUrl } from './session.ts';

const host = createNodeHost();

describe('the client on Node against the official Socket.IO server', () => {
  let peer: ProtocolPeer;
  beforeAll(async () => {
    peer = await startProtocolPeer();
  });
  afterAll(() => peer.close());

  it.each(PROTOCOL_CHECKS)('$name', ({ run }) => run(host, peer.url));

  it('rejects a check that fails: these checks can fail', async () => {
    const [, authenticates] = PROTOCOL_CHECKS;
    await expect(authenticates?.run(host, 'http://127.0.0.1:1')).rejects.toThrow('authentication: expected');
  });
});

describe('the client against servers that break the protocol', () => {
  const servers: WebSocketServer[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      for (const client of server.clients) client.terminate();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  async function startServer(greet: (socket: WebSocket) => void): Promise<string> {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    servers.push(server);
    server.on('connection', greet);
    await new Promise((resolve) => server.once('listening', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  const handshake = (pingInterval: number, pingTimeout: number): string =>
    `0${JSON.stringify({ sid: 'a', upgrades: [], pingInterval, pingTimeout, maxPayload: 1000 })}`;

  it('gives up when the handshake does not come', async () => {
    const serverUrl = await startServer(() => undefined);
    const session = new Session(host, { serverUrl, connectTimeoutMs: 50 });
    expect(await session.closed).toEqual({ kind: 'handshake-timeout' });
  });

  it('gives up when the server falls silent, after its own interval and timeout', async () => {
    const serverUrl = await startServer((socket) => socket.send(handshake(40, 60)));
    const startMs = host.nowMs();
    const session = new Session(host, { serverUrl });
    expect(await session.closed).toEqual({ kind: 'heartbeat-timeout' });
    expect(host.nowMs() - startMs).toBeGreaterThanOrEqual(99);
  });

  it.each([
    ['a frame of no type', 'x', 'expected 0 to 6'],
    ['a second handshake', handshake(1000, 1000), 'a second handshake'],
    ['a packet of no type', '4x', 'payload'],
    ['an event without data', '42', 'payload'],
    ['broken JSON', '42["e"', 'no JSON'],
    ['bytes out of place', Buffer.from([1]), 'no packet announced'],
  ])('ends the connection on %s', async (_name, frame, words) => {
    const serverUrl = await startServer((socket) => {
      socket.send(handshake(1000, 1000));
      socket.send(frame);
    });
    const session = new Session(host, { serverUrl });
    expect(await session.closed).toMatchObject({
      kind: 'malformed',
      problem: expect.stringContaining(words),
    });
  });

  it('tells a close by the protocol from a lost connection', async () => {
    const polite = await startServer((socket) => {
      socket.send(handshake(1000, 1000));
      socket.send('1');
    });
    expect(await new Session(host, { serverUrl: polite }).closed).toEqual({ kind: 'closed-by-server' });
    const abrupt = await startServer((socket) => {
      socket.send(handshake(1000, 1000));
      socket.close(4001, 'no room');
    });
    const lost = { kind: 'connection-lost', code: 4001, reason: 'no room' };
    expect(await new Session(host, { serverUrl: abrupt }).closed).toEqual(lost);
  });

  it('says that the answer to the upgrade was not a WebSocket', async () => {
    const server = createServer((_request, response) => response.writeHead(403).end());
    server.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 403 Forbidden\r\n\r\n'));
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const serverUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const reason = await new Session(host, { serverUrl }).closed;
    expect(reason).toMatchObject({ kind: 'connection-failed', message: expect.stringContaining('403') });
    await new Promise((resolve) => server.close(resolve));
  });
});

describe('socketUrl', () => {
  it.each([
    ['http://127.0.0.1:4000', 'ws://127.0.0.1:4000/socket.io/?EIO=4&transport=websocket'],
    ['http://localhost:4000/', 'ws://localhost:4000/socket.io/?EIO=4&transport=websocket'],
    ['https://example.com', 'wss://example.com/socket.io/?EIO=4&transport=websocket'],
  ])('%s', (serverUrl, url) => {
    expect(socketUrl(serverUrl)).toBe(url);
  });
});
