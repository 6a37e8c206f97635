import type { AccountView } from '../../../shared/ipc/people-commands.ts'
import { type Role, heldTogether, roles as everyRole } from '../../../shared/vocabulary/people.ts'
import { roleNames } from '../../../shared/words/en/people.ts'
import { peopleWords as words } from '../../../shared/words/en/screens-people.ts'

type HeldRole = AccountView['roles'][number]

const scopes = (held: readonly HeldRole[]): readonly (string | null)[] => [...new Set(held.map(({ studyId }) => studyId))].sort((a, b) => Number(b === null) - Number(a === null))

/** One line a scope: the whole workspace first. */
export const roleLines = (held: readonly HeldRole[]): readonly string[] =>
  scopes(held).map((scope) => {
    const here = held.filter(({ studyId }) => studyId === scope)
    const names = here.length === everyRole.length ? words.everyRole : here.map(({ role }) => roleNames[role]).join(', ')
    return scope === null ? names : `${words.study(here[0]?.studyName ?? words.unnamedStudy)}: ${names}`
  })

/** Pairs that should be apart and that somebody holds at once anywhere: a role of the workspace counts in each study. */
export function pairsTogether(held: readonly Pick<HeldRole, 'role' | 'studyId'>[]): readonly string[] {
  const wide = held.filter(({ studyId }) => studyId === null)
  const inScope = (studyId: string | null): readonly Role[] => [...wide, ...held.filter((each) => each.studyId === studyId)].map(({ role }) => role)
  const pairs = [null, ...held.map(({ studyId }) => studyId)].flatMap((studyId) => heldTogether(inScope(studyId)))
  return [...new Set(pairs.map(([one, other]) => words.pair(roleNames[one], roleNames[other])))]
}
