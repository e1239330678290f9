/** Bounds of a shock that a person may inject, in percent of the index. */
const SHOCK_PERCENT_MIN = -50;
const SHOCK_PERCENT_MAX = 50;

export type ParsedShock =
  | { readonly isParsed: true; readonly percent: number }
  | { readonly isParsed: false; readonly reason: string };

/** Reads what was typed as a shock: a number of percent from −50 to 50 that is not 0. A real minus sign counts too. */
export function parseShockPercent(text: string): ParsedShock {
  const normalised = text.trim().replace('−', '-').replace(/\s*%$/, '');
  const percent = normalised === '' ? Number.NaN : Number(normalised);
  if (
    !Number.isFinite(percent) ||
    percent === 0 ||
    percent < SHOCK_PERCENT_MIN ||
    percent > SHOCK_PERCENT_MAX
  ) {
    return { isParsed: false, reason: 'A shock is a percentage from −50 to 50, not 0: such as −5.' };
  }
  return { isParsed: true, percent };
}
