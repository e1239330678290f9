/**
 * Who may talk to this process. A page of another site must not reach it through a visitor's browser: neither
 * by its Origin (cross-site WebSocket hijacking) nor by a name of its own that it points here (DNS rebinding).
 */
import { isIP } from 'node:net';

export interface OriginRules {
  /** The name or address the process was told to listen on. */
  readonly boundHost: string;
  /** Origins beside the process's own, such as that of a development server. */
  readonly allowedOrigins: readonly string[];
}

/** The part of a Host header before the port, without the brackets of IPv6; null when it is none. */
function hostNameOf(hostHeader: string): string | null {
  const match = /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]+))(?::\d{1,5})?$/.exec(hostHeader);
  return match?.[1] ?? match?.[2] ?? null;
}

/** Addresses cannot be rebound, names can: of these only `localhost` and the bound name are known to be this host. */
export function isHostAllowed(hostHeader: string | undefined, rules: OriginRules): boolean {
  if (hostHeader === undefined) return false;
  const name = hostNameOf(hostHeader)?.toLowerCase();
  if (name === undefined) return false;
  return isIP(name) !== 0 || name === 'localhost' || name === rules.boundHost.toLowerCase();
}

/** A program sends no Origin; a page must come from this process, or from an origin that was named at the start. */
export function isOriginAllowed(
  headers: { readonly origin?: string | undefined; readonly host?: string | undefined },
  rules: OriginRules,
): boolean {
  const { origin, host } = headers;
  if (origin === undefined) return true;
  if (rules.allowedOrigins.includes(origin)) return true;
  return host !== undefined && (origin === `http://${host}` || origin === `https://${host}`);
}
