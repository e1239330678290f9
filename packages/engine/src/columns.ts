/**
 * Columns: the typed arrays in which the market keeps its rows. A read outside a column is a broken market,
 * never `undefined`: `column[row] ?? outside(row)`.
 *
 * The compiler of V8 puts a function of less than 27 bytes of bytecode into its callers always, and larger ones only as
 * far as a budget goes. So the reads that every order makes by the hundred are kept that small, and what is rare in
 * them (to throw) is somewhere else. One function a kind of array, so that each stays a single machine instruction.
 */
import { InvariantError } from './invariants/invariant-error.ts';

/** Stops the market: somebody read a row that does not exist. */
export function outside(row: number): never {
  throw new InvariantError('a row lies inside its column', { row });
}

export function floatAt(column: Float64Array, row: number): number {
  return column[row] ?? outside(row);
}

export function intAt(column: Int32Array, row: number): number {
  return column[row] ?? outside(row);
}

export function byteAt(column: Uint8Array, row: number): number {
  return column[row] ?? outside(row);
}

export function grownFloats(column: Float64Array, length: number): Float64Array {
  const grown = new Float64Array(length);
  grown.set(column);
  return grown;
}

export function grownInts(column: Int32Array, length: number): Int32Array {
  const grown = new Int32Array(length);
  grown.set(column);
  return grown;
}

export function grownBytes(column: Uint8Array, length: number): Uint8Array {
  const grown = new Uint8Array(length);
  grown.set(column);
  return grown;
}
