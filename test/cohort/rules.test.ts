import { describe, expect, test } from 'vitest'
import { applyRules, countParticipants, likelyDuplicates } from '../../shared/cohort/index.ts'
import { type Column, type Columns, textColumn } from '../../shared/vocabulary/columns.ts'
import { Refusal } from '../../shared/vocabulary/problem.ts'
import type { CohortRule, Protocol } from '../../shared/vocabulary/protocol.ts'
import {
  DEVICE,
  EXAMINATION_ID,
  PARTICIPANT_ID,
  REFERENCE,
  SITE,
  STARTED_AT,
  covariateColumn,
} from '../../shared/vocabulary/roles.ts'
import { usualProtocol } from '../intake/examples.ts'

const numberColumn = (values: readonly (number | null)[]): Column => ({
  kind: 'number',
  values: Float64Array.from(values.map((value) => value ?? Number.NaN)),
})

const columns: Columns = new Map<string, Column>([
  [EXAMINATION_ID, textColumn(['a', 'b', 'c', 'd', 'e'])],
  [REFERENCE, textColumn(['present', 'absent', 'present', 'absent', 'pending'])],
  [SITE, textColumn(['Leeds', 'York', 'Leeds', null, 'York'])],
  [DEVICE, textColumn(['D1', 'D1', 'D2', 'D2', 'D2'])],
  [covariateColumn('age'), numberColumn([17, 18, 65, 80, null])],
  [covariateColumn('grade'), numberColumn([1, 2, 3, 2.5, null])],
  [covariateColumn('sex'), textColumn(['f', 'm', 'F', null, 'f '])],
])

type Test = CohortRule['test']
const rule = (id: string, effect: CohortRule['effect'], column: string, what: Test): CohortRule => ({
  id,
  label: `Rule ${id}`,
  effect,
  column,
  test: what,
})
const withRules = (...rules: CohortRule[]): Protocol => ({ ...usualProtocol, cohort: { rules } })
const rowsAfter = (...rules: CohortRule[]): number[] => [...applyRules(withRules(...rules), columns).rows]

describe('rules', () => {
  test('COH-1: the flow counts what each rule excluded from what was left', () => {
    const adults = rule('R1', 'include', 'age', { kind: 'between', minimum: 18 })
    const noYork = rule('R2', 'exclude', 'site', { kind: 'is-one-of', values: ['York'] })
    expect(applyRules(withRules(adults, noYork), columns).flow).toEqual([
      { id: 'imported', label: 'Imported examinations', excluded: 0, remaining: 5 },
      { id: 'R1', label: 'Rule R1', excluded: 2, remaining: 3 },
      { id: 'R2', label: 'Rule R2', excluded: 1, remaining: 2 },
      { id: 'frozen', label: 'Frozen cohort', excluded: 0, remaining: 2 },
    ])
    expect(rowsAfter(adults, noYork)).toEqual([2, 3])
  })

  test('COH-1: without rules everything stays, and nothing at all is a result', () => {
    expect(rowsAfter()).toEqual([0, 1, 2, 3, 4])
    expect(rowsAfter(rule('R', 'include', 'age', { kind: 'between', minimum: 500 }))).toEqual([])
  })

  test('COH-2: site and device mean the roles, unless a covariate has that name', () => {
    const leeds = rule('R', 'include', 'site', { kind: 'is-one-of', values: ['Leeds'] })
    expect(rowsAfter(leeds)).toEqual([0, 2])
    expect(rowsAfter(rule('R', 'include', 'device', { kind: 'is-one-of', values: ['D1'] }))).toEqual([0, 1])
    const own = new Map([...columns, [covariateColumn('site'), textColumn(['x', 'Leeds', 'x', 'x', 'x'])]])
    expect([...applyRules(withRules(leeds), own).rows]).toEqual([1])
  })

  test('COH-3: every rule whose column does not fit is named, and nothing is applied', () => {
    const bad = withRules(
      rule('R1', 'include', 'nowhere', { kind: 'is-missing' }),
      rule('R2', 'include', 'sex', { kind: 'between', minimum: 1 }),
      rule('R3', 'include', REFERENCE, { kind: 'is-missing' }),
    )
    let refusal: unknown
    try {
      applyRules(bad, columns)
    } catch (error) {
      refusal = error
    }
    if (!(refusal instanceof Refusal)) throw new Error('not refused')
    expect(refusal.problems).toMatchObject([
      { code: 'cohort/rule-column', params: { rule: 'R1', column: 'nowhere' } },
      { code: 'cohort/rule-column', params: { rule: 'R2', column: 'sex' } },
      { code: 'cohort/rule-column', params: { rule: 'R3', column: 'reference' } },
    ])
  })

  test('COH-4: include and exclude with one test part the rows', () => {
    const what: Test = { kind: 'between', minimum: 18, maximum: 65 }
    expect(rowsAfter(rule('R', 'include', 'age', what))).toEqual([1, 2])
    expect(rowsAfter(rule('R', 'exclude', 'age', what))).toEqual([0, 3, 4])
  })

  test('COH-5: a missing value satisfies is-missing only', () => {
    expect(rowsAfter(rule('R', 'include', 'age', { kind: 'is-missing' }))).toEqual([4])
    expect(rowsAfter(rule('R', 'include', 'sex', { kind: 'is-missing' }))).toEqual([3])
    expect(rowsAfter(rule('R', 'include', 'age', { kind: 'between' }))).toEqual([0, 1, 2, 3])
    expect(rowsAfter(rule('R', 'include', 'grade', { kind: 'is-one-of', values: ['NaN', ''] }))).toEqual([])
    expect(rowsAfter(rule('R', 'include', 'sex', { kind: 'is-one-of', values: [''] }))).toEqual([])
  })

  test('COH-6: values are compared as exact text, numbers by their shortest text', () => {
    expect(rowsAfter(rule('R', 'include', 'sex', { kind: 'is-one-of', values: ['f'] }))).toEqual([0])
    expect(rowsAfter(rule('R', 'include', 'grade', { kind: 'is-one-of', values: ['1', '2.5', '3.0'] }))).toEqual([0, 3])
  })

  test('COH-7: between includes both ends', () => {
    expect(rowsAfter(rule('R', 'include', 'age', { kind: 'between', minimum: 18, maximum: 80 }))).toEqual([1, 2, 3])
    expect(rowsAfter(rule('R', 'include', 'age', { kind: 'between', maximum: 17 }))).toEqual([0])
  })

  test('COH-8: other reference values give the same cohort, in file order', () => {
    const rules = withRules(rule('R', 'exclude', 'age', { kind: 'is-missing' }))
    const flipped = new Map([...columns, [REFERENCE, textColumn(['absent', 'absent', 'absent', 'absent', 'absent'])]])
    expect(applyRules(rules, flipped)).toEqual(applyRules(rules, columns))
    expect([...applyRules(rules, columns).rows]).toEqual([0, 1, 2, 3])
  })
})

test('DUP-1: same participant and same start is told, and nothing else is', () => {
  const own: Columns = new Map<string, Column>([
    [EXAMINATION_ID, textColumn(['a', 'b', 'c', 'd', 'e', 'f'])],
    [PARTICIPANT_ID, textColumn(['p', 'p', 'q', 'p', 'q', 'q'])],
    [STARTED_AT, textColumn(['2026-01-01', '2026-01-02', '2026-01-01', '2026-01-01', null, null])],
  ])
  expect(likelyDuplicates(own)).toEqual([
    { participant: 'p', startedAt: '2026-01-01', rows: Uint32Array.from([0, 3]) },
  ])
  expect(likelyDuplicates(columns)).toEqual([])
})

test('DUP-2: participants are counted among the given rows', () => {
  const own = new Map([...columns, [PARTICIPANT_ID, textColumn(['p', 'p', 'q', 'r', 'r'])]])
  expect(countParticipants(own, Uint32Array.from([0, 1, 2]))).toBe(2)
  expect(countParticipants(own, new Uint32Array(0))).toBe(0)
  expect(countParticipants(columns, Uint32Array.from([0]))).toBeNull()
})
