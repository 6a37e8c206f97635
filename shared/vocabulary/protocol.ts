import { z } from 'zod'
import { PlanningRecord } from './planning.ts'
import { columnName, id, proportionMethods, shortText, text } from './protocol-atoms.ts'
import {
  Agreement,
  Drift,
  RepeatedPredictions,
  SamplingDesign,
  SubgroupPair,
  VerificationDesign,
  agreementQuantities,
  operationalQuantities,
  repeatedQuantities,
} from './protocol-designs.ts'

/**
 * The protocol (statistical analysis plan) as people lock it. One zod schema parses it, writes the published JSON
 * Schema and types the code. Keys the schema does not know are refused, never ignored.
 */
const traceIds = z.array(shortText).max(50).optional()

export const scoreKinds = ['probability', 'ordinal', 'marker'] as const
export const directions = ['higher-is-positive', 'lower-is-positive'] as const

/** Operating threshold: positive when score ≥ threshold (higher-is-positive) or score ≤ threshold (lower-is-positive). */
export const OperatingPoint = z.strictObject({
  id,
  label: shortText.optional(),
  threshold: z.number(),
  /** The data this threshold was chosen on, in words. */
  chosenOn: text,
})

export const ScoreOutput = z.strictObject({
  kind: z.enum(scoreKinds),
  direction: z.enum(directions),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  operatingPoints: z.array(OperatingPoint).max(20),
})

export const decisionMeanings = ['positive', 'negative', 'indeterminate', 'device-failed', 'not-processed'] as const

export const DecisionOutput = z.strictObject({
  /** The file's code → its meaning. */
  codes: z.record(z.string().min(1).max(100), z.enum(decisionMeanings)),
})

/** One device output under test (an index test): a score, a decision, or both. */
export const outputRoles = ['device', 'reader', 'consensus', 'predicate', 'standard-of-care'] as const

export const PredictionOutput = z.strictObject({
  id,
  label: shortText,
  /** Whose output it is; device unless said otherwise. Comparators are outputs on the same examinations. */
  role: z.enum(outputRoles).optional(),
  /** Column of the predictions file that holds the score. */
  scoreColumn: columnName.optional(),
  score: ScoreOutput.optional(),
  decisionColumn: columnName.optional(),
  decision: DecisionOutput.optional(),
})

export const CategorySubgroup = z.strictObject({
  id,
  label: shortText,
  kind: z.literal('categories'),
  column: columnName,
  levels: z.array(z.string().min(1).max(100)).min(1).max(60),
  labels: z.record(z.string(), shortText).optional(),
})
/** Bands [e1, e2) …: below the first edge, between edges (left closed), from the last edge on. */
export const BandSubgroup = z.strictObject({
  id,
  label: shortText,
  kind: z.literal('bands'),
  column: columnName,
  edges: z.array(z.number()).min(1).max(20),
  unit: shortText.optional(),
})
export const Subgroup = z.discriminatedUnion('kind', [CategorySubgroup, BandSubgroup])

/** One eligibility condition. All conditions of a rule list are applied in order; counts are kept per rule. */
export const CohortRule = z.strictObject({
  id,
  label: shortText,
  /** include: rows that do not satisfy it are excluded. exclude: rows that satisfy it are excluded. */
  effect: z.enum(['include', 'exclude']),
  column: columnName,
  test: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('is-one-of'), values: z.array(z.string()).min(1).max(200) }),
    z.strictObject({ kind: z.literal('between'), minimum: z.number().optional(), maximum: z.number().optional() }),
    z.strictObject({ kind: z.literal('is-missing') }),
  ]),
})

export const proportionQuantities = ['sensitivity', 'specificity', 'ppv', 'npv'] as const
/** Of one 2×2 table beside the four proportions. */
export const tableQuantities = [
  'accuracy',
  'balanced-accuracy',
  'lr-positive',
  'lr-negative',
  'diagnostic-odds-ratio',
  'youden',
  'f1',
  'mcc',
] as const
/** PPV and NPV at a stated prevalence instead of the cohort's. */
export const adjustedQuantities = ['ppv-adjusted', 'npv-adjusted'] as const
/** One output minus another on the same examinations; the estimand then names a comparison. */
export const differenceQuantities = ['auroc-difference', 'sensitivity-difference', 'specificity-difference'] as const
export const quantities = [
  ...proportionQuantities,
  ...tableQuantities,
  ...adjustedQuantities,
  ...differenceQuantities,
  ...repeatedQuantities,
  ...operationalQuantities,
  ...agreementQuantities,
  'prevalence',
  'auroc',
  'average-precision',
  'partial-auroc-specificity',
  'partial-auroc-sensitivity',
  'sensitivity-at-specificity',
  'specificity-at-sensitivity',
  'brier',
  'scaled-brier',
  'log-loss',
  'calibration-intercept',
  'calibration-slope',
  'calibration-joint-intercept',
  'observed-expected-ratio',
  'ici',
  'e50',
  'e90',
  'emax',
  'ece-equal-width',
  'ece-equal-mass',
] as const
/** Reported but never the subject of a criterion: neither proper nor cost-aware. */
export const neverEndpoints = ['f1', 'mcc', 'accuracy', 'ece-equal-width', 'ece-equal-mass'] as const

export { proportionMethods } from './protocol-atoms.ts'

/** What an endpoint estimates: a quantity of one output, at one operating point where that is needed. */
export const Estimand = z.strictObject({
  quantity: z.enum(quantities),
  /** Absent for a difference, which names its comparison. */
  prediction: id.optional(),
  operatingPoint: id.optional(),
  comparison: id.optional(),
  /** Of a measure of agreement: which agreement of the protocol. */
  agreement: id.optional(),
  /** Of a quantity at a stated value, such as a fixed specificity: that value, as `analyses` asks for it. */
  at: z.number().gt(0).lt(1).optional(),
})

const groupValues = z.array(z.string().min(1).max(100)).min(1).max(60)

/** Two outputs on the same examinations, or outputs in two groups of them: differences are first minus second. */
export const Comparison = z.strictObject({
  id,
  label: shortText,
  /**
   * releases: two versions of one device, whose changed calls are listed examination by examination. groups: different
   * examinations instead of the same ones.
   */
  between: z.enum(['outputs', 'releases', 'groups']).optional(),
  /** Which examinations each side is taken on: values of a column of the reference data. */
  groups: z.strictObject({ column: columnName, first: groupValues, second: groupValues }).optional(),
  first: z.strictObject({ prediction: id, operatingPoint: id.optional() }),
  second: z.strictObject({ prediction: id, operatingPoint: id.optional() }),
})

/** What is computed beyond sensitivity, specificity, predictive values, AUROC, Brier score and calibration line. */
export const Analyses = z.strictObject({
  /** Accuracy, likelihood ratios, diagnostic odds ratio, Youden, F1, MCC. */
  tableMeasures: z.boolean().optional(),
  /** Average precision, partial AUROC, sensitivity at fixed specificity and the reverse. */
  discrimination: z
    .strictObject({
      fixedSpecificity: z.array(z.number().gt(0).lt(1)).max(5).optional(),
      fixedSensitivity: z.array(z.number().gt(0).lt(1)).max(5).optional(),
      partialSpecificityFrom: z.number().gt(0).lt(1).optional(),
      partialSensitivityFrom: z.number().gt(0).lt(1).optional(),
      /** Largest Youden index and every observed threshold that reaches it. */
      youdenCutOffs: z.boolean().optional(),
    })
    .optional(),
  /** Flexible curve, ICI, E50, E90, Emax, ECE, log loss, scaled Brier score, Murphy decomposition. */
  flexibleCalibration: z.strictObject({ smoother: z.enum(['loess', 'restricted-cubic-spline']), bins: z.int().min(2).max(50) }).optional(),
  /** Net benefit against all and none over these threshold probabilities. */
  netBenefit: z.strictObject({ thresholds: z.array(z.number().gt(0).lt(1)).min(1).max(101) }).optional(),
  /** Predictive values at these prevalences. */
  statedPrevalence: z.array(z.number().gt(0).lt(1)).max(5).optional(),
  /** Complete case, as negative, as positive, worst case both ways, beside the prespecified one. */
  missingDataSensitivity: z.boolean().optional(),
  /** How many changed examinations overturn each verdict on a proportion. */
  tippingPoint: z.boolean().optional(),
  /** Alerts per 100 examinations and per true positive, and their change at each other operating point. */
  operational: z.boolean().optional(),
  /** Hosmer-Lemeshow and Spiegelhalter tests, in the appendix only. */
  calibrationTests: z.boolean().optional(),
  /** Difference of each subgroup level to its complement, interaction test, heterogeneity over sites. */
  subgroupContrasts: z.boolean().optional(),
})

/** How p values of endpoints are adjusted. Verdicts rest on interval bounds; gatekeeping is in the success rule. */
export const multiplicities = ['none', 'holm', 'benjamini-hochberg', 'fixed-sequence'] as const

/** The criterion is on an interval bound, never on the point estimate. */
export const Criterion = z.strictObject({
  bound: z.enum(['lower', 'upper']),
  comparison: z.enum(['>=', '>', '<=', '<']),
  goal: z.number(),
  justification: text.optional(),
})

export const Endpoint = z.strictObject({
  id,
  title: shortText,
  role: z.enum(['primary', 'secondary']),
  estimand: Estimand,
  criterion: Criterion,
  claimIds: traceIds,
  hazardIds: traceIds,
  riskControlIds: traceIds,
  requirementIds: traceIds,
})

/** all: every listed endpoint met. any: at least one. Gatekept endpoints are judged only if the rule before holds. */
export const SuccessRule = z.strictObject({
  combine: z.enum(['all', 'any']),
  endpoints: z.array(id).min(1).max(20),
  gatekept: z.array(id).max(20).optional(),
})

export const evidenceClasses = [
  'exploratory',
  'simulated',
  'retrospective-replay',
  'shadow',
  'clinical-study',
] as const

export const Protocol = z.strictObject({
  format: z.literal('probity.protocol'),
  version: z.literal(1),
  title: shortText,
  targetCondition: text,
  studyType: shortText,
  evidenceClass: z.enum(evidenceClasses),
  /** What one row is, in the study's word: examination, encounter, recording. */
  unit: shortText,
  sampling: z.enum(['consecutive', 'enriched', 'weighted']),
  /** What is needed to undo a sampling that is not consecutive. */
  samplingDesign: SamplingDesign.optional(),
  verification: z.enum(['all', 'random-fraction', 'result-dependent']),
  /** What is needed where not every examination has the reference standard. */
  verificationDesign: VerificationDesign.optional(),
  referenceStandard: text,
  predictions: z.array(PredictionOutput).min(1).max(20),
  endpoints: z.array(Endpoint).min(1).max(20),
  success: SuccessRule,
  /** Several predictions an examination, each with its time. */
  repeated: RepeatedPredictions.optional(),
  subgroups: z.array(Subgroup).max(60),
  /** Prespecified intersections of two subgroups. */
  subgroupPairs: z.array(SubgroupPair).max(20).optional(),
  cohort: z.strictObject({ rules: z.array(CohortRule).max(60) }),
  /** Beside all intended to diagnose and the evaluable: who, of the evaluable, was examined per protocol. */
  analysisSets: z.strictObject({ perProtocol: z.array(CohortRule).min(1).max(20) }).optional(),
  intervals: z.strictObject({
    level: z.number().gt(0.5).lt(1),
    /** The interval the criteria on proportions are judged by. Both are always printed. */
    proportion: z.enum(proportionMethods),
  }),
  /** Rows that belong together. Once declared, every interval and test uses it or is refused. */
  clusters: z.strictObject({ column: columnName }).optional(),
  comparisons: z.array(Comparison).max(20).optional(),
  agreements: z.array(Agreement).max(20).optional(),
  drifts: z.array(Drift).max(20).optional(),
  analyses: Analyses.optional(),
  multiplicity: z.enum(multiplicities).optional(),
  bootstrap: z.strictObject({
    replicates: z.int().min(0).max(100_000),
    seed: z.int().min(0).max(4_294_967_295),
  }),
  missing: z.strictObject({
    /** Examinations without a usable prediction. */
    predictions: z.enum(['complete-case', 'as-negative', 'as-positive']),
    /** Decisions coded indeterminate. */
    indeterminatePredictions: z.enum(['exclude', 'as-negative', 'as-positive']),
    /** Reference standard indeterminate. pending and not done are always excluded and counted. */
    indeterminateReference: z.enum(['exclude', 'as-absent', 'as-present']),
  }),
  minimumCells: z.strictObject({
    /** Below this denominator of an estimate: no estimate in a subgroup. */
    estimate: z.int().min(1).max(1000),
    /** Below this denominator: marked descriptive. */
    descriptive: z.int().min(1).max(10_000),
  }),
  /** How the number of examinations was chosen. */
  planning: PlanningRecord.optional(),
  limitations: z.array(text).max(30).optional(),
  notes: text.optional(),
})

export type Protocol = z.infer<typeof Protocol>
export type PredictionOutput = z.infer<typeof PredictionOutput>
export type OperatingPoint = z.infer<typeof OperatingPoint>
export type Subgroup = z.infer<typeof Subgroup>
export type CohortRule = z.infer<typeof CohortRule>
export type Endpoint = z.infer<typeof Endpoint>
export type Comparison = z.infer<typeof Comparison>
export type Analyses = z.infer<typeof Analyses>
export type Estimand = z.infer<typeof Estimand>
export type Criterion = z.infer<typeof Criterion>
export type SuccessRule = z.infer<typeof SuccessRule>
export type Quantity = (typeof quantities)[number]
export type ProportionQuantity = (typeof proportionQuantities)[number]
export type ProportionMethod = (typeof proportionMethods)[number]
export type ScoreKind = (typeof scoreKinds)[number]
export type Direction = (typeof directions)[number]
export type DecisionMeaning = (typeof decisionMeanings)[number]
export type EvidenceClass = (typeof evidenceClasses)[number]
