'use client';

import { useEffect, useRef } from 'react';
import { exactMoney, shortMoney } from '../../display/format-amount.ts';
import { durationText, minuteText } from '../../display/simulated-clock.ts';
import type { InstrumentHistory } from '../../market-data/run-replica.ts';
import type { LiveSession } from '../../session/live-session.ts';
import type { InstrumentView } from '../../session/live-view.ts';
import { useLiveView, useSession } from '../../session/session-context.tsx';
import { useUiStore } from '../../ui-state/ui-store.ts';
import { MODE_NAMES, ModeGlyph } from '../panel/mode-glyph.tsx';
import { Panel, TableToggle } from '../panel/panel.tsx';
import { DRAWING_HEIGHT, volumePaths } from './volume-path.ts';
import { VolumeTable } from './volume-table.tsx';

/** How much had to be sold, when, and by which margin mode? One row of bars an instrument, on one scale. */
export function VolumePanel() {
  const instruments = useLiveView((view) => view.instruments);
  const run = useLiveView((view) => view.run);
  const isTable = useUiStore((state) => state.tables.volume);
  const toggleTable = useUiStore((state) => state.toggleTable);
  return (
    <Panel
      title="Forced volume"
      about="How much was closed by force over the run, by margin mode. All rows have the same scale."
      actions={
        <TableToggle subject="forced volume" isTable={isTable} onToggle={() => toggleTable('volume')} />
      }
    >
      {isTable ? (
        <VolumeTable />
      ) : (
        <div className="flex flex-col gap-3 px-4 pb-3">
          {instruments.map((instrument) => (
            <VolumeRow key={instrument.instrumentId} instrument={instrument} />
          ))}
          {instruments.length === 0 && <p className="py-8 text-center text-ink-soft">Nothing to draw yet.</p>}
          {run !== null && (
            <p
              aria-hidden="true"
              className="figures flex justify-between border-line border-t pt-1 text-ink-soft text-xs"
            >
              {[0, 0.25, 0.5, 0.75, 1].map((share) => (
                <span key={share}>{minuteText(share * run.durationMs, run)}</span>
              ))}
            </p>
          )}
        </div>
      )}
    </Panel>
  );
}

function VolumeRow({ instrument }: { readonly instrument: InstrumentView }) {
  const totals = useLiveView((view) => view.totals);
  const own = totals?.byInstrument.find(({ instrumentId }) => instrumentId === instrument.instrumentId);
  const isolated = own?.isolated ?? 0;
  const cross = own?.cross ?? 0;
  return (
    <div>
      <div className="figures mb-1 flex flex-wrap items-baseline gap-x-4 text-xs">
        <h3 className="font-semibold text-sm">{instrument.name}</h3>
        <ModeTotal mode="isolated" micros={isolated} />
        <ModeTotal mode="cross" micros={cross} />
        <span className="ml-auto text-ink-soft">
          <ScaleNote instrumentId={instrument.instrumentId} />
        </span>
      </div>
      <VolumeBars
        instrument={instrument}
        label={`Forced volume of ${instrument.name} over the run: isolated ${exactMoney(isolated)}, cross ${exactMoney(cross)}`}
      />
    </div>
  );
}

function ModeTotal({ mode, micros }: { readonly mode: 'isolated' | 'cross'; readonly micros: number }) {
  return (
    <span className="inline-flex items-center gap-1.5" title={exactMoney(micros)}>
      <ModeGlyph mode={mode} />
      <span className="text-ink-soft">{MODE_NAMES[mode]}</span>
      <strong className="font-semibold" data-testid={`volume-${mode}`}>
        {shortMoney(micros)}
      </strong>
    </span>
  );
}

/** The height of the row in money, once something was drawn. */
function ScaleNote({ instrumentId }: { readonly instrumentId: number }) {
  const session = useSession();
  // Reading the totals makes this follow the run; the scale itself comes from the bars.
  const hasVolume = useLiveView((view) => (view.totals?.liquidationNotionalMicros ?? 0) > 0);
  const volume = session.replica.history(instrumentId)?.volume;
  if (!hasVolume || volume === undefined) return null;
  return (
    <>
      full height {shortMoney(fullScale(session))} in {durationText(volume.bucketMs)}
    </>
  );
}

function fullScale({ replica }: LiveSession): number {
  return replica.instruments.reduce((largest, { volume }) => Math.max(largest, volume.maxMicros), 0);
}

function VolumeBars({ instrument, label }: { readonly instrument: InstrumentView; readonly label: string }) {
  const session = useSession();
  const drawing = useRef<SVGSVGElement>(null);
  const { instrumentId } = instrument;
  useEffect(() => {
    const svg = drawing.current;
    if (svg === null) return;
    let drawnVersion = -1;
    return session.drawLoop.add(() => {
      const history = session.replica.history(instrumentId);
      if (history === undefined || session.replica.version === drawnVersion) return;
      drawnVersion = session.replica.version;
      drawBars(svg, { session, history });
    });
  }, [session, instrumentId]);
  return (
    <svg
      ref={drawing}
      role="img"
      aria-label={label}
      preserveAspectRatio="none"
      className="block h-16 w-full rounded-sm bg-raised"
    >
      <path className="fill-ink opacity-[0.05]" data-part="elapsed" />
      <path className="fill-isolated" data-part="isolated" />
      <path className="fill-cross" data-part="cross" />
    </svg>
  );
}

interface BarsContent {
  readonly session: LiveSession;
  readonly history: InstrumentHistory;
}

/** Writes the bars into the drawing without React: they change with every frame. */
function drawBars(svg: SVGSVGElement, { session, history }: BarsContent): void {
  const { volume } = history;
  const paths = volumePaths(volume, fullScale(session));
  const elapsed = session.replica.simulatedMs / volume.bucketMs;
  svg.setAttribute('viewBox', `0 0 ${volume.bucketCount} ${DRAWING_HEIGHT}`);
  for (const [part, path] of [
    ['elapsed', `M0 0H${elapsed.toFixed(2)}V${DRAWING_HEIGHT}H0z`],
    ['isolated', paths.isolated],
    ['cross', paths.cross],
  ] as const) {
    svg.querySelector(`[data-part=${part}]`)?.setAttribute('d', path);
  }
}
