/**
 * The lower triangular L with `L Lᵀ = matrix`: it turns independent normal draws into correlated ones. A
 * matrix that is singular but positive semidefinite (correlation 1) is taken: its rows then share factors.
 *
 * @param matrix a square correlation matrix: symmetric, ones on the diagonal
 * @throws RangeError when the matrix is no correlation matrix
 */
export function cholesky(matrix: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const lower: number[][] = matrix.map((row) => row.map(() => 0));
  for (let row = 0; row < matrix.length; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      const entry = matrix[row]?.[column] ?? Number.NaN;
      const rest = entry - dot(lower[row] ?? [], lower[column] ?? [], column);
      setEntry(lower, { row, column, value: factorEntry(lower, { row, column, rest }) });
    }
  }
  return lower;
}

const ROUNDING_SLACK = 1e-12;

function factorEntry(lower: number[][], place: { row: number; column: number; rest: number }): number {
  const { row, column, rest } = place;
  if (row === column) {
    if (!(rest > -ROUNDING_SLACK)) {
      throw new RangeError(`correlation matrix is not positive semidefinite (row ${row + 1})`);
    }
    return Math.sqrt(Math.max(0, rest));
  }
  const pivot = lower[column]?.[column] ?? 0;
  if (pivot > ROUNDING_SLACK) return rest / pivot;
  if (Math.abs(rest) > ROUNDING_SLACK) {
    throw new RangeError(`correlation matrix is not positive semidefinite (row ${row + 1})`);
  }
  return 0;
}

function dot(left: readonly number[], right: readonly number[], length: number): number {
  let sum = 0;
  for (let index = 0; index < length; index += 1) sum += (left[index] ?? 0) * (right[index] ?? 0);
  return sum;
}

function setEntry(matrix: number[][], entry: { row: number; column: number; value: number }): void {
  const row = matrix[entry.row];
  if (row !== undefined) row[entry.column] = entry.value;
}
