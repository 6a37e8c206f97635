import type { PlanGroup, PlanItem, PlanMethod, PlanReason } from '../../vocabulary/planning.ts'

/** Names of what is planned; the sentences are in shared/report/planning.ts, where numbers become text. */
export const planKindNames: Readonly<Record<PlanItem['kind'], string>> = {
  'half-width': 'Precision of a proportion',
  goal: 'Power against a goal',
  'few-failures': 'Few or no failures',
  'paired-margin': 'Margin, two calls on the same examinations',
  'independent-margin': 'Margin, two groups of examinations',
  'area-half-width': 'Precision of the AUROC',
  'area-goal': 'Power of the AUROC against a goal',
}

export const planGroupNames: Readonly<Record<PlanGroup, string>> = {
  present: 'examinations with the target condition',
  absent: 'examinations without the target condition',
  'called-positive': 'examinations called positive',
  'called-negative': 'examinations called negative',
  all: 'examinations',
}

export const planMethodNames: Readonly<Record<PlanMethod, string>> = {
  'width-at-expected': 'half-width where the expected proportion is observed',
  'mean-width': 'mean half-width over the binomial distribution',
  'exact-binomial-power': 'exact binomial power of the interval bound',
  'few-failures': 'smallest n whose interval bound reaches the goal',
  'tango-exact-power': 'exact power of Tango’s score test',
  'tango-formula-power': 'power of Tango’s score test by normal approximation (Nam 1997; Liu 2002)',
  'farrington-manning-exact-power': 'exact power of the Farrington–Manning test',
  'farrington-manning-formula-power': 'power of the Farrington–Manning test by normal approximation',
  'hanley-mcneil-width': 'variance by Hanley and McNeil 1982',
  'obuchowski-width': 'variance by Obuchowski and McClish 1997',
  'hanley-mcneil-power': 'normal approximation, variance by Hanley and McNeil 1982',
  'obuchowski-power': 'normal approximation, variance by Obuchowski and McClish 1997',
}

export const planReasonSentences: Readonly<Record<PlanReason, string>> = {
  'expected-not-beyond-goal': 'No number of examinations gives this power: the expected value is not better than the goal.',
  'beyond-limit': 'More than 100,000 examinations in one group would be needed (5,000 for a mean half-width; 10,000 pairs or 3,000 in the first of two groups where the normal formula asks for too few); nothing that large is planned here.',
}
