/**
 * A bare Socket.IO server, the official one, that does one thing for every part of the protocol. The client is
 * checked against it from Node and from k6, so that a mistake shared with the exchange cannot hide.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type DefaultEventsMap, Server, type Socket } from 'socket.io';

export interface ProtocolPeer {
  readonly url: string;
  close(): Promise<void>;
}

type Reply = (...values: unknown[]) => void;

/** Short, so that a check sees several beats; the exchange uses the 25 s of the defaults. */
const PING_INTERVAL_MS = 60;
const PING_TIMEOUT_MS = 5000;
/** As the exchange has it. */
const MESSAGE_BYTES_MAX = 16_384;
const QUESTION_TIMEOUT_MS = 5000;

export async function startProtocolPeer(): Promise<ProtocolPeer> {
  const httpServer = createServer();
  const server = new Server(httpServer, {
    transports: ['websocket'],
    serveClient: false,
    pingInterval: PING_INTERVAL_MS,
    pingTimeout: PING_TIMEOUT_MS,
    maxHttpBufferSize: MESSAGE_BYTES_MAX,
  });
  server.on('connection', serve);
  server.of('/trade').on('connection', serve);
  server.of('/private').use(admit).on('connection', serve);
  await new Promise<void>((resolve) => {
    httpServer.listen(0, '127.0.0.1', resolve);
  });
  const { port } = httpServer.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

type PeerSocket = Socket<DefaultEventsMap, DefaultEventsMap>;

function admit(socket: PeerSocket, next: (error?: Error) => void): void {
  if (socket.handshake.auth['token'] === 'sesame') {
    next();
    return;
  }
  next(Object.assign(new Error('wrong token'), { data: { code: 'TOKEN_WRONG' } }));
}

function serve(socket: PeerSocket): void {
  let heldReply: Reply | null = null;
  let beatCount = 0;
  socket.conn.on('heartbeat', () => {
    beatCount += 1;
    socket.emit('beat', beatCount);
  });
  socket.emit('welcome', socket.id);
  socket.on('echo', (...values: unknown[]) => {
    const reply = values.pop() as Reply;
    reply(...values);
  });
  socket.on('publish', (...values: unknown[]) => socket.emit('published', ...values));
  socket.on('ask', async (question: unknown, reply: Reply) => {
    reply(await socket.timeout(QUESTION_TIMEOUT_MS).emitWithAck('question', question));
  });
  socket.on('authentication', (reply: Reply) => reply(socket.handshake.auth));
  socket.on('hold', (reply: Reply) => {
    heldReply = reply;
  });
  socket.on('release', (reply: Reply) => {
    heldReply?.('late');
    reply('released');
  });
  socket.on('expel', () => socket.disconnect());
  socket.on('drop', () => socket.conn.close());
}
