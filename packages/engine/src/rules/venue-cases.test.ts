import { playVenueCase, VENUE_CASES } from '@spillway/venues/cases';
import { describe, expect, test } from 'vitest';
import { RULE_SUBJECTS } from './rule-markets.fixture.ts';

const CASES = Object.entries(VENUE_CASES).flatMap(([venue, cases]) =>
  cases.map((story) => [`${story.rules.join(', ')} ${venue}: ${story.title}`, story] as const),
);

describe.each(RULE_SUBJECTS)('what is particular to a venue, in the %s', (_, subject) => {
  test.each(CASES)('%s', (_title, story) => {
    expect(playVenueCase(story, subject)).toEqual([]);
  });
});
