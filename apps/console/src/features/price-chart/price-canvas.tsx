'use client';

import { useEffect, useRef } from 'react';
import { countText, priceText } from '../../display/format-amount.ts';
import { clockText } from '../../display/simulated-clock.ts';
import { PRICE_COLUMN } from '../../market-data/run-replica.ts';
import type { LiveSession } from '../../session/live-session.ts';
import type { InstrumentView } from '../../session/live-view.ts';
import { useLiveView, useSession } from '../../session/session-context.tsx';
import { readColours, watchTheme } from '../../theme/read-colours.ts';
import { useUiStore } from '../../ui-state/ui-store.ts';
import { PriceChart } from './price-chart.ts';

/** The chart itself: an element that the drawing loop fills, and the readings under the pointer. */
export function PriceCanvas({ instrument }: { readonly instrument: InstrumentView | undefined }) {
  const container = useRef<HTMLDivElement>(null);
  const reading = useRef<HTMLParagraphElement>(null);
  const session = useSession();
  const isFollowing = useUiStore((state) => state.isFollowing);
  const setFollowing = useUiStore((state) => state.setFollowing);
  const liquidationCount = useLiveView((view) => view.totals?.liquidationCount ?? 0);

  useEffect(() => {
    if (container.current === null || reading.current === null) return;
    return mountChart(session, { container: container.current, reading: reading.current });
  }, [session]);

  return (
    <div className="relative">
      <div
        ref={container}
        role="img"
        aria-label={
          instrument === undefined
            ? 'Price chart, empty so far'
            : `Price chart of ${instrument.name}: mark ${priceText(instrument.markTicks, instrument.specification)}, ${countText(liquidationCount)} liquidations in the run so far`
        }
        className="h-[300px] w-full sm:h-[360px]"
        data-testid="price-chart"
      />
      <p
        ref={reading}
        aria-hidden="true"
        className="figures pointer-events-none absolute top-1 left-4 z-10 rounded bg-panel/90 px-1 text-ink-soft text-xs"
      />
      {!isFollowing && (
        <button
          type="button"
          className="control absolute right-20 bottom-9 z-10 h-8"
          onClick={() => setFollowing(true)}
        >
          Follow the run
        </button>
      )}
    </div>
  );
}

interface ChartPlaces {
  readonly container: HTMLElement;
  readonly reading: HTMLElement;
}

/** Loads the chart library, draws with every repaint, follows the theme; returns how to take it all down. */
function mountChart(session: LiveSession, { container, reading }: ChartPlaces): () => void {
  const root = document.documentElement;
  let chart: PriceChart | null = null;
  let isMounted = true;
  void import('lightweight-charts').then((library) => {
    if (!isMounted) return;
    chart = new PriceChart({
      library,
      container,
      colours: readColours(root),
      onLookAway: () => useUiStore.getState().setFollowing(false),
      onPoint: (second) => {
        reading.textContent = second === null ? '' : readingText(session, second);
      },
    });
    performance.mark('first-chart');
  });
  const stopDrawing = session.drawLoop.add(() => {
    const history = selectedHistory(session);
    if (history !== undefined) {
      chart?.draw(session.replica, { history, isFollowing: useUiStore.getState().isFollowing });
    }
  });
  const stopWatching = watchTheme(root, () => chart?.paint(readColours(root)));
  const stopFollowing = useUiStore.subscribe((state, before) => {
    if (state.isFollowing && !before.isFollowing) chart?.fit();
  });
  return () => {
    isMounted = false;
    stopDrawing();
    stopWatching();
    stopFollowing();
    chart?.remove();
  };
}

function selectedHistory({ replica }: LiveSession) {
  const selectedId = useUiStore.getState().instrumentId;
  return (selectedId === null ? undefined : replica.history(selectedId)) ?? replica.instruments[0];
}

/** The prices at one moment of the run, for the pointer. */
function readingText(session: LiveSession, second: number): string {
  const history = selectedHistory(session);
  const { run } = session.replica;
  if (history === undefined || run === null) return '';
  const index = history.prices.indexAtOrBefore(second);
  const text = (column: number) =>
    priceText(history.prices.valueAt(index, column), history.state.specification);
  return `${clockText(second * 1000, run)} · mark ${text(PRICE_COLUMN.mark)} · index ${text(PRICE_COLUMN.index)} · last ${text(PRICE_COLUMN.last)}`;
}
