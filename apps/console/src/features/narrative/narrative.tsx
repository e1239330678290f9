'use client';

import type { MarketPhase } from '../../market-data/market-phase.ts';
import { useLiveView } from '../../session/session-context.tsx';

const BADGE_STYLES: Readonly<Record<MarketPhase, string>> = {
  waiting: 'border-line-strong text-ink',
  halted: 'border-line-strong bg-raised text-ink',
  calm: 'border-line-strong text-ink',
  slide: 'border-short text-short',
  rally: 'border-long text-long',
  cascade: 'border-short bg-short text-panel',
  recovery: 'border-long text-long',
  finished: 'border-line-strong text-ink',
};

/** One sentence about what is happening now, for somebody who sees it for the first time. */
export function Narrative() {
  const explanation = useLiveView((view) => view.explanation);
  const connectionKind = useLiveView((view) => view.connection.kind);
  if (explanation === null) {
    return (
      <p className="min-h-11 py-2 text-ink-soft">
        {connectionKind === 'offline' || connectionKind === 'closed'
          ? 'The exchange is not running, or not reachable from here. Start it with npm start; this page connects by itself.'
          : 'Looking for the exchange. In a moment you will see its prices, and who is closed by force.'}
      </p>
    );
  }
  return (
    <div className="flex min-h-20 items-start gap-3 py-1 sm:min-h-11">
      <span
        data-testid="phase"
        className={`mt-0.5 min-w-22 shrink-0 rounded-md border px-2.5 py-1 text-center font-semibold text-xs ${BADGE_STYLES[explanation.phase]}`}
      >
        {explanation.title}
      </span>
      <p className="figures max-w-[120ch] pt-1 sm:text-[15px]">{explanation.sentence}</p>
    </div>
  );
}
