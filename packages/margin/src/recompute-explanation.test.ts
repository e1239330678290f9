/** Every explanation can be recomputed from its own text: the reader below knows arithmetic, not margin. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MarginDecimal } from './decimal.ts';
import { explainMargin } from './explain-margin.ts';
import type { ExplainTerm } from './explanation.ts';
import { explainInverseIsolated } from './inverse-isolated.ts';
import { anyAccount } from './margin-accounts.fixture.ts';
import { explainOrderCost } from './order-cost.ts';
import { DERIVED_VECTORS, OPEN_SOURCE_VECTORS, PUBLISHED_VECTORS } from './vectors/index.ts';

const TOKEN = /\s*(\d+(?:\.\d+)?|[+−×÷(),]|max)/y;

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
  const atom = (): MarginDecimal => {
    const token = take();
    if (token === '−') return atom().neg();
    if (token === '(') {
      const value = sum();
      expect(take()).toBe(')');
      return value;
    }
    if (token === 'max') {
      expect(take()).toBe('(');
      const left = sum();
      expect(take()).toBe(',');
      const right = sum();
      expect(take()).toBe(')');
      return MarginDecimal.max(left, right);
    }
    return new MarginDecimal(token);
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

/** Recomputes all derived terms and says how many there were. */
function recompute(terms: readonly ExplainTerm[]): number {
  const earlier = new Map<string, string>();
  let count = 0;
  for (const { term, formula, value } of terms) {
    if (formula.startsWith('because: ')) continue;
    if (!formula.startsWith('given: ')) {
      const recomputed = evaluate(withNumbers(formula, earlier));
      // Terms are printed with 20 digits; what cancels may leave fewer.
      const tolerance = MarginDecimal.max(1, recomputed.abs()).mul('1e-12');
      expect(recomputed.sub(value).abs().lte(tolerance), `${term} = ${formula}`).toBe(true);
      count += 1;
    }
    earlier.set(term, value);
  }
  return count;
}

describe('an explanation leads from what is given to every result', () => {
  const vectors = [...PUBLISHED_VECTORS, ...OPEN_SOURCE_VECTORS, ...DERIVED_VECTORS];

  test.each(vectors)('$id', ({ request }) => {
    for (const { explain, liquidationPrice, bankruptcyPrice, equity } of explainMargin(request).positions) {
      expect(recompute(explain)).toBeGreaterThan(5);
      const printed = (name: string) => explain.find(({ term }) => term === name)?.value;
      expect(printed('equity')).toBe(equity);
      expect(printed('liquidation price')).toBe(liquidationPrice ?? 'never');
      expect(printed('bankruptcy price')).toBe(bankruptcyPrice ?? 'never');
    }
  });

  test('random accounts with tiers, fees and both bases', () => {
    fc.assert(
      fc.property(anyAccount, (account) => {
        for (const { explain } of explainMargin({ ...account }).positions) recompute(explain);
      }),
    );
  });

  test('an inverse position and an order', () => {
    const inverse = {
      side: 'short',
      contractValue: 60_000,
      entry: 50_000,
      leverage: 10,
      mmr: '0.005',
    } as const;
    expect(recompute(explainInverseIsolated(inverse).explain)).toBe(6);
    expect(recompute(explainInverseIsolated({ ...inverse, maintenanceBasis: 'entry' }).explain)).toBe(6);
    const order = { side: 'sell', orderPrice: 100, markPrice: 101, quantity: 3, leverage: 5 } as const;
    expect(recompute(explainOrderCost(order).explain)).toBe(3);
  });
});
