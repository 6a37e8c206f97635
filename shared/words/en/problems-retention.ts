import type { ProblemWords } from './problem-words.ts'

/** Retention, legal hold and disposal. */
export const retentionProblems = {
  'store/disposed': {
    sentence: 'These rows were disposed of on {at|an earlier day} by {asked|two people} and {witnessed|a second person}: their key was destroyed, and nobody can read them.',
    advice: 'What was computed from them stays: results, reports, counts, digests and the audit trail.',
  },
  'retention/not-set': {
    sentence: 'Nobody has said how long {what|these data} are kept, so nothing is disposed of.',
    advice: 'A reviewer (QA) sets the period under People, with the rationale.',
  },
  'retention/not-over': {
    sentence: 'These rows are kept until {until|a later day}: {years|some} years from {since|their import}.',
    advice: 'Wait until the period is over. A reviewer (QA) can set another one, with a reason.',
  },
  'retention/held': {
    sentence: 'A legal hold on {what|these data} keeps them: {by|somebody} placed it on {at|an earlier day} (“{reason|no reason was given}”).',
    advice: 'A reviewer (QA) or an approver releases the hold with a reason. Until then nothing it covers is disposed of.',
  },
  'retention/in-use': {
    sentence: 'These rows are in use: {cause|something is computed from them}.',
    advice: 'Finish it first, or end it with a decision.',
  },
  'retention/no-such-data': {
    sentence: 'There are no such data in this study.',
    advice: 'Choose a version from the list.',
  },
  'retention/no-such-hold': {
    sentence: 'There is no such hold any more.',
    advice: 'It was released already. Look into the audit trail.',
  },
  'retention/witness-role': {
    sentence: '{person|The second person} is no reviewer (QA) of this study.',
    advice: 'A disposal takes a data custodian and a reviewer, two people.',
  },
  'backup/brings-back': {
    sentence: 'This backup still holds the keys of data that were disposed of since: {disposed|see the audit trail of the workspace it would replace}.',
    advice: 'Restore it only if you mean to, and say so. The audit trail will name them, and they have to be disposed of again.',
  },
} as const satisfies Record<string, ProblemWords>
