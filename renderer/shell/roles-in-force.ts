import { type Role, roles } from '../../shared/vocabulary/people.ts'
import { allRoles, roleNames } from '../../shared/words/en/people.ts'

/** What the status line says of whoever is signed in. */
export const rolesInForce = (held: readonly Role[]): string =>
  held.length === roles.length ? allRoles : held.map((role) => roleNames[role]).join(', ')
