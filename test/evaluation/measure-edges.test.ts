import { describe, expect, test } from 'vitest'
import { withBands } from '../../shared/evaluation/curve-bands.ts'
import { needsOperatingPoint } from '../../shared/evaluation/judge.ts'
import { planSampleSize } from '../../shared/evaluation/planning.ts'
import { checkPlan } from '../../shared/evaluation/planning-check.ts'
import { planCurves } from '../../shared/evaluation/planning-curves.ts'
import { type DraftAt, countedShare, timeShare } from '../../shared/evaluation/repeated-drafts.ts'
import { statisticOf } from '../../shared/evaluation/replicated-number.ts'
import { evaluate } from '../../shared/evaluation/evaluate.ts'
import { scoreCounts } from '../../shared/statistics/score-counts.ts'
import { textColumn } from '../../shared/vocabulary/columns.ts'
import { PARTICIPANT_ID } from '../../shared/vocabulary/roles.ts'
import type { Quantity } from '../../shared/vocabulary/protocol.ts'
import { baseProtocol, bothOutput, evaluateRows, protocolWith, studyInput, type Row } from './study.ts'

/* What stands beside a number: its reason, its range, its operating point. */

const scored = (reference: string, ...scores: readonly number[]): Row[] => scores.map((score) => ({ reference, score }))

describe('outputs', () => {
  test('JDG-1: what belongs to an operating point, and what belongs to all of them', () => {
    const of = (list: readonly Quantity[]) => list.map(needsOperatingPoint)
    expect(of(['sensitivity', 'youden', 'alert-ppv', 'event-sensitivity', 'lead-time-median'])).toEqual([true, true, true, true, true])
    expect(of(['auroc', 'brier', 'prediction-auroc', 'decision-delay-median'])).toEqual([false, false, false, false])
  })

  test('EST-5: a histogram of probabilities is over 0 to 1, of other scores over those that occur', () => {
    const edgesOf = (kind: string, rows: readonly Row[]) => {
      const predictions = [{ ...baseProtocol.predictions[0], score: { kind, direction: 'higher-is-positive', operatingPoints: [{ id: 'T50', threshold: 0.5, chosenOn: 'x' }] } }]
      const edges = evaluateRows(protocolWith({ predictions }), rows).histograms[0]?.edges ?? []
      return [edges[0], edges.at(-1)]
    }
    expect(edgesOf('probability', [...scored('present', 0.3, 0.7), ...scored('absent', 0.2)])).toEqual([0, 1])
    expect(edgesOf('marker', [...scored('present', 3, 9), ...scored('absent', 2)])).toEqual([2, 9])
  })

  test('OUT-6: one examination where score and decision say different things is listed', () => {
    const rows = [{ reference: 'present', score: 0.9, decision: 'positive' }, { reference: 'absent', score: 0.8, decision: 'negative' }, { reference: 'absent', score: 0.1, decision: 'negative' }]
    const results = evaluateRows(protocolWith({ predictions: [bothOutput] }), rows)
    expect(results.disagreements).toMatchObject([{ n: 3, scorePositiveDecisionNegative: 1, scoreNegativeDecisionPositive: 0, examinations: [2] }])
  })

  test('CLS-3: a rate of one examination is a rate', () => {
    const rows = [...scored('present', 0.9), ...scored('absent', 0.1, 0.2, 0.6)]
    const input = studyInput(protocolWith({ clusters: { column: 'participant' } }), rows)
    const cohort = new Map(input.cohort).set(PARTICIPANT_ID, textColumn(rows.map((_, i) => `P${i}`)))
    const found = evaluate({ ...input, cohort }).estimates.find(({ id }) => id === 'a/T50/sensitivity')
    expect(found).toMatchObject({ value: 1, denominators: { x: 1, of: 1 }, options: { nClusters: 1 } })
  })
})

describe('predictions over time', () => {
  const at = { units: { name: 'examination', isDeclared: false }, style: protocolWith({}), classes: { n: 3, present: 1, absent: 2 } } as unknown as DraftAt
  const none = new Float64Array(3)

  test('EST-6: a share of no alerts, or of no time, is of 0 clusters and says why', () => {
    const share = countedShare({ quantity: 'alert-ppv', successes: none, trials: none, empty: 'no-alerts', rules: [] }, at).draft
    const time = timeShare({ quantity: 'duration-ppv', numerators: none, denominators: none, empty: 'no-alerts', denominator: 0, options: {}, rules: [] }, at).draft
    for (const draft of [share, time]) expect(draft).toMatchObject({ value: null, reason: 'no-alerts', options: { clusters: 'examination', nClusters: 0 } })
  })
})

describe('replicates', () => {
  test('BTS-1: a sample of more than 5,000 has a spline, whatever the whole cohort has', () => {
    const distanceOf = (method: string, nAbsent: number) => {
      const n = 1000 + nAbsent
      const scores = Float64Array.from({ length: n }, (_, i) => (1 + ((i * 7) % 29)) / 31)
      const counts = scoreCounts(scores, Uint8Array.from(scores, (_, i) => ((i * 13) % n < 1000 ? 1 : 0)))
      return statisticOf({ quantity: 'ici', method, options: {} }, 'higher-is-positive')?.([counts]) ?? Number.NaN
    }
    expect(distanceOf('loess-interpolate', 4001)).toBe(distanceOf('restricted-cubic-spline', 4001))
    expect(distanceOf('loess-interpolate', 4000)).not.toBe(distanceOf('restricted-cubic-spline', 4000))
  })

  test('BTS-3: the band of a curve is the percentile interval of its replicates', () => {
    const calibration = { prediction: 'a', smoother: 'loess-interpolate' as const, predicted: [0.4], observed: [0.5] }
    const values = Float64Array.from({ length: 1001 }, (_, i) => ((i * 8) % 1001) / 1000)
    const bands = withBands({ decision: undefined, calibration }, [{ values, nLost: 0 }], 0.9).calibration
    // Values 0, 0.001 … 1: 5% of them lie below 0.05, 5% above 0.95.
    expect(bands?.lower?.[0]).toBeCloseTo(0.05, 2)
    expect(bands?.upper?.[0]).toBeCloseTo(0.95, 2)
  })
})

describe('sample size', () => {
  const plan = (changes: object) => checkPlan({ format: 'probity.sample-size-plan', version: 1, level: 0.95, assumptions: { assurance: 0.5, prevalence: 0.5 }, items: [], ...changes }).plan ?? expect.fail()
  const goal = { id: 'g', label: 'Goal', kind: 'goal', among: 'all', expected: 0.95, bound: 'lower', goal: 0.9, interval: 'clopper-pearson', power: 0.8 }
  const area = { id: 'a', label: 'Area', kind: 'area-goal', expected: 0.85, goal: 0.8, variance: 'obuchowski', power: 0.8 }
  const only = (item: object, changes: object = {}) => planSampleSize(plan({ items: [item], ...changes })).items[0]

  test('SSP-3: what no size can show has a reason, and no number', () => {
    expect(only({ ...goal, expected: 0.9, goal: 0.95 })).toMatchObject({ needed: null, reason: 'expected-not-beyond-goal' })
    expect(only({ ...area, expected: 0.8, goal: 0.85 })).toMatchObject({ needed: null, reason: 'expected-not-beyond-goal' })
  })

  test('SSP-4: a class so rare that no study finds enough of it has a reason, and no size', () => {
    const found = only({ ...goal, among: 'present' }, { assumptions: { assurance: 0.5, prevalence: 1e-9 } })
    expect(found).toMatchObject({ reason: 'beyond-limit' })
    expect(Object.keys(found ?? {})).not.toContain('examinations')
  })

  test('SSP-11: a curve begins at four tenths of what is needed, or below', () => {
    for (const power of [0.6, 0.7, 0.8, 0.9]) {
      const asked = plan({ items: [{ ...goal, power }] })
      const [curve] = planCurves(asked, planSampleSize(asked))
      const [first] = curve?.points ?? []
      expect(first?.n, String(power)).toBeLessThanOrEqual(0.4 * (curve?.needed ?? 0))
      expect(first?.n, String(power)).toBeGreaterThan(0.4 * (curve?.needed ?? 0) - 1)
    }
  })
})
