/** The calibration table of the documentation: what runs amount to, beside published figures of real events. */
import type { Calibration, InstrumentCalibration } from './calibration.ts';

const TABLE_BEGIN = '<!-- calibration: begin -->';
const TABLE_END = '<!-- calibration: end -->';

interface CalibrationRow {
  readonly label: string;
  /** The published figure; its letter leads to the source below the table. */
  readonly published: string;
  readonly measure: (result: Calibration) => string;
}

/** A run of the scenario, under the name of its seed. */
export interface CalibrationColumn {
  readonly seed: string;
  readonly result: Calibration;
}

function instrument(result: Calibration, place: number): InstrumentCalibration {
  const found = result.instruments[place];
  if (found === undefined) throw new RangeError(`the scenario has no instrument ${place}`);
  return found;
}

const percent = (fraction: number, digits = 0): string =>
  `${(fraction * 100).toFixed(digits).replace('-', '−')} %`;
const millions = (amount: number): string => (amount / 1e6).toFixed(amount < 1e5 ? 2 : 1);
const liquidatedShare = ({ liquidated, openInterestStart }: InstrumentCalibration): string =>
  percent(liquidated / openInterestStart);
const falls = ({ indexFall, markFall }: InstrumentCalibration): string =>
  `${percent(-indexFall, 1)}, ${percent(-markFall, 1)}`;
const depths = ({ depthStart, depthMin }: InstrumentCalibration): string =>
  `${millions(depthStart)}, ${millions(depthMin)}`;

/** BTC is the first instrument of `october-2025`, SOL the second. */
const ROWS: readonly CalibrationRow[] = [
  {
    label: 'liquidations (accounts or positions)',
    published: '',
    measure: ({ liquidations }) => countText(liquidations),
  },
  {
    label: 'liquidated notional / open interest before, BTC',
    published: '',
    measure: (result) => liquidatedShare(instrument(result, 0)),
  },
  { label: 'the same, SOL', published: '', measure: (result) => liquidatedShare(instrument(result, 1)) },
  {
    label: 'change of open interest, BTC',
    published: '−19 to −25 %; another tracker −51 % (a)',
    measure: (result) => {
      const { openInterestStart, openInterestEnd } = instrument(result, 0);
      return percent(openInterestEnd / openInterestStart - 1);
    },
  },
  {
    label: 'share of longs in what was liquidated',
    published: '84 % (b)',
    measure: ({ longShare }) => percent(longShare),
  },
  {
    label: 'worst minute / all liquidated',
    published: '32 % of 14 hours (b)',
    measure: ({ worstMinuteShare }) => percent(worstMinuteShare),
  },
  {
    label: 'auto-deleveraged / liquidated',
    published: '38 % (c)',
    measure: (result) => percent(result.deleveragedNotional / result.liquidatedNotional),
  },
  {
    label: 'taken over by the fund / liquidated',
    published: '',
    measure: (result) => percent(result.takenOverNotional / result.liquidatedNotional),
  },
  { label: 'lowest point of the insurance fund', published: '', measure: fundLowest },
  { label: 'longest chain (waves)', published: '', measure: ({ waveMax }) => String(waveMax) },
  {
    label: 'fall of the index, of the mark, BTC',
    published: '',
    measure: (result) => falls(instrument(result, 0)),
  },
  {
    label: 'fall of the index, of the mark, SOL',
    published: '',
    measure: (result) => falls(instrument(result, 1)),
  },
  {
    label: 'largest discount of the mark to the index, BTC and SOL',
    published: '',
    measure: ({ instruments }) => instruments.map(({ discountMax }) => percent(-discountMax, 1)).join(', '),
  },
  {
    label: 'bids within 1 %, calm and at the thinnest, BTC (million USDT)',
    published: '−90 % or more (d)',
    measure: (result) => depths(instrument(result, 0)),
  },
  {
    label: 'the same, SOL',
    published: '−90 % or more (d)',
    measure: (result) => depths(instrument(result, 1)),
  },
  {
    label: 'median spread, BTC',
    published: '0.06 to 0.7 bp on quiet days (e)',
    measure: (result) => `${(instrument(result, 0).spreadMedianFraction * 10_000).toFixed(1)} bp`,
  },
];

function countText(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** The fund's lowest cash as a share of what it began with. */
function fundLowest({ fundMin, fundStart }: Calibration): string {
  return percent(fundMin / fundStart);
}

/** The measured cells of one run, from top to bottom. */
export function calibrationCells(result: Calibration): readonly string[] {
  return ROWS.map(({ measure }) => measure(result));
}

/** The whole table as Markdown, a column for every run. */
export function calibrationTable(columns: readonly CalibrationColumn[]): string {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`.replaceAll('|  |', '| |');
  const measured = columns.map(({ result }) => calibrationCells(result));
  return [
    row(['', 'published', ...columns.map(({ seed }) => `seed ${seed}`)]),
    `|${'---|'.repeat(columns.length + 2)}`,
    ...ROWS.map(({ label, published }, place) =>
      row([label, published, ...measured.map((cells) => cells[place] ?? '')]),
    ),
  ].join('\n');
}

/** What the margin mode alone changes, in a sentence: everybody in cross, everybody isolated, else the same. */
export function marginModeSentence(
  seed: string,
  runs: Readonly<Record<'cross' | 'isolated', Calibration>>,
): string {
  const amount = ({ liquidatedNotional }: Calibration): string =>
    `${(liquidatedNotional / 1e6).toFixed(1)} million`;
  const { cross, isolated } = runs;
  return [
    `With seed ${seed} and everybody in cross ${countText(cross.liquidations)} are liquidated for ${amount(cross)} and`,
    `the fund falls to ${fundLowest(cross)}; with everybody isolated ${countText(isolated.liquidations)} for`,
    `${amount(isolated)}, and the fund falls to ${fundLowest(isolated)}.`,
  ].join('\n');
}

/** What lies between the two markers of a document. */
export function calibrationText(document: string): string {
  const begin = document.indexOf(TABLE_BEGIN);
  const end = document.indexOf(TABLE_END);
  if (begin === -1 || end < begin) throw new RangeError(`expected ${TABLE_BEGIN} … ${TABLE_END}`);
  return document.slice(begin + TABLE_BEGIN.length, end).trim();
}

/** `document` with what lies between the two markers replaced. */
export function withCalibrationText(document: string, text: string): string {
  return document.replace(calibrationText(document), () => text);
}
