'use client';

import { useEffect, useState } from 'react';
import type { LiveSession } from './live-session.ts';
import { useSession } from './session-context.tsx';

/** Reads something larger than a figure from the replica, such as the rows of a table, once in a while. */
export function useSampled<Sample>(read: (session: LiveSession) => Sample, everyMs: number): Sample {
  const session = useSession();
  const [sample, setSample] = useState(() => read(session));
  useEffect(() => {
    let version = -1;
    const refresh = () => {
      if (session.replica.version === version) return;
      version = session.replica.version;
      setSample(read(session));
    };
    refresh();
    const timer = setInterval(refresh, everyMs);
    return () => clearInterval(timer);
  }, [session, read, everyMs]);
  return sample;
}
