import type { Quantity } from './protocol.ts'

/** What has no sense where the design chose how many have the target condition. */
export const designPrevalenceQuantities = ['prevalence', 'accuracy', 'f1', 'mcc'] as const satisfies readonly Quantity[]

/** What depends on how many have the target condition and can be brought to a stated prevalence. */
export const statedPrevalenceQuantities = [
  'ppv',
  'npv',
  'average-precision',
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
] as const satisfies readonly Quantity[]
