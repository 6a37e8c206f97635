import { describe, expect, test } from 'vitest'
import { MANY_ROWS, cellsOf, expectedInCells, lineThroughCells } from '../../shared/statistics/calibration-cells.ts'
import { condensed } from '../../shared/statistics/calibration-start.ts'
import { ln, logistic } from '../../shared/statistics/elementary.ts'
import type { ScoreCounts } from '../../shared/statistics/score-counts.ts'

// Where fits over very many scores start decides how long they take, not where they end: so the starts are asked themselves.

function countsOf(n: number, listOf: (n: number) => Uint32Array | Float64Array): ScoreCounts {
  const [present, absent] = [listOf(n), listOf(n)]
  let [nPresent, nAbsent] = [0, 0]
  for (let g = 0; g < n; g++) {
    nPresent += present[g] = (g * 5) % 4
    nAbsent += absent[g] = 1 + ((g * 7) % 6)
  }
  return { scores: Float64Array.from({ length: n }, (_, g) => (g + 1) / (n + 1)), present, absent, nPresent, nAbsent }
}

/** Neighbours listed and added up. */
function neighbours({ scores, present, absent }: ScoreCounts, values: Float64Array, size: number) {
  return Array.from({ length: Math.ceil(scores.length / size) }, (_, k) => {
    const members = Array.from({ length: Math.min(size, scores.length - k * size) }, (_, i) => k * size + i)
    const sum = (of: (g: number) => number): number => members.reduce((total, g) => total + of(g), 0)
    const [having, without] = [sum((g) => present[g] ?? 0), sum((g) => absent[g] ?? 0)]
    return { score: scores[k * size], having, without, mean: sum((g) => ((present[g] ?? 0) + (absent[g] ?? 0)) * (values[g] ?? 0)) / (having + without) }
  })
}

describe('scores taken together', () => {
  // Neither 16 nor 128 divides the number of scores.
  const [n, fewer] = [16_384 + 37, 16_383]
  const values = Float64Array.from({ length: n }, (_, g) => ((g * 37) % 101) / 7 - 3)

  test.each([['whole counts', (size: number) => new Uint32Array(size)], ['weights', (size: number) => new Float64Array(size)]] as const)('CAL-8: 128 neighbours, then 16, with their counts and the mean of their values: %s', (_, listOf) => {
    const counts = countsOf(n, listOf)
    const found = condensed(counts, values)
    expect(found.length).toBe(2)
    found.forEach(({ counts: few, values: means }, k) => {
      const known = neighbours(counts, values, k === 0 ? 128 : 16)
      expect([...few.scores]).toEqual(known.map(({ score }) => score))
      expect(few.present).toEqual(listOf(0).constructor === Uint32Array ? Uint32Array.from(known, ({ having }) => having) : Float64Array.from(known, ({ having }) => having))
      expect([...few.absent]).toEqual(known.map(({ without }) => without))
      expect([few.nPresent, few.nAbsent]).toEqual([counts.nPresent, counts.nAbsent])
      expect(Math.max(...known.map(({ mean }, i) => Math.abs(mean - (means[i] ?? Number.NaN))))).toBeLessThan(1e-13)
    })
    // Intercept and slope share what was counted.
    expect(condensed(counts, values.slice())[1]?.counts).toBe(found[1]?.counts)
  })
  test('CAL-8: from 16,384 distinct scores on', () => {
    const sizes = [fewer, fewer + 1].map((size) => condensed(countsOf(size, (each) => new Uint32Array(each)), values.subarray(0, size)).map(({ values: means }) => means.length))
    expect(sizes).toEqual([[], [128, 1024]])
  })
})

describe('rows counted in cells', () => {
  const ends = [ln(1e-10) - ln(1 - 1e-10), ln(1 - 1e-10) - ln(1e-10)]
  const at = Float64Array.of(...ends, 0, -1e-9, 1 / 1024, 1 / 1024 - 1e-9, 0.3, 0.3001, 0.3002, 0.3, -5, -5, ends[0] ?? 0)
  const present = Uint8Array.from(at, (_, row) => Number(row % 3 === 0))

  test('TWO-31: cells are 1/1024 of the logit wide, up to where probabilities are clipped, and know the mean of their rows', () => {
    expect(MANY_ROWS).toBe(16_384)
    const known = new Map<number, number[]>()
    for (const row of [...at.keys()].sort((a, b) => (at[a] ?? 0) - (at[b] ?? 0))) {
      const cell = Math.floor((at[row] ?? 0) * 1024)
      known.set(cell, [...(known.get(cell) ?? []), row])
    }
    const groups = [...known.values()]
    const { x, n, events } = cellsOf(at, present)
    expect([...n]).toEqual(groups.map((rows) => rows.length))
    expect([...events]).toEqual(groups.map((rows) => rows.filter((row) => present[row] === 1).length))
    expect(x.length).toBe(groups.length)
    groups.forEach((rows, k) => expect(x[k]).toBeCloseTo(rows.reduce((sum, row) => sum + (at[row] ?? 0), 0) / rows.length, 12))
  })
  test('TWO-31: as many events are expected in cells as their sizes say', () => {
    const cells = { x: Float64Array.of(-2, 0, 3), n: Float64Array.of(5, 2, 7), events: Float64Array.of(1, 1, 6) }
    for (const a of [-1.5, 0, 0.7]) expect(expectedInCells(cells, a)).toBeCloseTo(5 * logistic(a - 2) + 2 * logistic(a) + 7 * logistic(a + 3), 12)
  })
})

describe('a line through cells', () => {
  const through = (x: readonly number[], n: readonly number[], events: readonly number[], middle = 0, start = 0) =>
    lineThroughCells({ x: Float64Array.from(x), n: Float64Array.from(n), events: Float64Array.from(events) }, middle, start)

  // Two cells: the line goes through the logits of both shares.
  test.each([
    { x: [-1, 2], n: [5, 10], events: [1, 7] },
    { x: [-1, 2], n: [10, 5], events: [8, 2] },
    { x: [0.5, 1.5], n: [3, 3], events: [1, 2] },
    { x: [-1, 1], n: [4, 4], events: [1, 3] },
    { x: [-1, 1], n: [4, 4], events: [3, 1] },
    { x: [-1, 1], n: [4, 4], events: [3, 3] },
    { x: [-1, 1], n: [4, 4], events: [1, 1] },
    { x: [0, 0.01], n: [4, 4], events: [1, 3] },
  ])('TWO-31: two cells are met exactly (#%#)', ({ x, n, events }) => {
    const [one = 0, two = 0] = events.map((each, k) => ln(each / ((n[k] ?? 0) - each)))
    const [x1 = 0, x2 = 0] = x
    const slope = (two - one) / (x2 - x1)
    for (const middle of [0, -0.25, 1]) for (const start of [0, 0.5, -0.5]) {
      const found = through(x, n, events, middle, start)
      expect(found?.b).toBeCloseTo(slope, 9)
      expect(found?.a).toBeCloseTo(one + slope * (middle - x1), 9)
    }
  })
  test('TWO-31: through three cells the residuals and their moments vanish', () => {
    const [x, n, events] = [[-1, 0.5, 2], [6, 5, 9], [1, 3, 6]]
    const { a, b } = through(x, n, events, 0.3, 0.2) ?? { a: Number.NaN, b: Number.NaN }
    const left = x.map((each, k) => (events[k] ?? 0) - (n[k] ?? 0) * logistic(a + b * (each - 0.3)))
    expect(left.reduce((sum, each) => sum + each, 0)).toBeCloseTo(0, 10)
    expect(left.reduce((sum, each, k) => sum + each * (x[k] ?? 0), 0)).toBeCloseTo(0, 10)
  })
  test('TWO-31: no line where one is too steep, too far from 0, or none', () => {
    const steep = 2 * ln(3)
    // ±2,197 for each unit of the logit, and ±879.
    expect([through([0, 0.001], [4, 4], [1, 3]), through([0, 0.001], [4, 4], [3, 1])]).toEqual([null, null])
    expect(through([0, 0.0025], [4, 4], [1, 3])?.b).toBeCloseTo(steep / 0.0025, 6)
    expect(through([0, 0.0025], [4, 4], [3, 1])?.b).toBeCloseTo(-steep / 0.0025, 6)
    // A slope of 1.1 leads to ±1,100 at a middle so far away.
    expect([through([-1, 1], [4, 4], [1, 3], 1001), through([-1, 1], [4, 4], [1, 3], -1001)]).toEqual([null, null])
    expect([through([1], [4], [1]), through([-1, 1], [4, 4], [0, 4]), through([], [], [])]).toEqual([null, null, null])
  })
})
