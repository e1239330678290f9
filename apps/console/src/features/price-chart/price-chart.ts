import type { RunState } from '@spillway/protocol/wire';
import type * as Library from 'lightweight-charts';
import { originSeconds } from '../../display/simulated-clock.ts';
import { type InstrumentHistory, PRICE_COLUMN, type RunReplica } from '../../market-data/run-replica.ts';
import type { Colours } from '../../theme/read-colours.ts';
import { LiquidationLayer } from './liquidation-layer.ts';

type LineSeries = Library.ISeriesApi<'Line'>;

export interface PriceChartOptions {
  readonly library: typeof Library;
  readonly container: HTMLElement;
  readonly colours: Colours;
  /** The reader has moved or zoomed the time axis. */
  readonly onLookAway: () => void;
  /** The simulated second under the pointer; null when there is none. */
  readonly onPoint: (second: number | null) => void;
}

/** More new samples than this since the last drawing and the whole series is set anew, which is then faster. */
const UPDATES_MAX = 200;
/** The axis has at most this many slots; a longer run takes slots of several seconds. */
const AXIS_SLOTS_MAX = 6_000;
/** Free room at each end of the time axis, as a part of its length. */
const AXIS_MARGIN = 0.025;

/** The price of one instrument, drawn with Lightweight Charts straight from the replica. */
export class PriceChart {
  readonly #chart: Library.IChartApi;
  readonly #mark: LineSeries;
  readonly #index: LineSeries;
  readonly #last: LineSeries;
  /** Holds the whole run's axis open, one empty slot a second: samples that are further apart must look so. */
  readonly #axis: LineSeries;
  readonly #layer = new LiquidationLayer();
  #colours: Colours;
  #history: InstrumentHistory | null = null;
  #generation = -1;
  #drawnLength = 0;
  #drawnVersion = -1;
  #origin = 0;
  #slotSeconds = 1;
  #nowSlot = 0;

  constructor({ library, container, colours, onLookAway, onPoint }: PriceChartOptions) {
    this.#colours = colours;
    this.#chart = library.createChart(container, {
      autoSize: true,
      // The licence asks for a link to TradingView where readers see it; the page has its own below the chart,
      // because the library's logo brings a style element that the content security policy forbids.
      layout: { attributionLogo: false, fontFamily: '"Geist Variable", system-ui, sans-serif', fontSize: 12 },
      timeScale: { timeVisible: true, secondsVisible: true, minBarSpacing: 0.01, rightOffset: 0 },
      rightPriceScale: { scaleMargins: { top: 0.12, bottom: 0.14 } },
      localization: { locale: 'en-US', timeFormatter: timeText },
      handleScroll: { vertTouchDrag: false },
    });
    const plain = {
      lastValueVisible: false,
      priceLineVisible: false,
      crosshairMarkerVisible: false,
    } as const;
    this.#axis = this.#chart.addSeries(library.LineSeries, plain);
    this.#last = this.#chart.addSeries(library.LineSeries, { ...plain, lineWidth: 1 });
    this.#index = this.#chart.addSeries(library.LineSeries, {
      ...plain,
      lineWidth: 1,
      lineStyle: library.LineStyle.Dashed,
    });
    this.#mark = this.#chart.addSeries(library.LineSeries, { lineWidth: 2, priceLineVisible: false });
    this.#mark.attachPrimitive(this.#layer);
    this.#chart.subscribeCrosshairMove(({ time }) => {
      onPoint(typeof time === 'number' ? time - this.#origin : null);
    });
    container.addEventListener('wheel', onLookAway, { passive: true });
    container.addEventListener('pointermove', (event) => {
      // A finger that moves up or down scrolls the page, not the chart.
      if (event.buttons !== 0 && Math.abs(event.movementX) > Math.abs(event.movementY)) onLookAway();
    });
    this.paint(colours);
  }

  /** Takes the colours of another theme. */
  paint(colours: Colours): void {
    this.#colours = colours;
    this.#chart.applyOptions({
      layout: { background: { color: colours.panel }, textColor: colours['ink-soft'] },
      grid: { vertLines: { color: colours.line }, horzLines: { color: colours.line } },
      rightPriceScale: { borderColor: colours.line },
      timeScale: { borderColor: colours.line },
      crosshair: { vertLine: { color: colours['line-strong'] }, horzLine: { color: colours['line-strong'] } },
    });
    this.#mark.applyOptions({ color: colours.mark });
    this.#index.applyOptions({ color: colours.index });
    this.#last.applyOptions({ color: colours.last });
    this.#drawnVersion = -1;
  }

  /** Draws what is new since the last time; cheap when nothing is. */
  draw(
    replica: RunReplica,
    { history, isFollowing }: { readonly history: InstrumentHistory; readonly isFollowing: boolean },
  ): void {
    if (history !== this.#history) this.#show(history, replica);
    if (replica.version === this.#drawnVersion) return;
    this.#drawnVersion = replica.version;
    this.#nowSlot = this.#slotOf(replica.simulatedMs / 1000);
    this.#drawPrices(history);
    this.#layer.show({
      markers: history.markers.list(),
      shocks: replica.shocks.map(({ simulatedMs, label }) => ({
        second: Math.floor(simulatedMs / 1000),
        label,
      })),
      scale: { xOf: (second) => this.#xOf(second), markYOf: (second) => this.#markYOf(second) },
      colours: this.#colours,
    });
    if (isFollowing) this.fit();
  }

  /** Shows the whole run so far. */
  fit(): void {
    // A little room on both sides, so that the first label of the axis and the newest price are not cut.
    const margin = 2 + this.#nowSlot * AXIS_MARGIN;
    this.#chart.timeScale().setVisibleLogicalRange({ from: -margin, to: this.#nowSlot + margin });
  }

  remove(): void {
    this.#chart.remove();
  }

  #show(history: InstrumentHistory, replica: RunReplica): void {
    this.#history = history;
    this.#generation = -1;
    this.#drawnVersion = -1;
    this.#openAxis(replica.run);
    const { tickSize } = history.state.specification;
    const minMove = Number(tickSize);
    const decimals = tickSize.split('.')[1]?.length ?? 0;
    const axisPrices = new Intl.NumberFormat('en-US', {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    });
    for (const series of [this.#axis, this.#mark, this.#index, this.#last]) {
      series.applyOptions({
        priceFormat: { type: 'custom', minMove, formatter: (price: number) => axisPrices.format(price) },
      });
    }
    this.#chart.priceScale('right').applyOptions({ autoScale: true });
  }

  #drawPrices({ prices }: InstrumentHistory): void {
    const isAnew = prices.generation !== this.#generation || prices.length - this.#drawnLength > UPDATES_MAX;
    // The sample drawn last may have changed within its second, so drawing goes on from there.
    const from = isAnew ? 0 : Math.max(0, this.#drawnLength - 1);
    for (const [series, column] of [
      [this.#last, PRICE_COLUMN.last],
      [this.#index, PRICE_COLUMN.index],
      [this.#mark, PRICE_COLUMN.mark],
    ] as const) {
      if (isAnew) series.setData(this.#points({ column, from }));
      else for (const point of this.#points({ column, from })) series.update(point);
    }
    this.#generation = prices.generation;
    this.#drawnLength = prices.length;
  }

  #points({
    column,
    from,
  }: {
    readonly column: number;
    readonly from: number;
  }): Library.LineData<Library.UTCTimestamp>[] {
    const points: Library.LineData<Library.UTCTimestamp>[] = [];
    const history = this.#history;
    if (history === null) return points;
    const tickSize = Number(history.state.specification.tickSize);
    for (let index = from; index < history.prices.length; index += 1) {
      const ticks = history.prices.valueAt(index, column);
      // A place on the screen, not money: a float is exact enough. Before the first trade there is no last price.
      if (!Number.isFinite(ticks)) continue;
      const time = this.#timeOf(this.#slotOf(history.prices.secondAt(index)));
      // The newest sample of a slot stands for it.
      if (points.at(-1)?.time === time) points.pop();
      points.push({ time, value: ticks * tickSize });
    }
    return points;
  }

  /** Lays out one slot after the other for the whole run. */
  #openAxis(run: RunState | null): void {
    const durationSeconds = run === null ? 0 : Math.ceil(run.durationMs / 1000);
    this.#origin = run === null ? 0 : originSeconds(run);
    this.#slotSeconds = Math.max(1, Math.ceil(durationSeconds / AXIS_SLOTS_MAX));
    const slotCount = this.#slotOf(durationSeconds) + 1;
    this.#axis.setData(Array.from({ length: slotCount }, (_, slot) => ({ time: this.#timeOf(slot) })));
  }

  #slotOf(second: number): number {
    return Math.floor(second / this.#slotSeconds);
  }

  #timeOf(slot: number): Library.UTCTimestamp {
    return (this.#origin + slot * this.#slotSeconds) as Library.UTCTimestamp;
  }

  #xOf(second: number): number | null {
    return this.#chart.timeScale().timeToCoordinate(this.#timeOf(this.#slotOf(second)));
  }

  #markYOf(second: number): number | null {
    const history = this.#history;
    if (history === null || history.prices.length === 0) return null;
    const index = Math.max(0, history.prices.indexAtOrBefore(second));
    const ticks = history.prices.valueAt(index, PRICE_COLUMN.mark);
    return this.#mark.priceToCoordinate(ticks * Number(history.state.specification.tickSize));
  }
}

/** The time of day at a second of the axis: `21:17:32`. */
function timeText(second: number): string {
  return new Date(second * 1000).toISOString().slice(11, 19);
}
