import { describe, expect, it } from 'vitest'
import { textColumn } from '../../shared/vocabulary/columns.ts'
import { PARTICIPANT_ID } from '../../shared/vocabulary/roles.ts'
import { estimateOf, evaluateRaters, expected, study } from './rater-study.ts'
import { baseProtocol } from './study.ts'

const endpoint = (id: string, estimand: object, goal: number) => ({ ...baseProtocol.endpoints[0], id, estimand, criterion: { bound: 'lower', comparison: '>=', goal } })
const asked = {
  comparisons: [{ id: 'ab', label: 'A minus B', first: { prediction: 'a', operatingPoint: 'T50' }, second: { prediction: 'b', operatingPoint: 'T50' } }],
  endpoints: [
    endpoint('E1', { quantity: 'sensitivity', prediction: 'a', operatingPoint: 'T50' }, 0.4),
    endpoint('E2', { quantity: 'auroc', prediction: 'a' }, 0.6),
    endpoint('E3', { quantity: 'sensitivity-difference', comparison: 'ab' }, -0.2),
    endpoint('E4', { quantity: 'prevalence', prediction: 'a' }, 0.1),
  ],
  success: { combine: 'any', endpoints: ['E1', 'E2', 'E3', 'E4'] },
  analyses: { subgroupContrasts: true },
}
const clustered = { ...asked, clusters: { column: 'participant' } }
const close = (found: number | null | undefined, wanted: unknown) => expect(Math.abs((found ?? Number.NaN) - Number(wanted))).toBeLessThan(1e-10)

describe('differences where clusters are declared (rater-study.json)', () => {
  const results = evaluateRaters(clustered)

  it('CLS-8: a paired difference of sensitivity has the variance between clusters, its interval and its test', () => {
    const [difference, error, p] = expected['clustered-sensitivity-difference'] as unknown as number[]
    const found = estimateOf(results, 'ab/sensitivity-difference')
    close(found.value, difference)
    close(found.standardError, error)
    close(Number(found.options?.['pValue']), p)
    expect(found).toMatchObject({ method: 'clustered-difference', rules: ['CLU-8'], options: { clusters: 'participant', pMethod: 'two-sided-z' } })
    expect(found.intervals).toHaveLength(1)
    close(found.intervals[0]?.lower, (difference ?? 0) - 1.959963984540054 * (error ?? 0))
    expect(results.endpoints[2]).toMatchObject({ verdict: 'met', test: { method: 'normal-shift' } })
    expect(results.pairedTables.flatMap((each) => each.tests).every((each) => each.pValue === null)).toBe(true)
  })

  it('CLS-8: rows without a cluster refuse interval and test, and a level that is too small has its reason', () => {
    const gap = new Map([[PARTICIPANT_ID, textColumn(study.person.map((each, i) => (i === 3 ? null : each)))]])
    const found = estimateOf(evaluateRaters(clustered, gap), 'ab/specificity-difference')
    expect(found.intervals[0]).toMatchObject({ lower: null, reason: 'needs-clusters' })
    expect(found.options?.['pValue']).toBeUndefined()
    const small = estimateOf(evaluateRaters({ ...clustered, minimumCells: { estimate: 500, descriptive: 500 } }), 'ab/sensitivity-difference/site=N')
    expect(small).toMatchObject({ value: null, reason: 'below-minimum-cell', intervals: [{ lower: null, reason: 'below-minimum-cell' }] })
  })

  it('CLS-6: a level against everybody else over the clusters they share', () => {
    const [difference, error, p] = expected['clustered-contrast'] as unknown as number[]
    const found = results.contrasts.find((each) => each.id === 'a/T50/sensitivity/site=N/contrast')
    close(found?.difference, difference)
    close(found?.pValue, p)
    close(found?.interval.upper, (difference ?? 0) + 1.959963984540054 * (error ?? 0))
    const area = results.contrasts.find((each) => each.id === 'a/auroc/site=N/contrast')
    close(area?.difference, expected['area-contrast']?.[0 as never])
    expect(area?.method).toBe('clustered-area-contrast')
    expect(results.contrasts.find((each) => each.id === 'prevalence/site=S/contrast')?.method).toBe('clustered-difference')
  })
})

describe('areas of subgroups', () => {
  it('CTR-1: AUROC of a level against everybody else by unpaired DeLong', () => {
    const [difference, lower, upper, p] = expected['area-contrast'] as unknown as number[]
    const found = evaluateRaters(asked).contrasts.find((each) => each.id === 'a/auroc/site=N/contrast')
    close(found?.difference, difference)
    close(found?.interval.lower, lower)
    close(found?.interval.upper, upper)
    close(found?.pValue, p)
    expect(found?.method).toBe('unpaired-delong')
  })
})
