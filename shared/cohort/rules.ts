import { type Column, type Columns, columnLength, textAt } from '../vocabulary/columns.ts'
import { Refusal, problem } from '../vocabulary/problem.ts'
import type { CohortRule, Protocol } from '../vocabulary/protocol.ts'
import type { FlowStep } from '../vocabulary/records.ts'
import { EXAMINATION_ID } from '../vocabulary/roles.ts'
import { findCovariate } from './covariate.ts'

export interface CohortSelection {
  /** Rows of the dataset that stay, ascending. */
  readonly rows: Uint32Array
  /** Imported examinations, one step per rule, frozen cohort. */
  readonly flow: FlowStep[]
}

export const FIRST_STEP = 'imported'
export const LAST_STEP = 'frozen'

/**
 * Applies the eligibility rules of a protocol in order (rules COH-1 … COH-8). The reference standard is never read.
 *
 * Errors: Refusal cohort/rule-column for each rule whose column is not there or is of the wrong kind for its test.
 * A cohort of zero examinations is a result here; freezing it is refused elsewhere.
 */
export function applyRules(protocol: Pick<Protocol, 'cohort'>, columns: Columns): CohortSelection {
  const rules = protocol.cohort.rules
  const tests = rules.map((rule) => rowTest(rule, columns))
  const problems = tests.flatMap((test) => (typeof test === 'function' ? [] : [test]))
  if (problems.length > 0) throw new Refusal(problems)

  const nImported = rowCount(columns)
  let rows = Uint32Array.from({ length: nImported }, (_, row) => row)
  const flow: FlowStep[] = [{ id: FIRST_STEP, label: 'Imported examinations', excluded: 0, remaining: nImported }]
  rules.forEach((rule, i) => {
    const test = tests[i]
    if (typeof test !== 'function') return
    const stays = rule.effect === 'include' ? test : (row: number) => !test(row)
    const before = rows.length
    rows = rows.filter(stays)
    flow.push({ id: rule.id, label: rule.label, excluded: before - rows.length, remaining: rows.length })
  })
  flow.push({ id: LAST_STEP, label: 'Frozen cohort', excluded: 0, remaining: rows.length })
  return { rows, flow }
}

function rowCount(columns: Columns): number {
  const ids = columns.get(EXAMINATION_ID)
  return ids === undefined ? 0 : columnLength(ids)
}

type RowTest = (row: number) => boolean

/** A missing value satisfies is-missing and nothing else. */
function rowTest(rule: CohortRule, columns: Columns): RowTest | ReturnType<typeof problem> {
  const column = findCovariate(columns, rule.column)
  const params = { rule: rule.id, column: rule.column }
  if (column === null) return problem('cohort/rule-column', { ...params, reason: 'there is no such column' })
  const test = rule.test
  switch (test.kind) {
    case 'is-missing':
      return isMissing(column)
    case 'is-one-of':
      return isOneOf(column, new Set(test.values))
    case 'between': {
      if (column.kind !== 'number') {
        return problem('cohort/rule-column', { ...params, reason: 'its values are text and the rule needs numbers' })
      }
      const { minimum = -Infinity, maximum = Infinity } = test
      const values = column.values
      return (row) => {
        const value = values[row] ?? Number.NaN
        return value >= minimum && value <= maximum
      }
    }
  }
}

function isMissing(column: Column): RowTest {
  return column.kind === 'number'
    ? (row) => Number.isNaN(column.values[row] ?? Number.NaN)
    : (row) => (column.codes[row] ?? 0) === 0
}

/** Text by exact value; numbers by their shortest decimal text. */
function isOneOf(column: Column, values: ReadonlySet<string>): RowTest {
  if (column.kind === 'number') {
    return (row) => {
      const value = column.values[row] ?? Number.NaN
      return !Number.isNaN(value) && values.has(String(value))
    }
  }
  return (row) => {
    const value = textAt(column, row)
    return value !== null && values.has(value)
  }
}
