import { type EngineCommand, permissions, roleFor } from '../../shared/ipc/permissions.ts'
import type { StudyId } from '../../shared/vocabulary/ids.ts'
import type { Workspace } from '../workspace/workspace.ts'

/** The signed-in person's roles where the command asks for them; a study that is not there has nobody's. */
export function rolesHeld({ session, store }: Workspace, command: EngineCommand, studyId: string | null): readonly string[] {
  const { scope } = permissions[command]
  if (scope === 'workspace') return store.people.rolesOf(session.personId)
  if (scope === 'study') return store.people.rolesOf(session.personId, (studyId ?? '') as StudyId)
  return store.people.rolesAnywhere(session.personId)
}

/** Commands that the signed-in person may give, apart from the state the workspace or the study is in. */
export const permittedTo = (workspace: Workspace, studyId: StudyId | null): EngineCommand[] =>
  (Object.keys(permissions) as EngineCommand[]).filter((command) => {
    const { roles, scope } = permissions[command]
    if ((scope === 'study') !== (studyId !== null) || roles === null) return false
    return roleFor(roles, rolesHeld(workspace, command, studyId)) !== null
  })
