import type { Conclusion, EstimateWarning, MissingRule, NotEstimableReason, Verdict } from '../../vocabulary/results.ts'

/** What the report says. A second language is one file beside this; numbers arrive as text. */

export const quantityNames: Readonly<Record<string, string>> = {
  sensitivity: 'Sensitivity',
  specificity: 'Specificity',
  ppv: 'Positive predictive value',
  npv: 'Negative predictive value',
  prevalence: 'Prevalence',
  auroc: 'AUROC',
  brier: 'Brier score',
  'calibration-intercept': 'Calibration intercept',
  'calibration-slope': 'Calibration slope',
  'observed-expected-ratio': 'Observed / expected ratio',
  'positive-fraction': 'Fraction positive',
  accuracy: 'Accuracy',
  'balanced-accuracy': 'Balanced accuracy',
  'lr-positive': 'Likelihood ratio positive',
  'lr-negative': 'Likelihood ratio negative',
  'diagnostic-odds-ratio': 'Diagnostic odds ratio',
  youden: 'Youden index',
  f1: 'F1 score',
  mcc: 'Matthews correlation',
  'ppv-adjusted': 'Positive predictive value at a stated prevalence',
  'npv-adjusted': 'Negative predictive value at a stated prevalence',
  'auroc-difference': 'Difference in AUROC',
  'sensitivity-difference': 'Difference in sensitivity',
  'specificity-difference': 'Difference in specificity',
  'average-precision': 'Average precision',
  'partial-auroc-specificity': 'Partial AUROC, high specificity',
  'partial-auroc-sensitivity': 'Partial AUROC, high sensitivity',
  'sensitivity-at-specificity': 'Sensitivity at fixed specificity',
  'specificity-at-sensitivity': 'Specificity at fixed sensitivity',
  'scaled-brier': 'Scaled Brier score',
  'log-loss': 'Logarithmic loss',
  'calibration-joint-intercept': 'Joint recalibration intercept',
  ici: 'Integrated calibration index',
  e50: 'Median calibration error (E50)',
  e90: 'Calibration error of nine in ten (E90)',
  emax: 'Largest calibration error (Emax)',
  'ece-equal-width': 'Expected calibration error, bins of equal width',
  'ece-equal-mass': 'Expected calibration error, bins of equal size',
  'murphy-reliability': 'Reliability (Murphy)',
  'murphy-resolution': 'Resolution (Murphy)',
  'murphy-uncertainty': 'Uncertainty (Murphy)',
}

/** Names of quantities that are taken at a stated value, with that value. */
export const statedQuantityNames: Readonly<Record<string, (stated: string) => string>> = {
  'ppv-adjusted': (stated) => `Positive predictive value at prevalence ${stated}`,
  'npv-adjusted': (stated) => `Negative predictive value at prevalence ${stated}`,
  'partial-auroc-specificity': (stated) => `Partial AUROC, specificity ≥ ${stated}`,
  'partial-auroc-sensitivity': (stated) => `Partial AUROC, sensitivity ≥ ${stated}`,
  'sensitivity-at-specificity': (stated) => `Sensitivity at specificity ≥ ${stated}`,
  'specificity-at-sensitivity': (stated) => `Specificity at sensitivity ≥ ${stated}`,
}

/** What each number answers, for the drawer and the glossary. */
export const quantityMeanings: Readonly<Record<string, string>> = {
  sensitivity: 'Share of the examinations with the target condition that the device calls positive.',
  specificity: 'Share of the examinations without the target condition that the device calls negative.',
  ppv: 'Share of the examinations called positive that have the target condition. It depends on the prevalence in this cohort.',
  npv: 'Share of the examinations called negative that do not have the target condition. It depends on the prevalence in this cohort.',
  prevalence: 'Share of the analysed examinations that have the target condition by the reference standard.',
  auroc: 'Probability that a random examination with the target condition has a higher score than a random one without; ties count one half.',
  brier: 'Mean squared difference between the predicted probability and what was observed (0 or 1). Lower is better.',
  'calibration-intercept': 'Calibration in the large: 0 means that predicted probabilities are right on average; negative means that they are too high.',
  'calibration-slope': 'Spread of the predicted probabilities: 1 is ideal; below 1 means that predictions are too extreme.',
  'observed-expected-ratio': 'Observed number with the target condition divided by the sum of predicted probabilities; 1 is ideal.',
  'positive-fraction': 'Share of the analysed examinations that the device calls positive.',
  accuracy: 'Share of the examinations that the device calls rightly. It depends on the prevalence and weighs both errors alike.',
  'balanced-accuracy': 'Mean of sensitivity and specificity.',
  'lr-positive': 'How many times more often a positive call comes with the target condition than without it.',
  'lr-negative': 'How many times more often a negative call comes with the target condition than without it. Lower is better.',
  'diagnostic-odds-ratio': 'Odds of a positive call with the target condition divided by the odds without it.',
  youden: 'Sensitivity + specificity − 1.',
  f1: 'Harmonic mean of positive predictive value and sensitivity. Neither proper nor cost-aware: shown, never judged.',
  mcc: 'Correlation of call and reference standard. It depends on the prevalence: shown, never judged.',
  'ppv-adjusted': 'Share of positive calls with the target condition where the prevalence is the stated one.',
  'npv-adjusted': 'Share of negative calls without the target condition where the prevalence is the stated one.',
  'auroc-difference': 'AUROC of the first output minus that of the second, on the same examinations.',
  'sensitivity-difference': 'Sensitivity of the first output minus that of the second, on the same examinations.',
  'specificity-difference': 'Specificity of the first output minus that of the second, on the same examinations.',
  'average-precision': 'Mean precision over the thresholds, weighted by the steps in sensitivity; its baseline is the prevalence.',
  'partial-auroc-specificity': 'Area under the ROC curve where the specificity is high, standardised so that 0.5 means no information.',
  'partial-auroc-sensitivity': 'Area under the ROC curve where the sensitivity is high, standardised so that 0.5 means no information.',
  'sensitivity-at-specificity': 'Largest sensitivity at a specificity not below the stated one. The threshold is chosen on these very data.',
  'specificity-at-sensitivity': 'Largest specificity at a sensitivity not below the stated one. The threshold is chosen on these very data.',
  'scaled-brier': 'One minus the Brier score divided by that of predicting the prevalence for everybody; below 0 is worse than that.',
  'log-loss': 'Mean negative logarithm of the probability given to what was observed. Lower is better.',
  'calibration-joint-intercept': 'Intercept of the model that fits intercept and slope together; not calibration in the large.',
  ici: 'Mean absolute distance between predicted probability and smoothed observed frequency.',
  e50: 'Median absolute distance between predicted probability and smoothed observed frequency.',
  e90: 'Distance between predicted probability and smoothed observed frequency that 90 % of the examinations do not exceed.',
  emax: 'Largest distance between predicted probability and smoothed observed frequency.',
  'ece-equal-width': 'Mean distance of predicted and observed over bins of equal width. It depends on the bins.',
  'ece-equal-mass': 'Mean distance of predicted and observed over bins of equal size. It depends on the bins.',
  'murphy-reliability': 'Part of the Brier score that better calibration would remove; it depends on the bins.',
  'murphy-resolution': 'Part of the Brier score gained by telling groups apart; it depends on the bins.',
  'murphy-uncertainty': 'Brier score of predicting the prevalence for everybody.',
}

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
  replicates: 'Bootstrap replicates',
  seed: 'Seed',
  resampling: 'Resampling',
  nLost: 'Replicates lost',
}

export const warningSentences: Readonly<Record<EstimateWarning, string>> = {
  'fewer-than-20-clusters': 'Fewer than 20 clusters: the interval may be too narrow.',
  'fewer-than-5-sites': 'Fewer than 5 sites: nothing is concluded about how sites differ.',
  'readers-only-these': 'These readers only: the result does not carry over to others.',
  'not-proper': 'Neither proper nor cost-aware: shown, never judged.',
  'bootstrap-replicates-lost': 'Some bootstrap replicates could not be computed and were left out.',
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
}

/** What changes until a verdict tips. */
export const tippingChangeNames = {
  'reference-flipped': 'Reference results were wrong',
  dropped: 'Examinations leave',
  added: 'Further examinations enter',
} as const
