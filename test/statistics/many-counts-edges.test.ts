import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bucketSorted } from '../../shared/statistics/bucket-sort.ts'
import { countAll, countParts, countRest } from '../../shared/statistics/count-parts.ts'
import { countedQuantiles, quantilesOfSizes } from '../../shared/statistics/counted-quantiles.ts'
import { countsBelow } from '../../shared/statistics/counts-below.ts'
import { sensitivityWhereSpecificity, specificityWhereSensitivity } from '../../shared/statistics/fixed-rates.ts'
import { type ScoreCounts, countGroups, countScores, orderScores, scoreCounts } from '../../shared/statistics/score-counts.ts'

// Two rows more than fill whole blocks of 1,024, and one part more than two walks take.
const N = 2049
const order = orderScores(Float64Array.from({ length: N }, (_, row) => ((row * 7919) % 503) / 503))
const present = Uint8Array.from({ length: N }, (_, row) => Number((row * 31) % 100 < 40))

/** Rows of each part; those of the last two "parts" are in none. */
function rowsOf(nParts: number): Uint32Array[] {
  const lists = Array.from({ length: nParts + 2 }, (): number[] => [])
  for (let row = 0; row < N; row++) lists[(row * 611) % (nParts + 2)]?.push(row)
  return lists.slice(0, nParts).map((list) => Uint32Array.from(list))
}

describe('counts of parts', () => {
  const all = Int32Array.from({ length: N }, (_, row) => row)

  test.each([0, 1, 2, 13, 127, 128, 255])('ORD-2: %i parts at once have the counts of each alone, and the places of their scores in the order', (nParts) => {
    const rows = rowsOf(nParts)
    const found = countParts(order, present, { rows, indexOf: all })
    expect(found.map(({ from, ...counts }) => counts)).toEqual(rows.map((list) => countScores(order, present, list)))
    for (const { scores, from } of found) {
      expect(from?.order).toBe(order)
      expect(Float64Array.from(from?.groups ?? [], (group) => order.scores[group] ?? Number.NaN)).toEqual(scores)
    }
  })
  test('ORD-2: rows go by numbers of their own, and those without a score are left out', () => {
    // Number 2 i is row i of the order; odd numbers have no score.
    const indexOf = Int32Array.from({ length: 2 * N }, (_, number) => (number % 2 === 0 ? number / 2 : -1))
    const lists = rowsOf(3)
    const numbers = lists.map((list) => Uint32Array.from([...list].flatMap((row) => [2 * row, 2 * row + 1])))
    const found = countParts(order, present, { rows: numbers, indexOf })
    expect(found.map(({ from, ...counts }) => counts)).toEqual(lists.map((list) => countScores(order, present, list)))
  })
  test('ORD-2: all rows, and all but those of a part, keep every score of the order', () => {
    const whole = countAll(order, present)
    expect(whole).toEqual({ ...countGroups(order, present), from: { order, groups: null } })
    const { sorted, ...unsorted } = order
    expect(sorted?.rows.length).toBe(N)
    expect(countAll(unsorted, present)).toEqual({ ...countGroups(order, present), from: { order: unsorted, groups: null } })
    expect(() => countParts(unsorted, present, { rows: rowsOf(1), indexOf: all })).toThrow(RangeError)

    const rows = rowsOf(3)
    countParts(order, present, { rows, indexOf: all }).forEach((part, k) => {
      const others = all.filter((row) => !rows[k]?.includes(row))
      expect(countRest(whole, part)).toEqual({ ...countGroups(order, present, Uint32Array.from(others)), from: whole.from })
    })
    const [nothing] = [new Uint32Array(order.scores.length)]
    expect(countRest(whole, whole)).toEqual({ ...whole, present: nothing, absent: nothing, nPresent: 0, nAbsent: 0 })
    // What was subtracted from stays as it was.
    expect([...whole.present].reduce((sum, each) => sum + each, 0)).toBe(whole.nPresent)
  })
})

describe('sums below each score', () => {
  const counts: ScoreCounts = { scores: Float64Array.of(0.1, 0.4, 0.9), present: Uint32Array.of(1, 0, 4), absent: Uint32Array.of(2, 3, 0), nPresent: 5, nAbsent: 5 }

  test('ORD-2: begin with nothing and end with all of a class', () => {
    expect(countsBelow(counts)).toEqual({ present: Float64Array.of(0, 1, 1, 5), absent: Float64Array.of(0, 2, 5, 5), both: Float64Array.of(0, 3, 6, 10) })
  })
  test('OPT-2: without one of the classes there is no rate', () => {
    for (const one of [{ ...counts, absent: new Uint32Array(3), nAbsent: 0 }, { ...counts, present: new Uint32Array(3), nPresent: 0 }]) for (const direction of ['higher-is-positive', 'lower-is-positive'] as const) {
      expect([sensitivityWhereSpecificity, specificityWhereSensitivity].map((rate) => rate(one, countsBelow(one), direction, 0))).toEqual([null, null])
    }
  })
})

/** Longer than any list before, however often the tests run. */
let longest = 50_000

/** Type 7 from all values one by one, each as often as its count. */
function quantileOfRows(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (sorted.length - 1) * share
  const low = sorted[Math.floor(at)] ?? 0
  return low + (at - Math.floor(at)) * ((sorted[Math.ceil(at)] ?? 0) - low)
}

describe('quantiles of sizes', () => {
  const shares = [0, 0.1, 0.25, 0.5, 0.9, 0.99, 1]
  const cell = fc.record({ size: fc.integer({ min: 0, max: 40 }), present: fc.integer({ min: 0, max: 3 }), absent: fc.integer({ min: 1, max: 3 }) })
  const toCounts = (cells: readonly { present: number; absent: number }[]): ScoreCounts => {
    const [having, without] = [Uint32Array.from(cells, (each) => each.present), Uint32Array.from(cells, (each) => each.absent)]
    return { scores: new Float64Array(cells.length), present: having, absent: without, nPresent: having.reduce((a, b) => a + b, 0), nAbsent: without.reduce((a, b) => a + b, 0) }
  }

  test.each([1e-12, 1 / 40, 1, 25_000])('CUR-2: sizes of any order of magnitude: quantiles are those of all rows sorted (× %f)', (unit) => {
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 40 }), (cells) => {
        const sizes = Float64Array.from(cells, ({ size }) => size * unit)
        const rows = cells.flatMap((each, g) => Array.from({ length: each.present + each.absent }, () => sizes[g] ?? 0))
        const found = quantilesOfSizes(toCounts(cells), sizes, Math.max(...sizes), shares)
        shares.forEach((share, k) => expect(found[k]).toBe(quantileOfRows(rows, share)))
      }),
      { seed: 12, numRuns: 60 },
    )
  })
  test('WGT-15: the last digit of a sum of weights chooses no neighbour', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 9 })), { minLength: 4, maxLength: 30 }), (cells) => {
        // Tenths are no doubles, so that their sums miss whole numbers; in whole tenths they do not.
        const weights = Float64Array.from(cells, ([, tenths]) => tenths / 10)
        const sizes = Float64Array.from(cells, ([size]) => size)
        const n = Math.ceil(weights.reduce((a, b) => a + b, 0) - 0.5)
        const counts: ScoreCounts = { scores: new Float64Array(cells.length), present: weights, absent: new Float64Array(cells.length), nPresent: n, nAbsent: 0, rows: { nPresent: cells.length, nAbsent: 0 } }
        const sorted = [...sizes.keys()].sort((a, b) => (sizes[a] ?? 0) - (sizes[b] ?? 0) || a - b)
        const valueAt = (rank: number): number => {
          let below = 0
          for (const g of sorted) {
            below += cells[g]?.[1] ?? 0
            if (10 * rank < below) return sizes[g] ?? 0
          }
          return sizes[sorted.at(-1) ?? 0] ?? 0
        }
        const found = quantilesOfSizes(counts, sizes, Math.max(...sizes), shares)
        shares.forEach((share, k) => {
          const at = (n - 1) * share
          const low = valueAt(Math.floor(at))
          expect(found[k]).toBe(low + (at - Math.floor(at)) * (valueAt(Math.min(n - 1, Math.floor(at) + 1)) - low))
        })
      }),
      { seed: 13, numRuns: 300 },
    )
  })
  test('CUR-2: a list longer than any before has room as well', () => {
    const n = ++longest
    const counts = toCounts(Array.from({ length: n }, () => ({ present: 0, absent: 1 })))
    expect(quantilesOfSizes(counts, Float64Array.from({ length: n }, (_, g) => Number(g === n - 1)), 1, [0, 1])).toEqual([0, 1])
  })
  test('GRP-1: one examination is every quantile', () => {
    expect(countedQuantiles(scoreCounts(Float64Array.of(0.3), Uint8Array.of(1)), [0, 0.4, 1])).toEqual([0.3, 0.3, 0.3])
  })
})

describe('the sort of the second engine', () => {
  const made = (n: number, of: (u: number, i: number) => number) => Float64Array.from({ length: n }, (_, i) => of(((i * 7919) % 10_007) / 10_007, i))

  // Below 4,096 the runtime sorts; odd and even lengths have as many buckets.
  test.each([0, 1, 2, 4095, 4096, 4097, 5000])('MRG-1: %i values ascend, whatever they crowd at', (n) => {
    const shapes: ((u: number, i: number) => number)[] = [
      (u) => u, (u) => -3 - u, (u) => u ** 12, (_, i) => i, (_, i) => -i, (_, i) => i % 2, () => 7, (u, i) => (i === 5 ? 1e300 : u),
      (u, i) => (i % 2 === 0 ? -1 : 1) * u * 1e308, (u, i) => (i === 9 ? Infinity : u), (u, i) => (i % 4 === 0 ? 5e-324 : -u * 1e-320), (u, i) => (i % 3 === 0 ? 0.25 : u),
      // The first far below all others, the last far above.
      (u, i) => (i === 0 ? -1e6 : u), (u, i) => (i === n - 1 ? 1e6 : 1 + u), (u) => 4 * u - 1,
    ]
    for (const shape of shapes) {
      const values = made(n, shape)
      const before = values.slice()
      const sorted = [...values].sort((a, b) => a - b)
      // −0 and 0 are one value, and which stands first is no matter.
      expect([...bucketSorted(values)].every((each, i) => each === sorted[i])).toBe(true)
      expect(values).toEqual(before)
    }
  })
})
