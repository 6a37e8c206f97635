import { describe, expect, test } from 'vitest'
import { Triangle, weightedDistances } from '../../shared/statistics/weighted-curve-second.ts'

const triangleOf = (rows: readonly (readonly number[])[]): Triangle => {
  const triangle = new Triangle((rows[0]?.length ?? 1) - 1)
  for (const row of rows) triangle.add(Float64Array.from(row))
  return triangle
}

describe('least squares by plane rotations', () => {
  test('TWO-40: how nearly columns depend on each other is the share of the nearest one that is its own, squared', () => {
    for (const own of [1, 0.5, 1e-3, 1e-7]) {
      // (3, 0, 0), (1, own, 0), (4, 5, 6): of the second column own² of 1 + own² is its own, of the third 36 of 77.
      const { narrowest } = triangleOf([[3, 1, 4, 0], [0, own, 5, 0], [0, 0, 6, 0]])
      const wanted = Math.min((own * own) / (1 + own * own), 36 / 77)
      expect(Math.abs(narrowest / wanted - 1)).toBeLessThan(1e-12)
      // The order of columns: the nearest one in the middle, and last.
      const last = triangleOf([[3, 4, 1, 0], [0, 5, 0, 0], [0, 0, own, 0]]).narrowest
      expect(Math.abs(last / Math.min((own * own) / (1 + own * own), 25 / 41) - 1)).toBeLessThan(1e-12)
    }
    expect(triangleOf([[2, 2, 0], [3, 3, 0]]).narrowest).toBeLessThan(1e-30)
    expect(triangleOf([[0, 2, 0], [0, 3, 0]]).narrowest).toBe(0)
    expect(triangleOf([[2, 0, 0], [3, 0, 0]]).narrowest).toBe(0)
  })

  test('TWO-40: columns apart by 1e-11 are solved, by 1e-13 they depend on each other', () => {
    const solved = triangleOf([[1, 1, 3], [0, 1e-11, 2e-11]]).solve()
    expect([...(solved ?? [])]).toEqual([expect.closeTo(1, 6), expect.closeTo(2, 6)])
    expect(triangleOf([[1, 1, 3], [0, 1e-13, 2e-13]]).solve()).toBeNull()
  })

  test('TWO-40: where knots crowd so that the columns nearly depend on each other, rounding may decide whether there is a curve', () => {
    const of = (apart: number) => {
      const x = Float64Array.from({ length: 60 }, (_, i) => (i < 4 ? 0.1 + i / 50 : i > 55 ? 0.8 + (i - 55) / 50 : 0.5 + (i - 30) * apart))
      const w = new Float64Array(60).fill(1)
      return weightedDistances({ present: { x, w }, absent: { x, w } })
    }
    expect(of(5e-3)).toMatchObject({ isEither: false })
    expect(of(1e-7)).toMatchObject({ isEither: true })
  })
})
