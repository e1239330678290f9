import { validateInstrument, validateMarketRules } from '@spillway/protocol';
import { expect, test } from 'vitest';
import { PLAIN_COIN, plainInstrument, plainInverseInstrument, plainRules } from './plain-venue.ts';

test('the plain instruments can be listed under the plain rules', () => {
  const rules = plainRules();
  expect(validateMarketRules(rules)).toEqual([]);
  expect(validateInstrument(plainInstrument(), rules)).toEqual([]);
});

test('X2 the plain inverse instrument can be listed where its coin is an asset', () => {
  const rules = plainRules({ assets: [PLAIN_COIN] });
  expect(validateMarketRules(rules)).toEqual([]);
  expect(validateInstrument(plainInverseInstrument(), rules)).toEqual([]);
});
