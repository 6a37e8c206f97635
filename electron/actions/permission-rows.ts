import type { PermissionTable } from '../../shared/report/input.ts'
import { permissions } from '../../shared/ipc/permissions.ts'
import { roles } from '../../shared/vocabulary/people.ts'
import { signatureMeanings, signatureRoles } from '../../shared/vocabulary/signatures.ts'
import { en } from '../../shared/words/en/index.ts'

/** The permission table of this program, as the report's appendix prints it: commands that need an account, then signatures. */
export function permissionTable(): PermissionTable {
  const commands = Object.entries(permissions).flatMap(([command, { roles: allowed }]) =>
    allowed === null ? [] : [{ what: en.commandNames[command] ?? command, may: roles.map((role) => allowed.includes(role)) }],
  )
  const signatures = signatureMeanings.map((meaning) => ({
    what: `sign with the meaning ${en.signatureMeaningNames[meaning].toLowerCase()}`,
    may: roles.map((role) => signatureRoles[meaning].includes(role)),
  }))
  return { roles: roles.map((role) => en.roleNames[role]), rows: [...commands, ...signatures] }
}
