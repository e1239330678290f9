/** Who may read `/metrics`: whoever has the token, and without one whoever sits at this machine. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** What a proxy adds for whom it speaks: behind one every request seems to come from this machine. */
const PROXY_HEADERS = ['forwarded', 'x-forwarded-for', 'x-real-ip'];

export interface MetricsReader {
  /** Where the request came from. */
  readonly address: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

/** @param token - null when none was set */
export function mayReadMetrics({ address, headers }: MetricsReader, token: string | null): boolean {
  if (token !== null) return isSame(headers.authorization ?? '', `Bearer ${token}`);
  return isLoopback(address) && PROXY_HEADERS.every((name) => headers[name] === undefined);
}

function isLoopback(address: string | undefined): boolean {
  return address !== undefined && /^(?:::ffff:)?127\.|^::1$/.test(address);
}

/** Compares digests: how long it takes tells nothing about either text. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
