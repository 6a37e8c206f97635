import { verifyStore } from '../../electron/workspace/verify.ts'
import { Refusal, type Problem } from '../../shared/vocabulary/problem.ts'
import { CannotVerify } from '../../verifier/findings.ts'
import { verifyFolder, type KnownHead } from '../../verifier/verify.ts'
import type { Told } from './kinds.ts'
import { person } from './workspace.ts'

/** What one verifier said, in words that both have. */
export interface Said {
  readonly ok: boolean
  readonly firstBadEntry: number | null
  /** Errors only, one line each. */
  readonly lines: readonly string[]
}

const lineOf = ({ code, params }: Problem): string => [code, ...Object.values(params ?? {})].join(' | ')

const firstOf = (problems: readonly Problem[]): number | null => {
  const numbers = problems.map(({ params }) => Number(params?.['seq'] ?? 0)).filter((seq) => seq > 0)
  return numbers.length === 0 ? null : Math.min(...numbers)
}

async function first(folder: string, personId: string, heads: readonly KnownHead[]): Promise<Said> {
  try {
    const report = await verifyStore(folder, { personId, passphrase: person.passphrase, heads })
    const errors = report.findings.filter((each) => each.severity === 'error')
    return { ok: report.ok, firstBadEntry: firstOf(errors.filter(({ code, params }) => /^(ledger|signature|pdf)\//.test(code) || params?.['object'] !== undefined)), lines: errors.map(lineOf) }
  } catch (error) {
    // A damaged key file is refused before anything else is looked at.
    if (error instanceof Refusal) return { ok: false, firstBadEntry: null, lines: error.problems.map(lineOf) }
    throw error
  }
}

async function second(folder: string, heads: readonly KnownHead[]): Promise<Said> {
  try {
    const verdict = await verifyFolder(folder, { person: person.signInName, passphrase: person.passphrase, heads })
    const errors = verdict.findings.filter((each) => each.severity === 'error')
    return {
      ok: verdict.ok,
      firstBadEntry: verdict.firstBadEntry,
      lines: errors.map((each) => [each.rule, each.seq, each.object, each.cause].join(' | ')),
    }
  } catch (error) {
    if (error instanceof CannotVerify) return { ok: false, firstBadEntry: null, lines: [error.message] }
    throw error
  }
}

export async function both(folder: string, personId: string, heads: readonly KnownHead[] = []): Promise<readonly [Said, Said]> {
  return [await first(folder, personId, heads), await second(folder, heads)]
}

/** What is wrong with how the two reported a tampering; nothing if both named it. */
export function complaints(told: Told, [one, other]: readonly [Said, Said]): string[] {
  const found: string[] = []
  if (one.ok) found.push('the first verifier accepts it')
  if (other.ok) found.push('the second verifier accepts it')
  if (one.firstBadEntry !== other.firstBadEntry) found.push(`first bad entry: ${String(one.firstBadEntry)} and ${String(other.firstBadEntry)}`)
  const { seq, object } = told
  if (seq !== undefined && one.firstBadEntry !== seq) found.push(`first bad entry should be ${String(seq)}, not ${String(one.firstBadEntry)}`)
  for (const said of [one, other]) {
    if (object !== undefined && !said.lines.some((line) => line.includes(object))) found.push(`nothing names ${object}: ${said.lines.join('; ').slice(0, 300)}`)
  }
  if (found.length > 0) found.push(`said: ${one.lines.slice(0, 3).join('; ')} // ${other.lines.slice(0, 3).join('; ')}`)
  return found
}
