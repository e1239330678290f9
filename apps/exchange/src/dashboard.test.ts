/** Every query of the Grafana dashboard, parsed by Prometheus' grammar and held against a real `/metrics`. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parser } from '@prometheus-io/lezer-promql';
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

interface Panel {
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
}

interface Dashboard {
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly query: unknown }[] };
}

const FILE = new URL('../deploy/grafana-dashboard.json', import.meta.url);
const dashboard = JSON.parse(readFileSync(FILE, 'utf8')) as Dashboard;
const queries = dashboard.panels.flatMap(({ title, targets = [] }) =>
  targets.map(({ expr, legendFormat }) => ({ title, expr, legendFormat })),
);
/** The alerts that the documentation proposes. */
const alerts = [
  ...readFileSync(new URL('../../../docs/how-to/watch-an-exchange.md', import.meta.url), 'utf8').matchAll(
    /- alert: (\w+)\n +expr: (.+)/g,
  ),
].map(([, title = '', expr = '']) => ({ title, expr, legendFormat: '' }));
/** What Prometheus adds to every sample that it collects. */
const LABELS_OF_SCRAPE = ['job', 'instance'];

interface Selector {
  metric: string;
  readonly matchers: { label: string; operator: string; value: string }[];
}

interface ParsedQuery {
  readonly faults: string[];
  readonly selectors: Selector[];
  readonly groupedBy: string[];
}

/** What a query asks for. */
function parseQuery(query: string): ParsedQuery {
  const text = query.replaceAll('$__rate_interval', '5m');
  const parsed: ParsedQuery = { faults: [], selectors: [], groupedBy: [] };
  parser.parse(text).iterate({
    enter: (node) => {
      const words = text.slice(node.from, node.to);
      if (node.type.isError) parsed.faults.push(`${text} at ${node.from}`);
      if (node.name === 'VectorSelector') parsed.selectors.push({ metric: '', matchers: [] });
      const selector = parsed.selectors.at(-1);
      if (node.name === 'Identifier' && selector !== undefined) selector.metric = words;
      if (node.name === 'UnquotedLabelMatcher') {
        const [, label = '', operator = '', value = ''] = /^(\w+)\s*(=~|!~|!=|=)\s*"(.*)"$/.exec(words) ?? [];
        selector?.matchers.push({ label, operator, value });
      }
      if (node.name === 'LabelName' && node.node.parent?.name === 'GroupingLabels')
        parsed.groupedBy.push(words);
    },
  });
  return parsed;
}

/** A session in which everything happens that the metrics can tell of. */
async function playSession(): Promise<ReadMetrics> {
  const parent = mkdtempSync(join(tmpdir(), 'spillway-data-'));
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  const exchange = await openExchange({
    dataFolder: join(parent, 'data'),
    scenario: writeScenarioAt('spillway-house'),
    limits: { connectionsMax: 2 },
  });
  const operator = await connectOperator(exchange);
  const trader = await connectClient(exchange);
  await trader.join('ada');
  const refused = new WebSocket(`${exchange.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
  await new Promise((resolve) => refused.addEventListener('error', resolve));
  await operator.step(10_000);
  const { orderId } = await trader.placeOrder({
    symbol: 'BTCUSDT',
    side: 'buy',
    type: 'market',
    size: '0.1',
  });
  await expect(trader.cancelOrder({ orderId })).rejects.toThrow();
  await operator.shock({ percent: -30 });
  await operator.step(10_000);
  trader.close();
  const text = async (): Promise<string> => (await fetch(`${exchange.url}/metrics`)).text();
  await expect.poll(text, PATIENCE).toContain('spillway_disconnections_total{');
  return readPrometheusText(await text());
}

type Samples = ReadMetrics['samples'];

function labelsOf(samples: Samples, metric: string): readonly string[] {
  return samples.filter(({ name }) => name === metric).flatMap(({ labels }) => Object.keys(labels));
}

/** What a selector names and no sample has. */
function missingOfSelector({ metric, matchers }: Selector, samples: Samples): readonly string[] {
  const known = samples.filter(({ name }) => name === metric);
  if (known.length === 0) return [metric];
  return matchers
    .filter(({ label }) => !LABELS_OF_SCRAPE.includes(label))
    .flatMap(({ label, value }) => value.split('|').map((word) => ({ label, word })))
    .filter(({ label, word }) => !known.some(({ labels }) => labels[label] === word))
    .map(({ label, word }) => `${metric}{${label}="${word}"}`);
}

/** What a query and its legend name and no sample has. */
function missingOf({ expr, legendFormat }: (typeof queries)[number], samples: Samples): readonly string[] {
  const { faults, selectors, groupedBy } = parseQuery(expr);
  const there = selectors.flatMap(({ metric }) => labelsOf(samples, metric));
  const shown = groupedBy.length > 0 ? groupedBy : there;
  const inLegend = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label);
  return [
    ...faults,
    ...selectors.flatMap((selector) => missingOfSelector(selector, samples)),
    ...groupedBy.filter((label) => !there.includes(label)).map((label) => `by (${label})`),
    ...inLegend.filter((label) => !shown.includes(label)).map((label) => `{{${label}}}`),
  ];
}

describe('the dashboard', () => {
  test('asks for metrics and labels that there are', async () => {
    const { samples } = await playSession();
    expect(alerts.length).toBeGreaterThan(3);
    const missing = [...queries, ...alerts].map((query) => ({
      ...query,
      missing: missingOf(query, samples),
    }));
    expect(missing.filter((query) => query.missing.length > 0)).toEqual([]);
    // The test itself has to find what is not there.
    const wrong = { title: '', expr: 'sum by (mod) (spillway_liquidations_total{mode="x"} + no_such)' };
    expect(missingOf({ ...wrong, legendFormat: '{{mode}}' }, samples)).toEqual([
      'spillway_liquidations_total{mode="x"}',
      'no_such',
      'by (mod)',
      '{{mode}}',
    ]);
    const variables = dashboard.templating.list.flatMap(({ query }) => {
      const [, metric = '', label = ''] =
        /label_values\((\w+)(?:\{[^}]*\})?, (\w+)\)/.exec(JSON.stringify(query)) ?? [];
      return metric === '' ? [] : [{ metric, label }];
    });
    expect(variables.map(({ label }) => label)).toEqual(LABELS_OF_SCRAPE);
    for (const { metric } of variables) expect(labelsOf(samples, metric)).not.toEqual([]);
  });

  test('shows every metric of the exchange', () => {
    const asked = new Set(
      queries.flatMap(({ expr }) => parseQuery(expr).selectors.map(({ metric }) => metric)),
    );
    const isShown = (name: string): boolean =>
      asked.has(name) || ['_bucket', '_sum', '_count'].some((ending) => asked.has(`${name}${ending}`));
    expect(Object.keys(METRIC_DEFINITIONS).filter((name) => !isShown(name))).toEqual([]);
  });

  test('has rows for trading, durability, the cascade and the process, and nothing over anything else', () => {
    const rows = dashboard.panels.filter(({ type }) => type === 'row').map(({ title }) => title);
    expect(rows).toEqual(['Trading', 'Durability', 'Cascade', 'Run and process']);
    for (const [index, { gridPos: one }] of dashboard.panels.entries()) {
      expect(one.x + one.w).toBeLessThanOrEqual(24);
      for (const { gridPos: other } of dashboard.panels.slice(index + 1)) {
        const isApart =
          one.x + one.w <= other.x ||
          other.x + other.w <= one.x ||
          one.y + one.h <= other.y ||
          other.y + other.h <= one.y;
        expect(isApart).toBe(true);
      }
    }
  });

  test('is checked by a test that would find a wrong query', () => {
    expect(parseQuery('sum by (mode (rate(x[5m]))').faults).not.toEqual([]);
    expect(parseQuery('sum by (mode) (rate(x_total{job="$job",kind!="y"}[$__rate_interval])) / z')).toEqual({
      faults: [],
      selectors: [
        {
          metric: 'x_total',
          matchers: [
            { label: 'job', operator: '=', value: '$job' },
            { label: 'kind', operator: '!=', value: 'y' },
          ],
        },
        { metric: 'z', matchers: [] },
      ],
      groupedBy: ['mode'],
    });
  });
});
