import { findCovariate } from '../cohort/covariate.ts'
import type { WeightedDesign } from '../statistics/weighted-design.ts'
import { NO_STRATUM, verificationDesign } from '../statistics/weighted-design.ts'
import type { Columns } from '../vocabulary/columns.ts'
import type { Protocol } from '../vocabulary/protocol.ts'
import type { EstimateWarning, NotEstimableReason } from '../vocabulary/results.ts'
import { referenceCategories } from '../vocabulary/results.ts'
import type { Clusters } from './clusters.ts'
import type { OutputRows } from './outputs.ts'
import type { ReferenceRows } from './reference.ts'
import { UNRESOLVED } from './reference.ts'

/** How the rows of a weighted or incompletely verified study stand for the people the device is for (rule WGE-1). */
export interface Weights {
  readonly design: WeightedDesign
  readonly clusters: Clusters | null
  /** 1 where the reference standard is resolved or was not done: those who could have been verified. */
  readonly frame: Uint8Array
  /** Some row of the frame has no usable weight: then no number can be given. */
  readonly isIncomplete: boolean
  /** Only some of the frame have the reference standard. */
  readonly isVerification: boolean
  /** Said with every estimate. */
  readonly facts: Readonly<Record<string, string | number>>
  readonly warnings: readonly EstimateWarning[]
}

/** Examinations count by weights: weighted sampling, or some not verified. */
export const countsUnequally = ({ sampling, verification }: Protocol): boolean => sampling === 'weighted' || verification !== 'all'

const NOT_DONE = referenceCategories.indexOf('not-done')

/** Null where every examination counts once: consecutive or enriched sampling, all verified. */
export function readWeights(
  protocol: Protocol,
  cohort: Columns,
  reference: ReferenceRows,
  outputs: ReadonlyMap<string, Pick<OutputRows, 'judged'>>,
  clusters: Clusters | null,
): Weights | null {
  const isVerification = protocol.verification !== 'all'
  if (!countsUnequally(protocol)) return null
  const { present, category } = reference
  const verified = present.map((truth) => (truth === UNRESOLVED ? 0 : 1))
  const frame = verified.map((known, row) => (known === 1 || (isVerification && category[row] === NOT_DONE) ? 1 : 0))
  const sampling = samplingWeights(protocol, cohort, frame)
  const probability = knownProbabilities(protocol, cohort, verified)
  const strata = probability === null && isVerification ? strataOf(protocol, frame, outputs) : null
  const codes = clusters === null || clusters.codes.length === 0 ? null : clusters.codes
  const design =
    strata === null
      ? { weights: knownWeights(verified, sampling.values, probability?.values ?? null), clusters: codes, strata: null }
      : verificationDesign(strata, verified, sampling.values, codes)
  return {
    design,
    clusters,
    frame,
    isIncomplete: sampling.isIncomplete || probability?.isIncomplete === true,
    isVerification,
    facts: factsOf(protocol, frame, verified),
    warnings: strata === null ? [] : ['weights-estimated'],
  }
}

interface Values {
  readonly values: Float64Array
  readonly isIncomplete: boolean
}

/** A number column on the rows that need it; a missing value or one that fails the test makes it incomplete. */
function numbersOf(cohort: Columns, name: string | undefined, needed: Uint8Array, isUsable: (value: number) => boolean): Values {
  const column = name === undefined ? null : findCovariate(cohort, name)
  const values = new Float64Array(needed.length)
  if (column === null || column.kind !== 'number') return { values, isIncomplete: true }
  let isIncomplete = false
  for (let row = 0; row < values.length; row++) {
    if (needed[row] !== 1) continue
    const value = column.values[row] ?? Number.NaN
    if (isUsable(value)) values[row] = value
    else isIncomplete = true
  }
  return { values, isIncomplete }
}

function samplingWeights(protocol: Protocol, cohort: Columns, frame: Uint8Array): Values {
  if (protocol.sampling !== 'weighted') return { values: Float64Array.from(frame), isIncomplete: false }
  return numbersOf(cohort, protocol.samplingDesign?.weightColumn, frame, (value) => value > 0 && Number.isFinite(value))
}

/** Of the verified only: what the probability of others was does not enter. */
function knownProbabilities({ verification, verificationDesign: design }: Protocol, cohort: Columns, verified: Uint8Array): Values | null {
  if (verification === 'all' || design?.method !== 'inverse-probability') return null
  return numbersOf(cohort, design.probabilityColumn, verified, (value) => value > 0 && value <= 1)
}

const knownWeights = (verified: Uint8Array, sampling: Float64Array, probability: Float64Array | null): Float64Array =>
  sampling.map((weight, row) => {
    if (verified[row] !== 1) return 0
    const p = probability === null ? 1 : (probability[row] ?? 0)
    return p > 0 ? weight / p : 0
  })

/** Strata of verification: called negative, called positive, neither, by the output that decided (rule WGE-3). */
function strataOf(protocol: Protocol, frame: Uint8Array, outputs: ReadonlyMap<string, Pick<OutputRows, 'judged'>>): Uint8Array {
  const decided = protocol.verificationDesign?.dependsOn
  const judged = outputs.get(decided?.prediction ?? '')?.judged ?? []
  const called = (decided?.operatingPoint === undefined ? judged[0] : judged.find(({ point }) => point.id === decided.operatingPoint))?.called
  return frame.map((within, row) => {
    if (within === 0) return NO_STRATUM
    const call = called?.[row] ?? UNRESOLVED
    return call === UNRESOLVED ? 2 : call
  })
}

function factsOf({ sampling, verification, verificationDesign: design }: Protocol, frame: Uint8Array, verified: Uint8Array) {
  const parts = [...(sampling === 'weighted' ? ['sampling-weights'] : []), ...(verification === 'all' || design === undefined ? [] : [design.method])]
  const count = (list: Uint8Array): number => list.reduce((sum, each) => sum + each, 0)
  const on = design?.dependsOn
  return {
    weights: parts.length === 2 ? `sampling-weights-and-${parts[1]}` : (parts[0] ?? ''),
    ...(verification === 'all' ? {} : { verified: count(verified), verifiedOf: count(frame) }),
    ...(verification === 'all' || on === undefined ? {} : { verifiedBy: on.operatingPoint === undefined ? on.prediction : `${on.prediction}/${on.operatingPoint}` }),
  }
}

/**
 * Whether an estimate about these rows of the frame can be given (rule WGE-4): not where a stratum that could hold some
 * of them has nobody verified; without interval where only one of several was.
 */
export function verificationGap({ design }: Weights, rows: Uint32Array): { value: NotEstimableReason | null; interval: NotEstimableReason | null } {
  const sizes = design.strata?.sizes ?? []
  const isTouched = new Uint8Array(NO_STRATUM + 1)
  for (const row of rows) isTouched[design.strata?.codes[row] ?? NO_STRATUM] = 1
  const strata = sizes.filter((_, s) => isTouched[s] === 1)
  if (strata.some(({ n, nVerified }) => n > 0 && nVerified === 0)) return { value: 'incomplete-verification', interval: null }
  const isThin = strata.some(({ n, nVerified }) => nVerified < 2 && nVerified < n)
  return { value: null, interval: isThin ? 'incomplete-verification' : null }
}
