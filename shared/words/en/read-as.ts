/**
 * Values of problems that are codes, put into words. The name of the value decides, so that a person's own text such as
 * “seq” is never replaced.
 */
const causes: Readonly<Record<string, string>> = {
  SQLITE_CORRUPT: 'a part of it was changed or cannot be read',
  SQLITE_NOTADB: 'its beginning was changed or cannot be read',
  'administrator-of-one-study': 'an administrator is one for the whole workspace',
  'already-there': 'it was imported before',
  authority: 'the certificate of the workspace does not fit its key',
  body: 'an entry cannot be read',
  damaged: 'it is damaged',
  digest: 'its digest does not fit its content',
  'differs-from-copy': 'it differs from the copy inside the store',
  'entry-without-row': 'the entry speaks of something that is no longer stored',
  'exchange-key': 'a key in it is no key',
  generation: 'it belongs to an earlier or later state of the workspace',
  changed: 'it is not the file that was shown',
  'certificate-authority': 'its certificate was not issued by the authority it names',
  hash: 'the entry was changed',
  head: 'it names another last entry',
  integrity: 'its pages do not hold together',
  key: 'its key does not open',
  link: 'it does not follow from the one before',
  'lock-digest': 'its content was changed after it was locked',
  mac: 'it was changed without the key',
  missing: 'nobody was named',
  'no-copy': 'the store holds no copy of it',
  'no-data-key': 'its data key is missing',
  'no-reference-key': 'the key of the reference standard is missing',
  'not-p-256': 'its key is not one of the curve P-256',
  'not-canonical': 'it was rewritten by another program',
  'not-locked': 'it is no longer locked',
  'no-revocation-list': 'it is no list of revoked certificates',
  'no-such-study': 'there is no such study',
  'not-json': 'it is not valid JSON',
  origin: 'it comes from another workspace',
  'one-time-passphrase': 'that person’s passphrase was set by somebody else',
  'not-an-authority': 'it is not one certificate of an authority',
  'other-history': 'both hold different entries under the same number',
  'other-key': 'it belongs to another key than yours',
  'other-name': 'it bears another name than yours',
  'other-store': 'it belongs to another workspace',
  'rolled-back': 'the workspace holds fewer entries than it once did, so an older copy was put back',
  pkcs12: 'its password is another one, or it is protected by ciphers that are no longer used; then export it anew with AES: openssl pkcs12 -legacy -in old.p12 -out key.pem, openssl pkcs12 -export -in key.pem -out new.p12, and delete key.pem',
  root: 'its digest over all entries does not fit',
  'row-changed': 'it is not what the entry recorded',
  'row-without-entry': 'no entry of the audit trail speaks of it',
  schema: 'its tables are not as they must be',
  'segment-digest': 'rows of data were changed',
  'segment-missing': 'rows of data are missing',
  'segment-seal': 'rows of data cannot be decrypted',
  'self-check': 'its keys do not open what they should',
  seq: 'its number is not the next one',
  sequence: 'an entry is missing or repeated',
  shape: 'its form is wrong',
  'rows-key': 'the key of the patient rows does not open',
  'same-person': 'that is the same person',
  'signature-apart': 'one person signed it twice',
  'signature-bytes': 'the signed bytes are not those of its record',
  'signature-certificate': 'its certificate was not that person’s at the time',
  'signature-count': 'the document holds other signatures than its record',
  'signature-decision': 'the decision was not signed by that person',
  'signature-history': 'the versions of the report do not follow from one another',
  'signature-meaning': 'the role does not permit its meaning',
  'signature-order': 'it was not given in the order author, reviewer, approver',
  'signature-person': 'it names another person',
  'signature-position': 'the audit trail holds something else at the place it names',
  'signature-record': 'it was made for another record',
  'signature-role': 'the person did not hold the role at the time',
  'decided-approved': 'it is already approved',
  'decided-no-role': 'the role is missing',
  'decided-not-own': 'somebody else wrote it',
  'decided-own': 'whoever wrote it withdraws it instead',
  'sign-in-file': 'the list of sign-ins is missing or shorter than it was',
  signature: 'its signature does not fit',
  signer: 'nobody in the workspace signed it',
  statement: 'what was signed cannot be read',
  role: 'whoever signed it did not hold the role',
  range: 'it speaks of entries that its checkpoint does not cover',
  size: 'its size is wrong',
  staged: 'an unfinished import was left behind',
  state: 'its state is not the one recorded',
  study: 'it belongs to another study',
  text: 'its text is not in the agreed form',
  time: 'its time lies before that of the entry above it',
  unreadable: 'it cannot be read',
  'weak-common': 'it is made of passwords and words that are used often',
  'weak-date': 'it is made of dates or years',
  'weak-guessable': 'it has too little that could not be foreseen',
  'weak-keyboard': 'it follows the rows of the keyboard',
  'weak-name': 'it is made of names of the person',
  'weak-repeat': 'it repeats itself',
  'weak-sequence': 'it is a run of letters or digits',
}

const reasonsToStop: Readonly<Record<string, string>> = {
  cancelled: 'it was cancelled',
  'could not start': 'the process that reads files could not be started',
  ended: 'the process that reads files ended',
  failed: 'the file could not be read to its end',
  memory: 'the file needed more memory than is allowed',
  'no progress': 'nothing happened for too long',
}

const directions: Readonly<Record<string, string>> = {
  'higher-is-positive': 'a higher score means positive',
  'lower-is-positive': 'a lower score means positive',
}

const objects: Readonly<Record<string, string>> = {
  careSetting: 'the care setting',
  cohort: 'the cohort',
  'intended-use': 'the intended use',
  limitations: 'the limitations',
  population: 'the population',
  predictions: 'the predictions',
  problem: 'the problem',
  protocol: 'the protocol',
  'reference-data': 'the reference data',
  riskFileReferences: 'the risk-file references',
  users: 'the users',
  workflow: 'the workflow',
}

const byName: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  cause: causes,
  what: { ...objects, ...causes },
  missing: objects,
  why: reasonsToStop,
  found: directions,
  expected: directions,
}

/** The value in words where it is a known code of that name; else the value itself. Lists are read part by part. */
export function readAs(name: string, value: string): string {
  const table = Object.hasOwn(byName, name) ? byName[name] : undefined
  if (table === undefined) return value
  const inWords = (code: string): string => (Object.hasOwn(table, code) ? (table[code] ?? code) : code)
  // A checker says which of its parts found the fault: “checkpoint: head”.
  if (name === 'cause' && value.includes(': ')) return value.split(': ').map(inWords).join(': ')
  return name === 'missing' ? value.split(', ').map(inWords).join(', ') : inWords(value)
}
