/** One letter or more, then a number, such as `MG2`. */
const RULE_ID = String.raw`[A-Z]{1,4}\d+`;

/** The ids of the rules that a SPEC.md states: each is the bold beginning of a list item. */
export function ruleIdsOf(specification: string): readonly string[] {
  const pattern = new RegExp(String.raw`^\s*[-*] \*\*(${RULE_ID})\b[^*]*\*\*`, 'gm');
  return [...specification.matchAll(pattern)].map((match) => match[1] ?? '');
}

/**
 * The ids that titles of tests begin with: one, or several with commas between. A title is the first text behind an
 * opening bracket, which also finds those of `test.each(...)('M1: ...')`.
 */
export function citedRuleIds(testSource: string): readonly string[] {
  const pattern = new RegExp(
    String.raw`\(\s*(['"\x60])(${RULE_ID}(?:(?:,| and) ${RULE_ID})*)\b[^\n]*?\1`,
    'g',
  );
  return [...testSource.matchAll(pattern)].flatMap((match) => (match[2] ?? '').split(/, | and /));
}

/** The letters of an id. */
export function ruleFamily(ruleId: string): string {
  return ruleId.replace(/\d+$/, '');
}
