import type { Fit } from './calibration.ts'
import { CLIP, calibrationIntercept, jointRecalibration } from './calibration.ts'
import { logistic, logit } from './elementary.ts'
import type { StatisticsReason } from './interval.ts'
import { scoreCounts } from './score-counts.ts'

export interface ClusteredRows {
  /** Predicted probability of each row. */
  readonly probabilities: Float64Array
  /** 1 with the target condition, 0 without. */
  readonly present: Uint8Array
  /** Cluster of each row, 0 … nClusters − 1. */
  readonly cluster: Uint32Array
  readonly nClusters: number
}

export interface ClusterRobustCalibration {
  readonly intercept: Fit
  readonly slope: Fit
  readonly jointIntercept: Fit
}

const refused = (reason: StatisticsReason): Fit => ({ value: null, reason })

/** Score contributions per cluster at linear predictor a + b·x: sums of residual and residual·x; and information. */
function clusterScores({ probabilities, present, cluster, nClusters }: ClusteredRows, a: number, b: number) {
  const u0 = new Float64Array(nClusters)
  const u1 = new Float64Array(nClusters)
  let [i00, i01, i11] = [0, 0, 0]
  for (let row = 0; row < probabilities.length; row++) {
    const x = logit(Math.min(1 - CLIP, Math.max(CLIP, probabilities[row] ?? 0)))
    const eta = a + b * x
    const p = logistic(eta)
    const q = logistic(-eta)
    const residual = present[row] === 1 ? q : -p
    const c = cluster[row] ?? 0
    u0[c] = (u0[c] ?? 0) + residual
    u1[c] = (u1[c] ?? 0) + residual * x
    i00 += p * q
    i01 += p * q * x
    i11 += p * q * x * x
  }
  return { u0, u1, i00, i01, i11 }
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, v, i) => sum + v * (b[i] ?? 0), 0)

/**
 * Calibration-in-the-large, slope and joint intercept with standard errors that respect clusters (rule CAL-7): the
 * estimates of CAL-2, CAL-3 and CAL-6 with the sandwich variance A⁻¹ (Σ u uᵀ) A⁻¹ · K/(K − 1), u the score of a cluster
 * (Huber 1967; Liang & Zeger 1986, Biometrika 73: 13–22). Needs at least two clusters that hold rows.
 */
export function clusterRobustCalibration(rows: ClusteredRows): ClusterRobustCalibration {
  const held = new Set(rows.cluster).size
  if (held < 2) {
    const reason = rows.probabilities.length === 0 ? 'no-examinations' : 'too-few-clusters'
    return { intercept: refused(reason), slope: refused(reason), jointIntercept: refused(reason) }
  }
  const counts = scoreCounts(rows.probabilities, rows.present)
  const factor = held / (held - 1)
  return { intercept: offsetFit(rows, calibrationIntercept(counts), factor), ...jointFits(rows, counts, factor) }
}

function offsetFit(rows: ClusteredRows, plain: Fit, factor: number): Fit {
  if (plain.value === null) return plain
  const { u0, i00 } = clusterScores(rows, plain.value, 1)
  return { value: plain.value, standardError: Math.sqrt(factor * dot(u0, u0)) / i00 }
}

function jointFits(
  rows: ClusteredRows,
  counts: ReturnType<typeof scoreCounts>,
  factor: number,
): { slope: Fit; jointIntercept: Fit } {
  const fit = jointRecalibration(counts)
  if (fit.slope === null) return { slope: refused(fit.reason), jointIntercept: refused(fit.reason) }
  const { u0, u1, i00, i01, i11 } = clusterScores(rows, fit.intercept, fit.slope)
  const determinant = i00 * i11 - i01 * i01
  // Influence of a cluster on (intercept, slope): A⁻¹ u.
  const onIntercept = u0.map((v, c) => (i11 * v - i01 * (u1[c] ?? 0)) / determinant)
  const onSlope = u0.map((v, c) => (i00 * (u1[c] ?? 0) - i01 * v) / determinant)
  return {
    slope: { value: fit.slope, standardError: Math.sqrt(factor * dot(onSlope, onSlope)) },
    jointIntercept: { value: fit.intercept, standardError: Math.sqrt(factor * dot(onIntercept, onIntercept)) },
  }
}
