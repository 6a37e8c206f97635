import type { Independence, Participant } from '../../shared/report/input.ts'
import type { PersonId, StudyId } from '../../shared/vocabulary/ids.ts'
import { type Role, heldTogether, isRole } from '../../shared/vocabulary/people.ts'
import type { IndependenceKind } from '../../shared/vocabulary/signatures.ts'
import { en } from '../../shared/words/en/index.ts'
import type { ReadStore } from '../store/store.ts'

/** What brought the reference standard in, and what the result was made with: two hands, if it can be. */
const custody = ['dataset.imported']
const analysis = ['protocol.locked', 'cohort.frozen', 'release.recorded', 'predictions.sealed', 'evaluation.started']
const counted = ['intended-use.approved', ...custody, ...analysis, 'report.signed']

interface Deeds {
  readonly personId: PersonId
  readonly name: string
  readonly actions: readonly string[]
}

/**
 * Who did what in a study, read from the audit trail, and how far apart these people were. `author` is about to sign and
 * takes part, whatever the trail says so far; null where somebody only looks.
 */
export function independenceOf(store: ReadStore, studyId: StudyId, author: PersonId | null): Independence {
  const everybody = deedsOf(store, studyId)
  const people = everybody.map(({ personId, name, actions }) => participant(name, actions, rolesOf(store, personId, studyId)))
  return { kind: kindOf(everybody, people, author), people }
}

/** What one person did in a study: a reviewer or approver should have done none of it. */
export function ownWork(store: ReadStore, studyId: StudyId, personId: PersonId): string[] {
  const own = deedsOf(store, studyId).find((each) => each.personId === personId)
  return (own?.actions ?? []).filter((action) => action !== 'report.signed').map(en.ledgerEvent)
}

function deedsOf(store: ReadStore, studyId: StudyId): Deeds[] {
  const found = new Map<string, { personId: PersonId; name: string; actions: Set<string> }>()
  for (const { body } of store.ledger.list({ studyId })) {
    if (body.personId === null || !counted.includes(body.action)) continue
    const deeds = found.get(body.personId) ?? { personId: body.personId as PersonId, name: body.fullName, actions: new Set<string>() }
    deeds.actions.add(body.action)
    found.set(body.personId, deeds)
  }
  return [...found.values()].map((each) => ({ ...each, actions: [...each.actions] }))
}

const rolesOf = (store: ReadStore, personId: PersonId, studyId: StudyId): Role[] => store.people.rolesOf(personId, studyId).filter(isRole)

const participant = (name: string, actions: readonly string[], held: readonly Role[]): Participant => ({
  name,
  did: actions.map(en.ledgerEvent),
  roles: held.map((role) => en.roleNames[role]),
  together: heldTogether(held).map(([one, other]) => [en.roleNames[one], en.roleNames[other]] as const),
})

function kindOf(everybody: readonly Deeds[], people: readonly Participant[], author: PersonId | null): IndependenceKind {
  if (new Set([...(author === null ? [] : [author]), ...everybody.map((each) => each.personId)]).size <= 1) return 'single-person'
  const bothHands = everybody.some(({ actions }) => [custody, analysis].every((some) => some.some((action) => actions.includes(action))))
  return bothHands || people.some((each) => each.together.length > 0) ? 'partly-separated' : 'separated'
}
