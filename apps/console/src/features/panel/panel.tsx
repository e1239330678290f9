import type { ReactNode } from 'react';

interface PanelProps {
  readonly title: string;
  /** One line that says what one is looking at. */
  readonly about: string;
  readonly actions?: ReactNode;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A titled part of the page; its heading names the region. */
export function Panel({ title, about, actions, className = '', children }: PanelProps) {
  const headingId = `panel-${title.toLowerCase().replace(/[^a-z]+/g, '-')}`;
  return (
    <section aria-labelledby={headingId} className={`panel flex min-w-0 flex-col ${className}`}>
      <header className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-4 pt-3 pb-2">
        <div className="min-w-0 flex-1 basis-56">
          <h2 id={headingId} className="font-semibold text-[15px]">
            {title}
          </h2>
          <p className="text-ink-soft text-xs">{about}</p>
        </div>
        {actions !== undefined && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </header>
      {children}
    </section>
  );
}

interface TableToggleProps {
  readonly isTable: boolean;
  readonly subject: string;
  readonly onToggle: () => void;
}

/** Switches a chart to the same figures as a table. */
export function TableToggle({ isTable, subject, onToggle }: TableToggleProps) {
  const label = isTable ? 'Show as chart' : 'Show as table';
  return (
    <button
      type="button"
      className="control control-quiet h-8 px-2 text-xs"
      aria-label={`${label}: ${subject}`}
      onClick={onToggle}
    >
      {label}
    </button>
  );
}
