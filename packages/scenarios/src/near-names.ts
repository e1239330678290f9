/** Names close to one that does not exist, nearest first: for "did you mean". */
export function nearNames(wanted: string, names: readonly string[], limit = 3): readonly string[] {
  const farthest = Math.max(3, Math.floor(wanted.length / 3));
  return names
    .map((name) => ({ name, distance: distanceTo(wanted, name) }))
    .filter(({ distance }) => distance <= farthest)
    .sort((left, right) => left.distance - right.distance || (left.name < right.name ? -1 : 1))
    .slice(0, limit)
    .map(({ name }) => name);
}

/** The edit distance, or that to the last part of a dotted path, whichever is less. */
function distanceTo(wanted: string, name: string): number {
  const lastPart = name.slice(name.lastIndexOf('.') + 1);
  const wantedPart = wanted.slice(wanted.lastIndexOf('.') + 1);
  return Math.min(editDistance(wanted, name), 1 + editDistance(wantedPart, lastPart));
}

/** Levenshtein's distance: insertions, deletions and replacements of one character. */
function editDistance(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const replaced = (previous[column - 1] ?? 0) + (left[row - 1] === right[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[right.length] ?? 0;
}
