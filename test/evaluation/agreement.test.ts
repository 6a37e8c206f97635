import { describe, expect, it } from 'vitest'
import { checkProtocol } from '../../shared/evaluation/protocol-check.ts'
import type { Results } from '../../shared/vocabulary/results.ts'
import { textColumn } from '../../shared/vocabulary/columns.ts'
import { PARTICIPANT_ID } from '../../shared/vocabulary/roles.ts'
import { estimateOf, evaluateRaters, expected, outputs, study } from './rater-study.ts'
import { baseProtocol, evaluateRows, protocolWith } from './study.ts'

const call = (prediction: string) => (prediction === 'db' ? { prediction } : { prediction, operatingPoint: 'T50' })
const pair = { id: 'ab', label: 'A and B', of: 'calls', raters: [call('a'), call('b')] }
const three = { id: 'abc', label: 'All', of: 'calls', raters: [call('a'), call('b'), call('c')] }
const grades = { id: 'g', label: 'Grades', of: 'scores', weights: 'quadratic', raters: [{ prediction: 'ga' }, { prediction: 'gb' }] }
const marks = { id: 'm', label: 'Scores', of: 'scores', raters: [{ prediction: 'a' }, { prediction: 'b' }, { prediction: 'c' }] }
const agreements = [pair, three, grades, marks]
const results = evaluateRaters({ agreements })
const value = (id: string, from: Results = results): number => estimateOf(from, id).value ?? Number.NaN
const bounds = (id: string) => [estimateOf(results, id).intervals[0]?.lower, estimateOf(results, id).intervals[0]?.upper]
const close = (found: number | null | undefined, wanted: unknown) => expect(Math.abs((found ?? Number.NaN) - Number(wanted))).toBeLessThan(1e-10)

describe('agreement through a protocol (rater-study.json)', () => {
  it('AGM-1: examinations that every rater rated enter, whatever their reference standard; the others are counted', () => {
    expect(estimateOf(results, 'ab/cohen-kappa').denominators.n).toBe(116)
    expect(estimateOf(results, 'ab/cohen-kappa').options).toMatchObject({ nIncomplete: 4 })
    const unknown = protocolWith({
      predictions: [{ id: 'a', label: 'A', scoreColumn: 'a', score: { ...baseProtocol.predictions[0]?.score }, decisionColumn: 'd', decision: { codes: { P: 'positive', N: 'negative', I: 'indeterminate' } } }],
      endpoints: [{ ...baseProtocol.endpoints[0] }],
      missing: { predictions: 'as-negative', indeterminatePredictions: 'as-positive', indeterminateReference: 'exclude' },
      agreements: [{ id: 'self', label: 'Two thresholds', of: 'calls', raters: [{ prediction: 'a', operatingPoint: 'T50' }, { prediction: 'a', operatingPoint: 'T50' }] }],
    })
    // Unresolved reference standards count; a missing score is no call, even where the protocol counts it as negative.
    const rows = [0.9, 0.8, 0.2, 0.1, null].map((score, i) => ({ reference: i % 2 === 0 ? 'pending' : 'present', score }))
    const found = estimateOf(evaluateRows(unknown, rows), 'self/percent-agreement')
    expect(found.denominators).toMatchObject({ n: 4, present: 2, absent: 0, x: 4, of: 4 })
  })

  it('AGM-2: percent agreement, PPA and NPA with both intervals, the comparator second', () => {
    for (const quantity of ['percent-agreement', 'ppa', 'npa']) {
      const found = estimateOf(results, `ab/${quantity}`)
      expect([found.denominators.x, found.denominators.of], quantity).toEqual(expected['pair']?.[quantity])
      expect(found.intervals.map((each) => each.method)).toEqual(['clopper-pearson', 'wilson'])
    }
    expect(estimateOf(results, 'ab/ppa').agreement?.relativeDifference).toBeLessThan(1e-9)
    expect(results.raterTables?.[0]?.cells).toEqual(expected['pair']?.['table'])
  })

  it('AGM-3: two raters: kappa and AC1 together, and alpha, as statsmodels and the definitions give them', () => {
    const [kappa, low, high] = expected['pair']?.['cohen-kappa'] ?? []
    close(value('ab/cohen-kappa'), kappa)
    close(bounds('ab/cohen-kappa')[0], low)
    close(bounds('ab/cohen-kappa')[1], high)
    const [ac1, se, lower, upper] = expected['pair']?.['gwet-ac1'] ?? []
    close(value('ab/gwet-ac1'), ac1)
    close(estimateOf(results, 'ab/gwet-ac1').standardError, se)
    close(bounds('ab/gwet-ac1')[0], lower)
    close(bounds('ab/gwet-ac1')[1], upper)
    close(value('ab/krippendorff-alpha'), expected['pair']?.['krippendorff-alpha'])
  })

  it('TWI-1: kappa, AC1 and AC2, which a verdict can rest on, are computed by two algorithms', () => {
    for (const id of ['ab/cohen-kappa', 'ab/gwet-ac1', 'abc/gwet-ac1', 'g/cohen-kappa', 'g/gwet-ac2', 'ab/ppa']) {
      expect(estimateOf(results, id).agreement?.relativeDifference, id).toBeLessThan(1e-11)
    }
    expect(estimateOf(results, 'ab/cohen-kappa/site=N').agreement).toBeUndefined()
  })

  it('AGM-3: three raters: pairwise agreement, Fleiss, AC1, alpha; no Cohen, no PPA', () => {
    for (const quantity of ['percent-agreement', 'fleiss-kappa', 'krippendorff-alpha']) close(value(`abc/${quantity}`), expected['three']?.[quantity])
    close(value('abc/gwet-ac1'), expected['three']?.['gwet-ac1']?.[0])
    close(bounds('abc/gwet-ac1')[0], expected['three']?.['gwet-ac1']?.[2])
    expect(results.estimates.filter((each) => each.agreementOf === 'abc' && each.subgroup === undefined).map((each) => each.quantity)).toEqual([
      'percent-agreement', 'fleiss-kappa', 'gwet-ac1', 'krippendorff-alpha',
    ])
  })

  it('AGM-3: ordinal scores: weighted kappa, AC2, ordinal and interval alpha', () => {
    const [kappa, low, high] = expected['ordinal']?.['cohen-kappa'] ?? []
    close(value('g/cohen-kappa'), kappa)
    close(bounds('g/cohen-kappa')[0], low)
    close(bounds('g/cohen-kappa')[1], high)
    close(value('g/gwet-ac2'), expected['ordinal']?.['gwet-ac2']?.[0])
    close(bounds('g/gwet-ac2')[1], expected['ordinal']?.['gwet-ac2']?.[3])
    for (const id of ['krippendorff-alpha@ordinal', 'krippendorff-alpha@interval']) close(value(`g/${id}`), expected['ordinal']?.[id])
    expect(estimateOf(results, 'g/cohen-kappa').options).toMatchObject({ categoryWeights: 'quadratic' })
    const plain = evaluateRaters({ agreements: [{ ...grades, weights: 'unweighted' }] })
    expect(plain.estimates.filter((each) => each.agreementOf === 'g' && each.subgroup === undefined).map((each) => each.id)).toEqual([
      'g/percent-agreement', 'g/cohen-kappa', 'g/gwet-ac1', 'g/krippendorff-alpha',
    ])
  })

  it('AGM-3: other scores: intraclass correlations by form', () => {
    close(value('m/icc@A1'), expected['icc']?.['A1'])
    close(value('m/icc@Ak'), expected['icc']?.['Ak'])
    close(value('m/icc@Ck'), expected['icc']?.['Ck'])
    const [consistency, low, high] = expected['icc']?.['C1'] ?? []
    close(value('m/icc@C1'), consistency)
    close(bounds('m/icc@C1')[0], low)
    close(bounds('m/icc@C1')[1], high)
  })

  it('AGM-3: all ratings in one category have no kappa, and the reason is told', () => {
    const same = protocolWith({ agreements: [{ id: 's', label: 'S', of: 'calls', raters: [{ prediction: 'a', operatingPoint: 'T50' }, { prediction: 'a', operatingPoint: 'T50' }] }] })
    const found = evaluateRows(same, [{ reference: 'present', score: 0.9 }, { reference: 'absent', score: 0.8 }])
    expect(estimateOf(found, 's/cohen-kappa')).toMatchObject({ value: null, reason: 'no-variation' })
    expect(estimateOf(found, 's/percent-agreement').value).toBe(1)
    const perfect = evaluateRows(same, [{ reference: 'present', score: 0.9 }, { reference: 'absent', score: 0.1 }, { reference: 'absent', score: 0.2 }])
    expect(estimateOf(perfect, 's/cohen-kappa')).toMatchObject({ value: 1, intervals: [{ lower: null, reason: 'two-sided-interval-at-boundary' }] })
    expect(perfect.engineAgreement.largestRelativeDifference).toBeLessThan(1e-9)
    const nobody = evaluateRows(same, [{ reference: 'present', score: null }])
    expect(estimateOf(nobody, 's/gwet-ac1')).toMatchObject({ value: null, reason: 'no-examinations' })
  })

  it('AGM-4: what has no interval of its own gets the bootstrap’s over examinations, and only that', () => {
    const asked = { agreements, bootstrap: { replicates: 500, seed: 7 } }
    const booted = evaluateRaters(asked)
    const alpha = estimateOf(booted, 'ab/krippendorff-alpha')
    expect(alpha.options).toMatchObject({ replicates: 500, seed: 7, resampling: 'examinations' })
    // α and κ hardly differ for two raters: their intervals are about alike, from two ways that share nothing.
    const kappa = estimateOf(booted, 'ab/cohen-kappa').intervals
    expect(kappa.map((each) => each.method)).toEqual(['kappa-wald'])
    expect(Math.abs((alpha.intervals[0]?.lower ?? 0) - (kappa[0]?.lower ?? 1))).toBeLessThan(0.04)
    expect(Math.abs((alpha.intervals[0]?.upper ?? 0) - (kappa[0]?.upper ?? 1))).toBeLessThan(0.04)
    expect(estimateOf(booted, 'abc/fleiss-kappa').intervals[0]?.method).toBe('bootstrap-percentile')
    expect(evaluateRaters(asked)).toEqual(booted)
    expect(estimateOf(results, 'abc/fleiss-kappa').intervals).toEqual([])
  })

  it('AGM-4: with clusters proportions are ratio estimates, coefficients have the cluster bootstrap or no interval', () => {
    const clustered = evaluateRaters({ agreements, clusters: { column: 'participant' } })
    const ppa = estimateOf(clustered, 'ab/ppa')
    const [ratio, variance, nClusters] = expected['clustered-ppa'] as unknown as number[]
    close(ppa.value, ratio)
    close(ppa.variance, variance)
    expect(ppa.options).toMatchObject({ clusters: 'participant', nClusters })
    for (const id of ['ab/cohen-kappa', 'abc/gwet-ac1', 'm/icc@A1']) {
      expect(estimateOf(clustered, id).intervals.map((each) => each.reason), id).toEqual(['refused-under-clusters'])
      expect(estimateOf(clustered, id).value).toBe(value(id))
      expect(estimateOf(clustered, id).standardError).toBeUndefined()
    }
    const booted = evaluateRaters({ agreements, clusters: { column: 'participant' }, bootstrap: { replicates: 200, seed: 7 } })
    for (const id of ['ab/cohen-kappa', 'abc/gwet-ac1', 'g/gwet-ac2', 'm/icc@A1']) {
      const found = estimateOf(booted, id)
      expect(found.intervals.map((each) => each.method), id).toEqual(['bootstrap-percentile'])
      expect(found.options).toMatchObject({ clusters: 'participant', resampling: 'cluster', nClusters: 45 })
      expect(found.intervals[0]?.lower).toBeLessThan(found.value ?? 0)
    }
    const gap = new Map([[PARTICIPANT_ID, textColumn(study.person.map((each, i) => (i === 3 ? null : each)))]])
    const incomplete = evaluateRaters({ agreements, clusters: { column: 'participant' }, bootstrap: { replicates: 200, seed: 7 } }, gap)
    expect(estimateOf(incomplete, 'ab/cohen-kappa').intervals.every((each) => each.reason === 'needs-clusters')).toBe(true)
    expect(estimateOf(incomplete, 'ab/ppa').intervals.every((each) => each.reason === 'needs-clusters')).toBe(true)
  })

  it('AGM-5: every level has its own numbers and table; those who called positive are counted of several raters', () => {
    const levels = results.raterTables?.filter((each) => each.agreement === 'ab' && each.subgroup !== undefined) ?? []
    expect(levels.map((each) => each.subgroup?.level)).toEqual(['N', 'S', 'W'])
    const sum = levels.reduce((total, { cells = [] }) => total + cells.flat().reduce((a, b) => a + b, 0), 0)
    expect(sum).toBe(116)
    expect(results.raterTables?.find((each) => each.agreement === 'abc')?.positiveBy).toEqual(expected['three']?.['positiveBy'])
    expect(results.raterTables?.find((each) => each.agreement === 'g')?.cells).toEqual(expected['ordinal']?.['table'])
    expect(estimateOf(results, 'ab/ppa/site=N').denominators.of).toBeGreaterThan(2)
  })

  it('AGM-6: readers are these readers only', () => {
    expect(estimateOf(results, 'ab/ppa').warnings).toContain('readers-only-these')
    expect(estimateOf(results, 'm/icc@A1').warnings).toContain('readers-only-these')
    expect(estimateOf(results, 'g/gwet-ac2').warnings).toBeUndefined()
  })

  it('JDG-4: a criterion on PPA is judged by its interval and tested exactly, one on kappa by its standard error', () => {
    const judged = (quantity: string, goal: number) => ({ id: quantity, title: quantity, role: 'primary', estimand: { quantity, agreement: 'ab' }, criterion: { bound: 'lower', comparison: '>=', goal } })
    const endpoints = [judged('ppa', 0.5), judged('cohen-kappa', 0.5), judged('gwet-ac1', 0.4)]
    const found = evaluateRaters({ agreements: [pair], endpoints, success: { combine: 'any', endpoints: endpoints.map((each) => each.id) } }).endpoints
    expect(found.map((each) => [each.estimateId, each.verdict, each.test?.method])).toEqual([
      ['ab/ppa', 'met', 'exact-binomial'],
      ['ab/cohen-kappa', 'not-met-not-shown', 'normal-shift'],
      ['ab/gwet-ac1', 'met', 'normal-shift'],
    ])
  })
})

const codesOf = (more: object): string[] =>
  checkProtocol({ ...baseProtocol, predictions: outputs, ...more }).problems.map((each) => `${each.code.replace('protocol/', '')} ${each.where?.path ?? ''}`)

describe('agreement in the protocol check', () => {
  const of = (changes: object, base: object = pair) => codesOf({ agreements: [{ ...base, ...changes }] })

  it('PCK-18: raters exist, differ and can give what is asked; ordinal scores have weights', () => {
    expect(codesOf({ agreements })).toEqual([])
    expect(of({ raters: [call('a'), call('x')] })).toEqual(['unknown-reference agreements[0].raters[1].prediction'])
    expect(of({ raters: [call('a'), { prediction: 'b', operatingPoint: 'T9' }] })).toEqual(['unknown-reference agreements[0].raters[1].operatingPoint'])
    expect(of({ raters: [call('a'), { prediction: 'a' }] })).toEqual(['shape agreements[0].raters[1]'])
    expect(of({ raters: [call('a'), { prediction: 'ga' }] })).toEqual(['not-available-for-output agreements[0].raters[1].prediction'])
    expect(of({ weights: 'linear' })).toEqual(['shape agreements[0].weights'])
    expect(of({ weights: undefined }, grades)).toEqual(['shape agreements[0].weights'])
    expect(of({ raters: [{ prediction: 'ga' }, { prediction: 'a' }] }, grades)).toEqual(['shape agreements[0].raters'])
    expect(of({ weights: 'linear' }, marks)).toEqual(['shape agreements[0].weights'])
    expect(of({ raters: [{ prediction: 'a' }, { prediction: 'db' }] }, marks)).toEqual(['not-available-for-output agreements[0].raters[1].prediction'])
    expect(of({ raters: [{ prediction: 'a', operatingPoint: 'T50' }, { prediction: 'b' }] }, marks)).toEqual(['shape agreements[0].raters[0].operatingPoint'])
    expect(codesOf({ agreements: [pair, pair] })).toEqual(['duplicate-id agreements[1].id'])
  })

  it('PCK-18: an endpoint names an agreement that gives it, and nothing else', () => {
    const about = (estimand: object, goal = 0.5) =>
      codesOf({ agreements, endpoints: [{ ...baseProtocol.endpoints[0], estimand, criterion: { bound: 'lower', comparison: '>=', goal } }] })
    for (const quantity of ['percent-agreement', 'ppa', 'npa', 'cohen-kappa', 'gwet-ac1']) expect(about({ quantity, agreement: 'ab' }), quantity).toEqual([])
    expect(about({ quantity: 'gwet-ac2', agreement: 'g' })).toEqual([])
    expect(about({ quantity: 'ppa', agreement: 'abc' })).toEqual(['not-available-for-output endpoints[0].estimand.agreement'])
    expect(about({ quantity: 'ppa', agreement: 'none' })).toEqual(['unknown-reference endpoints[0].estimand.agreement'])
    expect(about({ quantity: 'ppa', agreement: 'ab', prediction: 'a' })).toEqual(['shape endpoints[0].estimand.agreement'])
    expect(about({ quantity: 'auroc', prediction: 'a', agreement: 'ab' })).toEqual(['shape endpoints[0].estimand.agreement'])
    expect(about({ quantity: 'ppa', agreement: 'ab' }, 1)).toEqual(['impossible-criterion endpoints[0].criterion.goal'])
    expect(about({ quantity: 'cohen-kappa', agreement: 'ab' }, 1)).toEqual(['impossible-criterion endpoints[0].criterion.goal'])
    expect(about({ quantity: 'icc', agreement: 'm' })).toContain('not-built-yet endpoints[0].estimand.quantity')
  })
})
