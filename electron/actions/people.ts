import type { PersonId, StudyId } from '../../shared/vocabulary/ids.ts'
import { toHex } from '../../shared/vocabulary/ids.ts'
import type { Role } from '../../shared/vocabulary/people.ts'
import { refuse } from '../../shared/vocabulary/problem.ts'
import { sha256Hex } from '../files/digest.ts'
import type { Person } from '../store/people.ts'
import type { ReadStore, WriteStore } from '../store/store.ts'
import type { PreparedKeyFile } from '../vault/vault.ts'
import { ensureRowsKey, mayReadRows, type Workspace } from '../workspace/workspace.ts'
import { writePerson, writeRole } from '../workspace/write-people.ts'
import type { ActionContext } from './context.ts'
import { passphrasePolicy } from './passphrase-policy.ts'
import { type WitnessGiven, witnessed } from './witness.ts'

/** One role, for the whole workspace or (studyId) for one study. */
export interface HeldRole {
  readonly role: Role
  readonly studyId: string | null
}

export interface PersonToAdd {
  readonly signInName: string
  readonly printedName: string
  /** For the first sign-in only. */
  readonly passphrase: string
  readonly roles: readonly HeldRole[]
}

/** A person with roles. Rows are released at once if whoever adds has them and a role allows it. */
export async function addPerson({ workspace, surroundings }: ActionContext, wanted: PersonToAdd): Promise<PersonId> {
  const { store, vault } = workspace
  const { signInName, printedName, passphrase } = wanted
  for (const each of wanted.roles) assertScope(store, each)
  if (store.people.list().some((each) => each.signInName === signInName)) refuse('people/name-taken', { name: signInName })
  const personId = toHex(surroundings.randomBytes(16)) as PersonId
  const person = { personId, signInName, fullName: printedName, passphrase, mustChange: true, policy: passphrasePolicy(store) }
  const prepared = await vault.prepareWith(person, mayReadRows(wanted.roles.map((each) => each.role)))
  workspace.changeKeyFile(prepared, (w) => {
    writePerson(w, prepared)
    for (const { role, studyId } of wanted.roles) writeRole(w, { personId, role, studyId: studyId as StudyId | null, change: 'granted' })
    if (prepared.slot.rowsKey !== null) writeRowsEntry(w, 'rows-key.released', personId, prepared)
  })
  return personId
}

export interface RoleChange extends HeldRole {
  readonly personId: string
  readonly reason: string
  readonly witness?: WitnessGiven | undefined
}

export async function grantRole(context: ActionContext, wanted: RoleChange): Promise<void> {
  const { workspace } = context
  const { store, vault } = workspace
  const person = activePerson(workspace, wanted.personId)
  const { role, studyId, reason } = wanted
  assertScope(store, wanted)
  if (holds(store, person.id, wanted)) refuse('people/role-unchanged', { person: person.fullName })
  const details = await ownRolesWitness(context, wanted)
  const slot = vault.slots.find((each) => each.personId === person.id)
  const releases = mayReadRows([role]) && vault.rowsKey !== null && slot?.rowsKey === null && !slot.mustChange
  const write = (w: WriteStore) =>
    writeRole(w, { personId: person.id, role, studyId: studyId as StudyId | null, change: 'granted' }, { reason, details })
  if (!releases) store.transact(write)
  else {
    const prepared = await vault.prepareRowsReleased(person.id)
    workspace.changeKeyFile(prepared, (w) => {
      write(w)
      writeRowsEntry(w, 'rows-key.released', person.id, prepared)
    })
  }
  ensureRowsKey(workspace)
}

/** Whoever has no role left that may read rows loses the key to them: what was seen before stays seen. */
export async function revokeRole(context: ActionContext, wanted: RoleChange): Promise<void> {
  const { workspace } = context
  const { store, vault } = workspace
  const person = activePerson(workspace, wanted.personId)
  const { role, studyId, reason } = wanted
  if (!holds(store, person.id, wanted)) refuse('people/role-unchanged', { person: person.fullName })
  if (role === 'administrator') assertOtherAdministrator(workspace, person.id)
  const details = await ownRolesWitness(context, wanted)
  const write = (w: WriteStore) =>
    writeRole(w, { personId: person.id, role, studyId: studyId as StudyId | null, change: 'revoked' }, { reason, details })
  const left = store.people.heldBy(person.id).filter((each) => each.role !== role || each.studyId !== studyId)
  const withdraws = !mayReadRows(left.map((each) => each.role)) && vault.slots.some((each) => each.personId === person.id && each.rowsKey !== null)
  if (!withdraws) return void store.transact(write)
  const prepared = vault.prepareRowsWithdrawn(person.id)
  workspace.changeKeyFile(prepared, (w) => {
    write(w)
    writeRowsEntry(w, 'rows-key.withdrawn', person.id, prepared)
  })
}

/** The account ends: no passphrase opens it again. Its id and sign-in name are never given to anybody else. */
export function retirePerson({ workspace }: ActionContext, wanted: { readonly personId: string; readonly reason: string }): void {
  const { vault, session } = workspace
  const person = activePerson(workspace, wanted.personId)
  if (person.id === session.personId) refuse('people/not-yourself')
  assertOtherAdministrator(workspace, person.id)
  const prepared = vault.prepareRetired(person.id)
  workspace.changeKeyFile(prepared, (w) => {
    const { sha256 } = w.people.retire(person.id)
    w.appendEntry({
      action: 'person.retired',
      objectKind: 'person',
      objectId: person.id,
      afterSha256: sha256,
      reason: wanted.reason,
      details: { lastSlotId: person.slotId, keyFileSha256: sha256Hex(prepared.text) },
    })
  })
}

export function activePerson({ store }: Workspace, personId: string): Person {
  const person = store.people.get(personId as PersonId)
  return person === null || person.retiredAt !== null ? refuse('vault/unknown-person') : person
}

export function writeRowsEntry(w: WriteStore, action: 'rows-key.released' | 'rows-key.withdrawn', personId: string, prepared: PreparedKeyFile): void {
  const details = { personId, keyFileSha256: sha256Hex(prepared.text) }
  const common = { objectKind: 'workspace', objectId: w.storeId, details }
  if (action === 'rows-key.released') w.appendEntry({ action: 'rows-key.released', ...common })
  else w.appendEntry({ action: 'rows-key.withdrawn', ...common })
}

const holds = (store: ReadStore, personId: PersonId, { role, studyId }: HeldRole): boolean =>
  store.people.heldBy(personId).some((each) => each.role === role && each.studyId === studyId)

function assertScope(store: ReadStore, { role, studyId }: HeldRole): void {
  if (studyId === null) return
  if (role === 'administrator') refuse('people/role-scope', { cause: 'administrator-of-one-study' })
  const studies = store.records.list({ kind: 'study', studyId: studyId as StudyId })
  if (studies.length === 0) refuse('people/role-scope', { cause: 'no-such-study' })
}

/** Somebody else who can sign in must be left to keep the accounts. */
function assertOtherAdministrator({ store, vault }: Workspace, personId: PersonId): void {
  if (!store.people.rolesOf(personId).includes('administrator')) return
  const others = vault.slots.filter((each) => each.personId !== personId)
  if (others.some((each) => store.people.rolesOf(each.personId as PersonId).includes('administrator'))) return
  refuse('people/last-administrator')
}

/** Whoever keeps the accounts changes their own roles before a second person, where there is one. */
async function ownRolesWitness({ workspace }: ActionContext, { personId, witness }: RoleChange) {
  if (personId !== workspace.session.personId) return {}
  return witnessed(workspace, witness)
}
