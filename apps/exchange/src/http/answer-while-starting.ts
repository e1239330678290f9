import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

const RETRY_AFTER_SECONDS = 1;
const STARTING = 'Starting: an earlier run is being taken up. Try again.';

/**
 * Tells whoever comes before the exchange is ready to come again, instead of leaving him waiting: taking up a long run
 * takes a while. Returns what ends it.
 */
export function answerWhileStarting(httpServer: HttpServer): () => void {
  const answer = ({ url = '/' }: IncomingMessage, response: ServerResponse): void => {
    // It lives: a supervisor that ended it now would make it begin again, for ever.
    const isAskedForLife = url.split(/[?#]/, 1)[0] === '/health';
    response.writeHead(isAskedForLife ? 200 : 503, {
      'Content-Type': isAskedForLife ? 'application/json; charset=utf-8' : 'text/plain; charset=utf-8',
      'Cache-Control': 'no-store',
      'Retry-After': String(RETRY_AFTER_SECONDS),
    });
    response.end(isAskedForLife ? '{"status":"starting"}\n' : `${STARTING}\n`);
  };
  const refuseUpgrade = (_request: IncomingMessage, socket: Duplex): void => {
    socket.on('error', () => undefined);
    socket.end(
      `HTTP/1.1 503 Service Unavailable\r\nRetry-After: ${RETRY_AFTER_SECONDS}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
    );
  };
  httpServer.on('request', answer);
  httpServer.on('upgrade', refuseUpgrade);
  return () => {
    httpServer.off('request', answer);
    httpServer.off('upgrade', refuseUpgrade);
  };
}
