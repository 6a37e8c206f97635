import { isRetentionClass, type NotCovered, type RetentionClass } from '../../vocabulary/retention.ts'
import { formatCount } from './numbers.ts'

/** Retention, legal hold and disposal, on screen and on the certificate. */
export const className: Readonly<Record<RetentionClass, string>> = { dataset: 'Reference data', predictions: 'Predictions' }

const classText: Readonly<Record<RetentionClass, string>> = {
  dataset: 'Examinations, covariates and reference standard: each version has data keys of its own.',
  predictions: 'What the device said about each examination, with a data key of its own.',
}

/** What a disposal does not reach, one sentence each, in the order in which the certificate says it. */
export const notCoveredText: Readonly<Record<NotCovered, string>> = {
  backups: 'Backups and copies of the workspace folder that were made before: they hold the keys. Destroy them, or restore and dispose again.',
  exports: 'Files that were exported from the workspace: the audit trail lists them.',
  elsewhere: 'The files that were imported, and every other copy that somebody holds elsewhere.',
  disk: 'Blocks that the disk or the file system has set aside: store and log are overwritten as far as this program can reach.',
  'known-keys': 'A key that somebody had copied out of a session while it was open.',
  evidence: 'Evidence stays: ciphertext, salted digests, counts, results, reports and the audit trail. The digest of a column of very few rows can be found by trying.',
}

const years = (n: number): string => (n === 1 ? '1 year' : `${formatCount(n)} years`)
const versionName = (kind: RetentionClass, version: number): string => `${className[kind]}, version ${version}`

/** Of kind, id and version as the verification names them: “dataset 3f… v1”. */
export function disposedObject(object: string): string {
  const [kind = '', , version = ''] = object.split(' ')
  return isRetentionClass(kind) ? versionName(kind, Number(version.slice(1))) : object
}

export const retentionWords = {
  title: 'Retention',
  lead: 'How long patient data are kept. Afterwards two people may dispose of them by destroying their keys.',
  className,
  classText,
  years,
  kept: 'Kept',
  period: 'Period',
  forYears: (n: number): string => (n === 0 ? 'until they are no longer needed' : years(n)),
  notSetText: (suggested: number): string => `Nothing is disposed of. Suggested: ${years(suggested)}.`,
  notSet: (suggested: number): string => `Not set, so nothing is disposed of. Suggested: ${years(suggested)}.`,
  suggestion: 'A suggestion, not a rule: MDR Article 10(8) and AI Act Article 18 ask for ten years of documentation, counted from the device’s placing on the market and not from the import. Set what your own plan says.',
  evidence: 'Evidence (protocols, cohorts, results, reports, certificates and the audit trail) is kept as long as the workspace.',
  setBy: (by: string, at: string): string => `Set by ${by}, ${at}`,
  set: (name: string): string => `Set the period: ${name} …`,
  setOpen: 'Set the period …',
  setTitle: (name: string): string => `How long to keep: ${name}`,
  setText: 'The period counts from the import, or from the last frozen cohort of the data. It holds at once, for what is there already too.',
  setField: 'Years',
  setHint: '0 to 100; 0: until they are no longer needed.',
  setConfirm: 'Set the period',
  setDone: 'Period set',

  studyTitle: 'Retention and legal hold',
  studyLead: 'How long the rows of this study are kept. Results, reports and the audit trail stay.',
  empty: 'Nothing has been imported yet.',
  version: versionName,
  disposedObject,
  rows: (n: number): string => `${formatCount(n)} rows`,
  imported: (at: string): string => `imported ${at}`,
  until: (at: string): string => `Kept until ${at}`,
  over: (at: string): string => `Period over since ${at}`,
  unset: 'No period set',
  hold: 'Legal hold',
  disposedState: 'Disposed of',
  disposed: (at: string, asked: string, witnessed: string): string => `Disposed of on ${at} by ${asked} and ${witnessed}`,
  disposedText: (nKeys: number): string =>
    `${nKeys === 1 ? 'The data key was' : `The ${nKeys} data keys were`} destroyed: nobody can read the rows. What was computed from them stays.`,
  certificate: 'Save the certificate …',
  certificateFile: 'certificate-of-disposal.pdf',
  checkable: 'Save it to be checked (JSON) …',
  checkableFile: 'certificate-of-disposal.json',
  saved: (name: string): string => `Saved as ${name}.`,
  holds: 'Legal holds',
  holdOnStudy: 'The whole study',
  holdBy: (by: string, at: string): string => `${by}, ${at}`,
  place: 'Place a hold …',
  placeTitle: 'Place a legal hold',
  placeText: 'While it is in force, nothing that it covers is disposed of, whatever the period says.',
  placeOn: 'What is held',
  placeConfirm: 'Place the hold',
  placed: 'Hold placed',
  release: 'Release …',
  releaseTitle: 'Release the hold',
  releaseText: (what: string, reason: string): string => `${what}: “${reason}”. Both the hold and its release stay in the audit trail.`,
  releaseConfirm: 'Release the hold',
  released: 'Hold released',
  dispose: 'Dispose …',
  disposeTitle: (what: string): string => `Dispose of: ${what}`,
  disposeText: 'Two people sign a certificate, and the data keys are destroyed. Nobody can undo it.',
  what: 'What is disposed of',
  reach: 'What this does not reach',
  confirmationField: 'The study’s name',
  confirmation: (study: string): string => `Type the study’s name: ${study}`,
  asks: 'Data custodian, who asks for it',
  witness: 'Reviewer (QA), who confirms it',
  signInName: 'Sign-in name',
  passphrase: 'Passphrase',
  bringsBackMissing: 'the tick above',
  bringsBack: 'I mean to bring these keys back; they are disposed of again afterwards.',
  disposeConfirm: 'Destroy the keys',
  disposeDone: 'The keys are destroyed. The certificate is in the workspace.',
} as const

export const disposalWords = {
  title: 'Certificate of disposal',
  subtitle: (workspace: string): string => `Workspace ${workspace}`,
  statement: 'On this day the data keys named below were destroyed, so that nobody can read these rows any more with this workspace. Both people signed this statement with their keys.',
  what: 'What was disposed of',
  study: 'Study',
  device: 'Device',
  data: 'Data',
  record: 'Record',
  recordSha256: 'SHA-256 of its record',
  rows: 'Rows and columns',
  rowsValue: (rows: number, columns: number): string => `${formatCount(rows)} rows in ${formatCount(columns)} columns`,
  keys: 'Data keys destroyed',
  keyPurpose: { data: 'data', reference: 'reference standard' },
  keyValue: (keyId: string, purpose: string, n: number): string => `${keyId} (${purpose}, ${n === 1 ? '1 segment' : `${formatCount(n)} segments`})`,
  rule: 'Rule',
  ruleValue: (n: number, since: string, until: string): string => `Kept ${years(n)} from ${since}: until ${until}`,
  ruleEntry: 'Set by entry',
  reason: 'Reason',
  at: 'Time (workstation clock)',
  trail: 'Audit trail before it',
  entry: 'Entry of the disposal',
  people: 'Who signed',
  asked: 'Asked for by',
  witnessed: 'Confirmed by',
  certificate: 'Certificate',
  signature: 'Signature',
  notCovered: 'What this does not cover',
  check: 'To check it',
  checkText: 'Each signature (ECDSA P-256 over SHA-256) is over the canonical JSON (RFC 8785) of the record without its signatures. The command “probity verify” checks both, the roles of that day, and that the keys are gone.',
  certificateSha256: 'SHA-256 of this record',
} as const
