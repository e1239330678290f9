import Link from 'next/link';
import type { ReactNode } from 'react';
import { ThemeToggle } from '../header/theme-toggle.tsx';
import { Wordmark } from '../header/wordmark.tsx';
import { Shortcuts } from '../help/shortcuts.tsx';
import { GLOSSARY } from './glossary.ts';

/** What is modelled and what is not, the words, the keys, and whose work is in it. */
export function AboutPage() {
  return (
    <>
      <header className="flex items-center justify-between gap-4 border-line border-b bg-panel px-4 py-3 lg:px-6">
        <Wordmark />
        <div className="flex items-center gap-2">
          <ThemeToggle />
          <Link href="/" prefetch={false} className="control h-8">
            Back to the run
          </Link>
        </div>
      </header>
      <main className="mx-auto flex max-w-3xl flex-col gap-8 px-4 py-8 leading-relaxed">
        <h1 className="font-semibold text-2xl tracking-tight">About Spillway</h1>
        <Assumptions />
        <Section title="The words">
          <dl className="grid gap-x-6 gap-y-3 sm:grid-cols-[10rem_1fr]">
            {GLOSSARY.map(({ term, meaning }) => (
              <div key={term} className="contents">
                <dt className="font-semibold">{term}</dt>
                <dd className="text-ink-soft">{meaning}</dd>
              </div>
            ))}
          </dl>
        </Section>
        <Section title="The keys">
          <Shortcuts />
        </Section>
        <Licences />
      </main>
    </>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="flex flex-col gap-3">
      <h2 className="font-semibold text-lg">{title}</h2>
      {children}
    </section>
  );
}

function Assumptions() {
  return (
    <Section title="An educational model, not advice">
      <p>
        Spillway is a simulation. No real money, no real order and no real person is in it. The prices of a
        scenario that stands for a day follow published landmarks of that day; what lies between them is drawn
        by chance from the seed.
      </p>
      <ul className="flex list-disc flex-col gap-1.5 pl-5 text-ink-soft marker:text-line-strong">
        <li>
          The traders are invented. How many they are, how much they hold and how much they borrow is drawn
          from published distributions, scaled to the simulated book.
        </li>
        <li>
          The market makers follow simple rules, among them that they withdraw when it gets rough. Real ones
          know more, and some know less.
        </li>
        <li>
          One venue, one order book an instrument, linear contracts. No options, no spot market, no other
          venue to flee to.
        </li>
        <li>
          The same scenario and the same seed give the same run, trade for trade, as long as nobody
          intervenes. Another seed is another day that could have been.
        </li>
        <li>
          What you see explains a mechanism. It does not predict a market, and it does not say what anybody
          should do.
        </li>
      </ul>
    </Section>
  );
}

function Licences() {
  return (
    <Section title="Whose work is in it">
      <p>Spillway is published under the MIT licence. This console also carries:</p>
      <ul className="flex list-disc flex-col gap-1.5 pl-5 text-ink-soft marker:text-line-strong">
        <li>
          <a
            className="text-ink underline underline-offset-2"
            href="https://www.tradingview.com/lightweight-charts/"
            rel="noreferrer"
          >
            TradingView Lightweight Charts™
          </a>
          , Copyright © 2025 TradingView, Inc.{' '}
          <a
            className="text-ink underline underline-offset-2"
            href="https://www.tradingview.com/"
            rel="noreferrer"
          >
            https://www.tradingview.com/
          </a>
          . Licensed under the Apache License, Version 2.0.
        </li>
        <li>Geist, the typeface. Copyright 2024 The Geist Project Authors. SIL Open Font License 1.1.</li>
        <li>Next.js, React, Socket.IO, zustand, decimal.js and Tailwind CSS, each under the MIT licence.</li>
      </ul>
    </Section>
  );
}
