import { describe, expect, it } from 'vitest';
import { sampleLiquidation } from '../market-data/sample-run.ts';
import { takeAdminToken } from './admin-token.ts';
import { connectionState } from './connection-state.ts';
import { mergeFeed, sequenceOf } from './live-view.ts';

/** The three browser objects that the token passes through, as plain ones. */
function places(hash: string, remembered: string | null = null) {
  const addresses: string[] = [];
  const stored = new Map<string, string>();
  if (remembered !== null) stored.set('spillway.admin-token', remembered);
  return {
    addresses,
    stored,
    location: { hash, pathname: '/', search: '?x=1' },
    history: {
      state: null,
      replaceState: (_state: unknown, _title: string, address?: string | URL | null) => {
        addresses.push(String(address));
      },
    },
    storage: {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, value: string) => {
        stored.set(key, value);
      },
    },
  };
}

describe('takeAdminToken', () => {
  it('takes the token out of the address and keeps it for the tab', () => {
    const browser = places('#token=secret');
    expect(takeAdminToken(browser)).toBe('secret');
    expect(browser.addresses).toEqual(['/?x=1']);
    expect([...browser.stored.values()]).toEqual(['secret']);
  });

  it('leaves the rest of the fragment', () => {
    const browser = places('#a=1&token=secret');
    takeAdminToken(browser);
    expect(browser.addresses).toEqual(['/?x=1#a=1']);
  });

  it('remembers the token of this tab, and has none without', () => {
    expect(takeAdminToken(places('', 'kept'))).toBe('kept');
    expect(takeAdminToken(places('#token='))).toBeNull();
  });
});

describe('connectionState', () => {
  const LIVE = { status: 'live', reason: '', isRunning: true, silentMs: 0 } as const;

  it('calls a running market that says nothing for three seconds stale', () => {
    expect(connectionState({ ...LIVE, silentMs: 2_999 })).toEqual({ kind: 'live' });
    expect(connectionState({ ...LIVE, silentMs: 4_200 })).toEqual({ kind: 'stale', seconds: 4 });
  });

  it('does not call a paused market stale', () => {
    expect(connectionState({ ...LIVE, isRunning: false, silentMs: 60_000 })).toEqual({ kind: 'live' });
  });

  it('says why it was closed', () => {
    expect(connectionState({ ...LIVE, status: 'closed', reason: 'wire version' })).toEqual({
      kind: 'closed',
      reason: 'wire version',
    });
  });
});

describe('mergeFeed', () => {
  it('puts shocks and halts between forced fills by sequence, newest first', () => {
    const rows = [9, 4].map((sequence) => sampleLiquidation({ sequence }));
    const shocks = [2, 6].map((sequence) => ({ sequence, simulatedMs: 0, label: 'the shock' }));
    const halts = [{ kind: 'resumed', sequence: 7, simulatedMs: 0, instrumentId: null } as const];
    expect(mergeFeed(rows, { shocks, halts }).map(sequenceOf)).toEqual([9, 7, 6, 4, 2]);
  });
});
