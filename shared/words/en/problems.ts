import type { Problem, ProblemCode } from '../../vocabulary/problem.ts'
import { formatDay } from './dates.ts'
import { formatCount } from './numbers.ts'
import type { ProblemWords } from './problem-words.ts'
import { intakeProblems } from './problems-intake.ts'
import { studyProblems } from './problems-study.ts'
import { systemProblems } from './problems-system.ts'
import { backupProblems } from './problems-backup.ts'
import { peopleProblems } from './problems-people.ts'
import { retentionProblems } from './problems-retention.ts'
import { signatureProblems } from './problems-signature.ts'
import { readAs } from './read-as.ts'

/** Every problem code has its words: a code that is in none of the files does not compile. */
export const problemWords: Readonly<Record<ProblemCode, ProblemWords>> = {
  ...intakeProblems,
  ...studyProblems,
  ...systemProblems,
  ...backupProblems,
  ...peopleProblems,
  ...signatureProblems,
  ...retentionProblems,
}

export interface ProblemText {
  /** Where it is: file, row, column or path; empty when the problem has no place. */
  readonly place: string
  /** What is wrong, as one or two complete sentences. */
  readonly sentence: string
  readonly advice: string
}

/** Numbers that name a place are written without groups, as an editor shows them. */
const placeParams: ReadonlySet<string> = new Set(['row', 'firstRow', 'field', 'first', 'offset', 'seq'])

/** Values that are days, by UTC; written as days are on the screens. A person’s own text has other names. */
const dayParams: ReadonlySet<string> = new Set(['at', 'dueBy', 'from', 'since', 'until'])
const isDay = (name: string, value: string): boolean => dayParams.has(name) && /^\d{4}-(0[1-9]|1[0-2])-\d\d$/.test(value)

/** Sentence and advice with every placeholder filled (rule WRD-1). */
export function problemText(problem: Problem): ProblemText {
  const words = problemWords[problem.code]
  return {
    place: problemPlace(problem),
    sentence: fill(words.sentence, problem),
    advice: fill(words.advice, problem),
  }
}

/** One line for the command line: place, sentence, advice. */
export function problemLine(problem: Problem): string {
  const text = problemText(problem)
  return `${text.place === '' ? '' : `${text.place}: `}${text.sentence} ${text.advice}`
}

/** For example: validation.csv, row 7, column “p_full”. */
export function problemPlace(problem: Problem): string {
  const { file, row, column, path } = problem.where ?? {}
  const parts = [
    file === undefined || file === '' ? null : file,
    row === undefined ? null : `row ${row}`,
    column === undefined || column === '' ? null : `column “${column}”`,
    path === undefined || path === '' ? null : path,
  ]
  return parts.filter((part) => part !== null).join(', ')
}

function fill(template: string, problem: Problem): string {
  return template.replace(/\{([\w,]+)\|([^}]*)\}/g, (_, names: string, fallback: string) => {
    for (const name of names.split(',')) {
      const value = problem.params?.[name] ?? placeValue(problem, name)
      if (typeof value === 'number') return placeParams.has(name) ? String(value) : numberText(value)
      if (value !== undefined) return isDay(name, value) ? formatDay(`${value}T00:00:00Z`, 0) : readAs(name, value)
    }
    return fallback
  })
}

function placeValue(problem: Problem, name: string): string | number | undefined {
  switch (name) {
    case 'column':
      return problem.where?.column
    case 'row':
      return problem.where?.row
    case 'file':
      return problem.where?.file
    case 'path':
      return problem.where?.path
    default:
      return undefined
  }
}

const numberText = (value: number): string =>
  Number.isSafeInteger(value) ? formatCount(value) : String(value).replace('-', '\u2212')
