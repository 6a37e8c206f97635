import { firstRoles } from '../../shared/vocabulary/people.ts'
import type { Someone } from '../actions/three-names.ts'

/** Mia began alone and holds every role; Ana only keeps the accounts; Rui may read rows; Noa only looks. */
export const team = {
  mia: { signInName: 'mia', fullName: 'Mia Mendes', passphrase: 'kettle under walnut snow', roles: firstRoles.alone },
  ana: { signInName: 'ana', fullName: 'Ana Almeida', passphrase: 'marble canoe twelve lanterns', roles: ['administrator'] },
  rui: { signInName: 'rui', fullName: 'Rui Rocha', passphrase: 'nine purple umbrellas waiting', roles: ['statistician'] },
  noa: { signInName: 'noa', fullName: 'Noa Nygaard', passphrase: 'a lantern under the staircase', roles: ['auditor'] },
} as const satisfies Record<string, Someone>
