import { expect, test } from 'vitest';
import { parseJson } from './json-text.ts';

test('JSON is handed on as it is', () => {
  expect(parseJson('{"wallet": 1}', 'in.json')).toEqual({ wallet: 1 });
});

test.each([
  ['{\n  "wallet": 1,\n  oops\n}', /^in\.json: not valid JSON: line 3, column 3: /],
  ['{"wallet": 1', /^in\.json: not valid JSON: /],
  ['  \n', /^in\.json: not valid JSON: it is empty; expected a JSON object$/],
])('a fault in %j is told in one line', (text, expected) => {
  expect(() => parseJson(text, 'in.json')).toThrow(expected);
  expect(() => parseJson(text, 'in.json')).not.toThrow(/\n/);
});
