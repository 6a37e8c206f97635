import { describe, expect, test } from 'vitest'
import { equalMassQuantileBins, equalWidthBins } from '../../shared/statistics/calibration-bins.ts'
import { clusterRobustCalibration } from '../../shared/statistics/calibration-cluster.ts'
import { calibrationCurve } from '../../shared/statistics/calibration-curve.ts'
import { calibrationSlope, jointRecalibrationIntercept, meanPredicted, observedExpectedRatio } from '../../shared/statistics/calibration.ts'
import { brierSummary, spiegelhalterTest } from '../../shared/statistics/scoring-rules.ts'
import { scoreCounts } from '../../shared/statistics/score-counts.ts'

/** The double just below a positive one. */
function below(x: number): number {
  const bits = new BigUint64Array(Float64Array.of(x).buffer)
  bits[0] = (bits[0] ?? 0n) - 1n
  return new Float64Array(bits.buffer)[0] ?? 0
}

const none = scoreCounts(Float64Array.of(), Uint8Array.of())

describe('edges of bins', () => {
  // 0.29 · 100 rounds to 28.999…; the double below 0.7 times 10 rounds to 7.
  test.each([2, 7, 10, 15, 20, 100])('BIN-1: of %i bins, each edge belongs to the bin above and the double before it to the one below', (bins) => {
    const edges = Array.from({ length: bins }, (_, k) => k / bins)
    const scores = Float64Array.from([...edges, ...edges.slice(1).map(below), 1])
    const found = equalWidthBins(scoreCounts(scores, new Uint8Array(scores.length)), bins)
    expect(found.map((bin) => bin.n)).toEqual(edges.map(() => 2))
    found.forEach((bin, k) => expect(bin.meanPredicted).toBeCloseTo((k + 0.5) / bins, 12))
  })
  test('BIN-2: without examinations there are no bins', () => {
    expect(equalMassQuantileBins(none)).toEqual([])
    expect(equalWidthBins(none)).toEqual([])
  })
})

describe('calibration with clusters', () => {
  const probabilities = Float64Array.of(0.2, 0.7, 0.4, 0.9, 0.6, 0.1, 0.8, 0.3)
  const present = Uint8Array.of(0, 1, 1, 1, 0, 0, 1, 0)
  const inClusters = (cluster: readonly number[], nClusters: number) => ({ probabilities, present, cluster: Uint32Array.from(cluster), nClusters })

  test('CAL-7: two clusters are enough, one is not, and none has no examinations', () => {
    const two = clusterRobustCalibration(inClusters([0, 0, 0, 0, 1, 1, 1, 1], 2))
    expect([two.intercept.value, two.slope.value, two.jointIntercept.value]).not.toContain(null)
    const refused = (reason: string) => ({ intercept: { value: null, reason }, slope: { value: null, reason }, jointIntercept: { value: null, reason } })
    expect(clusterRobustCalibration(inClusters([0, 0, 0, 0, 0, 0, 0, 0], 1))).toEqual(refused('too-few-clusters'))
    const rows = { probabilities: Float64Array.of(), present: Uint8Array.of(), cluster: Uint32Array.of(), nClusters: 0 }
    expect(clusterRobustCalibration(rows)).toEqual(refused('no-examinations'))
  })
  test('CAL-7: what the plain fit refuses is refused with its reason', () => {
    const rows = { ...inClusters([0, 0, 1, 1, 2, 2, 3, 3], 4), present: new Uint8Array(8).fill(1) }
    const found = clusterRobustCalibration(rows)
    expect(found.intercept).toEqual({ value: null, reason: 'one-class' })
    expect(found.slope).toEqual({ value: null, reason: 'one-class' })
    expect(found.jointIntercept).toEqual({ value: null, reason: 'one-class' })
  })
  test('CAL-7: predicting absence instead turns the intercepts round and keeps the slope, certain predictions included', () => {
    const certain = Float64Array.of(0.25, 1, 0.5, 0.875, 0.625, 0, 0.75, 0.375)
    const clusters = inClusters([0, 0, 1, 1, 2, 2, 3, 3], 4)
    const right = clusterRobustCalibration({ ...clusters, probabilities: certain })
    const turned = clusterRobustCalibration({ ...clusters, probabilities: certain.map((p) => 1 - p), present: present.map((x) => 1 - x) })
    for (const [a, b, sign] of [
      [right.intercept, turned.intercept, -1], [right.slope, turned.slope, 1], [right.jointIntercept, turned.jointIntercept, -1],
    ] as const) {
      if (a.value === null || b.value === null) throw new Error('no fit')
      expect(b.value).toBeCloseTo(sign * a.value, 6)
      expect(b.standardError).toBeCloseTo(a.standardError, 6)
    }
  })
})

describe('the curve', () => {
  test('CUR-1: the smoother is chosen by all examinations, present and absent', () => {
    const curve = (nPresent: number, nAbsent: number) => {
      const scores = Float64Array.from({ length: nPresent + nAbsent }, (_, i) => ((i * 7919) % 997) / 1000)
      return calibrationCurve(scoreCounts(scores, Uint8Array.from(scores, (_, i) => Number(i < nPresent)))).smoother
    }
    expect([curve(2500, 2500), curve(2500, 2501), curve(2501, 2500)]).toEqual([
      'loess-interpolate', 'restricted-cubic-spline', 'restricted-cubic-spline',
    ])
  })
})

describe('recalibration where a plain Newton step overshoots', () => {
  // glm of R 4.2.2 (epsilon 1e-15): intercept, slope and their standard errors.
  test.each([
    { p: [0.5, 0.5, 0.5, 0.5, 0.002, 0.5, 0.5, 0.5, 0.004, 0.5, 0.5], event: 8, known: [-4.8852354375056697, -0.80942967246151454, 3.8151508385280422, 0.69170547103598812] },
    { p: [0.5, 0.001, 0.5, 0.5, 0.002, 0.5, 0.5, 0.5, 0.5, 0.5, 0.002, 0.5, 0.5, 0.5, 0.5], event: 10, known: [-5.6001781981653167, -0.74947073993545288, 4.6745890323043691, 0.74574334368746342] },
  ])('CAL-3, CAL-6: halved steps still end at glm’s fit (#%#)', ({ p, event, known }) => {
    const counts = scoreCounts(Float64Array.from(p), Uint8Array.from(p, (_, i) => Number(i === event)))
    const [intercept, slope] = [jointRecalibrationIntercept(counts), calibrationSlope(counts)]
    if (intercept.value === null || slope.value === null) throw new Error('no fit')
    const found = [intercept.value, slope.value, intercept.standardError, slope.standardError]
    // R's standard errors are those of its last step but one.
    found.forEach((value, k) => expect(value / (known[k] ?? 0)).toBeCloseTo(1, k < 2 ? 10 : 8))
  })
  test('CAL-4: classes that only touch are separated, whichever is above', () => {
    const slope = (p: readonly number[], y: readonly number[]) => calibrationSlope(scoreCounts(Float64Array.from(p), Uint8Array.from(y)))
    const scores = [0.3, 0.4, 0.5, 0.5, 0.6, 0.7]
    expect(slope(scores, [0, 0, 0, 1, 1, 1])).toEqual({ value: null, reason: 'perfect-separation' })
    expect(slope(scores, [1, 1, 1, 0, 0, 0])).toEqual({ value: null, reason: 'perfect-separation' })
  })
  test('CAL-5: nothing expected or nobody there has no ratio; only absent ones have a mean prediction', () => {
    const counts = (p: readonly number[], y: readonly number[]) => scoreCounts(Float64Array.from(p), Uint8Array.from(y))
    expect(observedExpectedRatio(none, 0.95)).toMatchObject({ value: null, bounds: { reason: 'no-examinations' } })
    expect(observedExpectedRatio(counts([0, 0], [0, 1]), 0.95)).toMatchObject({ value: null, bounds: { reason: 'denominator-zero' } })
    expect(observedExpectedRatio(counts([1, 1], [0, 1]), 0.95).value).toBe(0.5)
    expect([meanPredicted(none), meanPredicted(counts([0.25, 0.5], [0, 0]))]).toEqual([null, 0.375])
  })
})

describe('scoring rules of one or two', () => {
  const counts = (p: readonly number[], y: readonly number[]) => scoreCounts(Float64Array.from(p), Uint8Array.from(y))
  test('BRI-2: two examinations have a standard error, one has none', () => {
    // Squares 0.04 and 0.25: half their distance.
    expect(brierSummary(counts([0.8, 0.5], [1, 0]))).toMatchObject({ standardError: expect.closeTo(0.105, 12) })
    expect(brierSummary(counts([0.8], [1]))).toMatchObject({ standardError: null })
  })
  test('SPI-1: one examination is enough, of either class; none is not', () => {
    // (1 − p)(1 − 2p) over the root of (1 − 2p)² p (1 − p) at p = 0.2, and its counterpart.
    expect(spiegelhalterTest(counts([0.2], [1])).z).toBeCloseTo(2, 12)
    expect(spiegelhalterTest(counts([0.2], [0])).z).toBeCloseTo(-0.5, 12)
    expect(spiegelhalterTest(counts([0.2, 0.2], [1, 0])).z).toBeCloseTo(1.5 / Math.SQRT2, 12)
    expect(spiegelhalterTest(none)).toEqual({ z: null, reason: 'no-examinations' })
  })
})
