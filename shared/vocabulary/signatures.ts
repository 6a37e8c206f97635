import type { Role } from './people.ts'

/** What a signature of a report says, in the order in which a report is signed. */
export const signatureMeanings = ['authorship', 'responsibility', 'review', 'approval'] as const
export type SignatureMeaning = (typeof signatureMeanings)[number]

/** Who may sign with which meaning. */
export const signatureRoles: Readonly<Record<SignatureMeaning, readonly Role[]>> = {
  authorship: ['statistician', 'validator'],
  responsibility: ['statistician', 'validator'],
  review: ['reviewer'],
  approval: ['approver'],
}

/** How a report ends without being approved, or after it was: nothing is deleted. */
export const decisionKinds = ['rejected', 'withdrawn', 'superseded'] as const
export type DecisionKind = (typeof decisionKinds)[number]

export const decisionRoles: Readonly<Record<DecisionKind, readonly Role[]>> = {
  rejected: ['reviewer', 'approver'],
  withdrawn: ['statistician', 'validator', 'approver'],
  superseded: ['statistician', 'validator', 'approver'],
}

/** A reason shorter than this says nothing. */
export const leastReason = 10

/** Meanings that the next signature of a report may have; none when it is approved. */
export function nextMeanings(signed: readonly SignatureMeaning[]): readonly SignatureMeaning[] {
  if (!signed.includes('authorship') && !signed.includes('responsibility')) return ['authorship', 'responsibility']
  if (!signed.includes('review')) return ['review']
  return signed.includes('approval') ? [] : ['approval']
}

/** How far the people who made a study and report it were apart. */
export const independenceKinds = ['single-person', 'partly-separated', 'separated'] as const
export type IndependenceKind = (typeof independenceKinds)[number]
