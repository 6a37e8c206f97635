import type { EvaluationView } from '../../../shared/ipc/views.ts'

export type DigestComparison = 'first' | 'identical' | 'different'

/** Each completed run against the first completed one, by run id, and whether any differs. */
export function compareDigests(runs: readonly EvaluationView[]): {
  readonly of: ReadonlyMap<string, DigestComparison>
  readonly hasDifference: boolean
  readonly nCompleted: number
} {
  const completed = runs
    .filter((run) => run.outcome === 'completed' && run.resultSha256 !== null)
    .toSorted((a, b) => a.startedSeq - b.startedSeq)
  const first = completed[0]
  const of = new Map(
    completed.map((run): [string, DigestComparison] => {
      if (run === first) return [run.id, 'first']
      return [run.id, run.resultSha256 === first?.resultSha256 ? 'identical' : 'different']
    }),
  )
  return { of, hasDifference: [...of.values()].includes('different'), nCompleted: completed.length }
}
