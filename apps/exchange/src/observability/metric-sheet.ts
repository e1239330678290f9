import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { BucketFigures } from './bucket-counts.ts';
import { METRIC_DEFINITIONS, type MetricLabel, type MetricName } from './metric-definitions.ts';

export type MetricLabels = Readonly<Partial<Record<MetricLabel, string>>>;

/** A histogram whose values were counted elsewhere, in this thread or another. */
class CountedHistogram extends Histogram {
  readonly #name: string;
  readonly #help: string;
  readonly #bounds: readonly number[];
  #counted: { readonly figures: BucketFigures; readonly labels: MetricLabels }[] = [];

  constructor(name: string, help: string, bounds: readonly number[]) {
    super({ name, help, buckets: [...bounds], registers: [] });
    this.#name = name;
    this.#help = help;
    this.#bounds = bounds;
  }

  clear(): void {
    this.#counted = [];
  }

  add(figures: BucketFigures, labels: MetricLabels): void {
    this.#counted.push({ figures, labels });
  }

  /** The library asks for this, and not for `get`, when it writes. */
  async getForPromString() {
    const values = this.#counted.flatMap(({ figures, labels }) => this.#valuesOf(figures, labels));
    return { name: this.#name, help: this.#help, type: 'histogram', values, aggregator: 'sum' };
  }

  #valuesOf({ counts, sum }: BucketFigures, labels: MetricLabels) {
    let count = 0;
    const buckets = [...this.#bounds, '+Inf'].map((bound, index) => {
      count += counts[index] ?? 0;
      return { metricName: `${this.#name}_bucket`, labels: { ...labels, le: bound }, value: count };
    });
    return [
      ...buckets,
      { metricName: `${this.#name}_sum`, labels, value: sum },
      { metricName: `${this.#name}_count`, labels, value: count },
    ];
  }
}

/** All metrics of the definitions, to be filled anew for every answer, and those that Node.js processes have. */
export class MetricSheet {
  readonly #registry = new Registry();
  readonly #numbers = new Map<MetricName, Counter | Gauge>();
  readonly #histograms = new Map<MetricName, CountedHistogram>();

  constructor() {
    for (const [key, definition] of Object.entries(METRIC_DEFINITIONS)) {
      const name = key as MetricName;
      const { type, help, buckets = [] } = definition;
      const options = { name, help, labelNames: [...(definition.labels ?? [])], registers: [] };
      if (type === 'histogram') this.#histograms.set(name, new CountedHistogram(name, help, buckets));
      else this.#numbers.set(name, type === 'counter' ? new Counter(options) : new Gauge(options));
    }
    for (const metric of [...this.#numbers.values(), ...this.#histograms.values()])
      this.#registry.registerMetric(metric);
    collectDefaultMetrics({ register: this.#registry });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Forgets all values: what is not set again is not told again. */
  clear(): void {
    for (const metric of this.#numbers.values()) {
      // A number without labels begins as 0 again: whatever is not known is left out instead.
      metric.reset();
      metric.remove({});
    }
    for (const histogram of this.#histograms.values()) histogram.clear();
  }

  set(name: MetricName, value: number, labels: MetricLabels = {}): void {
    this.#numbers.get(name)?.inc(labels, value);
  }

  setBuckets(name: MetricName, figures: BucketFigures, labels: MetricLabels = {}): void {
    this.#histograms.get(name)?.add(figures, labels);
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }
}
