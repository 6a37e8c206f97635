import type { ProblemWords } from './problem-words.ts'

/** Signing in turn, deciding on a report, and what verification finds about signatures. */
export const signatureProblems = {
  'signature/out-of-order': {
    sentence: 'The report cannot be signed with the meaning “{meaning|chosen}” now; the next signature is: {next|none}.',
    advice: 'A report is signed by its author, then its reviewer, then its approver.',
  },
  'signature/not-permitted': {
    sentence: '{person|This person} may not sign with the meaning “{meaning|chosen}”: it takes the role {roles|of somebody else}.',
    advice: 'Somebody with that role in this study can sign.',
  },
  'signature/not-independent': {
    sentence: '{person|This person} has already signed this report ({did|with another meaning}); author, reviewer and approver are three people.',
    advice: 'Somebody else with the role has to sign.',
  },
  'signature/cannot-decide': {
    sentence: 'The report cannot be {decision|changed} now: {cause|its state does not allow it}.',
    advice: 'Before approval a reviewer or approver rejects, the author withdraws; a signed report can be superseded by its author or approver.',
  },
  'signature/reason-too-short': {
    sentence: 'The reason is too short: it needs at least {least|some} characters.',
    advice: 'Say what is wrong, so that it can be understood years from now.',
  },
  'signature/not-bound': {
    sentence: 'The signature of {person|somebody} on report {report|of this study} (entry {seq|unknown} of the audit trail) does not hold: {cause|it does not fit its record}.',
    advice: 'Do not rely on this report. Keep the workspace as it is and compare it with a backup or an exported copy.',
  },
  'signature/revoked': {
    sentence: 'The signature of {person|somebody} on {what|a record} does not count: the certificate had been revoked by its authority on {since|an earlier day}.',
    advice: 'Nothing in this workspace was changed. Withdraw or supersede what rests on the signature, and let it be signed again with another certificate.',
  },
  'signature/list-overdue': {
    sentence: 'When {person|somebody} signed {what|a record}, the newest revocation list here of the authority was out of date (its next was due by {dueBy|an earlier day}): what was revoked after it is not known.',
    advice: 'Import the newest list of the authority under People, Certificates. The signature is judged by the time at which it was made.',
  },
} as const satisfies Record<string, ProblemWords>
