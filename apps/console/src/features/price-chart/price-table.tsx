'use client';

import { useCallback } from 'react';
import { priceText } from '../../display/format-amount.ts';
import { minuteText } from '../../display/simulated-clock.ts';
import { PRICE_COLUMN } from '../../market-data/run-replica.ts';
import type { LiveSession } from '../../session/live-session.ts';
import type { InstrumentView } from '../../session/live-view.ts';
import { useSampled } from '../../session/use-sampled.ts';
import { FiguresTable } from '../panel/figures-table.tsx';

const ROWS_MAX = 240;

/** The last price of every simulated minute, newest first. */
export function PriceTable({ instrument }: { readonly instrument: InstrumentView }) {
  const { instrumentId, name } = instrument;
  const readRows = useCallback((session: LiveSession) => minuteRows(session, instrumentId), [instrumentId]);
  const rows = useSampled(readRows, 1_000);
  return (
    <FiguresTable
      caption={`Prices of ${name} at the end of every simulated minute, newest first`}
      columns={['Minute', 'Mark', 'Index', 'Last']}
      rows={rows}
    />
  );
}

function minuteRows({ replica }: LiveSession, instrumentId: number) {
  const history = replica.history(instrumentId);
  const { run } = replica;
  if (history === undefined || run === null) return [];
  const rows: { key: string; cells: string[] }[] = [];
  const { prices, state } = history;
  let minute = Math.floor(prices.secondAt(prices.length - 1) / 60);
  for (; minute >= 0 && rows.length < ROWS_MAX; minute -= 1) {
    const index = prices.indexAtOrBefore(minute * 60 + 59);
    if (index < 0) break;
    const text = (column: number) => priceText(prices.valueAt(index, column), state.specification);
    const cells = [text(PRICE_COLUMN.mark), text(PRICE_COLUMN.index), text(PRICE_COLUMN.last)];
    rows.push({ key: String(minute), cells: [minuteText(minute * 60_000, run), ...cells] });
  }
  return rows;
}
