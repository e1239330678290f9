import type { IncomingMessage, ServerResponse } from 'node:http';
import { mayReadMetrics } from '../observability/metrics-access.ts';
import { COMMON_HEADERS } from './page-security.ts';
import { isHostAllowed, isOriginAllowed, type OriginRules } from './request-origin.ts';
import type { StaticFile, StaticSite } from './static-site.ts';

/** What `GET /health` says. */
export interface Health {
  /** `halted` when the market broke one of its own rules and stands still, `stopping` while the process ends. */
  readonly status: 'ok' | 'halted' | 'stopping';
  readonly [name: string]: unknown;
}

/** What `GET /ready` says: whether messages sent now would be answered. */
export type Readiness = 'ready' | 'failed' | 'stopping';

/** What `GET /metrics` says, to those who may ask. */
export interface MetricsAnswer {
  readonly contentType: string;
  text(): Promise<string>;
}

export interface HttpOptions {
  readonly site: StaticSite;
  readonly originRules: OriginRules;
  readonly health: () => Health;
  readonly ready: () => Readiness;
  readonly metrics: MetricsAnswer;
  /** Who has it may read the metrics; null lets those who sit at this machine. */
  readonly metricsToken: string | null;
  /** Hears of faults of the server itself. */
  readonly report: (error: unknown) => void;
}

interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

const TEXT_HEADERS = { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' };

/** Answers everything that is not Socket.IO: the console's files and `/health`. Reads only; changes nothing. */
export function createRequestListener(
  options: HttpOptions,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const send = (reply: Reply): void => {
      const headers = {
        ...COMMON_HEADERS,
        ...reply.headers,
        'Content-Length': Buffer.byteLength(reply.body),
      };
      response.writeHead(reply.status, headers);
      response.end(request.method === 'HEAD' ? undefined : reply.body);
    };
    const found = replyTo(request, options);
    if (found instanceof Promise) void found.then(send);
    else send(found);
  };
}

function replyTo(request: IncomingMessage, options: HttpOptions): Reply | Promise<Reply> {
  const { headers, method = 'GET', url = '/' } = request;
  if (!isHostAllowed(headers.host, options.originRules)) {
    return plainText(421, 'This server is not known by that name. Use its address, or localhost.');
  }
  if (!isOriginAllowed(headers, options.originRules)) return plainText(403, 'Another site may not ask.');
  if (method !== 'GET' && method !== 'HEAD') {
    return { ...plainText(405, 'Only GET and HEAD.'), headers: { ...TEXT_HEADERS, Allow: 'GET, HEAD' } };
  }
  const path = url.split(/[?#]/, 1)[0] ?? '/';
  if (path === '/health') return healthReply(options.health());
  if (path === '/ready') return readyReply(options.ready());
  if (path === '/metrics') return metricsReply(request, options);
  const file = options.site.find(path);
  if (file === null) return { ...fileReply(options.site.notFoundPage, headers), status: 404 };
  if (headers['if-none-match'] === file.entityTag) {
    return { status: 304, headers: fileHeaders(file, false), body: '' };
  }
  return fileReply(file, headers);
}

function plainText(status: number, line: string): Reply {
  return { status, headers: TEXT_HEADERS, body: `${line}\n` };
}

function readyReply(readiness: Readiness): Reply {
  return plainText(readiness === 'ready' ? 200 : 503, readiness);
}

function metricsReply(
  { socket, headers }: IncomingMessage,
  { metrics, metricsToken, report }: HttpOptions,
): Reply | Promise<Reply> {
  if (!mayReadMetrics({ address: socket.remoteAddress, headers }, metricsToken)) {
    const refusal = plainText(
      401,
      'Metrics are for this machine, or for whoever has SPILLWAY_METRICS_TOKEN.',
    );
    return { ...refusal, headers: { ...TEXT_HEADERS, 'WWW-Authenticate': 'Bearer' } };
  }
  return metrics.text().then(
    (body) => ({
      status: 200,
      headers: { 'Content-Type': metrics.contentType, 'Cache-Control': 'no-store' },
      body,
    }),
    (error: unknown) => {
      report(error);
      return plainText(500, 'The metrics cannot be told.');
    },
  );
}

function healthReply(health: Health): Reply {
  return {
    status: health.status === 'ok' ? 200 : 503,
    headers: { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' },
    body: `${JSON.stringify(health)}\n`,
  };
}

function fileReply(file: StaticFile, headers: IncomingMessage['headers']): Reply {
  const isPacked = file.packed !== null && /\bgzip\b/.test(headers['accept-encoding'] ?? '');
  const body = isPacked && file.packed !== null ? file.packed : file.content;
  return { status: 200, headers: fileHeaders(file, isPacked), body };
}

function fileHeaders(file: StaticFile, isPacked: boolean): Record<string, string> {
  return {
    'Content-Type': file.contentType,
    'Cache-Control': file.cacheControl,
    ETag: file.entityTag,
    ...(file.packed === null ? {} : { Vary: 'Accept-Encoding' }),
    ...(isPacked ? { 'Content-Encoding': 'gzip' } : {}),
    ...(file.contentSecurityPolicy === null ? {} : { 'Content-Security-Policy': file.contentSecurityPolicy }),
  };
}
