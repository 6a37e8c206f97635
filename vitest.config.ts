import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const elsewhere = ['test/journeys/**', 'test/bench/**']

/** The files that take longest, though some of them are short. */
const long = [
  'faults/kill',
  'actions/signing-in-turn',
  'tampering/tampering',
  'pdf/render',
  'actions/order-of-work',
  'actions/life-cycle',
  'evidence/structural-damage',
  'faults/steps',
  'actions/trail-search',
  'engine/trail',
]

/** Long files first: were one of them the last, all other cores would wait for it. */
class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const others = await super.sort(files)
    const named = long.flatMap((name) => others.filter(({ moduleId }) => moduleId.includes(`/test/${name}.test.`)))
    return [...new Set([...named, ...others])]
  }
}

// `vitest run` is what `npm test` runs; `vitest run --mode long` runs test/long only.
export default defineConfig(({ mode }) => ({
  test: {
    include: mode === 'long' ? ['test/long/**/*.test.{ts,tsx}'] : ['test/**/*.test.{ts,tsx}'],
    exclude: mode === 'long' ? elsewhere : [...elsewhere, 'test/long/**'],
    environment: 'node',
    // Processes, not threads: the database addon and the evaluation workers behave as they do in the product.
    pool: 'forks',
    // A file finds the modules that others loaded: none keeps state that a test could see, and loading them anew for
    // each of the files takes a sixth of the time.
    isolate: false,
    // By itself it would leave one core free, which on two cores is half of them.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    sequence: { sequencer: LongFirst },
    // Programs and workers that tests start do not compile the same sources again and again.
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL('node_modules/.cache/probity/compiled', import.meta.url)) },
    testTimeout: mode === 'long' ? 600_000 : 60_000,
    hookTimeout: 120_000,
  },
}))
