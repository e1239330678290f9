import { playVenueCase, VENUE_CASES } from '@spillway/venues/cases';
import { describe, expect, test } from 'vitest';
import { READY_SUBJECTS, RULE_SUBJECTS } from './rule-markets.fixture.ts';

const CASES = Object.entries(VENUE_CASES).flatMap(([venue, cases]) =>
  cases.map((story) => [`${story.rules.join(', ')} ${venue}: ${story.title}`, story, venue] as const),
);
/** Cases of other rules than those about accounts, on venues whose margin mode is not the account's. */
const READY_CASES = CASES.filter(
  ([, { rules }, venue]) => venue !== 'bybit-uta' && !rules.some((rule) => rule.startsWith('A')),
);

describe.each(RULE_SUBJECTS)('what is particular to a venue, in the %s', (_, subject) => {
  test.each(CASES)('%s', (_title, story) => {
    expect(playVenueCase(story, subject)).toEqual([]);
  });
});

describe.each(READY_SUBJECTS)('prices, funding and forced closes of a venue, in the %s', (_, subject) => {
  test.each(READY_CASES)('%s', (_title, story) => {
    expect(playVenueCase(story, subject)).toEqual([]);
  });
});
