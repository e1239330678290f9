'use client';

import { baseName, exactMoney } from '../../display/format-amount.ts';
import { minuteText } from '../../display/simulated-clock.ts';
import type { LiveSession } from '../../session/live-session.ts';
import { useSampled } from '../../session/use-sampled.ts';
import { FiguresTable } from '../panel/figures-table.tsx';

const MODES = ['isolated', 'cross'] as const;

/** The bars as figures: every span with forced volume, newest first, and the sum of each column on top. */
export function VolumeTable() {
  const { columns, rows } = useSampled(readTable, 1_000);
  return (
    <FiguresTable
      caption="Forced volume by span of time, instrument and margin mode, newest first"
      columns={columns}
      rows={rows}
    />
  );
}

function readTable({ replica }: LiveSession) {
  const { run } = replica;
  const series = replica.instruments.flatMap(({ state, volume }) =>
    MODES.map((mode) => ({ name: `${baseName(state.specification.symbol)} ${mode}`, mode, volume })),
  );
  const columns = ['From', ...series.map(({ name }) => name)];
  const rows: { key: string; cells: string[] }[] = [];
  if (run === null) return { columns, rows };
  const sums = series.map(() => 0);
  const bucketCount = series[0]?.volume.bucketCount ?? 0;
  for (let bucket = bucketCount - 1; bucket >= 0; bucket -= 1) {
    const amounts = series.map(({ volume, mode }) => volume.at(bucket, mode));
    if (amounts.every((amount) => amount === 0)) continue;
    for (const [index, amount] of amounts.entries()) sums[index] = (sums[index] ?? 0) + amount;
    const from = minuteText(bucket * (series[0]?.volume.bucketMs ?? 0), run);
    rows.push({ key: String(bucket), cells: [from, ...amounts.map(exactMoney)] });
  }
  return { columns, rows: [{ key: 'sum', cells: ['All', ...sums.map(exactMoney)] }, ...rows] };
}
