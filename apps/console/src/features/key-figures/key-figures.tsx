'use client';

import type { RunTotals } from '@spillway/protocol/wire';
import type { ReactNode } from 'react';
import {
  changeText,
  countText,
  exactMoney,
  shareText,
  shortMoney,
  UNKNOWN,
} from '../../display/format-amount.ts';
import type { InstrumentView } from '../../session/live-view.ts';
import { useLiveView } from '../../session/session-context.tsx';
import { ModeGlyph } from '../panel/mode-glyph.tsx';

/** The run in eight figures; each says underneath what it means. */
export function KeyFigures() {
  const totals = useLiveView((view) => view.totals);
  const waveDeepest = useLiveView((view) => view.waveDeepest);
  const instruments = useLiveView((view) => view.instruments);
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line sm:grid-cols-4 xl:grid-cols-8">
      <Figure
        name="Liquidations"
        value={totals === null ? UNKNOWN : countText(totals.liquidationCount)}
        note="positions or accounts closed by force"
        testId="liquidation-count"
      />
      <Figure
        name="Forced volume"
        value={totals === null ? UNKNOWN : shortMoney(totals.liquidationNotionalMicros)}
        exact={totals === null ? undefined : exactMoney(totals.liquidationNotionalMicros)}
        note="sold or bought because it had to be"
      />
      <ModeShare totals={totals} />
      <Figure
        name="Deepest wave"
        value={waveDeepest === 0 ? UNKNOWN : String(waveDeepest)}
        note="forced sales set off by forced sales"
      />
      <FundFigure totals={totals} />
      <Figure
        name="Auto-deleveraged"
        value={totals === null ? UNKNOWN : shortMoney(totals.autoDeleveragedNotionalMicros)}
        exact={totals === null ? undefined : exactMoney(totals.autoDeleveragedNotionalMicros)}
        note="closed against winners (ADL)"
      />
      <PerInstrument
        name="Since the start"
        note="change of the mark price"
        instruments={instruments}
        read={({ changeSinceStart }) => changeSinceStart}
      />
      <PerInstrument
        name="Mark − index"
        note="how far forced orders bend the price"
        instruments={instruments}
        read={({ markIndexGap }) => markIndexGap}
      />
    </dl>
  );
}

interface FigureProps {
  readonly name: string;
  readonly value: ReactNode;
  readonly note: string;
  /** The figure in full, shown on hover. */
  readonly exact?: string | undefined;
  readonly testId?: string;
}

function Figure({ name, value, note, exact, testId }: FigureProps) {
  return (
    <div className="flex min-w-0 flex-col bg-panel px-3.5 py-2.5">
      <dt className="text-ink-soft text-xs">{name}</dt>
      <dd
        className="figures min-h-7 font-semibold text-lg leading-7 tracking-tight"
        title={exact}
        data-testid={testId}
      >
        {value}
      </dd>
      <dd className="text-ink-soft text-xs leading-4">{note}</dd>
    </div>
  );
}

function ModeShare({ totals }: { readonly totals: RunTotals | null }) {
  const volume = totals === null ? 0 : totals.byMode.isolated + totals.byMode.cross;
  const isolatedShare = totals === null || volume === 0 ? Number.NaN : totals.byMode.isolated / volume;
  return (
    <Figure
      name="Isolated · cross"
      note="share of the forced volume"
      exact={
        totals === null
          ? undefined
          : `isolated ${exactMoney(totals.byMode.isolated)}, cross ${exactMoney(totals.byMode.cross)}`
      }
      value={
        <span className="inline-flex flex-wrap items-center gap-x-1.5 text-base xl:text-sm">
          <ModeGlyph mode="isolated" />
          {shareText(isolatedShare)}
          <ModeGlyph mode="cross" />
          {shareText(1 - isolatedShare)}
        </span>
      }
    />
  );
}

function FundFigure({ totals }: { readonly totals: RunTotals | null }) {
  if (totals === null) return <Figure name="Insurance fund" value={UNKNOWN} note="pays what margin cannot" />;
  const { insuranceFundMicros: now, insuranceFundStartMicros: start } = totals;
  return (
    <Figure
      name="Insurance fund"
      value={shortMoney(now)}
      exact={exactMoney(now)}
      note={start > 0 ? `${changeText(now / start - 1)} since the start` : 'pays what margin cannot'}
    />
  );
}

interface PerInstrumentProps {
  readonly name: string;
  readonly note: string;
  readonly instruments: readonly InstrumentView[];
  readonly read: (instrument: InstrumentView) => number;
}

function PerInstrument({ name, note, instruments, read }: PerInstrumentProps) {
  return (
    <Figure
      name={name}
      note={note}
      value={
        instruments.length === 0 ? (
          UNKNOWN
        ) : (
          <span className="flex flex-wrap gap-x-3 text-base xl:flex-col xl:text-sm xl:leading-[1.05rem]">
            {instruments.map((instrument) => (
              <span key={instrument.instrumentId}>
                <span className="mr-1 font-normal text-ink-soft text-xs">{instrument.name}</span>
                {changeText(read(instrument))}
              </span>
            ))}
          </span>
        )
      }
    />
  );
}
