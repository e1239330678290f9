/** Questions about accounts as markets, figure by figure: which can be played, and as what. */
import { MarginDecimal, type MarginRequest, type PositionInput } from '@spillway/margin';
import type { ExpectedFigure, QuestionVector, WrittenQuestion } from '@spillway/margin/vectors';
import type { MarketRules } from '@spillway/protocol';
import { actualOf, type FigureName, RULES, toleranceOf } from './vector-figures.fixture.ts';
import { type MarketCase, vectorMarket } from './vector-market.fixture.ts';

/** A figure of a case that an engine was asked for. */
export interface PlayedFigure {
  readonly id: string;
  /** In the answer of the margin model, as the case names it. */
  readonly path: string;
  readonly rule: string;
  readonly expected: ExpectedFigure;
  /** What the case allows, or one step of the engine where that is larger. */
  readonly play: () => {
    readonly actual: MarginDecimal | number | boolean | null;
    readonly tolerance: MarginDecimal;
  };
}

type Written = Extract<WrittenQuestion, { readonly positions: readonly unknown[] }> & {
  readonly kind?: 'account';
};

function accountOf(request: WrittenQuestion): Written | null {
  return 'positions' in request && (request.kind ?? 'account') === 'account' ? (request as Written) : null;
}

/** Entries that are left out do not matter: everything was bought at its mark. */
function asRequest({ positions, quoteBalance, wallet, ...rest }: Written): MarginRequest {
  const entered: PositionInput[] = positions.map((position) => ({
    ...position,
    entry: position.entry ?? position.mark,
  }));
  const worth = entered.reduce(
    (sum, { side, qty, mark }) => {
      return sum.add(new MarginDecimal(qty).mul(mark).mul(side === 'long' ? 1 : -1));
    },
    new MarginDecimal(quoteBalance ?? 0),
  );
  return { ...rest, wallet: wallet ?? worth.toFixed(), positions: entered };
}

interface Figure {
  readonly name: FigureName;
  readonly target: number;
  /** What the engine's figure is multiplied by: a quote is a price of so many coins, owed by who is short. */
  readonly factor: MarginDecimal;
}

const ONE = new MarginDecimal(1);
const isFigureName = (name: string): name is FigureName => Object.hasOwn(RULES, name);

/** What a path of the answer is in the engine; null where the engine has no such figure. */
function figureAt(path: string, { positions, closeOut }: Written): Figure | null {
  const [place = '', ...rest] = path.split('.');
  const name = rest.at(-1) ?? '';
  if (place === 'positions' && rest.length === 2) {
    return isFigureName(name) ? { name, target: Number(rest[0]), factor: ONE } : null;
  }
  if (place === 'account') return isFigureName(name) ? { name, target: 0, factor: ONE } : null;
  const target = positions.findIndex(({ symbol }) => symbol === closeOut?.symbol);
  const position = positions[target];
  if (place !== 'closeOut' || position === undefined) return null;
  if (name === 'bankruptcyQuote') {
    const size = new MarginDecimal(closeOut?.qty ?? position.qty).mul(position.side === 'long' ? 1 : -1);
    return { name: 'bankruptcyPrice', target, factor: size };
  }
  return isFigureName(name) ? { name, target, factor: ONE } : null;
}

/** The rules of the market in which a case is played; undefined: as the case states them. */
export type RulesOf = (id: string) => MarketRules | undefined;

interface Play {
  readonly path: string;
  readonly rules: MarketRules | undefined;
}

function played(vector: QuestionVector, request: Written, { path, rules }: Play): PlayedFigure[] {
  const figure = figureAt(path, request);
  const expected = vector.expected[path];
  if (figure === null || expected === undefined) return [];
  const { name, target, factor } = figure;
  const marketCase: MarketCase = {
    id: vector.id,
    request: asRequest(request),
    target,
    ...(rules && { rules }),
  };
  const play = () => {
    const market = vectorMarket(marketCase);
    const actual = actualOf(market, name);
    const tolerance = toleranceOf(vector.tolerance, name, market);
    return { actual: actual instanceof MarginDecimal ? actual.mul(factor) : actual, tolerance };
  };
  return [{ id: vector.id, path, rule: RULES[name], expected, play }];
}

/** Every figure of a linear account that the engine has a figure for. */
export function accountFigures(
  vectors: readonly QuestionVector[],
  rulesOf: RulesOf = () => undefined,
): readonly PlayedFigure[] {
  return vectors.flatMap((vector) => {
    const request = accountOf(vector.request);
    if (request === null) return [];
    const given = typeof request.rules === 'object' ? request.rules : null;
    const hasNoMarket =
      given?.contract === 'inverse' ||
      given?.ordersInMaintenance === true ||
      request.positions.some(({ coinMargin }) => (coinMargin ?? null) !== null);
    return hasNoMarket
      ? []
      : Object.keys(vector.expected).flatMap((path) =>
          played(vector, request, { path, rules: rulesOf(vector.id) }),
        );
  });
}
