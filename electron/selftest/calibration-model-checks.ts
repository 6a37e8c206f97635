import { z } from 'zod'
import { clusterRobustCalibration } from '../../shared/statistics/calibration-cluster.ts'
import {
  calibrationIntercept,
  calibrationSlope,
  jointRecalibration,
  jointRecalibrationIntercept,
} from '../../shared/statistics/calibration.ts'
import { calibrationDistances } from '../../shared/statistics/calibration-curve.ts'
import { restrictedCubicSpline } from '../../shared/statistics/restricted-cubic-spline.ts'
import { scoreCounts } from '../../shared/statistics/score-counts.ts'
import type { KnownAnswer } from './known-answer.ts'
import { answer } from './known-answer.ts'

const number = z.number()
const estimate = z.tuple([number, number])
const Vector = z.object({
  source: z.string(),
  p: z.array(number),
  y: z.array(number),
  nClusters: number,
  knots: z.array(number),
  fitted: z.array(number),
  distances: z.object({ ici: number, e50: number, e90: number, emax: number }),
  /** Standard errors from the inverse information, and the covariance of joint intercept and slope. */
  plain: z.object({ intercept: number, jointIntercept: number, slope: number, covariance: number }),
  robust: z.object({ intercept: estimate, jointIntercept: estimate, slope: estimate }),
})

/** Restricted cubic spline and cluster-robust standard errors beside an independent fit; row i is in cluster i mod K. */
export function checkCalibrationModels(json: unknown): KnownAnswer[] {
  const vector = Vector.parse(json)
  const answers: KnownAnswer[] = []
  const compare = (what: string, expected: number, computed: number | null | undefined): void => {
    const about = { id: `calibration-models/${what}`, what, source: vector.source }
    answers.push(answer(about, expected, computed ?? null, 1e-9))
  }
  const probabilities = Float64Array.from(vector.p)
  const present = Uint8Array.from(vector.y)
  const counts = scoreCounts(probabilities, present)
  const spline = restrictedCubicSpline(counts)
  if (spline.fitted !== null) {
    const at = new Map([...counts.scores].map((p, g) => [p, g]))
    vector.knots.forEach((knot, k) => compare(`knot ${k}`, knot, spline.knots[k]))
    vector.fitted.forEach((fit, i) => compare(`fit at row ${i}`, fit, spline.fitted[at.get(vector.p[i] ?? 0) ?? 0]))
    const found = calibrationDistances(counts, spline.fitted)
    compare('ICI', vector.distances.ici, found.ici)
    compare('E50', vector.distances.e50, found.e50)
    compare('E90', vector.distances.e90, found.e90)
    compare('Emax', vector.distances.emax, found.emax)
  }
  const fits = {
    intercept: calibrationIntercept(counts),
    jointIntercept: jointRecalibrationIntercept(counts),
    slope: calibrationSlope(counts),
  }
  for (const part of ['intercept', 'jointIntercept', 'slope'] as const) {
    const fit = fits[part]
    compare(`${part}, standard error`, vector.plain[part], fit.value === null ? null : fit.standardError)
  }
  const joint = jointRecalibration(counts)
  compare('covariance of joint intercept and slope', vector.plain.covariance, joint.intercept === null ? null : joint.covariance[1])
  const cluster = Uint32Array.from(probabilities, (_, i) => i % vector.nClusters)
  const robust = clusterRobustCalibration({ probabilities, present, cluster, nClusters: vector.nClusters })
  for (const part of ['intercept', 'jointIntercept', 'slope'] as const) {
    const fit = robust[part]
    compare(part, vector.robust[part][0], fit.value)
    compare(`${part}, cluster-robust standard error`, vector.robust[part][1], fit.value === null ? null : fit.standardError)
  }
  return answers
}
