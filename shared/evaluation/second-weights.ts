import { findCovariate } from '../cohort/covariate.ts'
import { NO_STRATUM, type WeightedDesign } from '../statistics/weighted-design.ts'
import type { Protocol } from '../vocabulary/protocol.ts'
import { referenceCategories } from '../vocabulary/results.ts'
import type { SecondAt } from './second-rows.ts'

/** How rows count, worked out again from the columns of the cohort and the call that decided who is verified (rule TWI-6). */
export interface SecondWeights {
  readonly design: WeightedDesign
  /** 1 where the reference standard is resolved or was not done. */
  readonly frame: Uint8Array
  readonly isVerification: boolean
}

const known = new WeakMap<SecondAt['outputs'], SecondWeights>()

/** Of the same evaluation once. */
export function weightsAgain(at: SecondAt): SecondWeights {
  const found = known.get(at.outputs) ?? weightsOf(at)
  known.set(at.outputs, found)
  return found
}

function weightsOf(at: SecondAt): SecondWeights {
  const { protocol, reference, clusters } = at
  const { verification, verificationDesign: verifying } = protocol
  const isVerification = verification !== 'all'
  const notDone = referenceCategories.indexOf('not-done')
  const isVerified = reference.present.map((truth) => (truth < 2 ? 1 : 0))
  const frame = isVerified.map((verified, row) => (verified === 1 || (isVerification && reference.category[row] === notDone) ? 1 : 0))
  const sampled = protocol.sampling === 'weighted' ? columnOf(at, protocol.samplingDesign?.weightColumn) : () => 1
  const sampling = Float64Array.from(frame, (within, row) => (within === 1 ? sampled(row) : 0))
  const codes = clusters === null || clusters.codes.length === 0 ? null : clusters.codes
  const isEstimated = isVerification && verifying?.method !== 'inverse-probability'
  if (!isEstimated) {
    const chance = isVerification ? columnOf(at, verifying?.probabilityColumn) : () => 1
    const weights = sampling.map((weight, row) => (isVerified[row] === 1 ? weight / chance(row) : 0))
    return { design: { weights, clusters: codes, strata: null }, frame, isVerification }
  }
  const called = decidingCall(at, protocol)
  const strata = frame.map((within, row) => (within === 0 ? NO_STRATUM : Math.min(2, called?.[row] ?? 2)))
  const sizes = [0, 1, 2].map((code) => {
    let [n, nVerified, total, seen] = [0, 0, 0, 0]
    for (let row = strata.length - 1; row >= 0; row--) {
      if (strata[row] !== code) continue
      n++
      nVerified += isVerified[row] ?? 0
      total += sampling[row] ?? 0
      seen += isVerified[row] === 1 ? (sampling[row] ?? 0) : 0
    }
    return { n, nVerified, total, seen, fraction: null }
  })
  // Each verified row stands for itself and its share of what was not verified.
  const weights = sampling.map((weight, row) => {
    const size = sizes[strata[row] ?? NO_STRATUM]
    return isVerified[row] !== 1 || size === undefined || !(size.seen > 0) ? 0 : weight + (weight / size.seen) * (size.total - size.seen)
  })
  return { design: { weights, clusters: codes, strata: { codes: strata, sampling, sizes } }, frame, isVerification }
}

/** Numbers of a column by row; a missing one makes every estimate not estimable before this is asked. */
function columnOf({ cohort }: SecondAt, name: string | undefined): (row: number) => number {
  const column = name === undefined ? null : findCovariate(cohort, name)
  return (row) => (column?.kind === 'number' ? (column.values[row] ?? Number.NaN) : Number.NaN)
}

function decidingCall({ outputs }: SecondAt, { verificationDesign }: Protocol): Uint8Array | undefined {
  const on = verificationDesign?.dependsOn
  const judged = outputs.get(on?.prediction ?? '')?.rows.judged ?? []
  return judged.find(({ point }) => on?.operatingPoint === undefined || point.id === on.operatingPoint)?.called
}
