import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { inputDigests } from '../../shared/evaluation/digests.ts'
import { evaluate } from '../../shared/evaluation/evaluate.ts'
import type { Column } from '../../shared/vocabulary/columns.ts'
import { textColumn } from '../../shared/vocabulary/columns.ts'
import { Results } from '../../shared/vocabulary/results.ts'
import type { Estimate } from '../../shared/vocabulary/results.ts'
import { nextWord, randomStream } from '../../shared/statistics/random.ts'
import type { Protocol } from '../../shared/vocabulary/protocol.ts'
import { EXAMINATION_ID, PARTICIPANT_ID, REFERENCE, covariateColumn, scoreColumn } from '../../shared/vocabulary/roles.ts'
import { methodNames, methodSources } from '../../shared/words/en/methods.ts'
import { baseProtocol, evaluateRows, protocolWith, sha256 } from './study.ts'

interface Known {
  readonly value: number
  readonly sumOfSquares: number
}
interface Vector {
  readonly data: Record<'cluster' | 'weight' | 'present' | 'score' | 'second' | 'verified', number[]>
  readonly weighted: Record<string, Known>
  readonly verification: Record<string, Known>
  readonly both: Record<string, Known>
}
const vector = JSON.parse(readFileSync('test/vectors/weighted.json', 'utf8')) as Vector
const { data } = vector
const n = data.score.length

const output = (id: string) => ({
  id,
  label: id.toUpperCase(),
  scoreColumn: id,
  score: { kind: 'probability', direction: 'higher-is-positive', operatingPoints: [{ id: 'T40', threshold: 0.4, chosenOn: 'development data' }] },
})
const everything = {
  predictions: [output('a'), output('b')],
  endpoints: [{ ...baseProtocol.endpoints[0], estimand: { quantity: 'sensitivity', prediction: 'a', operatingPoint: 'T40' } }],
  comparisons: [{ id: 'ab', label: 'A minus B', first: { prediction: 'a', operatingPoint: 'T40' }, second: { prediction: 'b', operatingPoint: 'T40' } }],
  analyses: {
    tableMeasures: true,
    discrimination: { fixedSpecificity: [0.9], partialSpecificityFrom: 0.8 },
    flexibleCalibration: { smoother: 'loess', bins: 5 },
    netBenefit: { thresholds: [0.2, 0.4] },
    statedPrevalence: [0.1],
    missingDataSensitivity: true,
    tippingPoint: true,
    subgroupContrasts: true,
  },
}
const weighted = { sampling: 'weighted', samplingDesign: { weightColumn: 'w' } }
const begg = { verification: 'result-dependent', verificationDesign: { method: 'begg-greenes', dependsOn: { prediction: 'a', operatingPoint: 'T40' } } }

interface Changes {
  readonly weights?: readonly number[]
  readonly reference?: readonly string[]
  readonly probability?: readonly number[]
}

const truth = data.present.map((each) => (each === 1 ? 'present' : 'absent'))
const someVerified = truth.map((each, i) => (data.verified[i] === 1 ? each : 'not-done'))

function run(protocol: Protocol, changes: Changes = {}): Results {
  const ids = textColumn(Array.from({ length: n }, (_, i) => `x${i}`))
  const cohort = new Map<string, Column>([
    [EXAMINATION_ID, ids],
    [PARTICIPANT_ID, textColumn(data.cluster.map((code) => `P${code}`))],
    [REFERENCE, textColumn(changes.reference ?? truth)],
    [covariateColumn('sex'), textColumn(data.cluster.map((code) => (code % 2 === 0 ? 'F' : 'M')))],
    [covariateColumn('w'), { kind: 'number', values: Float64Array.from(changes.weights ?? data.weight) }],
    [covariateColumn('p'), { kind: 'number', values: Float64Array.from(changes.probability ?? data.weight.map(() => 0.5)) }],
  ])
  const predictions = new Map<string, Column>([
    [EXAMINATION_ID, ids],
    [scoreColumn('a'), { kind: 'number', values: Float64Array.from(data.score) }],
    [scoreColumn('b'), { kind: 'number', values: Float64Array.from(data.second) }],
  ])
  const results = evaluate({ protocol, cohort, predictions, digests: inputDigests({ protocol, cohort, predictions }, sha256), exploratory: true })
  // Finite, of the published shape.
  return Results.parse(results)
}

const at = (results: Results, id: string): Estimate => {
  const found = results.estimates.find((each) => each.id === id)
  if (found === undefined) throw new Error(`no estimate ${id}`)
  return found
}
const near = (found: number | null | undefined, expected: number | undefined, relative = 1e-9) =>
  expect(Math.abs((found ?? Number.NaN) / (expected ?? Number.NaN) - 1), `${found} is not ${expected}`).toBeLessThan(relative)

const cases = [
  ['weighted', weighted, {}],
  ['verification', begg, { reference: someVerified }],
  ['both', { ...weighted, ...begg }, { reference: someVerified }],
] as const

describe.each(cases)('%s', (name, design, changes) => {
  const results = run(protocolWith({ ...everything, ...design, bootstrap: { replicates: 60, seed: 4 } }), changes)
  const known = vector[name]

  it('WGE-1, WGE-2, WGE-6: rates and areas are those of the reference in R', () => {
    for (const quantity of ['sensitivity', 'specificity', 'ppv', 'npv'] as const) {
      const found = at(results, `a/T40/${quantity}`)
      near(found.value, known[quantity]?.value)
      near(found.variance, known[quantity]?.sumOfSquares, 0.03)
      expect(found.intervals.map((each) => each.method)).toEqual(['korn-graubard', 'weighted-logit'])
      expect(found.intervals.every((each) => each.lower !== null && each.lower < (found.value ?? 0) && (found.value ?? 0) < each.upper!)).toBe(true)
    }
    near(at(results, 'a/auroc').value, known['auroc']?.value)
    near(at(results, 'a/auroc').variance, known['auroc']?.sumOfSquares, 0.03)
    near(at(results, 'a/T40/youden').value, known['youden']?.value)
    near(at(results, 'a/T40/f1').value, (2 * (at(results, 'a/T40/ppv').value ?? 0) * (at(results, 'a/T40/sensitivity').value ?? 0)) / ((at(results, 'a/T40/ppv').value ?? 0) + (at(results, 'a/T40/sensitivity').value ?? 0)))
  })

  it('WGE-2: x of n stay counts of examinations; the drawer has the weights', () => {
    const { denominators, options = {} } = at(results, 'a/T40/sensitivity')
    const among = data.present.map((each, i) => each === 1 && (name === 'weighted' || data.verified[i] === 1))
    expect(denominators.of).toBe(among.filter(Boolean).length)
    expect(denominators.x).toBe(among.filter((each, i) => each && (data.score[i] ?? 0) >= 0.4).length)
    expect(options['effectiveN']).toBeLessThan(denominators.of! + 1e-9)
    expect(options['sumOfWeights']).toBeGreaterThan(0)
    if (name !== 'weighted') expect(options).toMatchObject({ verified: data.verified.filter((each) => each === 1).length, verifiedOf: n, verifiedBy: 'a/T40' })
  })

  it('WGE-7: calibration, Brier score and curves are weighted', () => {
    near(at(results, 'a/calibration-intercept').value, known['calibrationIntercept']?.value)
    near(at(results, 'a/calibration-slope').value, known['calibrationSlope']?.value)
    near(Math.log(at(results, 'a/observed-expected-ratio').value ?? 0), known['logObservedExpected']?.value)
    const brier = at(results, 'a/brier')
    near(brier.value, known['brier']?.value)
    expect(brier.intervals.map((each) => each.method)).toEqual(['bootstrap-percentile', 'bootstrap-bca'])
    near(brier.standardError, Math.sqrt(known['brier']?.sumOfSquares ?? 0), 0.35)
    expect(at(results, 'a/ici').options?.['smoother']).toBe('restricted-cubic-spline')
    expect(results.calibration).toEqual([])
    expect(results.decisionCurves).toHaveLength(2)
  })

  it('WGE-8: differences on the same examinations; McNemar is refused', () => {
    near(at(results, 'ab/auroc-difference').value, known['aurocDifference']?.value)
    near(at(results, 'ab/auroc-difference').standardError! ** 2, known['aurocDifference']?.sumOfSquares, 0.03)
    near(at(results, 'ab/sensitivity-difference').value, known['sensitivityDifference']?.value)
    near(at(results, 'ab/sensitivity-difference').standardError! ** 2, known['sensitivityDifference']?.sumOfSquares, 0.03)
    expect(results.pairedTables[0]?.tests.every(({ pValue }) => pValue === null)).toBe(true)
  })

  it('WGE-5: nothing that counts examinations alike is left; every method has words', () => {
    const methods = results.estimates.flatMap((each) => [each.method, ...each.intervals.map(({ method }) => method), ...(each.agreement ? [each.agreement.method] : [])])
    for (const refused of ['clopper-pearson', 'wilson', 'delong', 'tango', 'proportion', 'newcombe-hybrid', 'wald', 'log']) expect(methods).not.toContain(refused)
    expect(results.tippingPoints).toEqual([])
    expect(results.heterogeneity).toEqual([])
    expect(results.contrasts.map(({ reason }) => reason)).toEqual(['refused-under-weights', 'refused-under-weights'])
    expect(results.endpoints[0]?.test?.method).toBe('normal-shift')
    for (const method of methods) {
      expect(methodNames[method], method).toBeDefined()
      expect(methodSources[method]?.how, method).toMatch(/\.$/)
    }
    const specs = ['shared/statistics/SPEC.md', 'shared/evaluation/SPEC.md'].map((file) => readFileSync(file, 'utf8')).join('\n')
    for (const rule of new Set(results.estimates.flatMap((each) => each.rules))) expect(specs).toContain(`- ${rule} `)
  })

  it('TWI-1: overall areas and proportions are computed twice under weights too', () => {
    expect(results.engineAgreement.nCompared).toBeGreaterThanOrEqual(12)
    expect(results.engineAgreement.largestRelativeDifference).toBeLessThan(1e-10)
    expect(at(results, 'a/auroc').agreement?.method).toBe('weighted-merge')
  })

  it('WGE-9: every level uses the weights of the whole cohort', () => {
    const share = (level: string): number => {
      const { value, options } = at(results, `prevalence/sex=${level}`)
      return (value ?? 0) * Number(options?.['sumOfWeights'])
    }
    near((share('F') + share('M')) / Number(at(results, 'prevalence').options?.['sumOfWeights']), at(results, 'prevalence').value ?? 0)
  })

  it('MIS-1: with no open call every rule gives the same weighted table', () => {
    for (const rule of ['complete-case', 'as-negative', 'worst-case']) near(at(results, `a/T40/sensitivity/${rule}`).value, known['sensitivity']?.value)
  })
})

describe('weights of one', () => {
  it('WGE-1: rates, area and prevalence have the values of a consecutive sample', () => {
    const plain = run(protocolWith(everything))
    const found = run(protocolWith({ ...everything, ...weighted }), { weights: data.weight.map(() => 2.5) })
    for (const { id, value } of plain.estimates) if (!/ici|e50|e90|emax/.test(id)) near(at(found, id).value === 0 && value === 0 ? 1 : at(found, id).value, value === 0 ? 1 : (value ?? undefined), 1e-7)
  })

  it('WGE-10: with clusters the variances are the clustered ones; rows without a cluster refuse intervals', () => {
    const plain = run(protocolWith({ ...everything, clusters: { column: 'participant' } }))
    const found = run(protocolWith({ ...everything, ...weighted, clusters: { column: 'participant' } }), { weights: data.weight.map(() => 2.5) })
    for (const id of ['a/T40/sensitivity', 'a/T40/ppv', 'a/auroc', 'prevalence']) near(at(found, id).variance, at(plain, id).variance ?? 0)
    near(at(found, 'ab/auroc-difference').standardError, at(plain, 'ab/auroc-difference').standardError)
    expect(at(found, 'a/auroc').options).toMatchObject({ clusters: 'participant', nClusters: at(plain, 'a/auroc').options?.['nClusters'] })
    for (const { id, options, warnings = [] } of found.estimates) {
      if (/differ|ici|e50|e90|emax/.test(id)) continue
      expect(options?.['clusters'], id).toBe('participant')
      if (at(plain, id).warnings?.includes('fewer-than-20-clusters')) expect(warnings, id).toContain('fewer-than-20-clusters')
    }
  })
})

describe('what weights cannot carry', () => {
  it('WGE-4: a stratum in which nobody was verified gives no number that needs it', () => {
    const reference = truth.map((each, i) => ((data.score[i] ?? 0) >= 0.4 ? each : 'not-done'))
    const results = run(protocolWith({ ...everything, ...begg }), { reference })
    expect(at(results, 'a/T40/sensitivity')).toMatchObject({ value: null, reason: 'incomplete-verification' })
    expect(at(results, 'a/auroc').reason).toBe('incomplete-verification')
    expect(results.roc).toEqual([])
    // The positive ones were all verified: their PPV stands.
    const positive = truth.filter((_, i) => (data.score[i] ?? 0) >= 0.4)
    near(at(results, 'a/T40/ppv').value, positive.filter((each) => each === 'present').length / positive.length)
    expect(results.endpoints[0]?.verdict).toBe('not-evaluable')
  })

  it('WGE-4: one verified examination of a stratum has no spread: no interval', () => {
    let seen = 0
    const reference = truth.map((each, i) => ((data.score[i] ?? 0) >= 0.4 || seen++ === 0 ? each : 'not-done'))
    const found = at(run(protocolWith({ ...everything, ...begg }), { reference }), 'a/T40/specificity')
    expect(found.value).not.toBeNull()
    expect(found.intervals.map(({ reason }) => reason)).toEqual(['incomplete-verification', 'incomplete-verification'])
  })

  it('WGE-2: at 0 or 1 among the verified no two-sided interval is claimed for the unverified', () => {
    const reference = truth.map((each, i) => ((data.score[i] ?? 0) >= 0.4 ? each : i % 3 === 0 ? 'absent' : 'not-done'))
    const found = at(run(protocolWith({ ...everything, ...begg }), { reference }), 'a/T40/sensitivity')
    expect(found.value).toBe(1)
    expect(found.intervals.map(({ reason }) => reason)).toEqual(['two-sided-interval-at-boundary', 'two-sided-interval-at-boundary'])
  })

  it.each([[Number.NaN], [0], [-1]])('WGE-3: a weight of %s refuses every number', (bad) => {
    const results = run(protocolWith({ ...everything, ...weighted }), { weights: data.weight.map((each, i) => (i === 7 ? bad : each)) })
    for (const each of results.estimates) expect(each.value, each.id).toBeNull()
    expect(at(results, 'a/auroc').reason).toBe('needs-weights')
    expect(results.roc).toEqual([])
    expect(results.decisionCurves).toEqual([])
  })

  it('WGE-3: known probabilities weigh the verified by their inverse; beyond 1 they are refused', () => {
    const design = { verification: 'random-fraction', verificationDesign: { method: 'inverse-probability', probabilityColumn: 'p' } }
    const probability = data.score.map((score) => (score >= 0.4 ? 0.9 : 0.35))
    const found = at(run(protocolWith({ ...everything, ...design }), { reference: someVerified, probability }), 'a/T40/sensitivity')
    const sum = (isIn: (i: number) => boolean) => data.present.reduce((all, each, i) => (each === 1 && data.verified[i] === 1 && isIn(i) ? all + 1 / (probability[i] ?? 1) : all), 0)
    near(found.value, sum((i) => (data.score[i] ?? 0) >= 0.4) / sum(() => true))
    expect(found.warnings ?? []).not.toContain('weights-estimated')
    expect(at(run(protocolWith({ ...everything, ...design }), { reference: someVerified, probability: probability.map(() => 1.2) }), 'a/auroc').reason).toBe('needs-weights')
  })
})

describe('enriched samples', () => {
  const stated = { sampling: 'enriched', samplingDesign: { statedPrevalence: 0.02 } }
  const plain = run(protocolWith({ ...everything, bootstrap: { replicates: 40, seed: 2 } }))
  const results = run(protocolWith({ ...everything, ...stated, bootstrap: { replicates: 40, seed: 2 } }))

  it('ENR-1: what is conditional on the class stays as it is', () => {
    for (const id of ['a/auroc', 'a/T40/sensitivity', 'a/T40/specificity', 'a/T40/lr-positive', 'a/T40/youden', 'a/partial-auroc-specificity@0.8', 'ab/auroc-difference', 'ab/sensitivity-difference']) {
      expect(at(results, id)).toEqual(at(plain, id))
    }
  })

  it('ENR-2: PPV and NPV by Bayes at the stated prevalence, the others by class weights', () => {
    const [se, sp] = [at(plain, 'a/T40/sensitivity').value ?? 0, at(plain, 'a/T40/specificity').value ?? 0]
    const ppv = at(results, 'a/T40/ppv')
    near(ppv.value, (0.02 * se) / (0.02 * se + 0.98 * (1 - sp)))
    expect(ppv.intervals[0]?.method).toBe('logit')
    expect(ppv.options).toMatchObject({ prevalence: 0.02 })
    near(at(results, 'a/T40/npv').value, (0.98 * sp) / (0.98 * sp + 0.02 * (1 - se)))
    const mean = (wanted: number) => {
      const squares = data.score.flatMap((score, i) => (data.present[i] === wanted ? [(score - wanted) ** 2] : []))
      return squares.reduce((a, b) => a + b, 0) / squares.length
    }
    near(at(results, 'a/brier').value, 0.02 * mean(1) + 0.98 * mean(0))
    expect(at(results, 'a/brier').intervals[0]?.lower).toBeGreaterThan(0)
    near(at(results, 'a/average-precision').options?.['baseline'] as number, 0.02)
    expect(at(results, 'a/calibration-intercept').intervals[0]).toMatchObject({ method: 'sandwich' })
    expect(at(results, 'a/calibration-intercept').value).toBeLessThan(at(plain, 'a/calibration-intercept').value ?? 0)
    expect(results.decisionCurves[0]?.points[0]?.treatAll).toBeCloseTo(0.02 - 0.98 * 0.25, 12)
  })

  it('ENR-3: what has no sense in an enriched sample is refused with the reason', () => {
    for (const id of ['prevalence', 'a/T40/accuracy', 'a/T40/f1', 'a/T40/mcc']) expect(at(results, id)).toMatchObject({ value: null, reason: 'enriched-sampling' })
    const unstated = run(protocolWith({ ...everything, sampling: 'enriched' }))
    for (const id of ['a/T40/ppv', 'a/brier', 'a/calibration-slope', 'a/observed-expected-ratio', 'a/ici', 'a/average-precision', 'a/log-loss']) {
      expect(at(unstated, id), id).toMatchObject({ value: null, reason: 'enriched-sampling' })
    }
    expect(unstated.decisionCurves).toEqual([])
    expect(unstated.calibration).toEqual([])
    expect(at(unstated, 'a/auroc').value).toBe(at(plain, 'a/auroc').value)
  })

  it('ENR-4: in a subgroup examinations keep the weights of the whole sample', () => {
    const nPresent = data.present.filter((each) => each === 1).length
    const count = (wanted: number) => data.score.filter((score, i) => score >= 0.4 && data.present[i] === wanted && (data.cluster[i] ?? 0) % 2 === 0).length
    const [right, wrong] = [(0.02 * count(1)) / nPresent, (0.98 * count(0)) / (n - nPresent)]
    near(at(results, 'a/T40/ppv/sex=F').value, right / (right + wrong))
  })

  it('ENR-2: clusters widen the interval of PPV instead of being ignored', () => {
    const found = at(run(protocolWith({ ...everything, ...stated, clusters: { column: 'participant' } })), 'a/T40/ppv')
    near(found.value, at(results, 'a/T40/ppv').value ?? 0)
    expect(found.options).toMatchObject({ clusters: 'participant', prevalence: 0.02, nClusters: 44 })
    expect(found.intervals[0]?.lower).not.toBe(at(results, 'a/T40/ppv').intervals[0]?.lower)
  })

  it('ENR-5: contrasts, tipping points and exact tests of predictive values are not those of the raw counts', () => {
    const endpoints = [{ ...baseProtocol.endpoints[0], estimand: { quantity: 'ppv', prediction: 'a', operatingPoint: 'T40' }, criterion: { bound: 'lower', comparison: '>=', goal: 0.05 } }]
    const found = run(protocolWith({ ...everything, ...stated, endpoints }))
    expect(found.contrasts.map(({ reason }) => reason)).toEqual(['refused-under-weights', 'refused-under-weights'])
    expect(found.tippingPoints).toEqual([])
    expect(found.endpoints[0]?.test?.method).toBe('normal-shift')
  })
})

describe('known truth by simulation', () => {
  it('WGE-1: result-dependent verification, corrected, finds the truth that the verified alone miss', () => {
    const stream = randomStream(2024, 1)
    const uniform = () => (nextWord(stream) >>> 0) / 4_294_967_296
    const rows = Array.from({ length: 20_000 }, () => {
      const isPresent = uniform() < 0.1
      const isPositive = uniform() < (isPresent ? 0.7 : 0.1)
      const isVerified = uniform() < (isPositive ? 0.95 : 0.1)
      return { reference: isVerified ? (isPresent ? 'present' : 'absent') : 'not-done', score: isPositive ? 0.9 : 0.1 }
    })
    const design = { verification: 'result-dependent', verificationDesign: { method: 'begg-greenes', dependsOn: { prediction: 'a', operatingPoint: 'T50' } } }
    const results = evaluateRows(protocolWith(design), rows)
    for (const [id, expected] of [['a/T50/sensitivity', 0.7], ['a/T50/specificity', 0.9], ['prevalence', 0.1], ['a/auroc', 0.8]] as const) {
      const { value, standardError = 0, denominators } = at(results, id)
      expect(Math.abs((value ?? 0) - expected), id).toBeLessThan(4 * standardError)
      expect(standardError, id).toBeLessThan(0.04)
      if (id === 'a/T50/sensitivity') expect((denominators.x ?? 0) / (denominators.of ?? 1)).toBeGreaterThan(0.9)
    }
  })
})
