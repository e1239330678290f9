import type { MarginMode } from '@spillway/protocol';

export const MODE_NAMES: Readonly<Record<MarginMode, string>> = { isolated: 'Isolated', cross: 'Cross' };

/** The shape and colour of a margin mode, the same everywhere: ● isolated, ◆ cross. Its name always stands beside it. */
export function ModeGlyph({ mode }: { readonly mode: MarginMode }) {
  return (
    <svg aria-hidden="true" viewBox="0 0 12 12" className="inline-block size-3 shrink-0">
      {mode === 'isolated' ? (
        <circle cx="6" cy="6" r="4.5" className="fill-isolated" />
      ) : (
        <path d="M6 .8 11.2 6 6 11.2.8 6z" className="fill-cross" />
      )}
    </svg>
  );
}
