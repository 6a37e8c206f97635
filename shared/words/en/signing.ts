/** What a signature is worth now, in one sentence. */
export const reportCheckWords = {
  valid: (name: string): string => `The signature of ${name} is valid: the document and its record are as they were signed.`,
  revoked: (name: string): string => `The document is unchanged, but the certificate of ${name} had been revoked: the signature does not count.`,
  'identity-unknown': (name: string): string => `The document is unchanged, but who signed as ${name} cannot be confirmed by this workspace.`,
  changed: (name: string): string => `The document was changed after ${name} signed it. Do not rely on it.`,
  invalid: (name: string): string => `The signature under the name of ${name} does not belong to this report. Do not rely on it.`,
} as const

/** The Sign screen, where several people sign one report in turn. */
export const signingWords = {
  certificate: 'Your certificate',
  certificateUnfit: 'Nothing can be signed with your certificate as it is.',
  turn: 'Whose turn it is',
  next: {
    authorship: 'The report waits for its author.',
    responsibility: 'The report waits for its author.',
    review: 'The report waits for its review.',
    approval: 'The report waits for its approval.',
  },
  who: (names: string): string => `Can be signed by: ${names}.`,
  whoNobody: 'Nobody else in this workspace may sign it now. The administrator can give somebody the role.',
  approved: 'The report is approved: no further signature is needed.',
  approvedVoid: 'The report was approved, but a signature on it does not count: withdraw or supersede it.',
  voidMark: 'A signature does not count',
  checking: 'Checking the signatures …',
  versionOf: (version: number): string => (version === 0 ? 'first signature' : `record version ${version}, signed before`),
  record: 'Record',
  recordDigest: 'Digest of the record',
  role: 'Role',
  ownWork: (deeds: string): string => `You took part in this study yourself (${deeds}). A signature of somebody who did not would be more independent.`,
  approvedMark: 'Approved',
  immutableNext: [
    'The signatures before yours stay as they are; yours is added to the same document.',
    'Your printed name, the time, the role and the meaning are part of the PDF and of the audit trail.',
  ],
  states: { valid: 'Valid', revoked: 'Certificate revoked', 'identity-unknown': 'Identity unknown', changed: 'Changed after signing', invalid: 'Invalid' },
  history: 'Earlier reports of this study',
  historyNote: 'Nothing is deleted: each stays in the workspace as it was signed.',
  report: (number: string): string => `Report ${number}`,
  signedLine: (name: string, role: string, meaning: string, at: string): string => `${name}, ${role}: ${meaning}, ${at}`,
  decidedLine: (what: string, name: string, role: string, at: string): string => `${what} by ${name}, ${role}, ${at}`,
  because: (reason: string): string => `Reason: ${reason}`,
  replacedBy: (number: string): string => `In its place: report ${number}`,
  decisions: {
    title: 'Decisions',
    open: { rejected: 'Reject …', withdrawn: 'Withdraw …', superseded: 'Supersede …' },
    dialog: {
      rejected: { title: 'Reject the report', text: 'The report does not go on to approval. Its author can make a new one, which will tell of this.' },
      withdrawn: { title: 'Withdraw the report', text: 'The report is no longer in force. It stays in the workspace, marked as withdrawn.' },
      superseded: { title: 'Supersede the report', text: 'A new report takes the place of this one. Until it is signed, the study has no report in force.' },
    },
    confirm: { rejected: 'Reject report', withdrawn: 'Withdraw report', superseded: 'Supersede report' },
    reason: 'Reason',
    reasonHint: 'At least ten characters. It is printed in later reports.',
    immutable: ['The decision, its reason and your name are part of the audit trail and of every later report.', 'The signed document itself is not changed.'],
    missing: { reason: 'Write the reason.', signInName: 'Type your sign-in name.', passphrase: 'Type your passphrase.' },
  },
} as const
