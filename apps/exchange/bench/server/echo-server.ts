/** A bare Socket.IO server of the exchange's settings: it answers every message with what was in it, or sends to all. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { answerParent } from './answer-parent.ts';
import type { Broadcast } from './server-process.ts';

/** As the exchange has it. */
const MESSAGE_BYTES_MAX = 16 * 1_024;

const httpServer = createServer();
const server = new Server(httpServer, {
  transports: ['websocket'],
  perMessageDeflate: false,
  httpCompression: false,
  serveClient: false,
  maxHttpBufferSize: MESSAGE_BYTES_MAX,
});
server.on('connection', (socket) => {
  for (const name of ['placeOrder', 'placeOrders', 'cancelAllOrders']) {
    socket.on(name, (request: unknown, answer: (echo: unknown) => void) => answer(request));
  }
});

/** Sends one frame after the other to everybody, at an even pace. */
async function broadcast({ frames, intervalMs }: Broadcast): Promise<void> {
  let sent = 0;
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      if (sent < frames.length) server.emit('frame', frames[sent]);
      else {
        clearInterval(timer);
        resolve();
      }
      sent += 1;
    }, intervalMs);
  });
}

await new Promise<void>((resolve) => httpServer.listen(0, '127.0.0.1', resolve));
answerParent(`http://localhost:${(httpServer.address() as AddressInfo).port}`, {
  broadcast: (value) => broadcast(value as Broadcast),
  close: () => server.close(),
});
