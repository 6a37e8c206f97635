import type { Problem } from '../../../shared/vocabulary/problem.ts'
import { problemText } from '../../../shared/words/en/problems.ts'
import { dataWords } from '../../../shared/words/en/screens-study.ts'

const words = dataWords.problems

export interface ProblemRow {
  readonly severity: string
  readonly row: string
  readonly column: string
  readonly value: string
  readonly what: string
  readonly advice: string
}

/** One problem as the cells of a table. */
export function problemRow(problem: Problem): ProblemRow {
  const { sentence, advice } = problemText(problem)
  const value = problem.params?.['value']
  return {
    severity: problem.severity === 'error' ? words.error : words.warning,
    row: problem.where?.row === undefined ? '' : String(problem.where.row),
    column: problem.where?.column ?? problem.where?.path ?? '',
    value: value === undefined ? '' : String(value),
    what: sentence,
    advice: advice ?? '',
  }
}

/** A cell that a spreadsheet would run as a formula gets an apostrophe; tabs and line ends become spaces. */
function cellText(text: string): string {
  const flat = text.replace(/[\t\r\n]+/g, ' ')
  return /^[=+\-@]/.test(flat) ? `'${flat}` : flat
}

/** The whole table as tab-separated text, for a spreadsheet or a message. */
export function problemsAsText(problems: readonly Problem[]): string {
  const head = [words.severity, words.row, words.column, words.value, words.what, words.advice]
  const lines = problems.map((problem) => {
    const { severity, row, column, value, what, advice } = problemRow(problem)
    return [severity, row, column, value, what, advice]
  })
  return [head, ...lines].map((cells) => cells.map(cellText).join('\t')).join('\n')
}
