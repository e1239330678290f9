'use client';

import { useEffect, useState } from 'react';
import { applyTheme, rememberedTheme, THEME_CHOICES, type ThemeChoice } from '../../theme/theme-choice.ts';

const NAMES: Readonly<Record<ThemeChoice, string>> = {
  system: 'as the system says',
  dark: 'dark',
  light: 'light',
};

/** One button that goes round: as the system says, dark, light. */
export function ThemeToggle() {
  const [choice, setChoice] = useState<ThemeChoice>('system');
  useEffect(() => {
    const remembered = rememberedTheme(localStorage);
    applyTheme(remembered, { root: document.documentElement, storage: localStorage });
    setChoice(remembered);
  }, []);

  function chooseNext() {
    const next = THEME_CHOICES[(THEME_CHOICES.indexOf(choice) + 1) % THEME_CHOICES.length] ?? 'system';
    applyTheme(next, { root: document.documentElement, storage: localStorage });
    setChoice(next);
  }

  const label = `Theme: ${NAMES[choice]}`;
  return (
    <button type="button" className="control h-8 px-2" onClick={chooseNext} aria-label={label} title={label}>
      <ThemeIcon choice={choice} />
    </button>
  );
}

function ThemeIcon({ choice }: { readonly choice: ThemeChoice }) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 16 16"
      className="size-4"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
    >
      {choice === 'system' && (
        <>
          <circle cx="8" cy="8" r="6" />
          <path d="M8 2a6 6 0 0 1 0 12z" fill="currentColor" stroke="none" />
        </>
      )}
      {choice === 'dark' && <path d="M13.5 9.8A6 6 0 1 1 6.2 2.5a5 5 0 0 0 7.3 7.3z" />}
      {choice === 'light' && (
        <>
          <circle cx="8" cy="8" r="3" />
          <path d="M8 .8v2m0 10.4v2M.8 8h2m10.4 0h2M2.9 2.9l1.4 1.4m7.4 7.4 1.4 1.4m0-10.2-1.4 1.4m-7.4 7.4-1.4 1.4" />
        </>
      )}
    </svg>
  );
}
