'use client';

import type { ShockRow } from '@spillway/protocol/wire';
import { memo } from 'react';
import { clockText } from '../../display/simulated-clock.ts';
import { useLiveView } from '../../session/session-context.tsx';

/** A shock in the feed: the root of what comes above it. */
export const ShockItem = memo(function Item({ shock }: { readonly shock: ShockRow }) {
  const startsAt = useLiveView((view) => view.run?.startsAt ?? null);
  return (
    <li
      className="figures flex items-start gap-2.5 leading-5 border-line border-b bg-raised px-4 py-2 text-[13px]"
      data-testid="shock-row"
    >
      <time className="w-14 shrink-0 text-ink-soft text-xs">
        {clockText(shock.simulatedMs, { startsAt }).slice(0, 8)}
      </time>
      <span className="flex h-5 items-center">
        <ShockGlyph />
      </span>
      <span>
        <strong className="font-semibold text-shock">Shock from outside:</strong> {shock.label}
      </span>
    </li>
  );
});

/** The sign of a shock, from outside the market. */
export function ShockGlyph() {
  return (
    <svg aria-hidden="true" viewBox="0 0 12 12" className="size-3 shrink-0">
      <path d="M7 0 2 7h3l-1 5 6-7.5H6.5z" className="fill-shock" />
    </svg>
  );
}
