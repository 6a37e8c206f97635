import type { CheckContext, KnownAnswer, KnownAnswerCheck, ReadVector } from './known-answer.ts'
import { numberChecks } from './number-checks.ts'

export type { KnownAnswer, KnownAnswerCheck, ReadVector } from './known-answer.ts'

export interface SelftestReport {
  readonly ok: boolean
  readonly quick: boolean
  readonly nAnswers: number
  readonly nFailed: number
  readonly checks: readonly { readonly name: string; readonly ok: boolean; readonly answers: readonly KnownAnswer[] }[]
}

/**
 * Known answers with their sources. quick: the part that runs before the first store opens. more: checks of
 * other rooms (digests, passphrase hashing). A check that throws is a failed answer, never a crash.
 */
export async function runSelftest(
  readVector: ReadVector,
  sha256: (bytes: Uint8Array) => Uint8Array,
  options: { readonly quick?: boolean; readonly more?: readonly KnownAnswerCheck[] } = {},
): Promise<SelftestReport> {
  const isQuick = options.quick === true
  const context: CheckContext = { readVector, sha256 }
  const wanted = [...numberChecks, ...(options.more ?? [])].filter((check) => !isQuick || check.quick)
  const checks = []
  for (const check of wanted) {
    const answers = await attempt(check, context)
    checks.push({ name: check.name, ok: answers.length > 0 && answers.every((each) => each.ok), answers })
  }
  const answers = checks.flatMap((check) => check.answers)
  return {
    ok: checks.every((check) => check.ok),
    quick: isQuick,
    nAnswers: answers.length,
    nFailed: answers.filter((each) => !each.ok).length,
    checks,
  }
}

async function attempt(check: KnownAnswerCheck, context: CheckContext): Promise<KnownAnswer[]> {
  try {
    return await check.run(context)
  } catch (error) {
    const computed = error instanceof Error ? `${error.name}: ${error.message.slice(0, 200)}` : 'unknown error'
    const about = { id: check.name, what: check.name, source: 'this program' }
    return [{ ...about, expected: 'no error', computed, relativeDifference: null, ok: false }]
  }
}
