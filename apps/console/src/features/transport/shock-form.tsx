'use client';

import { type FormEvent, useState } from 'react';
import { useLiveView } from '../../session/session-context.tsx';
import { useUiStore } from '../../ui-state/ui-store.ts';
import type { RunActions } from './run-actions.ts';
import { parseShockPercent } from './shock-request.ts';

/** The field that the `S` key goes to. */
export const SHOCK_FIELD_ID = 'shock-percent';
const EVERY_INSTRUMENT = '';

/** Hits the index of one instrument, or of all: the question of every stress test. */
export function ShockForm({ actions }: { readonly actions: RunActions }) {
  const instruments = useLiveView((view) => view.instruments);
  const isOver = useLiveView((view) => view.run?.phase === 'finished');
  const report = useUiStore((state) => state.report);
  const [symbol, setSymbol] = useState(EVERY_INSTRUMENT);
  const [percentText, setPercentText] = useState('-5');

  function submit(event: FormEvent) {
    event.preventDefault();
    const parsed = parseShockPercent(percentText);
    if (parsed.isParsed)
      actions.shock({ symbol: symbol === EVERY_INSTRUMENT ? null : symbol, percent: parsed.percent });
    else report(parsed.reason, true);
  }

  return (
    <form className="flex items-center gap-1.5" onSubmit={submit} aria-label="Shock" noValidate>
      <select
        className="field w-20 px-2"
        aria-label="Instrument to shock"
        value={symbol}
        onChange={({ target }) => setSymbol(target.value)}
      >
        <option value={EVERY_INSTRUMENT}>All</option>
        {instruments.map(({ instrumentId, name, specification }) => (
          <option key={instrumentId} value={specification.symbol}>
            {name}
          </option>
        ))}
      </select>
      <span className="relative">
        <input
          id={SHOCK_FIELD_ID}
          className="field figures w-[4.5rem] pr-6 text-right"
          aria-label="Shock in percent of the index price"
          inputMode="decimal"
          autoComplete="off"
          value={percentText}
          onChange={({ target }) => setPercentText(target.value)}
        />
        <span
          aria-hidden="true"
          className="pointer-events-none absolute top-1.5 right-2 text-ink-soft text-sm"
        >
          %
        </span>
      </span>
      <button type="submit" className="control" disabled={isOver} aria-keyshortcuts="s">
        Shock
      </button>
    </form>
  );
}
