import type { HaltRow } from '@spillway/protocol/wire';

/** What a halt, or the end of one, means, in a sentence. `name` is that of the instrument; null: the whole market. */
export function haltStory(
  row: HaltRow,
  names: { readonly name: string | null; readonly until: string | null },
): string {
  const what = names.name === null ? 'Trading of every instrument' : `Trading of ${names.name}`;
  if (row.kind === 'resumed') {
    return `${what} goes on; whoever fell due meanwhile is closed by force now.`;
  }
  const cause = row.reason === 'circuit-breaker' ? ': the price moved too far for a circuit breaker' : '';
  const end = names.until === null ? '' : ` until ${names.until}`;
  return `${what} stands still${end}${cause}. Nobody trades or is closed by force there.`;
}
