/** What is known of a venue, in a market under the rules of its preset and not under those that the case states. */
import { MarginDecimal } from '@spillway/margin';
import {
  CLOSE_OUT_VECTORS,
  CONTRACT_VECTORS,
  DERIVED_VECTORS,
  type MarginVector,
  OPEN_SOURCE_VECTORS,
  PUBLISHED_VECTORS,
  type QuestionVector,
} from '@spillway/margin/vectors';
import { BINANCE_USDM, BYBIT_UTA, DYDX_V4, HYPERLIQUID, type VenuePreset } from '@spillway/venues';
import { describe, expect, test } from 'vitest';
import { accountFigures, type PlayedFigure } from './account-questions.fixture.ts';
import { inverseFigures } from './inverse-questions.fixture.ts';

/** Which venue a case is about, by its id. */
const PRESETS: readonly (readonly [RegExp, VenuePreset])[] = [
  [/^[VO]-(FREQTRADE-|FT-)?BINANCE-|^D-HEDGE-CROSS/, BINANCE_USDM],
  [/^[VO]-(FT-)?BYBIT-/, BYBIT_UTA],
  [/^V-HL-/, HYPERLIQUID],
  [/^[VO]-DYDX-/, DYDX_V4],
];

function presetOf(id: string): VenuePreset | undefined {
  return PRESETS.find(([pattern]) => pattern.test(id))?.[1];
}

/** Figures that the rules of the preset contradict, by the reason. */
const CONTRADICTED: Readonly<Record<string, readonly string[]>> = {
  'the chain offers a liquidation at the fillable price, which is the bound of the forced order (L17); the bankruptcy price is where others take it over':
    ['LONG', 'SHORT', 'LONG-AT-BP', 'LONG-HALF', 'SHORT-HALF', 'LONG-UNDER', 'MULTI-SHORT', 'MIXED'].flatMap(
      (name) => [`O-DYDX-BANKRUPTCY-${name}`, `O-DYDX-BANKRUPTCY-${name}/quote`],
    ),
  'the test sets an adjustment of 1 or 2 and a spread of 0.1 or 0.2; the preset has those of the network, 1 and 1.5':
    ['LONG-BA2', 'LONG-SM02', 'SHORT-BA2', 'SHORT-AT-BP', 'ETH-MULTI'].map(
      (name) => `O-DYDX-FILLABLE-${name}`,
    ),
};
const contradicted = Object.values(CONTRADICTED).flat();

function asQuestion({ expected, ...vector }: MarginVector): QuestionVector {
  const { symbol, ...figures } = expected;
  const index = vector.request.positions.findIndex((position) => position.symbol === symbol);
  const named = Object.entries(figures).map(([name, value]) => [`positions.${index}.${name}`, value]);
  return { ...vector, expected: Object.fromEntries(named) };
}

const VECTORS: readonly QuestionVector[] = [
  ...[...PUBLISHED_VECTORS, ...OPEN_SOURCE_VECTORS, ...DERIVED_VECTORS].map(asQuestion),
  ...CONTRACT_VECTORS,
  ...CLOSE_OUT_VECTORS,
].filter(({ id }) => presetOf(id) !== undefined);

const rulesOf = (id: string): VenuePreset['rules'] | undefined => presetOf(id)?.rules;
const FIGURES = [...accountFigures(VECTORS, rulesOf), ...inverseFigures(VECTORS, rulesOf)];

function isAsStated({ expected, play }: PlayedFigure): boolean {
  const { actual, tolerance } = play();
  if (!(actual instanceof MarginDecimal) || typeof expected !== 'string') return actual === expected;
  return actual.sub(expected).abs().lte(tolerance);
}

describe('what is known of a venue', () => {
  const held = FIGURES.filter(({ id }) => !contradicted.includes(id));

  test.each(held.map((figure) => ({ ...figure, venue: presetOf(figure.id)?.name })))(
    '$rule $venue: $id: $path is $expected',
    (figure) => {
      expect(isAsStated(figure)).toBe(true);
    },
  );

  test('is contradicted where that is listed, and nowhere else', () => {
    const others = FIGURES.filter(({ id }) => contradicted.includes(id));
    expect(others.filter((figure) => isAsStated(figure)).map(({ id }) => id)).toEqual([]);
    expect(new Set(others.map(({ id }) => id))).toEqual(new Set(contradicted));
  });

  test('has cases at each of the four venues that publish', () => {
    const venues = new Set(held.map(({ id }) => presetOf(id)?.name));
    expect([...venues].sort()).toEqual(['binance-usdm', 'bybit-uta', 'dydx-v4', 'hyperliquid']);
  });
});
