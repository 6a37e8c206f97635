import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { averagePrecision } from '../../shared/statistics/average-precision.ts'
import { calibrationDistances } from '../../shared/statistics/calibration-curve.ts'
import { sensitivityAtSpecificity, specificityAtSensitivity } from '../../shared/statistics/operating-points.ts'
import { partialAreaOverSpecificity } from '../../shared/statistics/partial-auc.ts'
import { weightedCounts } from '../../shared/statistics/resample-weighted.ts'
import { restrictedCubicSpline } from '../../shared/statistics/restricted-cubic-spline.ts'
import { orderScores } from '../../shared/statistics/score-counts.ts'
import { brierSummary, logLoss } from '../../shared/statistics/scoring-rules.ts'
import { weightedDistances } from '../../shared/statistics/weighted-curve-second.ts'
import * as second from '../../shared/statistics/weighted-replicate-second.ts'

type Row = { readonly score: number; readonly present: number; readonly weight: number }

const weights = fc.oneof(fc.constantFrom(0.7, 1, 2, 5), fc.double({ min: 0.01, max: 20, noNaN: true }))
const rows = (least: number, most: number) => fc.array(fc.record({ score: fc.integer({ min: 1, max: 39 }), present: fc.integer({ min: 0, max: 1 }), weight: weights }), { minLength: least, maxLength: most })

const countsOf = (list: readonly Row[]) =>
  weightedCounts(
    Float64Array.from(list, ({ weight }) => weight),
    { order: orderScores(Float64Array.from(list, ({ score }) => score / 40)), index: Uint32Array.from(list.keys()), rows: Uint32Array.from(list.keys()) },
    Uint8Array.from(list, ({ present }) => present),
  )

function classesOf(list: readonly Row[]): second.WeighedClasses {
  const pick = (wanted: number): second.WeighedClass => {
    const own = list.filter(({ present }) => present === wanted).sort((a, b) => a.score - b.score)
    return { x: Float64Array.from(own, ({ score }) => score / 40), w: Float64Array.from(own, ({ weight }) => weight) }
  }
  return { present: pick(1), absent: pick(0) }
}

/** One of what the second engine leaves open is the first engine's number, to a relative 1e-10. */
function among(first: number | null, found: second.WeighedNumber, what: unknown, least = 0): void {
  if (found.isEither === true) return
  if (first === null) return expect(found.value, JSON.stringify(what)).toBeNull()
  const off = [found.value ?? Number.NaN, ...(found.others ?? [])].map((each) => Math.abs(each - first) / Math.max(Math.abs(first), least))
  expect(Math.min(...off), `${JSON.stringify(what)}: ${first}`).toBeLessThanOrEqual(1e-10)
}

const runs = { numRuns: 400, seed: 20_261_125 }
const up = 'higher-is-positive'

describe('second engines of replicates of weighted rows', () => {
  test('TWO-39: average precision, partial areas, rates at a fixed rate, Brier, scaled Brier and log loss', () => {
    fc.assert(fc.property(rows(8, 60), fc.constantFrom(0.5, 0.75, 0.8, 0.9), (list, least) => {
      const [counts, classes] = [countsOf(list), classesOf(list)]
      among(averagePrecision(counts, up), { value: second.averagePrecisionByWeight(classes) }, list)
      const area = partialAreaOverSpecificity(counts, up, { from: least, to: 1 })
      among(area.area === null ? null : area.standardised, second.partialAreaByWeight(classes, least), [list, least])
      among(sensitivityAtSpecificity(counts, up, least).value, second.sensitivityByWeight(classes, least), [list, least], 1e-6)
      among(specificityAtSensitivity(counts, up, least).value, second.specificityByWeight(classes, least), [list, least], 1e-3)
      const brier = brierSummary(counts)
      among(brier.value, { value: second.brierByWeight(classes) }, list)
      if (brier.value !== null) among(brier.scaled, { value: second.scaledBrierByWeight(classes) }, list, 1)
      among(logLoss(counts).value, { value: second.logLossByWeight(classes) }, list)
    }), runs)
  })

  test('TWO-39: both sides of a stated rate that a sum of weights meets are given', () => {
    const list = Array.from({ length: 20 }, (_, i) => ({ score: 1 + i, present: i % 2, weight: 0.7 }))
    const found = second.sensitivityByWeight(classesOf(list), 0.8)
    expect([found.value, ...(found.others ?? [])].map((each) => (each ?? 0).toFixed(6)).sort()).toEqual(['0.200000', '0.300000'])
  })

  test('TWO-40: ICI, E50, E90 and Emax of a weighted spline', () => {
    let n = 0
    fc.assert(fc.property(rows(80, 160), (list) => {
      const counts = countsOf(list)
      const fit = restrictedCubicSpline(counts)
      const found = weightedDistances(classesOf(list))
      // Near separation one engine may reach the top where the other gives up.
      if (fit.fitted === null || found === null || found === 'separated' || fit.fitted.some((each) => each < 1e-6 || each > 1 - 1e-6)) return
      n++
      const distances = calibrationDistances(counts, fit.fitted)
      for (const which of ['ici', 'e50', 'e90', 'emax'] as const) among(distances[which], { value: found[which] }, [which, list], 0.01)
    }), runs)
    expect(n).toBeGreaterThan(100)
  })
})
