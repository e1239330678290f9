/** The custom properties of the stylesheet that canvases draw with. */
const COLOUR_NAMES = [
  'ground',
  'panel',
  'line',
  'line-strong',
  'ink',
  'ink-soft',
  'isolated',
  'cross',
  'mark',
  'index',
  'last',
  'shock',
  'payer-fund',
] as const;

export type ColourName = (typeof COLOUR_NAMES)[number];
export type Colours = Readonly<Record<ColourName, string>>;

/**
 * The colours of the theme in force, as a canvas understands them. A canvas knows neither custom properties
 * nor `light-dark()`, so the browser is asked what an element of that colour would look like.
 */
export function readColours(root: HTMLElement): Colours {
  const probe = document.createElement('span');
  probe.hidden = true;
  root.append(probe);
  const style = getComputedStyle(probe);
  const read = (name: ColourName): [ColourName, string] => {
    probe.style.color = `var(--${name})`;
    return [name, style.color];
  };
  const colours = Object.fromEntries(COLOUR_NAMES.map(read)) as Record<ColourName, string>;
  probe.remove();
  return colours;
}

/** Calls back whenever the theme in force changes, by the reader or by the system; returns how to stop. */
export function watchTheme(root: HTMLElement, onChange: () => void): () => void {
  const observer = new MutationObserver(onChange);
  observer.observe(root, { attributes: true, attributeFilter: ['data-theme'] });
  const media = window.matchMedia('(prefers-color-scheme: dark)');
  media.addEventListener('change', onChange);
  return () => {
    observer.disconnect();
    media.removeEventListener('change', onChange);
  };
}
