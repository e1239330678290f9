import type { ConnectionState } from '../../session/connection-state.ts';

interface PillText {
  readonly label: string;
  readonly detail: string;
  readonly dot: string;
}

/** Says how fresh the page is: an icon, a word, and the reason when it is not live. */
export function ConnectionPill({ connection }: { readonly connection: ConnectionState }) {
  const { label, detail, dot } = pillText(connection);
  return (
    <span
      className="inline-flex items-center gap-2 rounded-full border border-line bg-raised px-3 py-1 text-xs"
      title={detail}
    >
      <svg aria-hidden="true" viewBox="0 0 10 10" className={`size-2.5 ${dot}`}>
        {connection.kind === 'offline' || connection.kind === 'closed' ? (
          <path d="M1.5 1.5l7 7m0-7l-7 7" fill="none" stroke="currentColor" strokeWidth="2" />
        ) : (
          <circle cx="5" cy="5" r="4" fill="currentColor" />
        )}
      </svg>
      <span className="figures">{label}</span>
    </span>
  );
}

function pillText(connection: ConnectionState): PillText {
  switch (connection.kind) {
    case 'connecting':
      return { label: 'connecting', detail: 'Looking for the exchange.', dot: 'text-ink-soft' };
    case 'live':
      return { label: 'live', detail: 'What you see is what the exchange knows.', dot: 'text-long' };
    case 'catching-up':
      return { label: 'catching up', detail: 'Fetching what happened so far.', dot: 'text-isolated' };
    case 'stale':
      return {
        label: `stale ${connection.seconds} s`,
        detail: 'Connected, but the exchange has sent nothing for some seconds.',
        dot: 'text-isolated',
      };
    case 'offline':
      return { label: 'offline, retrying', detail: 'The exchange does not answer.', dot: 'text-short' };
    case 'closed':
      return { label: 'disconnected', detail: connection.reason, dot: 'text-short' };
  }
}
