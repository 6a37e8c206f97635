import { type ReplicateValues, percentileInterval } from '../statistics/bootstrap.ts'
import type { CalibrationCurve, DecisionCurve } from '../vocabulary/results.ts'
import type { ReplicatedNumber } from './replicated-number.ts'

/** The curves of one output over the whole cohort. */
export interface Curves {
  readonly decision: DecisionCurve | undefined
  readonly calibration: CalibrationCurve | undefined
}

/** What the replicates must give for bands: net benefit at each threshold, the smoothed fraction at each drawn point. */
export function bandNumbers({ decision, calibration }: Curves, prevalence: number | null): ReplicatedNumber[] {
  const stated = prevalence === null ? {} : { prevalence }
  return [
    ...(decision?.points ?? []).map(({ threshold }): ReplicatedNumber => ({ quantity: 'net-benefit', method: 'net-benefit', options: { threshold }, ...stated })),
    ...(calibration?.predicted ?? []).map((predicted): ReplicatedNumber => ({ quantity: 'smoothed-fraction', method: calibration?.smoother ?? '', options: { predicted }, ...stated })),
  ]
}

/**
 * Curves with pointwise percentile bands (rule BTS-3), from the replicates of `bandNumbers` in their order. A point whose
 * replicates bear no interval leaves its decision curve's point bare; a calibration curve has a band at every point or none.
 */
export function withBands({ decision, calibration }: Curves, values: readonly ReplicateValues[], level: number): Curves {
  const bounds = values.map((each) => percentileInterval(each, level))
  const nPoints = decision?.points.length ?? 0
  const points = decision?.points.map((point, i) => {
    const found = bounds[i]
    return found === undefined || found.lower === null ? point : { ...point, lower: found.lower + 0, upper: found.upper + 0 }
  })
  const around = bounds.slice(nPoints)
  const lower = around.flatMap((each) => (each.lower === null ? [] : [each.lower + 0]))
  const upper = around.flatMap((each) => (each.lower === null ? [] : [each.upper + 0]))
  const isWhole = calibration !== undefined && lower.length === calibration.predicted.length
  return {
    decision: decision === undefined || points === undefined ? undefined : { ...decision, points },
    calibration: isWhole ? { ...calibration, lower, upper } : calibration,
  }
}
