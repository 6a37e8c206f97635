import { availableParallelism } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { evaluate } from '../../shared/evaluation/evaluate.ts'
import type { EvaluationInput } from '../../shared/evaluation/input.ts'
import { columnLength } from '../../shared/vocabulary/columns.ts'
import { problem, Refusal } from '../../shared/vocabulary/problem.ts'
import { replicateHelpers } from './split-replicates.ts'
import { LEAST_ROWS } from './split-tasks.ts'

/**
 * Thread that computes one evaluation, with a helper thread for each further processor. Cancelling terminates the thread
 * and its helpers: nothing is written from here.
 */
const input = workerData as EvaluationInput
let told = 0
const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
const helpers = replicateHelpers(Math.min(7, availableParallelism() - 1), new URL(`./replicates.${extension}`, import.meta.url))
// A helper takes a while to start, and rows take one to be read.
if ([...input.cohort.values()].some((column) => columnLength(column) >= LEAST_ROWS)) helpers.start()
try {
  const results = evaluate(input, {
    onProgress: (done, total) => {
      // A hundred messages are enough for a progress bar.
      if (done < total && done - told < total / 100) return
      told = done
      parentPort?.postMessage({ kind: 'progress', done, total })
    },
    isCancelled: () => false,
    runReplicates: helpers.run,
    runAhead: helpers.ahead,
  })
  parentPort?.postMessage({ kind: 'done', value: results })
} catch (error) {
  const problems =
    error instanceof Refusal
      ? error.problems
      : [problem('evaluation/failed', { message: error instanceof Error ? error.message.slice(0, 200) : 'unknown' })]
  parentPort?.postMessage({ kind: 'problems', problems })
} finally {
  helpers.end()
}
