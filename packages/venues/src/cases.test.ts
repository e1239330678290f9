import { describe, expect, test } from 'vitest';
import { VENUE_CASES } from './cases.ts';
import { VENUE_PRESETS } from './venue-presets.ts';

describe.each(Object.entries(VENUE_CASES))('the cases of %s', (name, cases) => {
  test('are stories of the preset with rules, a source and something to observe', () => {
    expect(cases.length).toBeGreaterThanOrEqual(8);
    expect(new Set(cases.map(({ title }) => title)).size).toBe(cases.length);
    for (const { title, rules, source, setup, steps } of cases) {
      expect(setup[0], title).toEqual({ kind: 'SetMarketRules', rules: VENUE_PRESETS[name]?.rules });
      expect(rules.length, title).toBeGreaterThan(0);
      for (const rule of rules) expect(rule, title).toMatch(/^[A-Z]\d+$/);
      expect(source.length, title).toBeGreaterThan(10);
      const looks = steps.filter(({ refusal, observed }) => refusal !== undefined || observed !== undefined);
      expect(looks.length, title).toBeGreaterThan(0);
    }
  });
});
