/** A real exchange on a free port, and real clients, for the tests of this package. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  connectSpillway,
  type SpillwayClient,
  type SpillwayEventName,
  type SpillwayEvents,
  type SpillwayOptions,
} from '@spillway/client';
import { afterEach } from 'vitest';
import { type Exchange, type ExchangeOptions, startExchange } from './start-exchange.ts';

const EVENT_TIMEOUT_MS = 20_000;
/** How long a test waits for something that is not an event, on a busy machine. */
export const PATIENCE = { timeout: 20_000 };

type Closable = { close(): unknown };
const open: Closable[] = [];

// What was opened last is closed first: clients before their server.
afterEach(async () => {
  for (const closable of open.splice(0).reverse()) await closable.close();
});

/** Starts a quiet market that stands still until it is told to move; closed after the test. */
export async function openExchange(options: Partial<ExchangeOptions> = {}): Promise<Exchange> {
  const exchange = await startExchange({
    scenario: 'load-test',
    seed: '7',
    port: 0,
    isPaused: true,
    ...options,
  });
  open.push(exchange);
  return exchange;
}

/** Connects and waits for the greeting; closed after the test. */
export async function connectClient(
  { url }: Pick<Exchange, 'url'>,
  options: Omit<SpillwayOptions, 'url'> = {},
): Promise<SpillwayClient> {
  const client = connectSpillway({ url, ...options });
  open.push(client);
  await client.ready;
  return client;
}

/** A client that may drive the run. */
export function connectOperator(exchange: Exchange): Promise<SpillwayClient> {
  return connectClient(exchange, { adminToken: exchange.adminToken ?? undefined });
}

export interface Wire {
  /** Where clients reach the exchange through the wire. */
  readonly url: string;
  /** Breaks every connection that goes through it, as a network does; new ones get through. */
  cut(): void;
  /** From now on nothing comes back from the exchange on the connections that there are. */
  muffle(): void;
}

/** A wire between clients and an exchange. */
export async function openWire({ url }: Exchange): Promise<Wire> {
  const ends = new Set<Socket>();
  const answers = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(new URL(url).port), '127.0.0.1');
    answers.add(far);
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(end);
      end.pipe(other);
      end.on('error', () => other.destroy());
      end.on('close', () => {
        ends.delete(end);
        other.destroy();
      });
    }
  });
  const cut = (): void => {
    for (const end of ends) end.destroy();
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({
    close: () => {
      cut();
      server.close();
    },
  });
  const muffle = (): void => {
    for (const far of answers) far.unpipe();
  };
  return { url: `http://localhost:${(server.address() as AddressInfo).port}`, cut, muffle };
}

/** A scenario file that lasts one minute, on the quiet market of `load-test`; removed after the test. */
export function writeShortScenario(): string {
  return writeScenario('load-test', [
    [/^durationMinutes: \d+$/m, 'durationMinutes: 1'],
    [/^name: .*$/m, 'name: short-day'],
  ]);
}

/** A scenario file of the market of `venue-selloff` under the rules of a venue; removed after the test. */
export function writeScenarioAt(venue: string): string {
  return writeScenario('venue-selloff', [[/^ {2}preset: .*$/m, `  preset: ${venue}`]]);
}

function writeScenario(name: string, changes: readonly (readonly [RegExp, string])[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'spillway-scenario-'));
  open.push({ close: () => rmSync(folder, { recursive: true }) });
  const catalogueFile = new URL(`../../../packages/scenarios/catalogue/${name}.yaml`, import.meta.url);
  const text = changes.reduce(
    (changed, [from, to]) => changed.replace(from, to),
    readFileSync(catalogueFile, 'utf8'),
  );
  const file = join(folder, 'scenario.yaml');
  writeFileSync(file, text);
  return file;
}

/** How many connections the exchange has, by its own account. */
export async function connectionsOf({ url }: { readonly url: string }): Promise<unknown> {
  const health = (await (await fetch(`${url}/health`)).json()) as { readonly connections: unknown };
  return health.connections;
}

/** The next event of a kind that fits; rejects when none comes. */
export function nextEvent<Name extends SpillwayEventName>(
  client: SpillwayClient,
  name: Name,
  fits: (event: SpillwayEvents[Name]) => boolean = () => true,
): Promise<SpillwayEvents[Name]> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no ${name} event that fits`)), EVENT_TIMEOUT_MS);
    const stop = client.on(name, (event) => {
      if (!fits(event)) return;
      clearTimeout(timer);
      stop();
      resolve(event);
    });
  });
}

/** Everything of a kind from now on. */
export function collectEvents<Name extends SpillwayEventName>(
  client: SpillwayClient,
  name: Name,
): SpillwayEvents[Name][] {
  const events: SpillwayEvents[Name][] = [];
  client.on(name, (event) => void events.push(event));
  return events;
}
