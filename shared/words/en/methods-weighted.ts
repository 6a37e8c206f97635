/** Methods for samples that are not consecutive and for incomplete verification; see methods.ts. */
export const weightedMethodNames: Readonly<Record<string, string>> = {
  'weighted-proportion': 'Weighted proportion',
  'weighted-logit': 'Logit, weighted',
  'weighted-mann-whitney': 'Mann–Whitney, weighted',
  'weighted-difference': 'Weighted paired difference',
  linearised: 'Linearised variance',
  'linearised-logit': 'Linearised variance, logit scale',
  'linearised-log': 'Linearised variance, log scale',
  sandwich: 'Wald, sandwich',
  'weighted-merge': 'Weighted Mann–Whitney by merging the classes',
  'sampling-weights': 'sampling weights of the protocol',
  'begg-greenes': 'Begg–Greenes',
  'inverse-probability': 'inverse probability of verification',
  'sampling-weights-and-begg-greenes': 'sampling weights and Begg–Greenes',
  'sampling-weights-and-inverse-probability': 'sampling weights and inverse probability of verification',
  'class-weights': 'both classes brought to the stated prevalence',
  unstratified: 'of single examinations',
}

const binder = 'Binder DA. Int Stat Rev 1983;51:279–292.'

export const weightedMethodSources: Readonly<Record<string, { readonly how: string; readonly paper: string }>> = {
  'weighted-proportion': {
    how: 'Sum of the weights of the numerator divided by that of the denominator; the variance from what each examination (or cluster) contributes, and from the estimated fractions verified.',
    paper: `${binder} Begg CB, Greenes RA. Biometrics 1983;39:207–215.`,
  },
  'weighted-logit': { how: 'Symmetric on the logit scale with the linearised standard error, transformed back.', paper: binder },
  'weighted-mann-whitney': {
    how: 'Share of all pairs (one with, one without the target condition) that the score ranks rightly, each pair by the product of its weights; ties count one half.',
    paper: 'Alonzo TA, Pepe MS. J R Stat Soc C 2005;54:173–190.',
  },
  'weighted-difference': {
    how: 'Weighted mean, over examinations that both outputs call, of right by the first minus right by the second.',
    paper: binder,
  },
  linearised: {
    how: 'Estimate ± normal quantile × standard error from what each examination (or cluster) contributes to the estimate.',
    paper: `${binder} Robins JM, Rotnitzky A, Zhao LP. J Am Stat Assoc 1994;89:846–866.`,
  },
  'linearised-logit': { how: 'The linearised standard error carried to the logit scale, and transformed back.', paper: binder },
  'linearised-log': { how: 'The linearised standard error carried to the log scale, and transformed back.', paper: binder },
  sandwich: { how: 'Estimate ± normal quantile × standard error from the sandwich of weighted scores.', paper: binder },
  'weighted-merge': {
    how: 'The same area with the classes sorted apart and walked along each other, and its variance from cross products.',
    paper: 'Alonzo TA, Pepe MS. J R Stat Soc C 2005;54:173–190.',
  },
}
