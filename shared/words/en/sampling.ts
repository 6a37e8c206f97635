/** How numbers allow for the sample and for who got the reference standard, as report and screens say it. */
export const samplingSentences = {
  weighted: (column: string): string => `Each examination counts by its weight in the column “${column}”`,
  enriched: (prevalence: string): string =>
    `How many have the target condition was chosen. Numbers that depend on it are brought to a prevalence of ${prevalence}; those that cannot be are refused`,
  enrichedUnstated: 'How many have the target condition was chosen, and no prevalence is stated: numbers that depend on it are refused',
  enrichedNote: (prevalence: string): string =>
    `The sample is enriched. Predictive values, calibration, Brier score and net benefit are brought to a prevalence of ${prevalence}: x/n counts examinations and does not give the value. No grouped calibration is drawn.`,
  unstatedNote: 'The sample is enriched and no prevalence is stated: numbers that depend on prevalence are not given, nor is grouped calibration drawn.',
  weightedNote:
    'Estimates are weighted: x/n and n count examinations and do not give the value. Sum of weights and effective number stand with each estimate. No grouped calibration is drawn.',
  enrichedLimitation: 'The sample was enriched: how often the target condition occurs in it says nothing about the intended use.',
  weightedLimitation: 'Every number rests on the sampling weights that the protocol names.',
} as const

export const verificationSentences = {
  beggGreenes: (call: string): string =>
    `Who is verified was decided by: ${call}. Numbers apply what was found among the verified of each call to all of that call (Begg–Greenes)`,
  inverseProbability: (column: string): string =>
    `Each verified examination counts by one over its probability of being verified, in the column “${column}”`,
  limitation: (verified: string, of: string, isEstimated: boolean): string =>
    `${verified} of ${of} examinations have the reference standard. The numbers hold if, ${isEstimated ? 'given the call that decided' : 'given the stated probability'}, verification did not depend on the target condition.`,
} as const
