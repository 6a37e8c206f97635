import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

const elsewhere = ['test/journeys/**', 'test/bench/**']

// `vitest run` is what `npm test` runs; `vitest run --mode long` runs test/long only.
export default defineConfig(({ mode }) => ({
  test: {
    include: mode === 'long' ? ['test/long/**/*.test.{ts,tsx}'] : ['test/**/*.test.{ts,tsx}'],
    exclude: mode === 'long' ? elsewhere : [...elsewhere, 'test/long/**'],
    environment: 'node',
    // Processes, not threads: the database addon and the evaluation workers behave as they do in the product.
    pool: 'forks',
    // By itself it would leave one core free, which on two cores is half of them.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: mode === 'long' ? 600_000 : 20_000,
    hookTimeout: 60_000,
  },
}))
