'use client';

import { countText, exactMoney, shortMoney } from '../../display/format-amount.ts';
import { useLiveView } from '../../session/session-context.tsx';
import { ShockGlyph } from './shock-item.tsx';

/** The newest shock and what it has set off, pinned above the feed: a cascade soon pushes its own row out of sight. */
export function LatestShock() {
  const latest = useLiveView((view) => view.latestShock);
  if (latest === null) return null;
  const { shock, forcedFills, forcedMicros } = latest;
  return (
    <p
      className="figures flex items-start gap-2.5 border-line border-t bg-raised px-4 py-2 text-[13px] leading-5"
      data-testid="latest-shock"
    >
      <span className="flex h-5 items-center">
        <ShockGlyph />
      </span>
      <span title={exactMoney(forcedMicros)}>
        <strong className="font-semibold text-shock">{shock.label}</strong> has set off{' '}
        {countText(forcedFills)} forced fills worth {shortMoney(forcedMicros)}.
      </span>
    </p>
  );
}
