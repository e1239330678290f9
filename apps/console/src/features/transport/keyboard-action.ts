export type KeyboardAction = 'toggle' | 'step' | 'shock' | 'help';

export interface PressedKey {
  readonly key: string;
  readonly hasModifier: boolean;
  /** The name of the focused element's tag, in lower case. */
  readonly targetTag: string;
  readonly isDialogOpen: boolean;
}

/** Where keys have a meaning of their own: typing, choosing. */
const TYPING_TAGS: ReadonlySet<string> = new Set(['input', 'select', 'textarea']);
/** Where the space bar presses what has the focus. */
const PRESSING_TAGS: ReadonlySet<string> = new Set(['button', 'a', 'summary']);

/** What a key does to the run; null when it is none of ours, or somebody is typing. */
export function keyboardAction({
  key,
  hasModifier,
  targetTag,
  isDialogOpen,
}: PressedKey): KeyboardAction | null {
  if (hasModifier || isDialogOpen || TYPING_TAGS.has(targetTag)) return null;
  switch (key) {
    case ' ':
      return PRESSING_TAGS.has(targetTag) ? null : 'toggle';
    case '.':
      return 'step';
    case 's':
    case 'S':
      return 'shock';
    case '?':
      return 'help';
    default:
      return null;
  }
}
