import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cholesky } from './cholesky.ts';

describe('the Cholesky factor', () => {
  test('of [[1, 0.6], [0.6, 1]] is [[1, 0], [0.6, 0.8]]', () => {
    const lower = cholesky([
      [1, 0.6],
      [0.6, 1],
    ]);
    expect(lower[0]).toEqual([1, 0]);
    expect(lower[1]?.[0]).toBeCloseTo(0.6, 15);
    expect(lower[1]?.[1]).toBeCloseTo(0.8, 15);
  });

  test('times its transpose is the matrix again', () => {
    const size = fc.integer({ min: 1, max: 5 });
    const correlation = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(size, correlation, (count, rho) => {
        const matrix = Array.from({ length: count }, (_, row) =>
          Array.from({ length: count }, (__, column) => (row === column ? 1 : rho)),
        );
        const lower = cholesky(matrix);
        for (const [row, values] of matrix.entries()) {
          for (const [column, value] of values.entries()) {
            const product = matrix.reduce(
              (sum, _, index) => sum + (lower[row]?.[index] ?? 0) * (lower[column]?.[index] ?? 0),
              0,
            );
            expect(product).toBeCloseTo(value, 9);
          }
        }
      }),
    );
  });

  test('takes correlation 1, where all rows share the first factor', () => {
    expect(
      cholesky([
        [1, 1],
        [1, 1],
      ]),
    ).toEqual([
      [1, 0],
      [1, 0],
    ]);
  });

  test('refuses what is no correlation matrix', () => {
    const matrix = [
      [1, -0.9, -0.9],
      [-0.9, 1, -0.9],
      [-0.9, -0.9, 1],
    ];
    expect(() => cholesky(matrix)).toThrow('not positive semidefinite');
  });
});
