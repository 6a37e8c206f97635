import type { CommandName, commands } from '../../shared/ipc/contract.ts'

/**
 * What each engine command needs. One table; issue by issue it gains roles and states, and is tested as a whole.
 * none: no workspace needed. open: an unlocked workspace. change: an unlocked workspace that is not in read-only service.
 */
export type Need = 'none' | 'open' | 'change'

type EngineCommand = { [C in CommandName]: (typeof commands)[C]['by'] extends 'engine' ? C : never }[CommandName]

export const needs: Readonly<Record<EngineCommand, Need>> = {
  'workspace.state': 'none',
  'workspace.create': 'none',
  'workspace.choose': 'none',
  'workspace.demo': 'none',
  'workspace.unlock': 'none',
  'workspace.lock': 'none',
  'workspace.close': 'none',
  'workspace.verify': 'open',
  'workspace.exportCertificate': 'change',
  'backup.make': 'open',
  'backup.describe': 'none',
  'backup.restore': 'none',
  'study.list': 'open',
  'study.create': 'change',
  'study.get': 'open',
  'intendedUse.saveDraft': 'change',
  'intendedUse.approve': 'change',
  'intendedUse.newVersion': 'change',
  'protocol.saveDraft': 'change',
  'protocol.importDraft': 'change',
  'protocol.exportJson': 'change',
  'protocol.lock': 'change',
  'protocol.newVersion': 'change',
  'planning.compute': 'open',
  'dataset.preview': 'open',
  'dataset.import': 'change',
  'cohort.preview': 'open',
  'cohort.freeze': 'change',
  'predictions.import': 'change',
  'release.digestFile': 'open',
  'evaluation.start': 'change',
  'job.cancel': 'open',
  'evaluation.results': 'open',
  'estimate.detail': 'open',
  'results.exportJson': 'change',
  'figure.exportSvg': 'change',
  'table.exportCsv': 'change',
  'report.preview': 'open',
  'report.sign': 'change',
  'report.export': 'change',
  'trail.list': 'open',
  'trail.exportCsv': 'change',
}

export type { EngineCommand }
