/** A label beside a vertical line, in pixels. */
export interface PlacedLabel {
  readonly x: number;
  /** 0 is the topmost. */
  readonly row: number;
}

/** Between a label and its line, and at least between two labels of a row. */
const GAP = 5;

/**
 * Places labels so that none covers another: right of its line, or left of it where the chart ends, in the first
 * row that is free there; null when all rows are taken. Lines come from left to right.
 */
export function placeLabels(
  labels: readonly { readonly lineX: number; readonly width: number }[],
  area: { readonly width: number; readonly rowCount: number },
): (PlacedLabel | null)[] {
  const taken: { readonly row: number; readonly from: number; readonly to: number }[] = [];
  return labels.map(({ lineX, width }) => {
    const isCut = lineX + GAP + width > area.width;
    const x = isCut ? lineX - GAP - width : lineX + GAP;
    for (let row = 0; row < area.rowCount; row += 1) {
      const isFree = taken.every(
        (other) => other.row !== row || x >= other.to + GAP || x + width <= other.from - GAP,
      );
      if (!isFree) continue;
      taken.push({ row, from: x, to: x + width });
      return { x, row };
    }
    return null;
  });
}
