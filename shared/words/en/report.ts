import type { Conclusion, EstimateWarning, MissingRule, NotEstimableReason, Verdict } from '../../vocabulary/results.ts'

/** What the report says. A second language is one file beside this; numbers arrive as text. */

export const verdictNames: Readonly<Record<Verdict, string>> = {
  met: 'Met',
  'not-met-goal-excluded': 'Not met: goal excluded',
  'not-met-not-shown': 'Not met: not shown',
  'not-evaluable': 'Not evaluable',
}

export const conclusionNames: Readonly<Record<Conclusion, string>> = {
  success: 'Success criterion met',
  'no-success': 'Success criterion not met',
  'not-evaluable': 'Not evaluable',
}

export const reasonNames: Readonly<Record<NotEstimableReason, string>> = {
  'no-examinations': 'no examinations',
  'one-class': 'only one class of the reference standard',
  'denominator-zero': 'denominator is zero',
  'below-minimum-cell': 'below the minimum cell size',
  'no-score': 'no score',
  'not-a-probability': 'score is not a probability',
  'perfect-separation': 'scores separate the classes perfectly',
  'all-scores-tied': 'all scores are equal',
  'no-convergence': 'the fit did not converge',
  'two-sided-interval-at-boundary': 'no interval at the boundary',
  'zero-cell': 'a cell of the 2×2 table is empty',
  'needs-clusters': 'clusters are not recorded',
  'refused-under-clusters': 'no method for clustered data here',
  'too-few-distinct-scores': 'too few distinct scores',
  'no-such-specificity': 'not reached by any threshold',
  'too-many-examinations': 'too many examinations for this smoother',
  'below-chance': 'below chance',
  'too-few-replicates': 'too few bootstrap replicates',
  'zero-variance': 'estimated variance is zero',
  'too-few-clusters': 'too few clusters',
  'no-discordant-pairs': 'no discordant pairs',
  'enriched-sampling': 'the sample was enriched, and no prevalence is stated',
  'incomplete-verification': 'not every examination has the reference standard',
  'refused-under-weights': 'no method for weighted data here',
  'needs-weights': 'weights are not recorded',
  'no-alerts': 'no alerts',
  'no-events': 'no events while at risk',
  'mostly-undetected': 'fewer than half were alerted',
  'no-exposure': 'no time at risk',
  'no-true-positives': 'no true positives',
  'no-variation': 'no variation',
  'too-many-categories': 'too many categories',
}

export const evidenceNames: Readonly<Record<string, string>> = {
  exploratory: 'Exploratory',
  simulated: 'Simulated',
  'retrospective-replay': 'Retrospective replay',
  shadow: 'Shadow mode',
  'clinical-study': 'Clinical study',
}

export const outputCategoryNames: Readonly<Record<string, string>> = {
  positive: 'Positive',
  negative: 'Negative',
  indeterminate: 'Indeterminate',
  'device-failed': 'Device failed',
  'not-processed': 'Not processed',
  missing: 'Missing',
}

export const referenceCategoryNames: Readonly<Record<string, string>> = {
  present: 'Present',
  absent: 'Absent',
  indeterminate: 'Indeterminate',
  pending: 'Pending',
  'not-done': 'Not done',
  missing: 'Missing',
}

export const handlingNames: Readonly<Record<string, string>> = {
  'complete-case': 'left out of the analysis (complete case)',
  exclude: 'left out of the analysis',
  'as-negative': 'counted as negative',
  'as-positive': 'counted as positive',
  'as-absent': 'counted as target condition absent',
  'as-present': 'counted as target condition present',
}

export const samplingNames: Readonly<Record<string, string>> = {
  consecutive: 'Consecutive',
  enriched: 'Enriched',
  weighted: 'Weighted',
}

export const verificationNames: Readonly<Record<string, string>> = {
  all: 'All examinations',
  'random-fraction': 'A random fraction',
  'result-dependent': 'Depends on the device result',
}

/** H0 and H1 by the comparison that the criterion makes. */
export const hypotheses: Readonly<Record<string, { readonly h0: string; readonly h1: string }>> = {
  '>=': { h0: 'below', h1: 'at least' },
  '>': { h0: 'at most', h1: 'above' },
  '<=': { h0: 'above', h1: 'at most' },
  '<': { h0: 'at least', h1: 'below' },
}

/** What a method was told, as the drawer prints it. */
export const optionNames: Readonly<Record<string, string>> = {
  baseline: 'Baseline (prevalence)',
  area: 'Area before standardising',
  from: 'Range from',
  least: 'Not below',
  threshold: 'Threshold that attains it',
  smoother: 'Smoother',
  bins: 'Bins',
  binning: 'Kind of bins',
  withinBins: 'Remainder within bins',
  reference: 'Brier score of the prevalence',
  nClipped: 'Probabilities kept off 0 and 1',
  prevalence: 'Stated prevalence',
  first: 'First output',
  second: 'Second output',
  covariance: 'Covariance of the two',
  both: 'Both right',
  firstOnly: 'Only the first right',
  secondOnly: 'Only the second right',
  neither: 'Neither right',
  oneSided: 'One-sided bound',
  oneSidedBound: 'Value of the one-sided bound',
  oneSidedLevel: 'Level of the one-sided bound',
  clusters: 'Clusters',
  nClusters: 'Number of clusters',
  designEffect: 'Design effect',
  effectiveN: 'Effective number',
  weights: 'Weights',
  sumOfWeights: 'Sum of weights',
  verified: 'Verified examinations',
  verifiedOf: 'Examinations that could be verified',
  verifiedBy: 'Verification decided by',
  replicates: 'Bootstrap replicates',
  seed: 'Seed',
  resampling: 'Resampling',
  nLost: 'Replicates lost',
  against: 'Against the operating point',
  nFirst: 'n of the first group',
  nSecond: 'n of the second group',
  degreesOfFreedom: 'Degrees of freedom',
  x1: 'Right in the first group',
  n1: 'Of the first group',
  x2: 'Right in the second group',
  n2: 'Of the second group',
  nBaseline: 'Examinations of the baseline',
  nCurrent: 'Examinations of the current set',
  nBaselineMissing: 'Baseline without a value',
  nCurrentMissing: 'Current set without a value',
  nEmptyBins: 'Bins that are empty in one of the sets',
  emptyBinsCountAs: 'Share that an empty bin counts as',
  pValue: 'p',
  pMethod: 'Its test',
  meanDifference: 'Difference of the means',
  nIncomplete: 'Examinations that some rater did not rate',
  categoryWeights: 'Weights of the categories',
  observedAgreement: 'Observed agreement',
  chanceAgreement: 'Agreement by chance',
  alarms: 'Alerts counted',
  exposureDays: 'Days at risk',
  covered: 'Creditable time covered',
  creditable: 'Creditable time',
  episodeTime: 'Time in episodes',
  unit: 'Unit of time',
  predictionsDue: 'Predictions with an event within the horizon',
  predictionsNotDue: 'Predictions without one',
  predictions: 'Predictions counted',
}

export const warningSentences: Readonly<Record<EstimateWarning, string>> = {
  'fewer-than-20-clusters': 'Fewer than 20 clusters: the interval may be too narrow.',
  'fewer-than-5-sites': 'Fewer than 5 sites: nothing is concluded about how sites differ.',
  'readers-only-these': 'These readers only: the result does not carry over to others.',
  'not-proper': 'Neither proper nor cost-aware: shown, never judged.',
  'bootstrap-replicates-lost': 'Some bootstrap replicates could not be computed and were left out.',
  'depends-on-length-of-stay': 'It rests on the highest score of a whole stay: longer stays have more chances to be called positive.',
  'weights-estimated': 'The weights were estimated from these data; the interval allows for it.',
}

export const missingRuleNames: Readonly<Record<MissingRule, string>> = {
  'complete-case': 'Left out (complete case)',
  'as-negative': 'All as negative',
  'as-positive': 'All as positive',
  'worst-case': 'All wrong (worst case)',
  'best-case': 'All right (best case)',
}

/** Whose output it is. */
export const outputRoleNames = {
  device: 'Device under test',
  reader: 'Reader',
  consensus: 'Consensus of readers',
  predicate: 'Predicate device',
  'standard-of-care': 'Standard of care',
} as const

export const analysisNames = {
  tableMeasures: 'Accuracy, likelihood ratios, odds ratio, Youden index, F1, MCC',
  discrimination: 'Average precision, partial areas, rates at a fixed rate',
  flexibleCalibration: 'Flexible calibration curve and its distances',
  netBenefit: 'Decision curve (net benefit)',
  statedPrevalence: 'Predictive values at stated prevalences',
  missingDataSensitivity: 'Other rules for missing and indeterminate predictions',
  tippingPoint: 'Tipping points of the verdicts',
  subgroupContrasts: 'Contrasts between subgroups',
  operational: 'Alerts per 100 examinations and per true positive',
  calibrationTests: 'Tests of calibration, in the appendix',
} as const

export const multiplicityNames = {
  none: 'no adjustment',
  holm: 'Holm',
  'benjamini-hochberg': 'Benjamini–Hochberg',
  'fixed-sequence': 'fixed sequence in the order of the endpoints',
} as const

/** Parameters of an analysis, before their value. */
export const parameterNames: Readonly<Record<string, string>> = {
  fixedSpecificity: 'sensitivity at specificity',
  fixedSensitivity: 'specificity at sensitivity',
  partialSpecificityFrom: 'partial area from specificity',
  partialSensitivityFrom: 'partial area from sensitivity',
  smoother: 'smoother',
  bins: 'bins',
  thresholds: 'thresholds',
  youdenCutOffs: 'largest Youden index',
}

/** What changes until a verdict tips. */
export const tippingChangeNames = {
  'reference-flipped': 'Reference results were wrong',
  dropped: 'Examinations leave',
  added: 'Further examinations enter',
} as const
