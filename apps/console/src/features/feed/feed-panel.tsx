'use client';

import { useRef } from 'react';
import { countText } from '../../display/format-amount.ts';
import { type FeedEntry, sequenceOf } from '../../session/live-view.ts';
import { useLiveView } from '../../session/session-context.tsx';
import { useUiStore } from '../../ui-state/ui-store.ts';
import { Panel } from '../panel/panel.tsx';
import { HaltItem } from './halt-item.tsx';
import { LatestShock } from './latest-shock.tsx';
import { LiquidationItem } from './liquidation-item.tsx';
import { ShockItem } from './shock-item.tsx';

/** What happened, in words, newest first. */
export function FeedPanel({ className = '' }: { readonly className?: string }) {
  const isPaused = useUiStore((state) => state.isFeedPaused);
  const toggleFeed = useUiStore((state) => state.toggleFeed);
  const feed = useLiveView((view) => view.feed);
  const total = useLiveView((view) => view.feedTotal);
  const held = useRef<{ entries: readonly FeedEntry[]; total: number }>({ entries: [], total: 0 });
  if (!isPaused) held.current = { entries: feed, total };
  const { entries } = held.current;
  const missed = total - held.current.total;
  return (
    <Panel
      title="Feed"
      about={feedAbout({ shown: entries.length, total: held.current.total })}
      className={className}
      actions={
        <button type="button" className="control h-8 text-xs" aria-pressed={isPaused} onClick={toggleFeed}>
          {isPaused ? `Continue${missed > 0 ? ` (${countText(missed)} new)` : ''}` : 'Hold still'}
        </button>
      }
    >
      <LatestShock />
      {entries.length === 0 ? (
        <p className="px-4 py-8 text-center text-ink-soft">Nobody has been closed by force yet.</p>
      ) : (
        <ol
          className="max-h-[420px] min-h-0 flex-1 overflow-y-auto border-line border-t lg:max-h-none"
          aria-label="Forced fills, shocks and halts, newest first"
          data-testid="feed"
        >
          {entries.map((entry) => (
            <FeedItem key={sequenceOf(entry)} entry={entry} />
          ))}
        </ol>
      )}
    </Panel>
  );
}

function FeedItem({ entry }: { readonly entry: FeedEntry }) {
  switch (entry.kind) {
    case 'liquidation':
      return <LiquidationItem row={entry.row} />;
    case 'shock':
      return <ShockItem shock={entry.shock} />;
    case 'halt':
      return <HaltItem halt={entry.halt} />;
  }
}

function feedAbout({ shown, total }: { readonly shown: number; readonly total: number }): string {
  const words = 'Every forced fill, shock and halt in words, newest first.';
  return total > shown
    ? `${words} The latest ${countText(shown)} of ${countText(total)}; click one for its story.`
    : `${words} Click one for its story.`;
}
