/** Names close to one that does not exist, nearest first: for "did you mean". */
export function nearNames(wanted: string, names: readonly string[], limit = 3): readonly string[] {
  return names
    .map((name) => ({ name, distance: distanceTo(wanted, name) }))
    .filter(({ distance }) => Number.isFinite(distance))
    .sort((left, right) => left.distance - right.distance || (left.name < right.name ? -1 : 1))
    .slice(0, limit)
    .map(({ name }) => name);
}

/** The edit distance of the whole or of the last part of a dotted path; Infinity when neither is close. */
function distanceTo(wanted: string, name: string): number {
  const lastPart = (path: string): string => path.slice(path.lastIndexOf('.') + 1);
  return Math.min(closeDistance(wanted, name), 1 + closeDistance(lastPart(wanted), lastPart(name)));
}

/** Close is what differs in no more than a third of its characters. */
function closeDistance(wanted: string, name: string): number {
  const distance = editDistance(wanted, name);
  return 3 * distance <= wanted.length ? distance : Number.POSITIVE_INFINITY;
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
