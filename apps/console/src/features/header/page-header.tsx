'use client';

import Link from 'next/link';
import { useLiveView } from '../../session/session-context.tsx';
import { useUiStore } from '../../ui-state/ui-store.ts';
import { ConnectionPill } from './connection-pill.tsx';
import { ThemeToggle } from './theme-toggle.tsx';
import { Wordmark } from './wordmark.tsx';

/** The name, what one is looking at, and how fresh it is. */
export function PageHeader() {
  const connection = useLiveView((view) => view.connection);
  const openDialog = useUiStore((state) => state.openDialog);
  return (
    <header className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2.5 lg:px-6">
      <Wordmark />
      <h1 className="order-last min-w-0 basis-full text-ink-soft text-sm lg:order-none lg:flex-1 lg:basis-0">
        A simulated futures exchange under stress: see how one forced sale causes the next.
      </h1>
      <div className="ml-auto flex items-center gap-1.5 sm:gap-2">
        <ConnectionPill connection={connection} />
        <ThemeToggle />
        <button type="button" className="control h-8 px-2.5" onClick={() => openDialog('help')}>
          <span aria-hidden="true">?</span>
          <span className="sr-only">Keyboard shortcuts and help</span>
        </button>
        <Link href="/about" prefetch={false} className="control control-quiet h-8 px-2">
          About
        </Link>
      </div>
    </header>
  );
}
