'use client';

import { describeLiquidation } from '@spillway/analysis';
import type { LiquidationRow } from '@spillway/protocol/wire';
import { memo } from 'react';
import { baseName, exactMoney, sizeText } from '../../display/format-amount.ts';
import { clockText } from '../../display/simulated-clock.ts';
import type { InstrumentView } from '../../session/live-view.ts';
import { useLiveView, useSession } from '../../session/session-context.tsx';
import { useUiStore } from '../../ui-state/ui-store.ts';
import { ModeGlyph } from '../panel/mode-glyph.tsx';
import { causeStory, counterpartyStory, modeStory } from './row-story.ts';

/** A forced fill in the feed; opens to its story. Memoised: a row never changes once it is there. */
export const LiquidationItem = memo(function Item({ row }: { readonly row: LiquidationRow }) {
  const session = useSession();
  const startsAt = useLiveView((view) => view.run?.startsAt ?? null);
  const isOpen = useUiStore((state) => state.selectedSequence === row.sequence);
  const selectRow = useUiStore((state) => state.selectRow);
  const specification = session.replica.history(row.instrumentId)?.state.specification;
  if (specification === undefined) return null;
  const storyId = `story-${row.sequence}`;
  return (
    <li className="border-line border-b" data-testid="liquidation-row">
      <button
        type="button"
        className="figures flex w-full items-start gap-2.5 px-4 py-2 text-left text-[13px] leading-5 hover:bg-raised"
        aria-expanded={isOpen}
        aria-controls={storyId}
        onClick={() => selectRow(isOpen ? null : row.sequence)}
      >
        <time className="w-14 shrink-0 text-ink-soft text-xs">
          {clockText(row.simulatedMs, { startsAt }).slice(0, 8)}
        </time>
        <span className="flex h-5 items-center">
          <ModeGlyph mode={row.mode} />
        </span>
        <span className="min-w-0">
          <strong className="font-semibold">{baseName(specification.symbol)}</strong>{' '}
          {describeLiquidation({ ...row, specification })}
        </span>
      </button>
      {isOpen && <Story id={storyId} row={row} specification={specification} />}
    </li>
  );
});

interface StoryProps {
  readonly id: string;
  readonly row: LiquidationRow;
  readonly specification: InstrumentView['specification'];
}

function Story({ id, row, specification }: StoryProps) {
  const facts: readonly (readonly [string, string])[] = [
    ['Why', causeStory(row)],
    ['Who took it', counterpartyStory(row)],
    ['The mode', modeStory(row)],
    ['Account', `${row.accountId}, liquidation ${row.liquidationId}`],
    [
      'Size',
      `${sizeText(row.sizeLots, specification)} ${baseName(specification.symbol)}, worth ${exactMoney(row.notionalMicros)}`,
    ],
  ];
  return (
    <dl id={id} className="figures grid grid-cols-[5.5rem_1fr] gap-x-3 gap-y-1 bg-raised px-4 py-3 text-xs">
      {facts.map(([name, text]) => (
        <div key={name} className="contents">
          <dt className="text-ink-soft">{name}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}
