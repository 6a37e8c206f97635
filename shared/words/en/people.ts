import { isRole, type Role } from '../../vocabulary/people.ts'

/** Roles as people read them. */
export const roleNames: Readonly<Record<Role, string>> = {
  'data-custodian': 'data custodian',
  statistician: 'statistician',
  validator: 'validator',
  reviewer: 'reviewer (QA)',
  approver: 'approver',
  auditor: 'auditor',
  administrator: 'administrator',
}

/** Nothing where nobody's role was asked. */
export const roleName = (role: string): string => (isRole(role) ? roleNames[role] : role === 'none' ? '' : role)

export const roleTexts: Readonly<Record<Role, string>> = {
  'data-custodian': 'Imports reference data. Brings no predictions, locks nothing, runs nothing.',
  statistician: 'Writes and locks the protocol, freezes cohorts, runs evaluations, signs as author.',
  validator: 'As the statistician, and imports predictions.',
  reviewer: 'Reads everything, reviews the audit trail, signs the review.',
  approver: 'Reads everything, approves or rejects the report.',
  auditor: 'Reads everything and changes nothing.',
  administrator: 'Keeps accounts, backups and certificates. Sees no patient rows and signs no evidence.',
}

/** What each command of the engine is called where its permission is shown or refused. */
export const commandNames: Readonly<Record<string, string>> = {
  'workspace.state': 'see that a workspace is there',
  'workspace.create': 'create a workspace',
  'workspace.choose': 'choose a workspace',
  'workspace.demo': 'open the demo workspace',
  'workspace.unlock': 'sign in',
  'workspace.lock': 'lock the workspace',
  'workspace.close': 'close the workspace',
  'workspace.verify': 'verify the workspace',
  'workspace.exportCertificate': 'export the workspace’s certificate',
  'study.list': 'list studies',
  'study.create': 'begin a study',
  'study.get': 'see where a study stands',
  'intendedUse.saveDraft': 'draft the intended use',
  'intendedUse.approve': 'approve the intended use',
  'intendedUse.newVersion': 'begin a new version of the intended use',
  'protocol.saveDraft': 'draft the protocol',
  'protocol.importDraft': 'read a protocol from a file',
  'protocol.exportJson': 'export the protocol',
  'protocol.lock': 'lock the protocol',
  'protocol.newVersion': 'begin a new version of the protocol',
  'planning.compute': 'plan a sample size',
  'dataset.preview': 'look into a file before it is imported',
  'dataset.import': 'import reference data',
  'cohort.preview': 'see what the cohort rules select',
  'cohort.freeze': 'freeze the cohort',
  'predictions.import': 'import predictions',
  'release.digestFile': 'take the digest of a release file',
  'evaluation.start': 'run the locked evaluation',
  'job.cancel': 'cancel what is running',
  'evaluation.results': 'see results',
  'estimate.detail': 'see where a number comes from',
  'results.exportJson': 'export results',
  'figure.exportSvg': 'export a figure',
  'table.exportCsv': 'export a table',
  'report.preview': 'read the report',
  'report.sign': 'sign the report',
  'report.export': 'export the report',
  'clock.override': 'explain a clock that ran back',
  'trail.list': 'read the audit trail',
  'trail.facets': 'see what the audit trail can be filtered by',
  'trail.entry': 'read an entry of the audit trail',
  'trail.countersignatures': 'see reviews and witnesses of the audit trail',
  'trail.exportCsv': 'export the audit trail',
  'trail.exportJson': 'export the audit trail with every field',
  'trail.exportPdf': 'export the audit trail as a document',
  'trail.review': 'sign a review of the audit trail',
  'head.export': 'export the head of the audit trail',
  'head.read': 'read the head of another workspace',
  'head.witness': 'witness the head of another workspace',
  'head.importWitness': 'take over a witness’s signature',
}

export const listOfRoles = (held: readonly Role[]): string => held.map((role) => roleNames[role]).join(', ')
