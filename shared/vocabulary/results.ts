import { z } from 'zod'
import { driftQuantities } from './protocol-designs.ts'
import { evidenceClasses, quantities } from './protocol.ts'
import { AnalysisSets, Flips, LISTED_EXAMINATIONS, LeadTimes, RepeatedFlow, TimeToAlert } from './results-calls.ts'
import { CalibrationTest, DriftTable, RaterTable } from './results-raters.ts'

/**
 * The result of an evaluation: input digests and full-precision estimates, no clock, no machine. Canonical JSON
 * (RFC 8785) of this object is what is digested and signed. What cannot be estimated is null with a reason, never NaN.
 */
const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const count = z.int().min(0)
const finite = z.number()

export const notEstimableReasons = [
  'no-examinations',
  'one-class',
  'denominator-zero',
  'below-minimum-cell',
  'no-score',
  'not-a-probability',
  'perfect-separation',
  'all-scores-tied',
  'no-convergence',
  'two-sided-interval-at-boundary',
  'zero-cell',
  'needs-clusters',
  'refused-under-clusters',
  'too-few-distinct-scores',
  'too-many-examinations',
  'too-few-clusters',
  'no-such-specificity',
  'below-chance',
  'too-few-replicates',
  'zero-variance',
  'no-discordant-pairs',
  'enriched-sampling',
  'incomplete-verification',
  'refused-under-weights',
  'needs-weights',
  'no-alerts',
  'no-events',
  'mostly-undetected',
  'no-exposure',
  'no-true-positives',
  'no-variation',
  'too-many-categories',
] as const

/** Said beside an estimate that exists but must be read with care. */
export const estimateWarnings = [
  'fewer-than-20-clusters',
  'fewer-than-5-sites',
  'readers-only-these',
  'not-proper',
  'bootstrap-replicates-lost',
  'depends-on-length-of-stay',
  'weights-estimated',
] as const

export const missingRules = ['complete-case', 'as-negative', 'as-positive', 'worst-case', 'best-case'] as const

/** Every interval names its method and level. A null bound carries the reason beside it. */
export const Interval = z.strictObject({
  method: z.string(),
  level: finite,
  lower: finite.nullable(),
  upper: finite.nullable(),
  reason: z.enum(notEstimableReasons).optional(),
})

export const Denominators = z.strictObject({
  /** Examinations in this analysis. */
  n: count,
  /** With the target condition. */
  present: count,
  absent: count,
  /** Numerator and denominator of a proportion. */
  x: count.optional(),
  of: count.optional(),
})

export const Estimate = z.strictObject({
  /** Stable path, e.g. p_full/T50/sensitivity, p_full/auroc/grade=1, prevalence. */
  id: z.string(),
  quantity: z.enum([
    ...quantities,
    ...driftQuantities,
    'positive-fraction',
    'alerts-per-100-change',
    'sensitivity-change',
    'specificity-change',
    'youden-maximum',
    'murphy-reliability',
    'murphy-resolution',
    'murphy-uncertainty',
  ]),
  prediction: z.string().optional(),
  operatingPoint: z.string().optional(),
  /** Of a difference: which comparison of the protocol. */
  comparison: z.string().optional(),
  /** Of a measure of agreement or drift: which one of the protocol. */
  agreementOf: z.string().optional(),
  driftOf: z.string().optional(),
  /** Under another rule for missing and indeterminate than the prespecified one. */
  missingRule: z.enum(missingRules).optional(),
  subgroup: z.strictObject({ id: z.string(), level: z.string() }).optional(),
  value: finite.nullable(),
  reason: z.enum(notEstimableReasons).optional(),
  /** Standard error where the method has one. */
  standardError: finite.optional(),
  variance: finite.optional(),
  method: z.string(),
  /** The interval criteria use comes first. */
  intervals: z.array(Interval),
  denominators: Denominators,
  /** Denominator below the protocol's descriptive minimum. */
  descriptive: z.boolean(),
  /** What the method was told: clusters, replicates, seed, bins, smoother, prevalence, fixed specificity. */
  options: z.record(z.string(), z.union([z.string(), finite])).optional(),
  warnings: z.array(z.enum(estimateWarnings)).optional(),
  /** A second, independent algorithm for the same number (rule TWI-1). */
  agreement: z.strictObject({ method: z.string(), relativeDifference: finite }).optional(),
  /** Rule ids of shared/statistics/SPEC.md. */
  rules: z.array(z.string()),
})

export const verdicts = ['met', 'not-met-goal-excluded', 'not-met-not-shown', 'not-evaluable'] as const

export const EndpointResult = z.strictObject({
  id: z.string(),
  title: z.string(),
  role: z.enum(['primary', 'secondary']),
  estimateId: z.string(),
  /** H0 and H1 in words that the report prints. */
  bound: z.enum(['lower', 'upper']),
  comparison: z.enum(['>=', '>', '<=', '<']),
  goal: finite,
  boundValue: finite.nullable(),
  verdict: z.enum(verdicts),
  /** Of H0 that the criterion's quantity lies on the wrong side of the goal; one-sided, at half of 1 − level. */
  test: z
    .strictObject({
      method: z.string(),
      pValue: finite.nullable(),
      adjustedPValue: finite.nullable().optional(),
      adjustment: z.string().optional(),
      reason: z.enum(notEstimableReasons).optional(),
      /** A second, independent algorithm for the p value (rule TWI-3). */
      agreement: z.strictObject({ method: z.string(), relativeDifference: finite }).optional(),
    })
    .optional(),
  gatekept: z.boolean(),
  /** Gatekept endpoint behind a rule that did not hold: shown, not judged. */
  tested: z.boolean(),
})

export const conclusions = ['success', 'no-success', 'not-evaluable'] as const

export const ConfusionTable = z.strictObject({
  id: z.string(),
  prediction: z.string(),
  operatingPoint: z.string(),
  subgroup: z.strictObject({ id: z.string(), level: z.string() }).optional(),
  tp: count,
  fp: count,
  fn: count,
  tn: count,
})

export const outputCategories = [
  'positive',
  'negative',
  'indeterminate',
  'device-failed',
  'not-processed',
  'missing',
] as const
export const referenceCategories = ['present', 'absent', 'indeterminate', 'pending', 'not-done', 'missing'] as const

/** Shown before anything is collapsed. cells[output][reference]. */
export const CrossTable = z.strictObject({
  prediction: z.string(),
  operatingPoint: z.string(),
  cells: z.array(z.array(count)),
})

export const RocCurve = z.strictObject({
  prediction: z.string(),
  /** Corner points, from (0,0) to (1,1); thinned to at most 1,001 points for drawing, never for computing. */
  falsePositiveRate: z.array(finite),
  sensitivity: z.array(finite),
  thresholds: z.array(finite.nullable()),
})

/** Grouped calibration: equal-mass tenths of predicted probability, observed fraction with Wilson interval. */
export const CalibrationGroups = z.strictObject({
  prediction: z.string(),
  groups: z.array(
    z.strictObject({
      n: count,
      events: count,
      meanPredicted: finite,
      observed: finite,
      lower: finite,
      upper: finite,
    }),
  ),
})

export const ScoreHistogram = z.strictObject({
  prediction: z.string(),
  edges: z.array(finite),
  present: z.array(count),
  absent: z.array(count),
})

/** Where score and decision both exist, every disagreement at the operating threshold. */
export const Disagreements = z.strictObject({
  prediction: z.string(),
  operatingPoint: z.string(),
  n: count,
  scorePositiveDecisionNegative: count,
  scoreNegativeDecisionPositive: count,
  /** Which ones: 1-based places in the frozen cohort, ascending; absent where score and decision agree throughout. */
  examinations: z.array(count).max(LISTED_EXAMINATIONS).optional(),
})

export const DecisionCurve = z.strictObject({
  prediction: z.string(),
  points: z.array(
    z.strictObject({
      threshold: finite,
      netBenefit: finite,
      treatAll: finite,
      standardised: finite.nullable(),
      interventionsAvoidedPer100: finite,
      /** Pointwise bootstrap band of the net benefit. */
      lower: finite.optional(),
      upper: finite.optional(),
    }),
  ),
})

/** Flexible calibration curve, thinned for drawing. */
export const CalibrationCurve = z.strictObject({
  prediction: z.string(),
  smoother: z.string(),
  predicted: z.array(finite),
  observed: z.array(finite),
  /** Pointwise bootstrap band. */
  lower: z.array(finite).optional(),
  upper: z.array(finite).optional(),
})

/** How few examinations overturn a verdict; null where no number does. */
export const TippingPoint = z.strictObject({
  endpoint: z.string(),
  subgroup: z.strictObject({ id: z.string(), level: z.string() }).optional(),
  change: z.enum(['reference-flipped', 'dropped', 'added']),
  /** towards: the verdict that is reached. */
  towards: z.enum(['met', 'not-met']),
  n: count.nullable(),
})

/** A level of a subgroup against everybody else: descriptive. */
export const Contrast = z.strictObject({
  id: z.string(),
  estimateId: z.string(),
  subgroup: z.strictObject({ id: z.string(), level: z.string() }),
  difference: finite.nullable(),
  interval: Interval,
  pValue: finite.nullable(),
  method: z.string(),
  reason: z.enum(notEstimableReasons).optional(),
})

/** Heterogeneity of one quantity over the levels of a subgroup. */
export const Heterogeneity = z.strictObject({
  estimateId: z.string(),
  subgroup: z.string(),
  nLevels: count,
  q: finite.nullable(),
  degreesOfFreedom: count,
  pValue: finite.nullable(),
  iSquared: finite.nullable(),
  tauSquared: finite.nullable(),
  warnings: z.array(z.enum(estimateWarnings)),
})

/** Two outputs on the same examinations, split by the reference standard. */
export const PairedTable = z.strictObject({
  comparison: z.string(),
  subgroup: z.strictObject({ id: z.string(), level: z.string() }).optional(),
  present: z.strictObject({ both: count, firstOnly: count, secondOnly: count, neither: count }),
  absent: z.strictObject({ both: count, firstOnly: count, secondOnly: count, neither: count }),
  /** McNemar on present and on absent. */
  tests: z.array(
    z.strictObject({ among: z.enum(['present', 'absent']), method: z.string(), pValue: finite.nullable() }),
  ),
})

export const Results = z.strictObject({
  format: z.literal('probity.results'),
  version: z.literal(1),
  /** True for a run without a store: nothing was locked, nothing was sealed. */
  exploratory: z.boolean(),
  evidenceClass: z.enum(evidenceClasses),
  statisticsVersion: z.string(),
  inputs: z.strictObject({
    protocolSha256: sha256,
    /** Digest of the frozen examinations' ids, covariates and reference standard. */
    cohortSha256: sha256,
    predictionsSha256: sha256,
  }),
  counts: z.strictObject({
    /** Examinations in the frozen cohort. */
    cohort: count,
    reference: z.record(z.enum(referenceCategories), count),
    /** Per output: how many had a usable prediction, and the reasons the others had. */
    predictions: z.array(
      z.strictObject({
        prediction: z.string(),
        usable: count,
        missing: z.array(z.strictObject({ reason: z.string(), n: count })),
        analysed: count,
        present: count,
        absent: count,
      }),
    ),
    /** Rows of the predictions file that match no examination of the cohort. */
    extraPredictions: count,
  }),
  conclusion: z.enum(conclusions),
  endpoints: z.array(EndpointResult),
  estimates: z.array(Estimate),
  confusion: z.array(ConfusionTable),
  crossTables: z.array(CrossTable),
  disagreements: z.array(Disagreements),
  roc: z.array(RocCurve),
  calibration: z.array(CalibrationGroups),
  histograms: z.array(ScoreHistogram),
  decisionCurves: z.array(DecisionCurve),
  calibrationCurves: z.array(CalibrationCurve),
  pairedTables: z.array(PairedTable),
  contrasts: z.array(Contrast),
  heterogeneity: z.array(Heterogeneity),
  tippingPoints: z.array(TippingPoint),
  /** Present only where the protocol asks for them. */
  flips: z.array(Flips).optional(),
  analysisSets: AnalysisSets.optional(),
  repeated: z.array(RepeatedFlow).optional(),
  leadTimes: z.array(LeadTimes).optional(),
  timesToAlert: z.array(TimeToAlert).optional(),
  raterTables: z.array(RaterTable).optional(),
  driftTables: z.array(DriftTable).optional(),
  calibrationTests: z.array(CalibrationTest).optional(),
  /** The largest relative difference between two engines; above 1e-9 nothing may be signed. */
  engineAgreement: z.strictObject({ nCompared: count, largestRelativeDifference: finite, at: z.string().nullable() }),
})

export type Results = z.infer<typeof Results>
export type Estimate = z.infer<typeof Estimate>
export type Interval = z.infer<typeof Interval>
export type Denominators = z.infer<typeof Denominators>
export type EndpointResult = z.infer<typeof EndpointResult>
export type ConfusionTable = z.infer<typeof ConfusionTable>
export type CrossTable = z.infer<typeof CrossTable>
export type Disagreements = z.infer<typeof Disagreements>
export type RocCurve = z.infer<typeof RocCurve>
export type CalibrationGroups = z.infer<typeof CalibrationGroups>
export type ScoreHistogram = z.infer<typeof ScoreHistogram>
export type DecisionCurve = z.infer<typeof DecisionCurve>
export type CalibrationCurve = z.infer<typeof CalibrationCurve>
export type TippingPoint = z.infer<typeof TippingPoint>
export type Contrast = z.infer<typeof Contrast>
export type Heterogeneity = z.infer<typeof Heterogeneity>
export type PairedTable = z.infer<typeof PairedTable>
export type Verdict = (typeof verdicts)[number]
export type Conclusion = (typeof conclusions)[number]
export type NotEstimableReason = (typeof notEstimableReasons)[number]
export type EstimateWarning = (typeof estimateWarnings)[number]
export type MissingRule = (typeof missingRules)[number]
export type OutputCategory = (typeof outputCategories)[number]
export type ReferenceCategory = (typeof referenceCategories)[number]
