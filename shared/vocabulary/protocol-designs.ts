import { z } from 'zod'
import { columnName, id, shortText, text } from './protocol-atoms.ts'

/** Parts of the protocol that a plain study (consecutive, all verified, one prediction an examination) does without. */

/** How a sample that is not consecutive stands for the people the device is for. */
export const SamplingDesign = z.strictObject({
  /** Enriched: the prevalence of the intended use that prevalence-dependent numbers are brought to. */
  statedPrevalence: z.number().gt(0).lt(1).optional(),
  /** Weighted: a number column of the reference data, one over the sampling probability of each examination. */
  weightColumn: columnName.optional(),
  /** Where the prevalence or the weights come from. */
  source: text.optional(),
})

export const verificationMethods = ['begg-greenes', 'inverse-probability'] as const

/** Who has the reference standard, and how the numbers allow for those who have not (reference: not done). */
export const VerificationDesign = z.strictObject({
  method: z.enum(verificationMethods),
  /** The call by which it was decided who is verified. */
  dependsOn: z.strictObject({ prediction: id, operatingPoint: id.optional() }).optional(),
  /** Inverse probability: a number column with the known probability of being verified. */
  probabilityColumn: columnName.optional(),
})

export const timeUnits = ['minutes', 'hours', 'days'] as const
export const atRiskEnds = ['event', 'treatment', 'discharge'] as const

/** Rules for alerts and monitors: several predictions an examination, each at its time. Durations are in `unit`. */
export const RepeatedPredictions = z.strictObject({
  /** numbers: time columns count units from any origin shared by an examination. instants: ISO 8601. */
  times: z.enum(['numbers', 'instants']),
  unit: z.enum(timeUnits),
  /** Columns of the reference data: observation begins, ends (discharge), onset of the event, treatment. */
  start: columnName,
  end: columnName,
  onset: columnName,
  treatment: columnName.optional(),
  /** A prediction is right to be positive when the onset comes within this time after it. */
  horizon: z.number().gt(0),
  /** An alert is credited when it comes at most `earliest` and at least `latest` before the onset. */
  credit: z.strictObject({ earliest: z.number().gt(0), latest: z.number().min(0) }),
  /** After an alert no further alert is raised for this long. */
  refractory: z.number().min(0),
  /** What ends the time at risk, whichever comes first; the end of observation always does. */
  atRiskEndsWith: z.array(z.enum(atRiskEnds)).min(1).max(3),
  /** Only the first alert of an examination counts, or every one. */
  alerts: z.enum(['first', 'every']),
})

/** All combinations of the levels of two subgroups. */
export const SubgroupPair = z.strictObject({ id, label: shortText, first: id, second: id })
export const PAIR_SIGN = ' × '
/** Level of a pair from the levels of its two subgroups. */
export const pairLevel = (first: string, second: string): string => `${first}${PAIR_SIGN}${second}`

/** Outputs held against each other as raters of the same examinations; none of them is the reference standard. */
export const Agreement = z.strictObject({
  id,
  label: shortText,
  /** calls: positive or negative at an operating point. scores: the scores themselves. */
  of: z.enum(['calls', 'scores']),
  /** The second of two raters is the comparator of PPA and NPA. */
  raters: z.array(z.strictObject({ prediction: id, operatingPoint: id.optional() })).min(2).max(20),
  /** Of scores that are categories in order: how far apart two categories are. */
  weights: z.enum(['unweighted', 'linear', 'quadratic']).optional(),
})

/** Two distributions of one score or covariate: baseline and current rows by the values of a column. */
export const Drift = z.strictObject({
  id,
  label: shortText,
  /** A covariate says whether its values are numbers or categories: codes such as grade 1, 2, 3 may be either. */
  variable: z.union([z.strictObject({ prediction: id }), z.strictObject({ column: columnName, kind: z.enum(['number', 'category']) })]),
  between: z.strictObject({
    column: columnName,
    baseline: z.array(z.string().min(1).max(100)).min(1).max(60),
    current: z.array(z.string().min(1).max(100)).min(1).max(60),
  }),
  /** Bins of the baseline's quantiles for PSI and Jensen-Shannon. */
  bins: z.int().min(2).max(50),
})

/** Of predictions over time; each level beside the others. */
export const repeatedQuantities = [
  'event-sensitivity',
  'alert-ppv',
  'episode-ppv',
  'false-alarms-per-day',
  'alerts-per-1000-days',
  'lead-time-median',
  'time-to-alert-median',
  'decision-delay-median',
  'duration-sensitivity',
  'duration-ppv',
  'prediction-sensitivity',
  'prediction-specificity',
  'prediction-ppv',
  'prediction-npv',
  'prediction-auroc',
] as const

export const operationalQuantities = ['alerts-per-100-examinations', 'alerts-per-true-positive'] as const

export const agreementQuantities = [
  'percent-agreement',
  'ppa',
  'npa',
  'cohen-kappa',
  'fleiss-kappa',
  'gwet-ac1',
  'gwet-ac2',
  'krippendorff-alpha',
  'icc',
] as const

export const driftQuantities = ['psi', 'jensen-shannon', 'kolmogorov-smirnov', 'wasserstein', 'standardised-mean-difference'] as const

export type SamplingDesign = z.infer<typeof SamplingDesign>
export type VerificationDesign = z.infer<typeof VerificationDesign>
export type RepeatedPredictions = z.infer<typeof RepeatedPredictions>
export type SubgroupPair = z.infer<typeof SubgroupPair>
export type Agreement = z.infer<typeof Agreement>
export type Drift = z.infer<typeof Drift>
