import { create } from 'zustand';

/** The feed shows this many rows of all that were seen. */
export const FEED_ROWS_MAX = 200;

export type OpenDialog = 'none' | 'help' | 'reset';
export type PanelName = 'price' | 'volume';

interface UiState {
  /** The instrument whose price is shown; null = the first one. */
  readonly instrumentId: number | null;
  readonly isFeedPaused: boolean;
  /** The forced fill that is shown in detail, by its sequence. */
  readonly selectedSequence: number | null;
  /** Charts that are shown as a table instead. */
  readonly tables: Readonly<Record<PanelName, boolean>>;
  readonly dialog: OpenDialog;
  /** The chart moves along with the run until the reader looks elsewhere in it. */
  readonly isFollowing: boolean;
  /** What the last action came to. */
  readonly notice: { readonly text: string; readonly isError: boolean } | null;
}

interface UiActions {
  readonly selectInstrument: (instrumentId: number) => void;
  readonly toggleFeed: () => void;
  readonly selectRow: (sequence: number | null) => void;
  readonly toggleTable: (panel: PanelName) => void;
  readonly openDialog: (dialog: OpenDialog) => void;
  readonly setFollowing: (isFollowing: boolean) => void;
  readonly report: (text: string, isError?: boolean) => void;
}

/** What the reader of the page has chosen. Market data is not here: see `session/live-session.ts`. */
export const useUiStore = create<UiState & UiActions>()((set) => ({
  instrumentId: null,
  isFeedPaused: false,
  selectedSequence: null,
  tables: { price: false, volume: false },
  dialog: 'none',
  isFollowing: true,
  notice: null,
  selectInstrument: (instrumentId) => set({ instrumentId, isFollowing: true }),
  toggleFeed: () => set(({ isFeedPaused }) => ({ isFeedPaused: !isFeedPaused })),
  selectRow: (selectedSequence) => set({ selectedSequence }),
  toggleTable: (panel) => set(({ tables }) => ({ tables: { ...tables, [panel]: !tables[panel] } })),
  openDialog: (dialog) => set({ dialog }),
  setFollowing: (isFollowing) => set({ isFollowing }),
  report: (text, isError = false) => set({ notice: { text, isError } }),
}));
