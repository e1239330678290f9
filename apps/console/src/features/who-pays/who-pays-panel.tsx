'use client';

import { exactMoney, shareText, shortMoney, UNKNOWN } from '../../display/format-amount.ts';
import type { LiveSession } from '../../session/live-session.ts';
import { useLiveView } from '../../session/session-context.tsx';
import { useSampled } from '../../session/use-sampled.ts';
import { Panel } from '../panel/panel.tsx';
import { type PayerKey, type PayerShare, payerShares } from './payer-shares.ts';
import { sparklinePath } from './sparkline.ts';

const COLOURS: Readonly<Record<PayerKey, string>> = {
  margin: 'bg-payer-margin',
  fund: 'bg-payer-fund',
  deleveraging: 'bg-payer-deleveraging',
  socialised: 'bg-payer-socialised',
};

/** Who carries the losses of the liquidated? Four steps, asked in this order, and the fund that stands second. */
export function WhoPaysPanel() {
  const totals = useLiveView((view) => view.totals);
  const payers = totals === null ? null : payerShares(totals.payers);
  return (
    <Panel
      title="Who pays"
      about="What the forced closes cost, and the four who are asked to pay for it in this order."
    >
      <div className="px-4 pb-4">
        {payers === null ? (
          <p className="py-6 text-center text-ink-soft">Nobody yet.</p>
        ) : (
          <>
            <div aria-hidden="true" className="mb-3 flex h-3 gap-px overflow-hidden rounded-full bg-raised">
              {payers.shares.map(({ key, share }) => (
                <div key={key} className={COLOURS[key]} style={{ width: `${share * 100}%` }} />
              ))}
            </div>
            <dl className="figures flex flex-col gap-1.5">
              {payers.shares.map((payer) => (
                <PayerRow key={payer.key} payer={payer} />
              ))}
              <div className="mt-1 flex items-baseline justify-between border-line border-t pt-1.5">
                <dt className="font-semibold">Loss in all</dt>
                <dd className="font-semibold" title={exactMoney(payers.lossMicros)}>
                  {shortMoney(payers.lossMicros)}
                </dd>
              </div>
            </dl>
          </>
        )}
        <FundLine />
      </div>
    </Panel>
  );
}

function PayerRow({ payer }: { readonly payer: PayerShare }) {
  return (
    <div className="flex items-baseline gap-2">
      <span aria-hidden="true" className={`size-2.5 shrink-0 rounded-sm ${COLOURS[payer.key]}`} />
      <dt className="min-w-0 flex-1">
        {payer.name} <span className="text-ink-soft text-xs">{payer.about}</span>
      </dt>
      <dd className="text-right" title={exactMoney(payer.micros)}>
        {shortMoney(payer.micros)}
        <span className="inline-block w-14 text-ink-soft text-xs">{shareText(payer.share)}</span>
      </dd>
    </div>
  );
}

const BOX = { width: 300, height: 44 } as const;

function FundLine() {
  const totals = useLiveView((view) => view.totals);
  const path = useSampled(readFundPath, 500);
  const now = totals === null ? UNKNOWN : shortMoney(totals.insuranceFundMicros);
  const start = totals === null ? UNKNOWN : shortMoney(totals.insuranceFundStartMicros);
  return (
    <figure className="mt-4">
      <figcaption className="figures mb-1 flex justify-between text-xs">
        <span className="font-semibold text-sm">Insurance fund over the run</span>
        <span className="text-ink-soft">
          {start} at the start, <strong className="text-ink">{now}</strong> now
        </span>
      </figcaption>
      <svg
        role="img"
        aria-label={`Balance of the insurance fund over the run: ${start} at the start, ${now} now`}
        viewBox={`0 0 ${BOX.width} ${BOX.height}`}
        preserveAspectRatio="none"
        className="block h-11 w-full overflow-visible rounded-sm bg-raised"
      >
        <path
          d={path}
          className="fill-none stroke-payer-fund"
          strokeWidth="2"
          vectorEffect="non-scaling-stroke"
        />
      </svg>
    </figure>
  );
}

function readFundPath({ replica }: LiveSession): string {
  return replica.run === null
    ? ''
    : sparklinePath(replica.fund, { ...BOX, durationSeconds: replica.run.durationMs / 1000 });
}
