import { type CommandName, commands } from '../../shared/ipc/contract.ts'
import { demoInput } from '../actions/demo-study.ts'

export const passphrase = 'correct horse battery staple'
const token = '0'.repeat(32)

/** A well-formed request of each command that would change something, with ids of nothing. */
const known: Readonly<Record<string, unknown>> = {
  studyId: token, file: token, folder: token, json: '{}', reason: 'because it is so', content: {}, jobId: 'none', estimateId: 'x',
  confirmation: 'x', what: 'x', header: ['x'], rows: [['x']], figure: 'x', offset: 0, limit: 1, name: 'Study', deviceName: 'Device',
  backup: token, into: token, actor: { signInName: 'ana', passphrase: 'x' }, witness: { signInName: 'bob', passphrase: 'x' },
  signInName: 'ana', passphrase, meaning: 'authorship', recordSha256: '0'.repeat(64), reportVersion: 0, printedName: 'Nobody', seq: 1, fromSeq: 1, toSeq: 1, note: '', saveAs: token, checkpointSha256: '0'.repeat(64), roles: [{ role: 'auditor', studyId: token }],
  personId: token, role: 'auditor', to: token, current: 'not the passphrase', minimum: 15, secondPerson: 'Nobody', filePassword: 'x', recoveryKey: 'x',
  kind: 'dataset', years: 10, holdId: token, disposalId: token, data: { id: token, version: 1 },
}

export function requestOf(command: CommandName): Record<string, unknown> {
  const request: Record<string, unknown> = {}
  for (const [key, schema] of Object.entries(shapeOf(command))) {
    if (schema.safeParse(undefined).success) continue
    request[key] = wellFormed[command]?.[key] ?? known[key]
  }
  return request
}

const wellFormed: Readonly<Record<string, Record<string, unknown>>> = {
  'choose.workspaceFolder': { purpose: 'open' },
  'choose.file': { purpose: 'protocol' },
  'choose.saveAs': { purpose: 'report', name: 'x' },
  'clipboard.write': { text: 'x' },
  'settings.set': { theme: 'dark' },
  'dataset.import': demoInput.dataset(),
  'predictions.import': demoInput.predictions(),
}

interface Field {
  safeParse(value: unknown): { success: boolean }
}
export const shapeOf = (command: CommandName): Record<string, Field> => (commands[command].request as unknown as { shape: Record<string, Field> }).shape
