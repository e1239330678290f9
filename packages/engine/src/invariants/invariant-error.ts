/** A fact that must hold in every market does not: the market stops here, with the values. */
export class InvariantError extends Error {
  readonly values: Readonly<Record<string, unknown>>;

  /**
   * @param fact - the fact as a positive sentence, such as "the book is not crossed"
   * @param values - what was found instead
   */
  constructor(fact: string, values: Readonly<Record<string, unknown>> = {}) {
    const found = Object.entries(values).map(([name, value]) => `${name}=${String(value)}`);
    super(`Broken invariant: ${fact}${found.length > 0 ? ` (${found.join(', ')})` : ''}.`);
    this.name = 'InvariantError';
    this.values = values;
  }
}
