const SHORTCUTS: readonly (readonly [string, string])[] = [
  ['Space', 'Start or pause the run'],
  ['.', 'Step ten simulated seconds'],
  ['S', 'Go to the shock field; Enter sends the shock'],
  ['?', 'Show this help'],
  ['Esc', 'Close a dialog'],
];

/** The keys and what they do. */
export function Shortcuts() {
  return (
    <dl className="grid grid-cols-[4.5rem_1fr] items-baseline gap-x-3 gap-y-2">
      {SHORTCUTS.map(([key, action]) => (
        <div key={key} className="contents">
          <dt>
            <kbd className="rounded border border-line-strong bg-raised px-1.5 py-0.5 font-sans text-xs">
              {key}
            </kbd>
          </dt>
          <dd>{action}</dd>
        </div>
      ))}
    </dl>
  );
}
