/** What `/metrics` and `/ready` of a real exchange say, and to whom. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  connectClient,
  connectOperator,
  openExchange,
  PATIENCE,
  writeScenarioAt,
} from './exchange.fixture.ts';
import { METRIC_DEFINITIONS } from './observability/metric-definitions.ts';
import { type ReadMetrics, readPrometheusText } from './observability/prometheus-text.fixture.ts';

const SELL = { symbol: 'BTCUSDT', side: 'sell', type: 'limit', size: '1', price: '100000' } as const;
const TOKEN = 'a-token-of-the-metrics';

function dataFolder(): string {
  const parent = mkdtempSync(join(tmpdir(), 'spillway-data-'));
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  return join(parent, 'data');
}

async function scrape(
  { url }: { readonly url: string },
  headers: Record<string, string> = {},
): Promise<ReadMetrics> {
  const response = await fetch(`${url}/metrics`, { headers });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  return readPrometheusText(await response.text());
}

describe('the metrics of an exchange', () => {
  test('count what its clients did, and how they were answered', async () => {
    const exchange = await openExchange({ dataFolder: dataFolder() });
    const operator = await connectOperator(exchange);
    const trader = await connectClient(exchange);
    await trader.join('ada');
    const { orderId } = await trader.placeOrder(SELL);
    await trader.cancelOrder({ orderId });
    await expect(trader.cancelOrder({ orderId })).rejects.toMatchObject({ code: 'ORDER_UNKNOWN' });
    await operator.step(1_000);
    const metrics = await scrape(exchange);

    const requests = (labels: Record<string, string>) => metrics.value('spillway_requests_total', labels);
    expect(requests({ message: 'placeOrder', outcome: 'accepted', code: 'OK' })).toBe(1);
    expect(requests({ message: 'cancelOrder', outcome: 'accepted', code: 'OK' })).toBe(1);
    expect(requests({ message: 'cancelOrder', outcome: 'refused', code: 'ORDER_UNKNOWN' })).toBe(1);
    expect(metrics.value('spillway_answer_seconds_count', { message: 'cancelOrder' })).toBe(2);
    expect(metrics.value('spillway_answer_seconds_bucket', { message: 'cancelOrder', le: '+Inf' })).toBe(2);
    expect(metrics.value('spillway_seat_orders_accepted_total')).toBe(1);
    expect(metrics.value('spillway_connections')).toBe(2);
    expect(metrics.value('spillway_seats')).toBe(1);
    expect(metrics.value('spillway_run_phase', { phase: 'paused' })).toBe(1);
    expect(metrics.value('spillway_run_simulated_seconds')).toBe(1);
    expect(metrics.value('spillway_conservation_error', { asset: 'USDT' })).toBe(0);
    expect(metrics.value('spillway_room_figures_age_seconds')).toBe(0);
  });

  test('tell how the journal keeps up', async () => {
    const exchange = await openExchange({ dataFolder: dataFolder() });
    const trader = await connectClient(exchange);
    await trader.join('ada');
    await trader.placeOrder(SELL);
    const metrics = await scrape(exchange);
    const last = metrics.value('spillway_journal_last_sequence') ?? 0;
    expect(last).toBeGreaterThan(2);
    // The run stands still, and everything that was answered is on the disk.
    expect(metrics.value('spillway_journal_durable_sequence')).toBe(last);
    expect(metrics.value('spillway_journal_backlog_bytes')).toBe(0);
    expect(metrics.value('spillway_journal_group_frames_sum')).toBe(last);
    const groups = metrics.value('spillway_journal_group_frames_count') ?? 0;
    expect(groups).toBeGreaterThan(0);
    expect(metrics.value('spillway_journal_sync_seconds_count')).toBe(groups);
    expect(metrics.value('spillway_journal_sync_seconds_sum')).toBeGreaterThan(0);
  });

  test('say nothing of a journal where nothing is kept', async () => {
    const metrics = await scrape(await openExchange());
    expect(metrics.value('spillway_journal_last_sequence')).toBeUndefined();
    expect(metrics.value('spillway_journal_failed')).toBe(0);
  });

  test('agree with what everybody is shown of a cascade', async () => {
    const exchange = await openExchange({ scenario: writeScenarioAt('spillway-house') });
    const operator = await connectOperator(exchange);
    await operator.step(60_000);
    await operator.shock({ percent: -30 });
    await operator.step(30_000);
    const { totals } = await operator.snapshot();
    const metrics = await scrape(exchange);
    expect(totals.byMode.cross).toBeGreaterThan(0);
    for (const mode of ['isolated', 'cross'] as const) {
      const notional = metrics.samples
        .filter(
          ({ name, labels }) => name === 'spillway_liquidation_notional_total' && labels['mode'] === mode,
        )
        .reduce((sum, { value }) => sum + value, 0);
      expect(notional).toBeCloseTo(totals.byMode[mode] / 1e6, 3);
      expect(metrics.value('spillway_liquidations_total', { mode })).toBe(totals.countByMode[mode]);
    }
    expect(metrics.value('spillway_insurance_fund')).toBeCloseTo(totals.insuranceFundMicros / 1e6, 6);
    expect(metrics.value('spillway_trades_total')).toBe(totals.tradeCount);
  });

  test('count who was turned away, and who left', async () => {
    const exchange = await openExchange({ limits: { rate: { burst: 3, perSecond: 1 } } });
    const client = await connectClient(exchange);
    await client.join('ada');
    // The client goes on by itself after it was sent away.
    for (let count = 0; count < 250; count += 1) client.account().catch(() => undefined);
    await expect
      .poll(
        async () => (await scrape(exchange)).value('spillway_disconnections_total', { reason: 'expelled' }),
        PATIENCE,
      )
      .toBeGreaterThan(0);
    const metrics = await scrape(exchange);
    expect(metrics.value('spillway_expulsions_total')).toBeGreaterThan(0);
    expect(metrics.value('spillway_rate_limited_total')).toBeGreaterThan(200);
  });

  test('are those of the definitions, and those of every Node.js process', async () => {
    const { types, samples } = await scrape(await openExchange());
    for (const [name, { type }] of Object.entries(METRIC_DEFINITIONS))
      expect([name, types.get(name)]).toEqual([name, type]);
    const others = [...types.keys()].filter((name) => !(name in METRIC_DEFINITIONS));
    expect(others.filter((name) => !/^(?:process|nodejs)_/.test(name))).toEqual([]);
    const threads = samples.filter(({ name }) => name === 'spillway_event_loop_delay_seconds_count');
    expect(threads.map(({ labels }) => labels['thread']).sort()).toEqual(['main', 'room']);
  });
});

describe('who may read them', () => {
  test('without a token, this machine', async () => {
    const { url } = await openExchange();
    expect((await fetch(`${url}/metrics`)).status).toBe(200);
    // Behind a proxy on this machine everybody seems to be on this machine.
    const forwarded = await fetch(`${url}/metrics`, { headers: { 'X-Forwarded-For': '203.0.113.7' } });
    expect(forwarded.status).toBe(401);
  });

  test('with a token, whoever has it', async () => {
    const exchange = await openExchange({ metricsToken: TOKEN });
    const statusOf = async (headers: Record<string, string>) =>
      (await fetch(`${exchange.url}/metrics`, { headers })).status;
    expect(await statusOf({})).toBe(401);
    expect(await statusOf({ Authorization: 'Bearer something-else' })).toBe(401);
    expect(await statusOf({ Authorization: TOKEN })).toBe(401);
    await scrape(exchange, { Authorization: `Bearer ${TOKEN}`, 'X-Forwarded-For': '203.0.113.7' });
  });
});

describe('/ready', () => {
  test('says so while messages are answered, and is over when it stops', async () => {
    const exchange = await openExchange();
    const ready = await fetch(`${exchange.url}/ready`);
    expect([ready.status, await ready.text()]).toEqual([200, 'ready\n']);
    await exchange.close();
    await expect(fetch(`${exchange.url}/ready`)).rejects.toThrow('fetch failed');
  });
});
