/** Which theme the reader wants: that of the system, or one of the two whatever the system says. */
export type ThemeChoice = 'system' | 'dark' | 'light';

const STORAGE_KEY = 'spillway.theme';
export const THEME_CHOICES: readonly ThemeChoice[] = ['system', 'dark', 'light'];

/** The choice that this browser remembers; `system` when there is none, or none that is known. */
export function rememberedTheme(storage: Pick<Storage, 'getItem'>): ThemeChoice {
  const stored = storage.getItem(STORAGE_KEY);
  return THEME_CHOICES.find((choice) => choice === stored) ?? 'system';
}

/** Paints the page in the chosen theme and remembers it. */
export function applyTheme(
  choice: ThemeChoice,
  { root, storage }: { readonly root: HTMLElement; readonly storage: Pick<Storage, 'setItem'> },
): void {
  if (choice === 'system') root.removeAttribute('data-theme');
  else root.setAttribute('data-theme', choice);
  storage.setItem(STORAGE_KEY, choice);
}
