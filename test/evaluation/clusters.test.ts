import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { inputDigests } from '../../shared/evaluation/digests.ts'
import { evaluate } from '../../shared/evaluation/evaluate.ts'
import type { Column } from '../../shared/vocabulary/columns.ts'
import { textColumn } from '../../shared/vocabulary/columns.ts'
import type { Protocol } from '../../shared/vocabulary/protocol.ts'
import type { Results } from '../../shared/vocabulary/results.ts'
import { EXAMINATION_ID, PARTICIPANT_ID, REFERENCE, covariateColumn, scoreColumn } from '../../shared/vocabulary/roles.ts'
import { protocolWith, sha256 } from './study.ts'

interface VectorCase {
  readonly name: string
  readonly present: readonly number[]
  readonly clusters: readonly number[]
  readonly scores: readonly { readonly id: string; readonly values: readonly number[] }[]
}
const vector = JSON.parse(readFileSync('resources/vectors/discrimination.json', 'utf8')) as { cases: VectorCase[] }
const retinopathy = vector.cases.find((each) => each.name === 'retinopathy') as VectorCase
const scores = retinopathy.scores.find((each) => each.id === 'p_lopo')?.values ?? []

const eyes = (more: object = {}): Protocol =>
  protocolWith({
    predictions: [
      {
        id: 'a',
        label: 'A',
        scoreColumn: 'a',
        score: { kind: 'probability', direction: 'higher-is-positive', operatingPoints: [{ id: 'T50', threshold: 0.2, chosenOn: 'x' }] },
      },
      {
        id: 'b',
        label: 'B',
        scoreColumn: 'b',
        score: { kind: 'probability', direction: 'higher-is-positive', operatingPoints: [{ id: 'T50', threshold: 0.3, chosenOn: 'x' }] },
      },
    ],
    comparisons: [{ id: 'ab', label: 'A minus B', first: { prediction: 'a', operatingPoint: 'T50' }, second: { prediction: 'b', operatingPoint: 'T50' } }],
    clusters: { column: 'participant' },
    ...more,
  })

/** Two eyes a person; the second score is the first turned upside down, so that the comparison has something to say. */
function evaluateEyes(protocol: Protocol, persons: readonly (string | null)[] = retinopathy.clusters.map((code) => `P${code}`)): Results {
  const n = scores.length
  const ids = textColumn(Array.from({ length: n }, (_, i) => `eye${i}`))
  const cohort = new Map<string, Column>([
    [EXAMINATION_ID, ids],
    [PARTICIPANT_ID, textColumn(persons)],
    [REFERENCE, textColumn(retinopathy.present.map((each) => (each === 1 ? 'present' : 'absent')))],
    [covariateColumn('sex'), textColumn(Array.from({ length: n }, (_, i) => (i % 2 === 0 ? 'F' : 'M')))],
  ])
  const predictions = new Map<string, Column>([
    [EXAMINATION_ID, ids],
    [scoreColumn('a'), { kind: 'number', values: Float64Array.from(scores) }],
    [scoreColumn('b'), { kind: 'number', values: Float64Array.from(scores, (score) => 1 - score) }],
  ])
  return evaluate({ protocol, cohort, predictions, digests: inputDigests({ protocol, cohort, predictions }, sha256), exploratory: true })
}

const estimateOf = (results: Results, id: string) => {
  const found = results.estimates.find((each) => each.id === id)
  if (found === undefined) throw new Error(`no estimate ${id}`)
  return found
}

describe('clusters bind (diabetic retinopathy, two eyes a person)', () => {
  const results = evaluateEyes(eyes({ analyses: { tableMeasures: true, subgroupContrasts: true, tippingPoint: true, missingDataSensitivity: true } }))

  it('CLS-1: every estimate names its clusters or has lost its interval', () => {
    for (const estimate of results.estimates) {
      const hasInterval = estimate.intervals.some((each) => each.lower !== null)
      if (hasInterval) expect(estimate.options?.['clusters'] ?? estimate.method, estimate.id).toMatch(/participant|paired-obuchowski/)
    }
    expect(results.estimates.flatMap((each) => each.intervals).map((each) => each.method)).not.toContain('delong')
  })

  it('CLS-2: a method that treats examinations as independent keeps its value and refuses its interval', () => {
    const ratio = estimateOf(results, 'a/T50/lr-positive')
    expect(ratio.value).toBeGreaterThan(1)
    expect(ratio.intervals.map((each) => [each.lower, each.reason])).toEqual([[null, 'refused-under-clusters']])
    const accuracy = estimateOf(results, 'a/T50/accuracy')
    expect(accuracy.agreement).toBeUndefined()
    expect(accuracy.intervals.every((each) => each.reason === 'refused-under-clusters')).toBe(true)
  })

  it('CLS-3: proportions by the ratio estimator equal the reference', () => {
    const sensitivity = estimateOf(results, 'a/T50/sensitivity')
    expect(sensitivity.value).toBeCloseTo(0.8490566037735849, 14)
    expect(sensitivity.variance).toBeCloseTo(0.0012178666384759776, 14)
    expect(sensitivity.options).toMatchObject({ clusters: 'participant', nClusters: 85 })
    const specificity = estimateOf(results, 'a/T50/specificity')
    expect(specificity.variance).toBeCloseTo(0.0005814938721910063, 14)
    expect(specificity.options).toMatchObject({ nClusters: 156 })
    expect(sensitivity.intervals.map((each) => each.method)).toEqual(['ratio-wald', 'korn-graubard'])
  })

  it('CLS-4: AUROC has Obuchowski’s variance and interval, single and paired', () => {
    const area = estimateOf(results, 'a/auroc')
    expect(area.variance).toBeCloseTo(0.0009760731075354259, 14)
    expect(area.intervals[0]).toMatchObject({ method: 'obuchowski' })
    expect(area.intervals[0]?.lower).toBeCloseTo(0.5439241928372978, 12)
    expect(area.intervals[0]?.upper).toBeCloseTo(0.6663912438932333, 12)
    const difference = estimateOf(results, 'ab/auroc-difference')
    expect(difference.method).toBe('paired-obuchowski')
    // Upside down is 1 − area, so the difference is 2·area − 1 with twice the standard error.
    expect(difference.value).toBeCloseTo(2 * (area.value ?? 0) - 1, 12)
    expect(difference.standardError).toBeCloseTo(2 * (area.standardError ?? 0), 12)
    expect(results.pairedTables.flatMap((each) => each.tests).every((each) => each.pValue === null)).toBe(true)
  })

  it('CLS-5: calibration intercept and slope have the cluster sandwich', () => {
    for (const which of ['intercept', 'slope']) {
      const fit = estimateOf(results, `a/calibration-${which}`)
      expect(fit.intervals[0]?.method).toBe('cluster-sandwich')
      expect(fit.standardError).toBeGreaterThan(0)
    }
  })

  it('CLS-6: endpoints are tested without the exact binomial, tipping points and heterogeneity are refused, contrasts take clusters', () => {
    expect(results.endpoints[0]?.test?.method).toBe('normal-shift')
    expect(results.tippingPoints).toEqual([])
    expect(results.contrasts.map((each) => each.method)).toEqual(['clustered-difference', 'clustered-difference'])
    // Two levels: one is the other's complement, so the signs turn and the intervals mirror.
    const [first, second] = results.contrasts
    expect(first?.difference).toBeCloseTo(-(second?.difference ?? 0), 14)
    expect(first?.interval.lower).toBeCloseTo(-(second?.interval.upper ?? 0), 14)
    expect(results.heterogeneity).toEqual([])
  })

  it('CLS-7: few clusters are warned of, and rows without a cluster refuse every interval', () => {
    const few = evaluateEyes(eyes(), retinopathy.clusters.map((code) => `P${code % 15}`))
    expect(estimateOf(few, 'a/T50/sensitivity').warnings).toContain('fewer-than-20-clusters')
    expect(estimateOf(few, 'a/auroc').warnings).toContain('fewer-than-20-clusters')
    expect(estimateOf(few, 'ab/auroc-difference').warnings).toContain('fewer-than-20-clusters')
    expect(estimateOf(few, 'ab/auroc-difference').options).toMatchObject({ clusters: 'participant', nClusters: 15 })
    const gaps = evaluateEyes(eyes(), retinopathy.clusters.map((code, i) => (i === 7 ? null : `P${code}`)))
    for (const id of ['a/auroc', 'a/T50/sensitivity', 'a/calibration-slope', 'ab/auroc-difference']) {
      expect(estimateOf(gaps, id).intervals.every((each) => each.lower === null && each.reason === 'needs-clusters'), id).toBe(true)
    }
    expect(gaps.endpoints[0]?.verdict).toBe('not-evaluable')
  })

  it('BTS-1: with clusters whole clusters are drawn, and the same seed gives the same numbers', () => {
    const asked = eyes({ bootstrap: { replicates: 400, seed: 5 }, analyses: { discrimination: {} } })
    const first = evaluateEyes(asked)
    const precision = estimateOf(first, 'a/average-precision')
    expect(precision.options).toMatchObject({ replicates: 400, seed: 5, resampling: 'cluster' })
    expect(precision.intervals.map((each) => each.method)).toEqual(['bootstrap-percentile', 'bootstrap-bca'])
    expect(evaluateEyes(asked)).toEqual(first)
    // The reference's cluster bootstrap of the area, 20,000 replicates: within its stated tolerance.
    const area = estimateOf(evaluateEyes(eyes({ bootstrap: { replicates: 2000, seed: 1 } })), 'a/auroc').intervals.at(-1)
    expect(Math.abs((area?.lower ?? 0) - 0.5437524573064423)).toBeLessThan(0.0104)
    expect(Math.abs((area?.upper ?? 0) - 0.6669011155856313)).toBeLessThan(0.0124)
  })
})
