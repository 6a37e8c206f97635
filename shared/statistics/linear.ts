/**
 * Solves A x = b for a symmetric positive definite A (row-major, lower triangle read) by Cholesky's factorisation.
 * Null when A is not positive definite to working precision.
 */
export function choleskySolve(matrix: Float64Array, right: Float64Array): Float64Array | null {
  const n = right.length
  const l = Float64Array.from(matrix)
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = l[i * n + j] ?? 0
      for (let k = 0; k < j; k++) sum -= (l[i * n + k] ?? 0) * (l[j * n + k] ?? 0)
      if (i > j) l[i * n + j] = sum / (l[j * n + j] ?? 1)
      else if (sum > 1e-14 * (matrix[j * n + j] ?? 0)) l[j * n + j] = Math.sqrt(sum)
      else return null
    }
  }
  const x = Float64Array.from(right)
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i] = (x[i] ?? 0) - (l[i * n + k] ?? 0) * (x[k] ?? 0)
    x[i] = (x[i] ?? 0) / (l[i * n + i] ?? 1)
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i] = (x[i] ?? 0) - (l[k * n + i] ?? 0) * (x[k] ?? 0)
    x[i] = (x[i] ?? 0) / (l[i * n + i] ?? 1)
  }
  return x
}
