'use client';

import Link from 'next/link';
import { SessionProvider } from '../session/session-context.tsx';
import { FeedPanel } from './feed/feed-panel.tsx';
import { VolumePanel } from './forced-volume/volume-panel.tsx';
import { PageHeader } from './header/page-header.tsx';
import { HelpDialog } from './help/help-dialog.tsx';
import { KeyFigures } from './key-figures/key-figures.tsx';
import { Narrative } from './narrative/narrative.tsx';
import { PricePanel } from './price-chart/price-panel.tsx';
import { Keyboard } from './transport/keyboard.tsx';
import { TransportBar } from './transport/transport-bar.tsx';
import { WhoPaysPanel } from './who-pays/who-pays-panel.tsx';

/** The live cascade: one run, as it happens. */
export function LivePage() {
  return (
    <SessionProvider>
      <a href="#main" className="control control-primary absolute top-2 left-2 z-50 not-focus:sr-only">
        Skip to the market
      </a>
      <PageHeader />
      <TransportBar />
      <main
        id="main"
        tabIndex={-1}
        className="mx-auto flex max-w-[1800px] flex-col gap-3 px-3 py-3 sm:px-4 lg:px-6"
      >
        <Narrative />
        <KeyFigures />
        <div className="grid grid-cols-[minmax(0,1fr)] gap-3 lg:grid-cols-[minmax(0,1.9fr)_minmax(0,1fr)]">
          <div className="flex min-w-0 flex-col gap-3">
            <PricePanel />
            <VolumePanel />
          </div>
          <div className="flex min-w-0 flex-col gap-3">
            <WhoPaysPanel />
            <div className="relative flex min-h-[420px] flex-1 flex-col">
              <FeedPanel className="lg:absolute lg:inset-0" />
            </div>
          </div>
        </div>
      </main>
      <footer className="px-4 pb-6 text-ink-soft text-xs lg:px-6">
        An educational model, not advice.{' '}
        <Link href="/about" prefetch={false} className="underline underline-offset-2">
          What is modelled, and what is not
        </Link>
      </footer>
      <Keyboard />
      <HelpDialog />
    </SessionProvider>
  );
}
