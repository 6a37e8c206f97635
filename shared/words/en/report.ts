import type { Conclusion, NotEstimableReason, Verdict } from '../../vocabulary/results.ts'

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
}

export const methodNames: Readonly<Record<string, string>> = {
  proportion: 'Observed proportion',
  'clopper-pearson': 'Clopper–Pearson',
  wilson: 'Wilson',
  'mann-whitney': 'Mann–Whitney',
  delong: 'DeLong',
  'mean-squared-error': 'Mean squared error',
  'observed-over-expected': 'Observed over expected',
  'logistic-offset': 'Logistic offset model',
  logistic: 'Logistic model',
  wald: 'Wald',
  'wald-log': 'Wald, log scale',
  none: 'none',
}

/** How an estimate or interval is made, and the paper it is from. */
export const methodSources: Readonly<Record<string, { readonly how: string; readonly paper: string }>> = {
  proportion: { how: 'Numerator divided by denominator, both counted.', paper: '' },
  'clopper-pearson': {
    how: 'Exact binomial interval: both tails of the binomial distribution are inverted through beta quantiles. Its coverage is never below the stated level.',
    paper: 'Clopper CJ, Pearson ES. Biometrika 1934;26:404–413.',
  },
  wilson: {
    how: 'Score interval: the score test of a binomial proportion is inverted, without continuity correction.',
    paper: 'Wilson EB. J Am Stat Assoc 1927;22:209–212.',
  },
  'mann-whitney': {
    how: 'Share of all pairs (one with, one without the target condition) that the score ranks rightly; ties count one half.',
    paper: 'Hanley JA, McNeil BJ. Radiology 1982;143:29–36.',
  },
  delong: {
    how: 'Nonparametric variance of the area from mid-ranks of the scores; normal-theory interval.',
    paper:
      'DeLong ER, DeLong DM, Clarke-Pearson DL. Biometrics 1988;44:837–845. Sun X, Xu W. IEEE Signal Process Lett 2014;21:1389–1393.',
  },
  'mean-squared-error': {
    how: 'Mean of (predicted probability − outcome)², with the outcome 1 or 0.',
    paper: 'Brier GW. Mon Weather Rev 1950;78:1–3.',
  },
  'observed-over-expected': {
    how: 'Observed number with the target condition divided by the sum of predicted probabilities.',
    paper: 'Debray TPA, et al. BMJ 2017;356:i6460.',
  },
  'logistic-offset': {
    how: 'Intercept of a logistic model with the logit of the predicted probability as offset (slope fixed at 1).',
    paper: 'Van Calster B, et al. BMC Med 2019;17:230.',
  },
  logistic: {
    how: 'Slope of a logistic model of the outcome on the logit of the predicted probability.',
    paper: 'Cox DR. Biometrika 1958;45:562–565. Van Calster B, et al. BMC Med 2019;17:230.',
  },
  wald: {
    how: 'Estimate ± normal quantile × standard error from the observed information.',
    paper: 'Wald A. Trans Am Math Soc 1943;54:426–482.',
  },
  'wald-log': {
    how: 'Estimate ± normal quantile × standard error on the log scale, transformed back.',
    paper: 'Debray TPA, et al. BMJ 2017;356:i6460.',
  },
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
