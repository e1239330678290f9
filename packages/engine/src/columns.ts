/**
 * Columns: the typed arrays in which the market keeps its rows. A read outside a column is a broken market,
 * never `undefined`. One function a kind of array, so that each stays a single machine instruction.
 */
import { InvariantError } from './invariants/invariant-error.ts';

export function floatAt(column: Float64Array, row: number): number {
  const value = column[row];
  if (value === undefined) throw new InvariantError('a row lies inside its column', { row });
  return value;
}

export function intAt(column: Int32Array, row: number): number {
  const value = column[row];
  if (value === undefined) throw new InvariantError('a row lies inside its column', { row });
  return value;
}

export function byteAt(column: Uint8Array, row: number): number {
  const value = column[row];
  if (value === undefined) throw new InvariantError('a row lies inside its column', { row });
  return value;
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
