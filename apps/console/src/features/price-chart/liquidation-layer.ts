import type {
  IPrimitivePaneRenderer,
  IPrimitivePaneView,
  ISeriesPrimitive,
  SeriesAttachedParameter,
  Time,
} from 'lightweight-charts';
import type { LiquidationMarker } from '../../market-data/liquidation-markers.ts';
import type { Colours } from '../../theme/read-colours.ts';
import { placeLabels } from './place-labels.ts';
import { type MarkerScale, placeMarkers } from './place-markers.ts';

export interface ShockLine {
  readonly second: number;
  readonly label: string;
}

/** What the layer draws; seconds are simulated, the scale knows the axis. */
export interface LayerContent {
  readonly markers: readonly LiquidationMarker[];
  readonly shocks: readonly ShockLine[];
  readonly scale: MarkerScale;
  readonly colours: Colours;
}

type DrawTarget = Parameters<IPrimitivePaneRenderer['draw']>[0];

/** Labels of shocks that are close together go below one another, and in the end are left out. */
const LABEL_ROWS_MAX = 4;
const LABEL_ROW_HEIGHT = 14;

/** Draws forced fills (● isolated, ◆ cross) and shocks beneath the line of the price, as a primitive of the chart library. */
export class LiquidationLayer implements ISeriesPrimitive<Time> {
  readonly #views: readonly IPrimitivePaneView[] = [
    { zOrder: () => 'bottom', renderer: () => ({ draw: (target) => this.#draw(target) }) },
  ];
  #content: LayerContent | null = null;
  #requestUpdate: (() => void) | null = null;

  attached({ requestUpdate }: SeriesAttachedParameter<Time>): void {
    this.#requestUpdate = requestUpdate;
  }

  detached(): void {
    this.#requestUpdate = null;
  }

  paneViews(): readonly IPrimitivePaneView[] {
    return this.#views;
  }

  show(content: LayerContent): void {
    this.#content = content;
    this.#requestUpdate?.();
  }

  #draw(target: DrawTarget): void {
    const content = this.#content;
    // biome-ignore lint/correctness/useHookAtTopLevel: a method of the canvas library, not a hook of React
    target.useMediaCoordinateSpace(({ context, mediaSize }) => {
      if (content === null) return;
      drawShocks(context, { content, size: mediaSize });
      drawMarkers(context, content);
    });
  }
}

function drawMarkers(context: CanvasRenderingContext2D, { markers, scale, colours }: LayerContent): void {
  context.lineWidth = 1;
  context.strokeStyle = colours.panel;
  for (const { marker, x, y, radius } of placeMarkers(markers, scale)) {
    context.fillStyle = colours[marker.mode];
    context.beginPath();
    if (marker.mode === 'isolated') {
      context.arc(x, y, radius, 0, 2 * Math.PI);
    } else {
      // A diamond of about the area of the circle.
      const reach = radius * 1.2;
      context.moveTo(x, y - reach);
      context.lineTo(x + reach, y);
      context.lineTo(x, y + reach);
      context.lineTo(x - reach, y);
      context.closePath();
    }
    context.fill();
    context.stroke();
  }
}

function drawShocks(
  context: CanvasRenderingContext2D,
  {
    content,
    size,
  }: { readonly content: LayerContent; readonly size: { readonly width: number; readonly height: number } },
): void {
  const { shocks, scale, colours } = content;
  context.font = '11px "Geist Variable", system-ui, sans-serif';
  const lines = shocks.flatMap(({ second, label }) => {
    const lineX = scale.xOf(second);
    return lineX === null ? [] : [{ lineX: Number(lineX), label, width: context.measureText(label).width }];
  });
  const places = placeLabels(lines, { width: size.width, rowCount: LABEL_ROWS_MAX });
  context.strokeStyle = colours.shock;
  context.fillStyle = colours.shock;
  context.lineWidth = 1;
  context.setLineDash([3, 3]);
  for (const [index, { lineX, label }] of lines.entries()) {
    context.beginPath();
    context.moveTo(lineX, 0);
    context.lineTo(lineX, size.height);
    context.stroke();
    const place = places[index];
    if (place) context.fillText(label, place.x, 14 + place.row * LABEL_ROW_HEIGHT);
  }
  context.setLineDash([]);
}
