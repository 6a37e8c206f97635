import type { Problem } from '../../shared/vocabulary/problem.ts'
import { en } from '../../shared/words/en/index.ts'

export const ExitCode = { fine: 0, negative: 1, badInput: 2 } as const
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode]

export const say = (line: string, stream: NodeJS.WritableStream = process.stdout): void => void stream.write(`${line}\n`)

export const sayJson = (value: unknown): void => say(JSON.stringify(value, null, 2))

/** The problem list on standard error: for people a sentence and what to do, for machines JSON. */
export function sayProblems(problems: readonly Problem[], asJson: boolean): void {
  if (asJson) return say(JSON.stringify({ problems }, null, 2), process.stderr)
  for (const each of problems) {
    const { sentence, advice } = en.problemText(each)
    const place = en.problemPlace(each)
    say(`${each.severity === 'error' ? '✗' : '!'} ${place === '' ? '' : `${place}: `}${sentence} ${advice}  [${each.code}]`, process.stderr)
  }
}

/** Left-aligned columns of text; numbers right-aligned where `right` says so. */
export function textTable(rows: readonly (readonly string[])[], right: readonly boolean[] = []): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => (row[i] ?? '').length)))
  const line = (row: readonly string[]) =>
    row.map((cell, i) => (right[i] ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0))).join('  ').trimEnd()
  const [head, ...body] = rows
  if (head === undefined) return ''
  return [line(head), widths.map((width) => '─'.repeat(width)).join('  '), ...body.map(line)].join('\n')
}
