import { describe, expect, test } from 'vitest'
import { planSampleSize } from '../../shared/evaluation/planning.ts'
import { checkPlan } from '../../shared/evaluation/planning-check.ts'
import { smirnovTest, tableOf } from '../../shared/evaluation/drift-distances.ts'
import { callsUnder } from '../../shared/evaluation/weighted-table.ts'
import type { TwoSamples } from '../../shared/statistics/two-samples.ts'
import type { PlanAnswers } from '../../shared/vocabulary/planning.ts'
import { missingRules, outputCategories } from '../../shared/vocabulary/results.ts'
import { covariateColumn } from '../../shared/vocabulary/roles.ts'
import type { Column } from '../../shared/vocabulary/columns.ts'
import { textColumn } from '../../shared/vocabulary/columns.ts'
import { estimateOf, evaluateRaters, study } from './rater-study.ts'
import { baseProtocol, evaluateRows, overlapping, protocolWith, type Row } from './study.ts'

/* Designs beyond the plain study, with numbers small enough to be worked out by hand. */

describe('open calls settled by a rule', () => {
  test('MIS-1: what each rule makes of each category, by the truth where the rule looks at it', () => {
    const point = { id: 'T', threshold: 0.5, chosenOn: 'x' }
    const open = outputCategories.filter((category) => category !== 'positive' && category !== 'negative')
    const settled = { 'complete-case': [255, 255, 255], 'as-negative': [0, 0, 0], 'as-positive': [1, 1, 1], 'worst-case': [1, 0, 255], 'best-case': [0, 1, 255] }
    const present = Uint8Array.of(0, 1, 255)
    const of = (rule: (typeof missingRules)[number], category: (typeof outputCategories)[number]): number[] => {
      const codes = new Uint8Array(3).fill(outputCategories.indexOf(category))
      return [...callsUnder(rule, { point, category: codes, called: codes } as unknown as Parameters<typeof callsUnder>[1], present)]
    }
    for (const rule of missingRules) {
      expect(of(rule, 'positive')).toEqual([1, 1, 1])
      expect(of(rule, 'negative')).toEqual([0, 0, 0])
      for (const category of open) expect(of(rule, category), `${rule} ${category}`).toEqual(settled[rule])
    }
  })
})

describe('two groups', () => {
  const at = { prediction: 'a', operatingPoint: 'T50' }
  const bySex = { id: 'f-m', label: 'F against M', between: 'groups', groups: { column: 'sex', first: ['F'], second: ['M'] }, first: at, second: at }
  const calls = (sex: string, reference: string, right: number, wrong: number): Row[] =>
    Array.from({ length: right + wrong }, (_, i) => ({ sex, reference, score: (i < right) === (reference === 'present') ? 0.9 : 0.1 }))

  test('CMP-5: everybody with a call in either group is counted, and the smaller group says whether there are enough', () => {
    const rows = [...calls('F', 'present', 5, 2), ...calls('F', 'absent', 4, 3), ...calls('M', 'present', 2, 1), ...calls('M', 'absent', 11, 8)]
    const results = evaluateRows(protocolWith({ comparisons: [bySex], minimumCells: { estimate: 2, descriptive: 5 } }), rows)
    const of = (quantity: string) => results.estimates.find(({ id }) => id === `f-m/${quantity}`)
    expect(of('sensitivity-difference')).toMatchObject({ denominators: { n: 36, present: 10, absent: 26 }, descriptive: true })
    expect(of('specificity-difference')).toMatchObject({ descriptive: false })
    expect(of('sensitivity-difference')?.value).toBeCloseTo(5 / 7 - 2 / 3, 14)
  })

  test('ENR-2: a predictive value at a stated prevalence keeps the counts of the whole table beside it', () => {
    const rows = [...calls('F', 'present', 5, 2), ...calls('F', 'absent', 4, 3)]
    const enriched = { sampling: 'enriched', samplingDesign: { statedPrevalence: 0.1, source: 'register' } }
    const results = evaluateRows(protocolWith(enriched), rows)
    const ppv = results.estimates.find(({ id }) => id === 'a/T50/ppv')
    expect(ppv?.denominators).toEqual({ n: 14, present: 7, absent: 7, x: 5, of: 8 })
    expect(ppv?.value).toBeCloseTo(((5 / 7) * 0.1) / ((5 / 7) * 0.1 + (3 / 7) * 0.9), 14)
  })
})

describe('sample size', () => {
  const plan = (changes: object): PlanAnswers => {
    const { plan: found, problems } = checkPlan({ format: 'probity.sample-size-plan', version: 1, level: 0.95, assumptions: { assurance: 0.5 }, items: [], ...changes })
    if (found === null) throw new Error(JSON.stringify(problems))
    return planSampleSize(found)
  }
  const width = { id: 'w', label: 'Width', kind: 'half-width', among: 'all', expected: 0.9, halfWidth: 0.05, interval: 'wilson', basis: 'at-expected' }
  const groups = { id: 'fm', label: 'Two groups', kind: 'independent-margin', among: 'all', first: 0.9, second: 0.9, secondPerFirst: 2, margin: 0.1, power: 0.9 }

  test('SSP-3: a width at the expected proportion and a mean width are named apart', () => {
    expect(plan({ items: [width] }).items[0]?.method).toBe('width-at-expected')
    expect(plan({ items: [{ ...width, basis: 'mean' }] }).items[0]?.method).toBe('mean-width')
  })

  test('SSP-4: a design effect that gives a whole number of examinations is not rounded up to the next', () => {
    const needed = plan({ items: [width] }).items[0]?.needed ?? 0
    for (let more = 1; more < needed; more += 7) {
      // Of pairs the effect is 1 + ρ: with ρ = more / needed the product is whole but for its last digit.
      const clusters = { size: 2, intraclassCorrelation: more / needed }
      const of = plan({ items: [width], assumptions: { assurance: 0.5, clusters } })
      expect(of.items[0]?.counting, String(more)).toBe(needed + more)
    }
  })

  test('SSP-5: of two groups the first gets its share of the examinations', () => {
    const reached = plan({ items: [groups], planned: 600 }).items[0]?.reached
    const alone = plan({ items: [{ ...groups, secondPerFirst: 1 }], planned: 400 }).items[0]?.reached
    expect(reached?.n).toBe(200)
    expect(alone?.n).toBe(200)
    expect(reached?.power).toBeGreaterThan(alone?.power ?? 1)
  })

  test('SSP-7: a part counts what its share of the class gives, and margins have no part', () => {
    const assumptions = { assurance: 0.5, prevalence: 0.25 }
    const { parts } = plan({ items: [{ ...width, among: 'present' }, groups], assumptions, planned: 1000, parts: [{ label: 'Site', shares: [{ label: 'A', share: 0.6 }, { label: 'B', share: 0.4 }] }] })
    expect(parts[0]?.levels.map(({ examinations, items }) => [examinations, items.map(({ id, n }) => [id, n])])).toEqual([
      [600, [['w', 150]]],
      [400, [['w', 100]]],
    ])
  })
})

describe('drift at the edge', () => {
  const samples = (values: readonly number[], first: readonly number[], second: readonly number[]): TwoSamples => {
    const sum = (counts: readonly number[]): number => counts.reduce((all, n) => all + n, 0)
    return { values: Float64Array.from(values), first: Float64Array.from(first), second: Float64Array.from(second), nFirst: sum(first), nSecond: sum(second) } as unknown as TwoSamples
  }

  test('DRF-2: equal values within one set, or across both, are equal values', () => {
    const method = (first: readonly number[], second: readonly number[]): unknown => smirnovTest(samples([1, 2, 3, 4], first, second))['pMethod']
    expect(method([1, 0, 1, 0], [0, 1, 0, 1])).toBe('smirnov-exact')
    expect(method([2, 0, 1, 0], [0, 1, 0, 1])).toBe('smirnov-limiting')
    expect(method([1, 0, 1, 0], [0, 2, 0, 1])).toBe('smirnov-limiting')
    expect(method([1, 1, 1, 0], [0, 1, 0, 1])).toBe('smirnov-limiting')
  })

  test('DRF-4: the histogram goes from the smallest to the largest value that occurs, in 20 equal steps', () => {
    const values = [-3, 0.1, 0.7, 9]
    const found = tableOf({ values: Float64Array.from(values), categories: null } as unknown as Parameters<typeof tableOf>[0], samples(values, [0, 2, 1, 0], [0, 1, 1, 0]), 2)
    const edges = found.histogram?.edges ?? []
    expect(edges).toHaveLength(21)
    expect([edges[0], edges.at(-1)]).toEqual([0.1, 0.7])
    expect(edges[10]).toBeCloseTo(0.4, 14)
  })

  test('DRF-4: categories that occur in neither set are left out, with their counts', () => {
    const categories = ['a', 'b', 'c']
    const variable = { values: Float64Array.of(0, 1, 2), categories } as unknown as Parameters<typeof tableOf>[0]
    expect(tableOf(variable, samples([0, 1, 2], [3, 0, 1], [1, 0, 0]), 10)).toMatchObject({ categories: ['a', 'c'], baseline: [3, 1], current: [1, 0] })
  })

  test('DRF-3: clusters that stay within their set are drawn within it', () => {
    const between = { column: 'period', baseline: ['before'], current: ['after'] }
    const age = { id: 'age', label: 'Age', variable: { column: 'age', kind: 'number' }, between, bins: 5 }
    const booted = (current: readonly string[]) =>
      estimateOf(evaluateRaters({ drifts: [{ ...age, between: { ...between, current } }], bootstrap: { replicates: 20, seed: 3 } }), 'age/psi')
    expect(booted(['after']).intervals).toHaveLength(1)
    // Three clusters a set: six are drawn from, three for each.
    const wards: Column = textColumn(study.period.map((period, i) => `${period} ${i % 3}`))
    const inWards = evaluateRaters({ drifts: [age], clusters: { column: 'ward' }, bootstrap: { replicates: 20, seed: 3 } }, new Map([[covariateColumn('ward'), wards]]))
    expect(estimateOf(inWards, 'age/psi').options).toMatchObject({ clusters: 'ward', nClusters: 6 })
    // One examination of now: each sample has it, and its distance from itself on the scale of the others.
    const one = textColumn(study.period.map((_, i) => (i < 20 ? 'before' : i === study.period.findLastIndex((_, k) => study.age[k] !== null) ? 'after' : 'other')))
    const single = evaluateRaters({ drifts: [age], bootstrap: { replicates: 20, seed: 3 } }, new Map<string, Column>([[covariateColumn('period'), one]]))
    expect(estimateOf(single, 'age/wasserstein').options?.['nLost']).toBeUndefined()
    expect(estimateOf(single, 'age/wasserstein').standardError).toBeGreaterThan(0)
    // Nothing is drawn from an empty set.
    expect(booted(['never'])).toMatchObject({ value: null, reason: 'no-examinations', intervals: [] })
  })
})

describe('agreement at the edge', () => {
  test('AGM-5: of three raters everybody is counted by how many called them positive', () => {
    const raters = [{ prediction: 'a', operatingPoint: 'T50' }, { prediction: 'b', operatingPoint: 'T50' }, { prediction: 'db' }]
    const asked = { id: 'all', label: 'All', raters, of: 'calls' }
    const results = evaluateRaters({ agreements: [asked] })
    const [table] = results.raterTables ?? []
    expect(table?.positiveBy).toHaveLength(raters.length + 1)
    expect(table?.positiveBy?.reduce((sum, n) => sum + n, 0)).toBe(results.estimates.find(({ agreementOf }) => agreementOf === 'all')?.denominators.n)
  })
})

describe('scaled Brier score in replicates', () => {
  test('BTS-1: a sample of clusters with one class alone has no scaled Brier score, and the others keep theirs', () => {
    const rows = overlapping(12)
    const of = evaluateRows(protocolWith({ bootstrap: { replicates: 60, seed: 4 }, analyses: { flexibleCalibration: { smoother: 'loess', bins: 4 } }, predictions: baseProtocol.predictions }), rows)
    const scaled = of.estimates.find(({ id }) => id === 'a/scaled-brier')
    const [interval] = scaled?.intervals ?? []
    expect(interval?.lower).toBeLessThan(scaled?.value ?? -9)
    expect(interval?.upper).toBeGreaterThan(scaled?.value ?? 9)
  })
})
