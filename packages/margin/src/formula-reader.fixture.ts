/** Recomputes an explanation from its own text: it knows arithmetic, not margin. */
import { expect } from 'vitest';
import { MarginDecimal } from './decimal.ts';
import type { ExplainTerm } from './explanation.ts';

const TOKEN = /\s*(\d+(?:\.\d+)?|[+−×÷(),]|[a-z]+)/y;

type Operation = (values: readonly MarginDecimal[]) => MarginDecimal;

const [ZERO, ONE] = [new MarginDecimal(0), new MarginDecimal(1)];
const toStep =
  (rounding: 'ROUND_UP' | 'ROUND_DOWN'): Operation =>
  ([value = ZERO, step = ONE]) =>
    value.div(step).toDecimalPlaces(0, MarginDecimal[rounding]).mul(step);

function median(values: readonly MarginDecimal[]): MarginDecimal {
  const [ordered, count] = [[...values].sort((left, right) => left.cmp(right)), values.length];
  const middle = ordered.slice(Math.ceil(count / 2) - 1, Math.floor(count / 2) + 1);
  return middle.reduce((sum, value) => sum.add(value), ZERO).div(middle.length);
}

const OPERATIONS: Readonly<Record<string, Operation>> = {
  max: (values) => MarginDecimal.max(...values),
  min: (values) => MarginDecimal.min(...values),
  median,
  exp: ([value = ZERO]) => MarginDecimal.exp(value),
  up: toStep('ROUND_UP'),
  down: toStep('ROUND_DOWN'),
};

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const start = TOKEN.lastIndex;
    const token = TOKEN.exec(text)?.[1];
    if (token === undefined) throw new Error(`cannot read "${text.slice(start)}" in "${text}"`);
    tokens.push(token);
  }
  return tokens;
}

/** Recursive descent over `sum := product ((+|−) product)*`, `product := atom ((×|÷) atom)*`. */
function evaluate(text: string): MarginDecimal {
  const tokens = tokensOf(text);
  let place = 0;
  const take = (): string => tokens[place++] ?? '';
  const list = (): MarginDecimal[] => {
    expect(take()).toBe('(');
    const values = [sum()];
    while (tokens[place] === ',') {
      place += 1;
      values.push(sum());
    }
    expect(take()).toBe(')');
    return values;
  };
  const atom = (): MarginDecimal => {
    const token = tokens[place] ?? '';
    if (token === '(') return list()[0] ?? ZERO;
    place += 1;
    if (token === '−') return atom().neg();
    const operation = OPERATIONS[token];
    return operation === undefined ? new MarginDecimal(token) : operation(list());
  };
  const product = (): MarginDecimal => {
    let value = atom();
    while (tokens[place] === '×' || tokens[place] === '÷') {
      value = take() === '×' ? value.mul(atom()) : value.div(atom());
    }
    return value;
  };
  const sum = (): MarginDecimal => {
    let value = product();
    while (tokens[place] === '+' || tokens[place] === '−') {
      value = take() === '+' ? value.add(product()) : value.sub(product());
    }
    return value;
  };
  const value = sum();
  expect(place).toBe(tokens.length);
  return value;
}

/** Puts the values of earlier terms in place of their names, longest name first. */
function withNumbers(formula: string, earlier: ReadonlyMap<string, string>): string {
  const names = [...earlier.keys()].sort((left, right) => right.length - left.length);
  return names.reduce((text, name) => {
    const value = (earlier.get(name) ?? '').replace('-', '−');
    return text.replaceAll(name, `(${value})`);
  }, formula);
}

/** Recomputes all derived terms, expects each to be as printed, and says how many there were. */
export function recompute(terms: readonly ExplainTerm[]): number {
  const earlier = new Map<string, string>();
  let count = 0;
  for (const { term, formula, value } of terms) {
    if (formula.startsWith('because: ')) continue;
    if (!formula.startsWith('given: ')) {
      const recomputed = evaluate(withNumbers(formula, earlier));
      // Terms are printed with 20 digits; what cancels may leave fewer.
      const tolerance = MarginDecimal.max(1, recomputed.abs()).mul('1e-12');
      expect(
        recomputed.sub(value).abs().lte(tolerance),
        `${term} = ${formula}: ${recomputed}, ${value}`,
      ).toBe(true);
      count += 1;
    }
    earlier.set(term, value);
  }
  return count;
}
