import { type Role, roles } from '../../shared/vocabulary/people.ts'
import { roleNames } from '../../shared/words/en/people.ts'
import { words } from '../../shared/words/en/screens.ts'

/** What the status line says of whoever is signed in: that one person does everything, or which roles are held. */
export const rolesInForce = (held: readonly Role[]): string =>
  held.length === roles.length ? words.shell.singlePerson : held.map((role) => roleNames[role]).join(', ')
