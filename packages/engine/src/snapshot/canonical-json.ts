/** A value of plain data: what rules and specifications are made of. */
type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

function canonical(value: unknown): Plain {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
    return Object.fromEntries(entries.map(([key, part]) => [key, canonical(part)]));
  }
  return value as Plain;
}

/** The one text of a value: keys sorted, so that equal values have equal texts whoever made them. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(canonical(value));
}
