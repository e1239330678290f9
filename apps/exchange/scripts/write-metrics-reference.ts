/** Writes `docs/reference/metrics.md` from the definitions of the metrics. */
import { writeFileSync } from 'node:fs';
import { METRICS_REFERENCE, metricsReference } from '../src/observability/metrics-reference.ts';

writeFileSync(new URL(`../../../${METRICS_REFERENCE}`, import.meta.url), metricsReference());
