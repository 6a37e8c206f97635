import { describe, expect, test } from 'vitest'
import { bootstrapReplicates, percentileInterval } from '../../shared/statistics/bootstrap.ts'
import { decisionCurve } from '../../shared/statistics/net-benefit.ts'
import { planResampling } from '../../shared/statistics/resample.ts'
import { orderScores } from '../../shared/statistics/score-counts.ts'
import { evaluateRows, overlapping, protocolWith } from './study.ts'

const analyses = { flexibleCalibration: { smoother: 'loess', bins: 10 }, netBenefit: { thresholds: [0.3, 0.5, 0.7] } }
const bootstrap = { replicates: 200, seed: 7 }

describe('bands', () => {
  const rows = overlapping(60)
  const results = evaluateRows(protocolWith({ analyses, bootstrap }), rows)

  test('BTS-3: net benefit has the percentile interval of its replicates at each threshold', () => {
    const scores = Float64Array.from(rows, (row) => row.score ?? 0)
    const present = Uint8Array.from(rows, (row) => (row.reference === 'present' ? 1 : 0))
    const plan = planResampling('stratified', orderScores(scores), { present })
    const statistics = [0.3, 0.5, 0.7].map((threshold) => ([counts]: readonly Parameters<typeof decisionCurve>[0][]) =>
      counts === undefined ? null : (decisionCurve(counts, [threshold])?.[0]?.netBenefit ?? null))
    const values = bootstrapReplicates({ plans: [plan], statistics, seed: bootstrap.seed }, 0, bootstrap.replicates)
    const points = results.decisionCurves[0]?.points ?? []
    expect(points).toHaveLength(3)
    points.forEach((point, i) => {
      const expected = percentileInterval(values[i] ?? { values: new Float64Array(0), nLost: 0 }, 0.95)
      expect([point.lower, point.upper]).toEqual([expected.lower, expected.upper])
      expect(point.lower ?? 1).toBeLessThanOrEqual(point.netBenefit)
      expect(point.upper ?? -1).toBeGreaterThanOrEqual(point.netBenefit)
    })
  })

  test('BTS-3: the flexible curve has a band at every drawn point or none, and lies inside it nearly everywhere', () => {
    const curve = results.calibrationCurves[0]
    if (curve?.lower === undefined || curve.upper === undefined) throw new Error('no band')
    expect(curve.lower).toHaveLength(curve.predicted.length)
    expect(curve.upper).toHaveLength(curve.predicted.length)
    const inside = curve.observed.filter((value, i) => value >= (curve.lower?.[i] ?? 1) && value <= (curve.upper?.[i] ?? 0)).length
    expect(inside / curve.observed.length).toBeGreaterThan(0.9)
  })

  test('BTS-3: without replicates there is no band, and the curves are the same', () => {
    const plain = evaluateRows(protocolWith({ analyses }), rows)
    expect(plain.decisionCurves[0]?.points.some((point) => 'lower' in point)).toBe(false)
    expect(plain.calibrationCurves[0]?.lower).toBeUndefined()
    expect(plain.calibrationCurves[0]?.observed).toEqual(results.calibrationCurves[0]?.observed)
  })
})
