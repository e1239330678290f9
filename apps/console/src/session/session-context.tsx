'use client';

import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import { takeAdminToken } from './admin-token.ts';
import { LiveSession } from './live-session.ts';
import { EMPTY_VIEW, type LiveView } from './live-view.ts';

const SessionContext = createContext<LiveSession | null>(null);

/** Connects to the exchange that served this page for as long as the page is shown. */
export function SessionProvider({ children }: { readonly children: ReactNode }) {
  const [session] = useState(() => new LiveSession());
  useEffect(() => {
    const adminToken = takeAdminToken({ location, history, storage: sessionStorage });
    return session.open({ url: location.origin, adminToken });
  }, [session]);
  return <SessionContext value={session}>{children}</SessionContext>;
}

/** The session itself, for charts that draw from its replica and for controls that act on the run. */
export function useSession(): LiveSession {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('useSession must be used inside a SessionProvider');
  return session;
}

/**
 * A part of the live view, at most ten times a second. The selector must return a primitive or a part of the
 * view itself, not something made anew: React compares it by identity.
 */
export function useLiveView<Part>(select: (view: LiveView) => Part): Part {
  const session = useSession();
  return useSyncExternalStore(
    session.subscribe,
    () => select(session.view),
    () => select(EMPTY_VIEW),
  );
}
