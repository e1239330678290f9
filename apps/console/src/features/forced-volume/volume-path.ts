import type { ForcedVolume } from '../../market-data/forced-volume.ts';

/** Height of the drawing in its own units; its width is the number of bars. */
export const DRAWING_HEIGHT = 100;
/** A bar that would round to nothing is still drawn this high: something happened there. */
const BAR_HEIGHT_MIN = 0.8;
const BAR_WIDTH = 0.78;

export interface VolumePaths {
  readonly isolated: string;
  readonly cross: string;
}

/**
 * The bars of one instrument as two SVG paths in a box of `bucketCount` by `DRAWING_HEIGHT`: isolated at the
 * bottom, cross on top of it. `fullScaleMicros` is the amount that fills the height, the same for all instruments.
 */
export function volumePaths(volume: ForcedVolume, fullScaleMicros: number): VolumePaths {
  const isolated: string[] = [];
  const cross: string[] = [];
  for (let bucket = 0; bucket < volume.bucketCount; bucket += 1) {
    const isolatedHeight = barHeight(volume.at(bucket, 'isolated'), fullScaleMicros);
    const crossHeight = barHeight(volume.at(bucket, 'cross'), fullScaleMicros);
    if (isolatedHeight > 0) isolated.push(bar({ bucket, bottom: 0, height: isolatedHeight }));
    if (crossHeight > 0) cross.push(bar({ bucket, bottom: isolatedHeight, height: crossHeight }));
  }
  return { isolated: isolated.join(''), cross: cross.join('') };
}

function barHeight(micros: number, fullScaleMicros: number): number {
  if (micros <= 0 || fullScaleMicros <= 0) return 0;
  return Math.max(BAR_HEIGHT_MIN, (micros / fullScaleMicros) * DRAWING_HEIGHT);
}

function bar({
  bucket,
  bottom,
  height,
}: {
  readonly bucket: number;
  readonly bottom: number;
  readonly height: number;
}): string {
  const left = (bucket + (1 - BAR_WIDTH) / 2).toFixed(2);
  return `M${left} ${(DRAWING_HEIGHT - bottom).toFixed(2)}v${(-height).toFixed(2)}h${BAR_WIDTH}v${height.toFixed(2)}z`;
}
