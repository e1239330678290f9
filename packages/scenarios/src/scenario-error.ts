/** A scenario that cannot be used. Every line names the place, the value and what was expected. */
export class ScenarioError extends Error {
  readonly lines: readonly string[];

  constructor(lines: readonly string[], options?: ErrorOptions) {
    super(lines.join('\n'), options);
    this.name = 'ScenarioError';
    this.lines = lines;
  }
}
