/**
 * The right to control the run arrives in the fragment of the link that the exchange prints (`#token=…`). A
 * fragment never reaches a server's log; the address bar forgets it, this browser tab keeps it.
 */
const STORAGE_KEY = 'spillway.admin-token';

interface TokenPlaces {
  readonly location: Pick<Location, 'hash' | 'pathname' | 'search'>;
  readonly history: Pick<History, 'replaceState' | 'state'>;
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
}

/** The token of this tab, taken out of the address when it is there; null without one. */
export function takeAdminToken({ location, history, storage }: TokenPlaces): string | null {
  const fragment = new URLSearchParams(location.hash.replace(/^#/, ''));
  const token = fragment.get('token');
  if (token === null || token === '') return storage.getItem(STORAGE_KEY);
  storage.setItem(STORAGE_KEY, token);
  fragment.delete('token');
  const rest = fragment.size > 0 ? `#${fragment}` : '';
  history.replaceState(history.state, '', `${location.pathname}${location.search}${rest}`);
  return token;
}
