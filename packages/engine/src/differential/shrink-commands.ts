/** Asked at most so often whether a shorter list still fails: a failure must be readable, not minimal at any price. */
const TRIES_MAX = 2_000;

/**
 * A shorter list that still fails: blocks fall out, halves first, then smaller and smaller ones, as long as that keeps the
 * failure. Deterministic; the first `keep` elements stay.
 * @param fails - whether a list fails; it does for the one given
 */
export function shrinkList<Item>(
  items: readonly Item[],
  keep: number,
  fails: (items: readonly Item[]) => boolean,
): readonly Item[] {
  let shrunk = items;
  let tries = 0;
  let block = Math.ceil((items.length - keep) / 2);
  while (block >= 1) {
    let isShorter = false;
    for (let end = shrunk.length; end > keep && tries < TRIES_MAX; end -= block) {
      const without = [...shrunk.slice(0, Math.max(keep, end - block)), ...shrunk.slice(end)];
      tries += 1;
      if (!fails(without)) continue;
      shrunk = without;
      isShorter = true;
    }
    if (tries >= TRIES_MAX) break;
    if (block === 1 && !isShorter) break;
    block = block === 1 ? 1 : Math.ceil(block / 2);
  }
  return shrunk;
}
