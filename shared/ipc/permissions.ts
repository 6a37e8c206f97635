import { type Role, roles } from '../vocabulary/people.ts'
import type { CommandName, commands } from './contract.ts'

export type EngineCommand = { [C in CommandName]: (typeof commands)[C]['by'] extends 'engine' ? C : never }[CommandName]

/**
 * The state that a command needs. none: no workspace. open: an unlocked one. change: an unlocked one that is not in
 * read-only service. sign: the same, and a clock that has not run backwards unexplained.
 */
export type Need = 'none' | 'open' | 'change' | 'sign'

/** Where the role must be held: for the whole workspace, for the study that the request names, or anywhere. */
export type Scope = 'workspace' | 'study' | 'anywhere'

export interface Permission {
  readonly need: Need
  readonly scope: Scope
  /** Whoever holds one of them may; `null` where no account is needed. The first one held is the role acted in. */
  readonly roles: readonly Role[] | null
}

const everybody = roles
const analysts: readonly Role[] = ['statistician', 'validator']
const readers: readonly Role[] = ['statistician', 'validator', 'reviewer', 'approver', 'auditor']

const free: Permission = { need: 'none', scope: 'anywhere', roles: null }
const open = (scope: Scope, ...held: readonly Role[]): Permission => ({ need: 'open', scope, roles: held })
const change = (scope: Scope, ...held: readonly Role[]): Permission => ({ need: 'change', scope, roles: held })
const sign = (scope: Scope, ...held: readonly Role[]): Permission => ({ need: 'sign', scope, roles: held })

/** The one table of who may do what in which state: the engine asks it, the report prints it, a test tries all of it. */
export const permissions: Readonly<Record<EngineCommand, Permission>> = {
  'workspace.state': free,
  'workspace.create': free,
  'workspace.choose': free,
  'workspace.demo': free,
  'workspace.unlock': free,
  'workspace.recover': free,
  'workspace.lock': free,
  'workspace.close': free,
  'workspace.verify': open('anywhere', ...everybody),
  'workspace.exportCertificate': change('anywhere', ...everybody),
  'backup.make': change('workspace', 'administrator'),
  'backup.cancel': open('workspace', 'administrator'),
  'backup.describe': free,
  // Asked by the restored store itself: nothing is open while it is put back.
  'backup.restore': free,
  'people.list': open('anywhere', ...everybody),
  'people.add': change('workspace', 'administrator'),
  'people.grantRole': change('workspace', 'administrator'),
  'people.revokeRole': change('workspace', 'administrator'),
  'people.retire': change('workspace', 'administrator'),
  'people.resetPassphrase': change('workspace', 'administrator'),
  // Whoever has the key releases it; an administrator can do so with the printed recovery key only.
  'people.releaseRows': change('anywhere', ...everybody),
  'passphrase.change': change('anywhere', ...everybody),
  'passphrase.setMinimum': change('workspace', 'administrator'),
  'recovery.make': change('workspace', 'administrator'),
  'recovery.exportSheet': change('workspace', 'administrator'),
  'recovery.acknowledge': change('workspace', 'reviewer', 'approver', 'auditor', 'administrator'),
  'trust.list': open('anywhere', ...everybody),
  'certificate.request': change('anywhere', ...analysts, 'reviewer', 'approver'),
  'certificate.import': change('anywhere', ...analysts, 'reviewer', 'approver'),
  'certificate.importPkcs12': change('anywhere', ...analysts, 'reviewer', 'approver'),
  'authority.import': change('workspace', 'administrator'),
  'crl.import': change('workspace', 'administrator'),
  'study.list': open('anywhere', ...everybody),
  'study.create': change('workspace', ...analysts, 'administrator'),
  'study.get': open('study', ...everybody),
  'intendedUse.saveDraft': change('study', ...analysts, 'reviewer'),
  'intendedUse.approve': change('study', 'validator', 'reviewer', 'approver'),
  'intendedUse.newVersion': change('study', 'validator', 'reviewer', 'approver'),
  'protocol.saveDraft': change('study', ...analysts),
  'protocol.importDraft': change('study', ...analysts),
  'protocol.exportJson': change('study', ...readers),
  'protocol.lock': change('study', ...analysts),
  'protocol.newVersion': change('study', ...analysts),
  'planning.compute': open('anywhere', ...everybody),
  'dataset.preview': open('anywhere', 'data-custodian', 'validator'),
  'dataset.import': change('study', 'data-custodian'),
  'cohort.preview': open('study', ...analysts, 'data-custodian', 'reviewer'),
  'cohort.freeze': change('study', ...analysts),
  'predictions.import': change('study', 'validator'),
  'release.digestFile': open('anywhere', 'validator'),
  'evaluation.start': change('study', ...analysts),
  'job.cancel': open('anywhere', ...analysts, 'data-custodian'),
  'evaluation.results': open('study', ...readers),
  'estimate.detail': open('study', ...readers),
  'results.exportJson': change('study', ...readers),
  'figure.exportSvg': change('study', ...readers),
  'table.exportCsv': change('study', ...readers),
  'report.preview': open('study', ...readers),
  'report.sign': sign('study', ...analysts, 'reviewer', 'approver'),
  'report.reject': sign('study', 'reviewer', 'approver'),
  'report.withdraw': sign('study', ...analysts, 'approver'),
  'report.supersede': sign('study', ...analysts, 'approver'),
  'report.verify': open('study', ...readers),
  'report.export': change('study', ...readers),
  'trail.list': open('anywhere', ...everybody),
  'clock.override': change('workspace', 'reviewer', 'administrator'),
  'trail.facets': open('anywhere', ...everybody),
  'trail.entry': open('anywhere', ...everybody),
  'trail.countersignatures': open('anywhere', ...everybody),
  'trail.exportCsv': change('anywhere', 'reviewer', 'approver', 'auditor', 'administrator'),
  'trail.exportJson': change('anywhere', 'reviewer', 'approver', 'auditor', 'administrator'),
  'trail.exportPdf': change('anywhere', 'reviewer', 'approver', 'auditor', 'administrator'),
  'trail.review': sign('workspace', 'reviewer', 'auditor'),
  'retention.policy': open('anywhere', ...everybody),
  'retention.set': change('workspace', 'reviewer'),
  'retention.study': open('study', ...everybody),
  'hold.place': change('study', 'data-custodian', 'reviewer', 'approver'),
  'hold.release': change('study', 'reviewer', 'approver'),
  // The second person, a reviewer, is asked in the same request.
  'data.dispose': sign('study', 'data-custodian'),
  'disposal.exportJson': change('study', 'data-custodian', ...readers),
  'disposal.exportPdf': change('study', 'data-custodian', ...readers),
  'head.export': change('anywhere', 'reviewer', 'approver', 'auditor', 'administrator'),
  'head.read': open('anywhere', 'reviewer', 'approver', 'auditor'),
  'head.witness': sign('workspace', 'reviewer', 'approver', 'auditor'),
  'head.importWitness': change('anywhere', 'reviewer', 'approver', 'auditor', 'administrator'),
}

/** Who may sign with which meaning; asked in addition to `report.sign`. */
export { signatureRoles as signaturePermissions } from '../vocabulary/signatures.ts'

/** The role in which somebody who holds `held` does it; null if none of them may. */
export const roleFor = (allowed: readonly Role[], held: readonly string[]): Role | null => allowed.find((role) => held.includes(role)) ?? null
