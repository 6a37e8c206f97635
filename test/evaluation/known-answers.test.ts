import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { inputDigests } from '../../shared/evaluation/digests.ts'
import { evaluate } from '../../shared/evaluation/evaluate.ts'
import type { Column } from '../../shared/vocabulary/columns.ts'
import { textColumn } from '../../shared/vocabulary/columns.ts'
import { Protocol, proportionMethods } from '../../shared/vocabulary/protocol.ts'
import type { Comparison } from '../../shared/vocabulary/protocol.ts'
import type { PairedTable, Results } from '../../shared/vocabulary/results.ts'
import { EXAMINATION_ID, REFERENCE, covariateColumn, scoreColumn } from '../../shared/vocabulary/roles.ts'
import { sha256 } from './study.ts'

/** Answers of R and Python by estimate id; a value that is absent is not given by the reference. */
interface Answer {
  readonly id: string
  readonly value?: number | null
  readonly standardError?: number
  readonly area?: number
  readonly threshold?: number | null
  readonly covariance?: number
  readonly intervals?: Readonly<Record<string, readonly [number, number]>>
  readonly tolerance?: number
}
interface Vector {
  readonly tolerance: number
  readonly prevalences: number[]
  readonly decisionCurves: readonly { readonly prediction: string; readonly points: readonly (readonly [number, number, number, number, number])[] }[]
  readonly pairs: readonly {
    readonly comparison: Comparison
    readonly answers: readonly Answer[]
    readonly rightPresent: PairedTable['present']
    readonly rightAbsent: PairedTable['present']
    readonly mcnemar: readonly (readonly [number, number])[]
  }[]
  readonly answers: readonly Answer[]
}
interface Data {
  readonly protocol: object
  readonly columns: Readonly<Record<string, readonly (string | number)[]>>
}

const read = <T,>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T

const close = (found: number | null | undefined, known: number, tolerance: number, what: string): void => {
  expect(found, what).toBeTypeOf('number')
  expect(Math.abs((found ?? Number.POSITIVE_INFINITY) - known), `${what}: ${found} for ${known}`).toBeLessThanOrEqual(
    Math.max(1e-15, tolerance * Math.abs(known)),
  )
}

function evaluateCase(data: Data, vector: Vector, proportion: Protocol['intervals']['proportion']): Results {
  const thresholds = vector.decisionCurves[0]?.points.map(([threshold]) => threshold)
  const protocol = Protocol.parse({
    ...data.protocol,
    intervals: { level: 0.95, proportion },
    comparisons: vector.pairs.map((each) => each.comparison),
    analyses: {
      tableMeasures: true,
      discrimination: { fixedSpecificity: [0.9, 0.95], fixedSensitivity: [0.9, 0.95], partialSpecificityFrom: 0.9, partialSensitivityFrom: 0.9 },
      flexibleCalibration: { smoother: 'loess', bins: 10 },
      statedPrevalence: vector.prevalences,
      missingDataSensitivity: true,
      ...(thresholds === undefined ? {} : { netBenefit: { thresholds } }),
    },
  })
  const texts = (name: string): string[] => (data.columns[name] ?? []).map(String)
  const cohort = new Map<string, Column>([
    [EXAMINATION_ID, textColumn(texts('case_id'))],
    [REFERENCE, textColumn(texts('label').map((each) => (each === '1' ? 'present' : 'absent')))],
  ])
  const predictions = new Map<string, Column>([[EXAMINATION_ID, textColumn(texts('case_id'))]])
  const outputs = protocol.predictions.map((each) => each.id)
  for (const [name, values] of Object.entries(data.columns)) {
    const column: Column = typeof values[0] === 'number' ? { kind: 'number', values: Float64Array.from(values, Number) } : textColumn(values.map(String))
    if (outputs.includes(name)) predictions.set(scoreColumn(name), column)
    else if (name !== 'case_id' && name !== 'label') cohort.set(covariateColumn(name), column)
  }
  return evaluate({ protocol, cohort, predictions, digests: inputDigests({ protocol, cohort, predictions }, sha256), exploratory: true })
}

/** Every number of the answer; an interval is held against it where the results have one of that method. */
function hold(results: Results, answer: Answer, closed: number): number {
  const found = results.estimates.find((each) => each.id === answer.id)
  expect(found, answer.id).toBeDefined()
  const tolerance = answer.tolerance ?? closed
  let nHeld = 0
  if (answer.value === null) expect(found?.value, answer.id).toBeNull()
  else if (answer.value !== undefined) {
    close(found?.value, answer.value, tolerance, answer.id)
    nHeld++
  }
  if (answer.standardError !== undefined) close(found?.standardError, answer.standardError, tolerance, `${answer.id} standard error`)
  if (answer.area !== undefined) close(Number(found?.options?.['area']), answer.area, tolerance, `${answer.id} area`)
  if (typeof answer.threshold === 'number') expect(found?.options?.['threshold'], answer.id).toBe(answer.threshold)
  if (answer.covariance !== undefined) close(Number(found?.options?.['covariance']), answer.covariance, tolerance, `${answer.id} covariance`)
  for (const { method, lower, upper } of found?.intervals ?? []) {
    const known = answer.intervals?.[method]
    if (known === undefined || lower === null) continue
    close(lower, known[0], tolerance, `${answer.id} ${method} lower`)
    close(upper, known[1], tolerance, `${answer.id} ${method} upper`)
    nHeld += 2
  }
  return nHeld
}

const cases = [
  { name: 'rotterdam_gbsg', data: 'resources/vectors/rotterdam-gbsg.json', vector: 'resources/vectors/evaluation.json', least: 250 },
  { name: 'asah', data: 'test/vectors/asah/asah.json', vector: 'test/vectors/asah/evaluation.json', least: 400 },
] as const

describe.each(cases)('$name against R and Python', ({ data: dataPath, vector: vectorPath, least }) => {
  const data = read<Data>(dataPath)
  const vector = read<Vector>(vectorPath)
  const results = evaluateCase(data, vector, 'clopper-pearson')

  test('EST-6: every measure of scores and tables is the reference’s', () => {
    const nHeld = vector.answers.reduce((sum, answer) => sum + hold(results, answer, vector.tolerance), 0)
    expect(nHeld).toBeGreaterThan(least)
  })

  test.each(proportionMethods)('EST-4: the %s interval judges and is the reference’s', (method) => {
    const other = evaluateCase(data, vector, method)
    const proportions = vector.answers.filter((each) => each.intervals?.['jeffreys'] !== undefined)
    expect(proportions.length).toBeGreaterThan(20)
    for (const answer of proportions) {
      expect(other.estimates.find((each) => each.id === answer.id)?.intervals[0]?.method).toBe(method)
      hold(other, answer, vector.tolerance)
    }
  })

  test('CMP-1, CMP-2: differences of areas and rates of each pair are the reference’s', () => {
    for (const { answers } of vector.pairs) {
      for (const answer of answers) {
        const methods = results.estimates.find((each) => each.id === answer.id)?.intervals.map((each) => each.method)
        expect(methods).toEqual(Object.keys(answer.intervals ?? {}))
        hold(results, answer, vector.tolerance)
      }
    }
  })

  test('CMP-3: paired tables and McNemar’s tests are the reference’s', () => {
    for (const pair of vector.pairs) {
      const table = results.pairedTables.find((each) => each.comparison === pair.comparison.id && each.subgroup === undefined)
      const { both, firstOnly, secondOnly, neither } = pair.rightAbsent
      expect(table?.present).toEqual(pair.rightPresent)
      // The table counts positive calls; rightly negative is the other way round.
      expect(table?.absent).toEqual({ both: neither, firstOnly: secondOnly, secondOnly: firstOnly, neither: both })
      pair.mcnemar.flat().forEach((known, i) => close(table?.tests[i]?.pValue, known, vector.tolerance, `${pair.comparison.id} test ${i}`))
    }
  })

  test('DCA-1: net benefit, treat all, standardised and interventions avoided are the reference’s', () => {
    expect(results.decisionCurves.map((each) => each.prediction)).toEqual(vector.decisionCurves.map((each) => each.prediction))
    vector.decisionCurves.forEach((curve, i) => {
      curve.points.forEach(([threshold, netBenefit, treatAll, standardised, avoided], k) => {
        const point = results.decisionCurves[i]?.points[k]
        expect(point?.threshold).toBe(threshold)
        close(point?.netBenefit, netBenefit, 1e-9, `net benefit at ${threshold}`)
        close(point?.treatAll, treatAll, 1e-9, `treat all at ${threshold}`)
        close(point?.standardised, standardised, 1e-9, `standardised at ${threshold}`)
        expect(Math.abs((point?.interventionsAvoidedPer100 ?? Number.NaN) - avoided)).toBeLessThan(1e-9)
      })
    })
  })

  test('TWI-1: both engines agree on every number that a verdict can rest on', () => {
    const { nCompared, largestRelativeDifference } = results.engineAgreement
    const compared = results.estimates.filter((each) => each.agreement !== undefined)
    const tests = results.endpoints.filter((each) => each.test?.agreement !== undefined)
    expect(tests.length).toBeGreaterThan(0)
    expect(nCompared).toBe(compared.length + tests.length)
    expect(compared.some((each) => each.quantity === 'auroc') && compared.some((each) => each.quantity === 'sensitivity')).toBe(true)
    expect(largestRelativeDifference).toBeLessThan(1e-9)
    expect(largestRelativeDifference).toBe(Math.max(...[...compared, ...tests.map((each) => each.test)].map((each) => each?.agreement?.relativeDifference ?? 0)))
  })
})
