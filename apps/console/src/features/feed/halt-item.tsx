'use client';

import type { HaltRow } from '@spillway/protocol/wire';
import { memo } from 'react';
import { baseName } from '../../display/format-amount.ts';
import { clockText } from '../../display/simulated-clock.ts';
import { useLiveView, useSession } from '../../session/session-context.tsx';
import { haltStory } from './halt-story.ts';

/** A halt in the feed, or its end. */
export const HaltItem = memo(function Item({ halt }: { readonly halt: HaltRow }) {
  const session = useSession();
  const startsAt = useLiveView((view) => view.run?.startsAt ?? null);
  const specification =
    halt.instrumentId === null ? undefined : session.replica.history(halt.instrumentId)?.state.specification;
  const name = specification === undefined ? null : baseName(specification.symbol);
  const untilMs = halt.kind === 'halted' ? halt.untilMs : null;
  const until = untilMs === null ? null : clockText(untilMs, { startsAt }).slice(0, 8);
  return (
    <li
      className="figures flex items-start gap-2.5 leading-5 border-line border-b bg-raised px-4 py-2 text-[13px]"
      data-testid="halt-row"
    >
      <time className="w-14 shrink-0 text-ink-soft text-xs">
        {clockText(halt.simulatedMs, { startsAt }).slice(0, 8)}
      </time>
      <span className="flex h-5 items-center">
        <HaltGlyph isHalted={halt.kind === 'halted'} />
      </span>
      <span>
        <strong className="font-semibold">{halt.kind === 'halted' ? 'Halt:' : 'End of a halt:'}</strong>{' '}
        {haltStory(halt, { name, until })}
      </span>
    </li>
  );
});

/** Two bars while trading stands still, an arrow when it goes on. */
function HaltGlyph({ isHalted }: { readonly isHalted: boolean }) {
  return (
    <svg aria-hidden="true" viewBox="0 0 12 12" className="size-3 shrink-0">
      <path d={isHalted ? 'M2 1h3v10H2zM7 1h3v10H7z' : 'M2 1l8 5-8 5z'} className="fill-ink-soft" />
    </svg>
  );
}
