import { z } from 'zod'
import { brierSummary, logLoss, spiegelhalterTest } from '../../shared/statistics/scoring-rules.ts'
import type { ProbabilityBin } from '../../shared/statistics/calibration-bins.ts'
import {
  distinctBins,
  equalMassQuantileBins,
  equalMassRankBins,
  equalWidthBins,
} from '../../shared/statistics/calibration-bins.ts'
import { calibrationCurve, calibrationDistances, smoothers } from '../../shared/statistics/calibration-curve.ts'
import { expectedCalibrationError, murphyDecomposition } from '../../shared/statistics/calibration-error.ts'
import { jointRecalibration } from '../../shared/statistics/calibration.ts'
import { hosmerLemeshow } from '../../shared/statistics/hosmer-lemeshow.ts'
import { decisionCurve } from '../../shared/statistics/net-benefit.ts'
import type { ScoreCounts } from '../../shared/statistics/score-counts.ts'
import { scoreCounts } from '../../shared/statistics/score-counts.ts'
import type { KnownAnswer } from './known-answer.ts'
import { scaledAnswer } from './known-answer.ts'

const number = z.number()
const Distances = z.object({ ICI: number, E50: number, E90: number, Emax: number }).nullable()
const Case = z.object({
  name: z.string(),
  p: z.array(number),
  y: z.array(number),
  brier: z.object({ value: number, se: number.optional(), reference: number.optional(), scaled: number.optional() }),
  spiegelhalter: z.object({ z: number, p: number }).optional(),
  logLoss: number,
  jointIntercept: number.optional(),
  jointInterceptStandardError: number.optional(),
  likelihoodRatio: number.optional(),
  hosmerLemeshow: z.object({ statistic: number, groups: number, pDevelopment: number, pExternal: number }).optional(),
  curves: z.partialRecord(z.enum(smoothers), Distances).optional(),
  ece: z.record(z.string(), z.object({ ece: number, mce: number, rmsce: number })),
  decisionCurve: z.array(
    z.object({
      threshold: number,
      tp: number,
      fp: number,
      net_benefit: number,
      treat_all: number,
      standardised: number.nullable(),
      net_interventions_avoided_per_100: number,
    }),
  ),
})
type Case = z.infer<typeof Case>
export const CalibrationVector = z.object({ source: z.string(), cases: z.array(Case) })

type Compare = (what: string, expected: number | null | undefined, computed: number | null | undefined, tolerance?: number) => void

/** Calibration, scoring rules and decision curves of each case, beside what the reference engines gave. */
export function checkCalibration(vector: unknown): KnownAnswer[] {
  const { source, cases } = CalibrationVector.parse(vector)
  const answers: KnownAnswer[] = []
  for (const each of cases) {
    const compare: Compare = (what, expected, computed, tolerance = 1e-9) => {
      if (expected === undefined) return
      const title = `${each.name} ${what}`
      const about = { id: `calibration/${title}`, what: title, source }
      // Differences of probabilities: near 0 only a rounding error of 1e-13 is left.
      const scale = what.includes(' p') ? 0 : 1e-4
      answers.push(scaledAnswer(about, expected, computed ?? null, tolerance, scale))
    }
    const counts = scoreCounts(Float64Array.from(each.p), Uint8Array.from(each.y))
    compareScores(each, counts, compare)
    compareFits(each, counts, compare)
    compareBins(each, counts, compare)
    compareDecisions(each, counts, compare)
  }
  return answers
}

function compareScores(each: Case, counts: ScoreCounts, compare: Compare): void {
  const brier = brierSummary(counts)
  compare('Brier score', each.brier.value, brier.value)
  if (brier.value !== null) {
    compare('Brier standard error', each.brier.se, brier.standardError)
    compare('Brier reference', each.brier.reference, brier.reference)
    compare('scaled Brier', each.brier.scaled, brier.scaled)
    const murphy = murphyDecomposition(distinctBins(counts), brier.value)
    compare('Murphy terms over distinct probabilities add up to the Brier score', 1, 1 + (murphy.reliability === null ? 1 : murphy.withinBins), 1e-12)
  }
  const test = spiegelhalterTest(counts)
  compare('Spiegelhalter z', each.spiegelhalter?.z, test.z)
  compare('Spiegelhalter p', each.spiegelhalter?.p, test.z === null ? null : test.pValue)
  compare('log loss', each.logLoss, logLoss(counts).value)
}

function compareFits(each: Case, counts: ScoreCounts, compare: Compare): void {
  const joint = jointRecalibration(counts)
  if (joint.intercept !== null) {
    compare('joint intercept', each.jointIntercept, joint.intercept)
    compare('joint intercept standard error', each.jointInterceptStandardError, Math.sqrt(joint.covariance[0]))
    compare('likelihood ratio', each.likelihoodRatio, joint.likelihoodRatio)
  }
  for (const smoother of smoothers) {
    const expected = each.curves?.[smoother]
    if (expected === undefined) continue
    const curve = calibrationCurve(counts, smoother)
    const found = curve.fitted === null ? null : calibrationDistances(counts, curve.fitted)
    compare(`${smoother} ICI`, expected?.ICI ?? null, found?.ici)
    compare(`${smoother} E50`, expected?.E50 ?? null, found?.e50)
    compare(`${smoother} E90`, expected?.E90 ?? null, found?.e90)
    compare(`${smoother} Emax`, expected?.Emax ?? null, found?.emax)
  }
}

function compareBins(each: Case, counts: ScoreCounts, compare: Compare): void {
  const bins: Record<string, ProbabilityBin[]> = {
    'equal-width-10': equalWidthBins(counts),
    'equal-mass-10-rank-split': equalMassRankBins(Float64Array.from(each.p), Uint8Array.from(each.y)),
    'equal-mass-10-quantile-edges': equalMassQuantileBins(counts),
  }
  for (const [binning, expected] of Object.entries(each.ece)) {
    const found = expectedCalibrationError(bins[binning] ?? [])
    compare(`ECE ${binning}`, expected.ece, found.ece)
    if (found.ece === null) continue
    compare(`MCE ${binning}`, expected.mce, found.mce)
    compare(`RMSCE ${binning}`, expected.rmsce, found.rmsce)
  }
  const hosmer = hosmerLemeshow(bins['equal-mass-10-quantile-edges'] ?? [])
  if (each.hosmerLemeshow === undefined || hosmer.statistic === null) return
  compare('Hosmer-Lemeshow', each.hosmerLemeshow.statistic, hosmer.statistic)
  compare('Hosmer-Lemeshow groups', each.hosmerLemeshow.groups, hosmer.groups)
  compare('Hosmer-Lemeshow p, external', each.hosmerLemeshow.pExternal, hosmer.external.pValue)
  compare('Hosmer-Lemeshow p, development', each.hosmerLemeshow.pDevelopment, hosmer.development?.pValue)
}

function compareDecisions(each: Case, counts: ScoreCounts, compare: Compare): void {
  const points = decisionCurve(counts, each.decisionCurve.map((point) => point.threshold)) ?? []
  each.decisionCurve.forEach((expected, k) => {
    const found = points[k]
    const at = `at ${expected.threshold}`
    compare(`true positives ${at}`, expected.tp, found?.tp)
    compare(`false positives ${at}`, expected.fp, found?.fp)
    compare(`net benefit ${at}`, expected.net_benefit, found?.netBenefit)
    compare(`net benefit of all ${at}`, expected.treat_all, found?.treatAll)
    compare(`standardised net benefit ${at}`, expected.standardised, found?.standardised)
    // The reference divides a difference of net benefits by the odds: at odds of 0.01 that costs two digits.
    compare(`interventions avoided ${at}`, expected.net_interventions_avoided_per_100, found?.interventionsAvoidedPer100)
  })
}
