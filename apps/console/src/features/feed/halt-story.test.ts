import { describe, expect, it } from 'vitest';
import { haltStory } from './halt-story.ts';

const BASE = { sequence: 1, simulatedMs: 0 };

describe('haltStory', () => {
  it('says what stands still, until when and why', () => {
    const row = {
      ...BASE,
      kind: 'halted',
      instrumentId: 0,
      reason: 'circuit-breaker',
      untilMs: 60_000,
    } as const;
    expect(haltStory(row, { name: 'BTC', until: '21:17:30' })).toBe(
      'Trading of BTC stands still until 21:17:30: the price moved too far for a circuit breaker. Nobody trades or is closed by force there.',
    );
  });

  it('says so of the whole market, and of a halt without an end', () => {
    const row = { ...BASE, kind: 'halted', instrumentId: null, reason: 'command', untilMs: null } as const;
    expect(haltStory(row, { name: null, until: null })).toBe(
      'Trading of every instrument stands still. Nobody trades or is closed by force there.',
    );
  });

  it('says that it goes on', () => {
    expect(haltStory({ ...BASE, kind: 'resumed', instrumentId: 0 }, { name: 'BTC', until: null })).toBe(
      'Trading of BTC goes on; whoever fell due meanwhile is closed by force now.',
    );
  });
});
