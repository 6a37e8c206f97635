import { describe, expect, test } from 'vitest'
import { categoryCoefficients } from '../../shared/evaluation/agreement-measures.ts'
import { evaluate } from '../../shared/evaluation/evaluate.ts'
import type { Column } from '../../shared/vocabulary/columns.ts'
import { textColumn } from '../../shared/vocabulary/columns.ts'
import type { Results } from '../../shared/vocabulary/results.ts'
import { covariateColumn, decisionColumn, scoreColumn } from '../../shared/vocabulary/roles.ts'
import { estimateOf, evaluateRaters, raterInput, raterProtocol, study } from './rater-study.ts'

/* Agreement and drift at their edges: nobody positive, a grade that one rater alone gives, 19 and 20 clusters. */

const n = study.truth.length
const bootstrap = { replicates: 20, seed: 3 }
const numbers = (of: (i: number) => number): Column => ({ kind: 'number', values: Float64Array.from({ length: n }, (_, i) => of(i)) })
const wards = (of: (i: number) => string | null): ReadonlyMap<string, Column> => new Map([[covariateColumn('ward'), textColumn(study.truth.map((_, i) => of(i)))]])
const calls = { id: 'ab', label: 'A and B', of: 'calls', raters: [{ prediction: 'a', operatingPoint: 'T50' }, { prediction: 'b', operatingPoint: 'T50' }] }
const grades = { id: 'g', label: 'Grades', of: 'scores', weights: 'quadratic', raters: [{ prediction: 'ga' }, { prediction: 'gb' }] }

/** With other ratings than those of the study. */
function evaluateRated(agreement: object, more: readonly (readonly [string, Column])[]): Results {
  const input = raterInput(raterProtocol({ agreements: [agreement] }))
  return evaluate({ ...input, predictions: new Map([...input.predictions, ...more]) })
}

describe('agreement', () => {
  test('AGM-3: three raters who all say the same have no κ, and the reason is told', () => {
    const ratings = { kind: 'calls', raters: 3, values: [0, 1], labels: ['negative', 'positive'], pattern: new Int32Array(5), code: Int32Array.of(1, 1, 1) } as const
    const fleiss = categoryCoefficients(ratings, Float64Array.of(5), 'unweighted', 0.95).find(({ quantity }) => quantity === 'fleiss-kappa')
    expect(fleiss).toMatchObject({ value: null, reason: 'zero-variance' })
    expect(Object.keys(fleiss ?? {})).not.toContain('options')
  })

  test('AGM-1: a grade that one rater alone gives is a grade', () => {
    const first = numbers((i) => 1 + (i % 2))
    const second = numbers((i) => (i % 3 === 0 ? 7 : 1 + (i % 2)))
    const results = evaluateRated(grades, [[scoreColumn('ga'), first], [scoreColumn('gb'), second]])
    expect(results.raterTables?.[0]?.categories).toEqual(['1', '2', '7'])
    expect(estimateOf(results, 'g/percent-agreement').denominators).toMatchObject({ n, x: (2 * n) / 3, of: n })
  })

  test('AGM-3: more than 100 different grades are no categories', () => {
    const each = numbers((i) => i)
    const results = evaluateRated(grades, [[scoreColumn('ga'), each], [scoreColumn('gb'), each]])
    const found = results.estimates.filter(({ agreementOf, subgroup }) => agreementOf === 'g' && subgroup === undefined)
    expect(found).toMatchObject([{ quantity: 'gwet-ac2', value: null, reason: 'too-many-categories' }])
  })

  test('AGM-5: raters who are never all positive have a count of 0 for it', () => {
    const raters = [...calls.raters, { prediction: 'db' }]
    const results = evaluateRated({ ...calls, raters }, [[decisionColumn('db'), textColumn(study.truth.map(() => 'N'))]])
    const [table] = results.raterTables ?? []
    expect(table?.positiveBy).toHaveLength(4)
    expect(table?.positiveBy?.[3]).toBe(0)
  })

  test('AGM-4: an examination without a cluster leaves nothing to draw from', () => {
    const of = (replicates: number) => evaluateRaters({ agreements: [calls], clusters: { column: 'ward' }, bootstrap: { ...bootstrap, replicates } }, wards((i) => (i === 5 ? null : `w${i % 30}`)))
    const [drawn, none] = [of(20), of(0)]
    expect(drawn.estimates.filter(({ agreementOf }) => agreementOf === 'ab')).toEqual(none.estimates.filter(({ agreementOf }) => agreementOf === 'ab'))
  })

  test('CLS-7: 19 clusters of ratings are few, 20 are not', () => {
    const of = (k: number) => estimateOf(evaluateRaters({ agreements: [calls], clusters: { column: 'ward' }, bootstrap }, wards((i) => `w${i % k}`)), 'ab/cohen-kappa')
    expect(of(20).options).toMatchObject({ nClusters: 20 })
    expect(of(20).warnings ?? []).not.toContain('fewer-than-20-clusters')
    expect(of(19).warnings).toContain('fewer-than-20-clusters')
  })
})

describe('drift', () => {
  const between = { column: 'period', baseline: ['before'], current: ['after'] }
  const age = { id: 'age', label: 'Age', variable: { column: 'age', kind: 'number' }, between, bins: 5 }
  const period = textColumn(study.truth.map((_, i) => (i < 60 ? 'before' : 'after')))

  test('DRF-3: fewer than 20 clusters in either set are few', () => {
    const of = (before: number, after: number) => {
      const more = new Map<string, Column>([[covariateColumn('period'), period], [covariateColumn('age'), numbers((i) => 40 + ((i * 7) % 31))], ...wards((i) => (i < 60 ? `b${i % before}` : `a${i % after}`))])
      return estimateOf(evaluateRaters({ drifts: [age], clusters: { column: 'ward' }, bootstrap }, more), 'age/psi')
    }
    expect(of(20, 20).options).toMatchObject({ nClusters: 40 })
    expect(of(20, 20).warnings ?? []).not.toContain('fewer-than-20-clusters')
    expect(of(19, 20).warnings).toContain('fewer-than-20-clusters')
    expect(of(20, 19).warnings).toContain('fewer-than-20-clusters')
  })

  test('DRF-1: of a number that never varies the standardised difference says so', () => {
    const more = new Map<string, Column>([[covariateColumn('age'), numbers(() => 50)]])
    expect(estimateOf(evaluateRaters({ drifts: [age] }, more), 'age/standardised-mean-difference')).toMatchObject({ value: null, reason: 'no-variation' })
  })
})
