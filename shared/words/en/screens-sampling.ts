/** The editor's fields for samples that are not consecutive and for incomplete verification. */
export const samplingWords = {
  prevalence: 'Prevalence in the intended use (optional)',
  prevalenceHint:
    'For example 0.02. Predictive values, calibration and net benefit are brought to it; without it they are not given. Sensitivity, specificity and AUROC need none.',
  weightColumn: 'Column with the weights',
  weightColumnHint: 'A number column of the reference data, above 0: one over the probability of being sampled.',
  source: 'Where the prevalence or the weights come from (optional)',
  sourceHint: 'A registry, a census, the sampling plan.',
  method: 'How numbers allow for those not verified',
  methods: { 'begg-greenes': 'Begg–Greenes', 'inverse-probability': 'Inverse probability' },
  methodNotes: {
    'begg-greenes': 'The fractions verified are taken from the data, for each call of the output that decided.',
    'inverse-probability': 'The probability of being verified is known, and stands in a column.',
  },
  probabilityColumn: 'Column with the probability of being verified',
  probabilityColumnHint: 'A number column of the reference data, above 0 and at most 1, for every verified examination.',
  decidedBy: 'Output that decided who is verified',
  decidedByHint: 'Reference “not done” means not verified. Other outputs and subgroups use the same weights.',
  point: 'At the operating point',
} as const
