import { type Role, firstRoles } from '../../shared/vocabulary/people.ts'

export interface Someone {
  readonly signInName: string
  readonly fullName: string
  readonly passphrase: string
  readonly roles: readonly Role[]
}

/** Ana may do everything, as somebody who began alone; the others have one duty each. */
export const people = {
  ana: { signInName: 'ana', fullName: 'Ana Author', passphrase: 'correct horse battery staple', roles: firstRoles.alone },
  rui: { signInName: 'rui', fullName: 'Rui Reviewer', passphrase: 'nine purple umbrellas waiting', roles: ['reviewer'] },
  mia: { signInName: 'mia', fullName: 'Mia Approver', passphrase: 'seventeen quiet lighthouses', roles: ['approver'] },
  noa: { signInName: 'noa', fullName: 'Noa Nobody', passphrase: 'a lantern under the staircase', roles: ['auditor'] },
} as const satisfies Record<string, Someone>
export type Name = keyof typeof people
