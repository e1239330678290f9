import type { SampleSeries } from '../../market-data/sample-series.ts';

export interface SparklineBox {
  readonly width: number;
  readonly height: number;
  /** The span of time that fills the width, simulated seconds. */
  readonly durationSeconds: number;
}

/**
 * A series as an SVG polyline path. The scale begins at zero: a fund that has lost a tenth must look as if it
 * had lost a tenth.
 */
export function sparklinePath(
  series: SampleSeries,
  { width, height, durationSeconds }: SparklineBox,
): string {
  const { max } = series.extent(0, { from: 0, to: series.length - 1 });
  if (!(max > 0) || durationSeconds <= 0) return '';
  const steps: string[] = [];
  for (let index = 0; index < series.length; index += 1) {
    const x = (series.secondAt(index) / durationSeconds) * width;
    const y = height - (Math.max(0, series.valueAt(index, 0)) / max) * height;
    steps.push(`${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`);
  }
  return steps.join('');
}
