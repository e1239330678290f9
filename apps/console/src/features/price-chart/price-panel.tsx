'use client';

import { priceText, UNKNOWN } from '../../display/format-amount.ts';
import type { InstrumentView } from '../../session/live-view.ts';
import { useLiveView } from '../../session/session-context.tsx';
import { useUiStore } from '../../ui-state/ui-store.ts';
import { ModeGlyph } from '../panel/mode-glyph.tsx';
import { Panel, TableToggle } from '../panel/panel.tsx';
import { PriceCanvas } from './price-canvas.tsx';
import { PriceTable } from './price-table.tsx';

/** When and at what price did it break? The price of one instrument with its forced fills. */
export function PricePanel() {
  const instruments = useLiveView((view) => view.instruments);
  const selectedId = useUiStore((state) => state.instrumentId);
  const isTable = useUiStore((state) => state.tables.price);
  const toggleTable = useUiStore((state) => state.toggleTable);
  const instrument = instruments.find(({ instrumentId }) => instrumentId === selectedId) ?? instruments[0];
  return (
    <Panel
      title="Price and forced fills"
      about="When and at what price positions broke: closed longs below the line, closed shorts above; size is money."
      actions={
        <>
          <InstrumentChoice instruments={instruments} selected={instrument} />
          <TableToggle subject="price" isTable={isTable} onToggle={() => toggleTable('price')} />
        </>
      }
    >
      <Prices instrument={instrument} />
      {isTable && instrument !== undefined ? (
        <PriceTable instrument={instrument} />
      ) : (
        <PriceCanvas instrument={instrument} />
      )}
      <Legend />
    </Panel>
  );
}

interface InstrumentChoiceProps {
  readonly instruments: readonly InstrumentView[];
  readonly selected: InstrumentView | undefined;
}

function InstrumentChoice({ instruments, selected }: InstrumentChoiceProps) {
  const selectInstrument = useUiStore((state) => state.selectInstrument);
  return (
    <fieldset className="flex rounded-md border border-line bg-raised p-0.5">
      <legend className="sr-only">Instrument</legend>
      {instruments.map((instrument) => (
        <label
          key={instrument.instrumentId}
          className="cursor-pointer rounded px-3 py-1 font-medium text-ink-soft text-xs has-checked:bg-panel has-checked:text-ink has-checked:shadow-sm has-focus-visible:outline-2"
        >
          <input
            type="radio"
            name="instrument"
            className="sr-only"
            checked={instrument === selected}
            onChange={() => selectInstrument(instrument.instrumentId)}
          />
          {instrument.name}
        </label>
      ))}
    </fieldset>
  );
}

/** The newest prices, each with the line that draws it. */
function Prices({ instrument }: { readonly instrument: InstrumentView | undefined }) {
  const text = (ticks: number | undefined) =>
    instrument === undefined || ticks === undefined ? UNKNOWN : priceText(ticks, instrument.specification);
  return (
    <dl className="figures flex flex-wrap items-baseline gap-x-5 gap-y-1 px-4 pb-2 text-xs">
      <PriceKey name="Mark" line="border-mark border-t-2">
        <span className="font-semibold text-base" data-testid="mark-price">
          {text(instrument?.markTicks)}
        </span>
      </PriceKey>
      <PriceKey name="Index" line="border-index border-t border-dashed">
        {text(instrument?.indexTicks)}
      </PriceKey>
      <PriceKey name="Last" line="border-last border-t">
        {text(instrument?.lastTicks)}
      </PriceKey>
      <PriceKey name="Bid / ask">
        {text(instrument?.bestBidTicks)} / {text(instrument?.bestAskTicks)}
      </PriceKey>
    </dl>
  );
}

function PriceKey({
  name,
  line,
  children,
}: {
  readonly name: string;
  readonly line?: string;
  readonly children: React.ReactNode;
}) {
  return (
    <div className="flex items-baseline gap-1.5">
      <dt className="flex items-center gap-1.5 text-ink-soft">
        {line !== undefined && <span aria-hidden="true" className={`inline-block w-4 self-center ${line}`} />}
        {name}
      </dt>
      <dd>{children}</dd>
    </div>
  );
}

function Legend() {
  return (
    <p className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 pt-1 pb-3 text-ink-soft text-xs">
      <span className="inline-flex items-center gap-1.5">
        <ModeGlyph mode="isolated" /> isolated margin
      </span>
      <span className="inline-flex items-center gap-1.5">
        <ModeGlyph mode="cross" /> cross margin
      </span>
      <span className="inline-flex items-center gap-1.5">
        <span aria-hidden="true" className="inline-block h-3 border-shock border-l border-dashed" /> shock
      </span>
      <a
        className="ml-auto underline underline-offset-2"
        href="https://www.tradingview.com/"
        rel="noreferrer"
      >
        Charts by TradingView
      </a>
    </p>
  );
}
