import { InvariantError } from './invariant-error.ts';

/** Throws an `InvariantError` when a fact does not hold. */
export function expectFact(isTrue: boolean, fact: string, values: Readonly<Record<string, unknown>>): void {
  if (!isTrue) throw new InvariantError(fact, values);
}
