import { X509Certificate } from 'node:crypto'
import type { AccountView, PeopleView } from '../../shared/ipc/people-commands.ts'
import type { WorkspaceView } from '../../shared/ipc/views.ts'
import type { PersonId } from '../../shared/vocabulary/ids.ts'
import { isRole } from '../../shared/vocabulary/people.ts'
import { passphrasePolicy } from '../actions/passphrase-policy.ts'
import { recoveryUsed } from '../actions/recovery.ts'
import { sha256Hex } from '../files/digest.ts'
import type { Person } from '../store/people.ts'
import { readSignInFile, refusedSince, type SignInFile } from '../vault/sign-in-file.ts'
import { mayReadRows, type Workspace } from '../workspace/workspace.ts'
import { validityOf } from '../vault/certificate-validity.ts'

/** Who has an account, and what it opens. Refused attempts are read from the file now, and shown to administrators. */
export function peopleView(workspace: Workspace): PeopleView {
  const { store, vault, session, paths } = workspace
  const signIns = store.people.rolesOf(session.personId).includes('administrator') ? readSignInFile(paths.signInFile) : null
  return {
    people: store.people.list().map((person) => accountView(workspace, person, signIns)),
    failedUnknown: signIns && failed(signIns, null),
    minimumPassphraseLength: passphrasePolicy(store).minimumLength,
    recovery: vault.recovery,
    holdsRows: vault.rowsKey !== null,
  }
}

function accountView(workspace: Workspace, person: Person, signIns: SignInFile | null): AccountView {
  const { store, vault } = workspace
  const { id, signInName, fullName, addedAt, retiredAt } = person
  const slot = vault.slots.find((each) => each.personId === id)
  const studyNames = new Map(store.records.list({ kind: 'study' }).map((each) => [each.studyId as string, nameOf(each.bytes)]))
  const certificate = new X509Certificate(person.certificate)
  return {
    id,
    signInName,
    printedName: fullName,
    state: retiredAt === null ? 'active' : 'retired',
    addedAt,
    retiredAt,
    roles: store.people.heldBy(id).flatMap(({ role, studyId }) => (isRole(role) ? [{ role, studyId, studyName: studyId && (studyNames.get(studyId) ?? null) }] : [])),
    rows: retiredAt === null ? rowsOf(workspace, id) : 'none',
    mustChangePassphrase: slot?.mustChange ?? false,
    certificate: {
      issuer: certificate.issuer,
      notAfter: validityOf(certificate).notAfter,
      sha256: sha256Hex(person.certificate),
    },
    failed: signIns && failed(signIns, id),
  }
}

const nameOf = (bytes: string): string => (JSON.parse(bytes) as { name: string }).name

function failed(signIns: SignInFile, personId: string | null): { n: number; lastAt: string | null } {
  const { n, last } = refusedSince(signIns, personId, ['unlock'])
  return { n, lastAt: last?.at ?? null }
}

export function rowsOf({ store, vault }: Workspace, personId: PersonId): 'held' | 'waiting' | 'none' {
  const slot = vault.slots.find((each) => each.personId === personId)
  if (slot !== undefined && slot.rowsKey !== null) return 'held'
  return mayReadRows(store.people.rolesAnywhere(personId)) ? 'waiting' : 'none'
}

type Open = Extract<WorkspaceView, { kind: 'open' }>

/** What whoever has just signed in must be told. */
export function signInView(workspace: Workspace): Pick<Open, 'mustChangePassphrase' | 'rows' | 'nFailedSince' | 'lastFailedAt' | 'recoveryUsed'> {
  const { vault, session, sinceLastSignIn, store } = workspace
  const used = recoveryUsed(store)
  const text = (name: string): string => String(used?.body.details[name] ?? '')
  return {
    mustChangePassphrase: vault.mustChange,
    rows: rowsOf(workspace, session.personId),
    nFailedSince: sinceLastSignIn.nFailed,
    lastFailedAt: sinceLastSignIn.lastFailedAt,
    recoveryUsed: used && {
      seq: used.seq,
      at: used.body.at,
      person: used.body.fullName,
      secondPerson: text('secondPerson'),
      secondProved: text('secondProved') === 'yes',
      reason: used.body.reason ?? '',
    },
  }
}
