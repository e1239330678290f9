/**
 * The most lots, from 0 to `lots`, that satisfy a condition which fewer lots satisfy more easily; found by halving.
 */
export function mostLots(lots: number, isBearable: (lots: number) => boolean): number {
  let bearable = 0;
  let tooMany = lots + 1;
  while (tooMany - bearable > 1) {
    const middle = Math.floor((bearable + tooMany) / 2);
    if (isBearable(middle)) bearable = middle;
    else tooMany = middle;
  }
  return bearable;
}
