import { composeRecoverySheet } from '../../shared/report/recovery-sheet.ts'
import type { PersonId, Sha256 } from '../../shared/vocabulary/ids.ts'
import { refuse } from '../../shared/vocabulary/problem.ts'
import type { Surroundings } from '../files/clock.ts'
import { sha256Hex } from '../files/digest.ts'
import type { LedgerEntry } from '../store/ledger-store.ts'
import type { ReadStore } from '../store/store.ts'
import { parseKeyFile } from '../vault/key-file.ts'
import { recoverySlotOf } from '../vault/recovery.ts'
import type { Witness } from '../vault/vault.ts'
import { readWorkspace, recoverWorkspace, type Workspace, type Examine } from '../workspace/workspace.ts'
import { slotDetails, slotRow } from '../workspace/write-people.ts'
import type { ActionContext } from './context.ts'
import { exportBytes } from './export-files.ts'
import { retireKey } from './passphrases.ts'
import { type WitnessGiven, witnessed } from './witness.ts'

/** A key to be printed and kept away from the workspace. It replaces any earlier one. */
export async function makeRecoveryKey({ workspace }: ActionContext, given: WitnessGiven | undefined): Promise<{ recoveryKey: string; rows: boolean }> {
  const witness = await witnessed(workspace, given)
  const { recoveryKey, rows, slotId, ...prepared } = workspace.vault.prepareRecovery()
  workspace.changeKeyFile(prepared, (w) =>
    w.appendEntry({
      action: 'recovery-key.made',
      objectKind: 'workspace',
      objectId: workspace.storeId,
      details: { slotId, rows: rows ? 'yes' : 'no', keyFileSha256: sha256Hex(prepared.text), ...witness },
    }),
  )
  return { recoveryKey, rows }
}

/**
 * The key as a sheet to print, into the file that the person chose and nowhere else: a printer's queue would keep a copy
 * that nobody chose. Only the key in force is written (rules ACT-90, ACT-91).
 */
export async function exportRecoverySheet(
  context: ActionContext,
  { path, recoveryKey }: { readonly path: string; readonly recoveryKey: string },
): Promise<Sha256> {
  const { workspace, surroundings, host, demo } = context
  const { slotId, rows, text } = recoverySlotOf(parseKeyFile(workspace.vault.keyFileText), recoveryKey)
  const createdAt = surroundings.clock.now()
  const { name } = readWorkspace(workspace.folder)
  const person = workspace.session.fullName
  const tree = composeRecoverySheet({
    workspace: name,
    demo,
    createdAt,
    tzOffsetMinutes: surroundings.clock.tzOffsetMinutes(),
    person,
    recoveryKey: text,
    rows,
  })
  const meta = { title: tree.title, author: person, createdAt, study: name, appVersion: surroundings.appVersion, subject: tree.title }
  const contents = await host.render(tree, meta).result
  return exportBytes(context, { path, contents, what: 'recovery key', studyId: null, action: 'recovery-key.exported', details: { slotId } })
}

export interface BreakGlass {
  readonly personId: string
  readonly recoveryKey: string
  readonly passphrase: string
  readonly secondPerson: string
  readonly witness?: WitnessGiven | undefined
  readonly reason: string
}

/**
 * Break-glass, before two people. It must work when every passphrase is lost, so a passphrase of the second person is
 * taken where there is one and otherwise the typed name is recorded as not proved; the banner says which.
 */
export function recover(folder: string, wanted: BreakGlass, surroundings: Surroundings, examine: Examine): Promise<Workspace> {
  const { reason, secondPerson, witness } = wanted
  const personId = wanted.personId as PersonId
  return recoverWorkspace(folder, { ...wanted, personId, witness }, surroundings, {
    examine: (opening) => {
      const { store, session } = opening
      if (!store.people.rolesOf(personId).includes('administrator')) {
        refuse('vault/recover-administrator', { person: session.fullName })
      }
      if (sameName(session.fullName, secondPerson)) refuse('vault/witness', { cause: 'same-person' })
      return examine(opening)
    },
    record: (workspace, prepared, proved) => {
      const before = workspace.store.people.get(personId)
      workspace.changeKeyFile(prepared, (w) => {
        retireKey(w, personId, before?.slotId)
        const { sha256 } = w.people.addSlot(personId, slotRow(prepared.slot))
        w.appendEntry({
          action: 'recovery.used',
          objectKind: 'person',
          objectId: personId,
          afterSha256: sha256,
          reason,
          details: { ...slotDetails(prepared.slot, prepared.text), secondPerson, ...provedDetails(proved) },
        })
      })
    },
  })
}

const provedDetails = (proved: Witness | null): Readonly<Record<string, string>> =>
  proved === null ? { secondProved: 'no' } : { secondProved: 'yes', witnessId: proved.personId, witnessName: proved.fullName }

const sameName = (a: string, b: string): boolean => a.normalize('NFC').trim().toLowerCase() === b.normalize('NFC').trim().toLowerCase()

/** The last use of the recovery key that nobody has acknowledged. */
export function recoveryUsed(store: ReadStore): LedgerEntry | null {
  const [used] = store.ledger.list({ action: 'recovery.used', newestFirst: true, limit: 1 })
  const [seen] = store.ledger.list({ action: 'recovery.acknowledged', newestFirst: true, limit: 1 })
  return used === undefined || (seen !== undefined && seen.seq > used.seq) ? null : used
}

export function acknowledgeRecovery({ workspace }: ActionContext, { reason }: { readonly reason: string }): void {
  const { store, storeId } = workspace
  const used = recoveryUsed(store) ?? refuse('vault/no-recovery-key')
  store.transact((w) =>
    w.appendEntry({ action: 'recovery.acknowledged', objectKind: 'workspace', objectId: storeId, reason, details: { usedSeq: used.seq } }),
  )
}
