import { METRIC_DEFINITIONS, METRIC_LABELS, type MetricSubject } from './metric-definitions.ts';

/** The document that is written from the definitions of the metrics. */
export const METRICS_REFERENCE = 'docs/reference/metrics.md';

const HEAD = `# The metrics of an exchange

This page is written from \`apps/exchange/src/observability/metric-definitions.ts\` by \`npm run docs:metrics\`; a test
holds it to them, and another the answer of a real exchange. How to collect, draw and keep them is told in
[Watch an exchange](../how-to/watch-an-exchange.md).

\`GET /metrics\` answers in the text format of Prometheus. It is for programs on the same machine that do not come through
a proxy, or, where \`SPILLWAY_METRICS_TOKEN\` is set, for whoever sends \`Authorization: Bearer\` with it; others get 401. It
tells sums over the whole market and of no single account, no names but those of the scenario and its instruments, no
addresses, and no secrets. It tells them as they are at that moment: figures of the run may be ahead of what is durable.

Money is in units of the settlement asset, times are in seconds. Counters that start again with a run do so when an
operator resets it; \`rate()\` and \`increase()\` know what to do. What concerns the journal is there with \`--data\` alone.
`;

const SUBJECTS: Readonly<Record<MetricSubject, string>> = {
  trading: 'Trading',
  durability: 'Durability',
  pace: 'The run and its pace',
  market: 'The cascade',
  connections: 'Connections',
  process: 'The process',
};

const FOOT = `Beside these there are the metrics that every Node.js process has: \`process_cpu_seconds_total\`,
\`process_resident_memory_bytes\`, \`process_open_fds\`, \`nodejs_heap_size_used_bytes\`, \`nodejs_gc_duration_seconds\` and
others with these beginnings. They tell of the main thread, those of the process of both.
`;

/** The reference as Markdown. */
export function metricsReference(): string {
  const subjects = Object.entries(SUBJECTS).map(([subject, title]) => `## ${title}\n\n${tableOf(subject)}\n`);
  const labels = Object.entries(METRIC_LABELS).map(([label, meaning]) => `| \`${label}\` | ${meaning} |`);
  const labelTable = ['| label | tells apart |', '|---|---|', ...labels].join('\n');
  return [HEAD, ...subjects, FOOT, `## Labels\n\n${labelTable}\n`].join('\n');
}

function tableOf(subject: string): string {
  const rows = Object.entries(METRIC_DEFINITIONS)
    .filter(([, { about }]) => about === subject)
    .map(([name, { type, labels = [], help, buckets }]) => {
      const upTo = buckets === undefined ? '' : ` Buckets up to ${buckets.join(', ')}.`;
      const words = labels.map((label) => `\`${label}\``).join(', ');
      return `| \`${name}\` | ${type} | ${words} | ${help}${upTo} |`;
    });
  return ['| metric | type | labels | meaning |', '|---|---|---|---|', ...rows].join('\n');
}
