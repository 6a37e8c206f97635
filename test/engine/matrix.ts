import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Workspace } from '../../electron/workspace/workspace.ts'
import type { EngineCommand } from '../../shared/ipc/permissions.ts'
import type { StudyId } from '../../shared/vocabulary/ids.ts'
import { type Role, roles } from '../../shared/vocabulary/people.ts'

const letters: Readonly<Record<string, Role>> = {
  C: 'data-custodian', S: 'statistician', V: 'validator', R: 'reviewer', A: 'approver', U: 'auditor', M: 'administrator',
}

interface Expected {
  readonly command: EngineCommand
  readonly need: string
  readonly roles: readonly Role[] | null
}

export const matrix: readonly Expected[] = readFileSync(join(import.meta.dirname, 'permission-matrix.txt'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => {
    const [command = '', need = '', ...held] = line.split(/ +/)
    return { command: command as EngineCommand, need, roles: held[0] === '*' ? null : held.map((letter) => letters[letter] ?? fail(letter)) }
  })

function fail(letter: string): never {
  throw new Error(`no role has the letter ${letter}`)
}

/** The person's roles become exactly these, as the ledger would have it. */
export function holdExactly({ store, session }: Workspace, wanted: readonly string[], studyId: StudyId | null): void {
  const change = (role: string, what: 'granted' | 'revoked', where: StudyId | null) =>
    store.transact((write) => {
      const changed = write.people.changeRole({ personId: session.personId, studyId: where, role, change: what })
      write.appendEntry({ action: `role.${what}`, objectKind: 'role-assignment', objectId: changed.id, afterSha256: changed.sha256 })
    })
  const places = [null, ...store.records.list({ kind: 'study' }).map((each) => each.studyId as StudyId)]
  for (const where of places) for (const role of roles) if (store.people.rolesOf(session.personId, where ?? undefined).includes(role)) change(role, 'revoked', where)
  for (const role of wanted) change(role, 'granted', studyId)
}
