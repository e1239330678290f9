/** The way of a command as an OpenTelemetry collector hears of it: a real one, over HTTP. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { connectClient, openExchange } from './exchange.fixture.ts';
import { SPANS } from './observability/otlp-tracer.ts';

interface ExportedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { readonly key: string; readonly value: unknown }[];
}

interface ExportRequest {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly { readonly key: string; readonly value: unknown }[] };
    readonly scopeSpans: readonly { readonly spans: readonly ExportedSpan[] }[];
  }[];
}

interface Collector {
  readonly url: string;
  readonly requests: ExportRequest[];
  readonly paths: string[];
}

async function openCollector(): Promise<Collector> {
  const requests: ExportRequest[] = [];
  const paths: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      paths.push(`${request.method} ${request.url}`);
      requests.push(JSON.parse(Buffer.concat(chunks).toString()) as ExportRequest);
      response.setHeader('Content-Type', 'application/json');
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, paths };
}

function spansOf(requests: readonly ExportRequest[]): readonly ExportedSpan[] {
  return requests.flatMap(({ resourceSpans }) =>
    resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
  );
}

function attributesOf({ attributes }: Pick<ExportedSpan, 'attributes'>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value as object)[0]]));
}

/** Starts and ends an exchange without traces, and prints what of OpenTelemetry was asked for meanwhile. */
const LIST_WHAT_IS_LOADED = `
  require('node:module').registerHooks({
    resolve: (name, context, next) => {
      // The metrics library knows the bare interface.
      if (/^@opentelemetry\\/(?!api$)|otlp/.test(name)) console.log('loaded', name);
      return next(name, context);
    },
  });
  (async () => {
    const { startExchange } = await import('./start-exchange.ts');
    const exchange = await startExchange({ scenario: 'load-test', port: 0, isPaused: true });
    await exchange.close();
    console.log('done');
  })();`;

describe('a command', () => {
  test('that is traced is followed from the socket through the room and the journal to its answer', async () => {
    const collector = await openCollector();
    const parent = mkdtempSync(join(tmpdir(), 'spillway-data-'));
    onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
    const exchange = await openExchange({ tracesEndpoint: collector.url, dataFolder: join(parent, 'data') });
    const trader = await connectClient(exchange);
    await trader.join('ada');
    const operator = await connectClient(exchange, { adminToken: exchange.adminToken ?? undefined });
    // A market has makers once it has moved.
    await operator.step(10_000);
    const placed = await trader.placeOrder({ symbol: 'BTCUSDT', side: 'buy', type: 'market', size: '0.01' });
    expect(placed.filled).toBe('0.010');
    await trader.cancelOrder({ orderId: 999_999_999 }).catch(() => undefined);
    trader.close();
    // What is known is handed over at the latest when the exchange ends.
    await exchange.close();

    expect(new Set(collector.paths)).toEqual(new Set(['POST /v1/traces']));
    const [first] = collector.requests;
    expect(attributesOf(first?.resourceSpans[0]?.resource ?? { attributes: [] })).toMatchObject({
      'service.name': 'spillway-exchange',
    });
    const spans = spansOf(collector.requests);
    const [order, ...others] = spans.filter(({ name }) => name === 'placeOrder');
    expect(others).toEqual([]);
    expect(order?.parentSpanId ?? '').toBe('');
    expect(attributesOf(order ?? { attributes: [] })).toMatchObject({
      'spillway.code': 'OK',
      'spillway.order_id': placed.orderId,
      'spillway.filled': '0.010',
    });
    const children = spans.filter(({ parentSpanId }) => parentSpanId === order?.spanId);
    expect(children.every(({ traceId }) => traceId === order?.traceId)).toBe(true);
    expectOneAfterTheOther(order, children);

    const [cancel] = spans.filter(({ name }) => name === 'cancelOrder');
    expect(attributesOf(cancel ?? { attributes: [] })).toMatchObject({ 'spillway.code': 'ORDER_UNKNOWN' });
  });

  test('is not traced where no collector is named: nothing of it is even loaded', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ['--eval', LIST_WHAT_IS_LOADED], {
      cwd: import.meta.dirname,
    });
    expect(stdout).toBe('done\n');
  });
});

/** Clocks of two threads agree to some microseconds. */
const CLOCKS_AGREE_NS = 1_000_000n;

function expectOneAfterTheOther(root: ExportedSpan | undefined, children: readonly ExportedSpan[]): void {
  const ordered = Object.values(SPANS).map((name) => children.filter((span) => span.name === name));
  expect(ordered.map(({ length }) => length)).toEqual([1, 1, 1, 1, 1, 1]);
  let lastNs = BigInt(root?.startTimeUnixNano ?? 0);
  for (const span of ordered.flat()) {
    expect(BigInt(span.startTimeUnixNano)).toBeGreaterThanOrEqual(lastNs - CLOCKS_AGREE_NS);
    expect(BigInt(span.endTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(span.startTimeUnixNano));
    lastNs = BigInt(span.endTimeUnixNano);
  }
  expect(lastNs).toBeLessThanOrEqual(BigInt(root?.endTimeUnixNano ?? 0) + CLOCKS_AGREE_NS);
}
