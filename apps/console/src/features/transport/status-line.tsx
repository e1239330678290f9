'use client';

import { useEffect, useRef, useState } from 'react';
import { useLiveView } from '../../session/session-context.tsx';
import { useUiStore } from '../../ui-state/ui-store.ts';

/** Screen readers read every change out; more than one in two seconds would drown the rest. */
const ANNOUNCE_EVERY_MS = 2_000;

/** What the last action came to, or why the controls are out of reach. */
export function StatusLine({ reasonId, isAdmin }: { readonly reasonId: string; readonly isAdmin: boolean }) {
  const notice = useUiStore((state) => state.notice);
  const isLoaded = useLiveView((view) => view.run !== null);
  const haltReason = useLiveView((view) => view.run?.haltReason ?? null);
  const visible =
    haltReason === null ? notice : { text: `The run has stopped: ${haltReason}`, isError: true };
  return (
    <div className="flex min-h-5 min-w-0 flex-1 basis-64 flex-wrap gap-x-4 text-xs">
      <span id={reasonId} className="text-ink-soft">
        {isLoaded && !isAdmin
          ? 'You are watching. Open the link that npm start printed to control the run.'
          : ''}
      </span>
      <span
        aria-hidden="true"
        data-testid="notice"
        className={visible?.isError === true ? 'text-short' : 'text-ink-soft'}
      >
        {visible?.text ?? ''}
      </span>
      <Announcer text={visible?.text ?? ''} />
    </div>
  );
}

/** The one live region of the page; it speaks at most once in two seconds and always ends on the newest words. */
function Announcer({ text }: { readonly text: string }) {
  const phaseText = useLiveView((view) => view.explanation?.title ?? '');
  const words = [phaseText === '' ? '' : `Market: ${phaseText}.`, text]
    .filter((part) => part !== '')
    .join(' ');
  const newest = useRef(words);
  newest.current = words;
  const [spoken, setSpoken] = useState('');
  useEffect(() => {
    const timer = setInterval(() => setSpoken(newest.current), ANNOUNCE_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <span role="status" className="sr-only">
      {spoken}
    </span>
  );
}
