import type { ReplicateValues } from './bootstrap.ts'
import { randomStream, tallyDraws } from './random.ts'

/** What is drawn with replacement, and what is computed from how often each unit was drawn. */
export interface UnitTask {
  /** How many units each stratum has; units are numbered through the strata. */
  readonly strata: readonly number[]
  /** Whole number in [0, 2^32). */
  readonly seed: number
  /** Several numbers of one sample; weights: how often each unit is in it. Null where a number is not defined. */
  readonly statistics: (weights: Uint32Array) => readonly (number | null)[]
}

/**
 * Bootstrap of any numbers over units (rule BOOT-6): in each stratum as many draws as it has units, stratum by stratum,
 * from stream (seed, r), so that replicate r does not depend on the others. Undefined replicates are left out and counted.
 */
export function unitReplicates({ strata, seed, statistics }: UnitTask, replicates: number): ReplicateValues[] {
  const weights = new Uint32Array(strata.reduce((sum, size) => sum + size, 0))
  const kept: { values: Float64Array; n: number }[] = []
  for (let r = 0; r < replicates; r++) {
    const stream = randomStream(seed, r)
    weights.fill(0)
    let start = 0
    for (const size of strata) {
      tallyDraws(stream, weights.subarray(start, start + size), size)
      start += size
    }
    statistics(weights).forEach((value, k) => {
      const keep = (kept[k] ??= { values: new Float64Array(replicates), n: 0 })
      if (value !== null && Number.isFinite(value)) keep.values[keep.n++] = value
    })
  }
  return kept.map(({ values, n }) => ({ values: values.slice(0, n), nLost: replicates - n }))
}
