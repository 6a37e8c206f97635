import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Store, WriteStore } from '../../electron/store/store.ts'
import { readKeyFile } from '../../electron/vault/key-file.ts'
import { openStoreKey } from '../../electron/vault/slots.ts'
import { keysOf } from '../../electron/vault/vault.ts'
import { openWorkspace, readWorkspace, type Workspace } from '../../electron/workspace/workspace.ts'
import { workspacePaths } from '../../electron/workspace/workspace-files.ts'
import { Refusal } from '../../shared/vocabulary/problem.ts'
import { ada, surroundings } from '../store/backup-fixture.ts'

/** How a path tells where it stands. */
export interface Watch {
  /** From here on every step counts. */
  begin(): void
  /** What the program has said is saved: a number of the audit trail. */
  ack(seq: number): void
  /** A transaction with so many entries is about to be committed: until it is acknowledged it may be there, whole, or not. */
  pending(entries: number): void
  /** The whole of it was reported as done. */
  done(): void
  end(): void
}

export interface WritePath {
  readonly name: string
  /** The state it begins in. */
  readonly stage: string
  run(root: string, watch: Watch): Promise<void>
  /** What has to hold beyond the trail; `clean` where the program lived on and the disk recovered at once. */
  check?(root: string, after: { readonly done: boolean; readonly clean: boolean }): Promise<string[]> | string[]
  /** The folder may hold no workspace while it is made or replaced. */
  readonly mayLack?: boolean
}

/** What Ada and Bob take or are given where a path changes a passphrase. */
export const nextPassphrase = 'seven grey herons on a wire'

export const folderIn = (root: string): string => join(root, 'ws')
export const adaIn = (root: string): string => readWorkspace(folderIn(root)).people[0]?.personId ?? ''

/** She, with the passphrase that opens her slot as the key file stands. Nothing is tried that would be counted. */
export async function adaOf(folder: string): Promise<{ readonly personId: string; readonly signInName: string; readonly passphrase: string }> {
  const passphrase = (await opensSlotOf(folder, { ...ada, passphrase: nextPassphrase })) ? nextPassphrase : ada.passphrase
  const { file } = readKeyFile(workspacePaths(folder).keyFile)
  return { ...ada, personId: file.slots.find((each) => each.signInName === ada.signInName)?.personId ?? '', passphrase }
}

export const adaNow = (root: string) => adaOf(folderIn(root))

async function opensSlotOf(folder: string, who: { readonly signInName: string; readonly passphrase: string }): Promise<boolean> {
  const { file } = readKeyFile(workspacePaths(folder).keyFile)
  const slot = file.slots.find((each) => each.signInName === who.signInName)
  if (slot === undefined) return false
  const keys = await keysOf(slot, who.passphrase)
  return openStoreKey(file.storeId, slot, keys) !== null
}

export const opensSlot = (root: string, who: { readonly signInName: string; readonly passphrase: string }): Promise<boolean> =>
  opensSlotOf(folderIn(root), who)

/** Whoever signs in with keys that a crash left in the file, but that are no longer in force, is asked to sign in again. */
export async function openIn(root: string, examine?: (opening: Workspace) => void): Promise<Workspace> {
  const open = async () => {
    const { personId, passphrase } = await adaNow(root)
    return openWorkspace(folderIn(root), personId, passphrase, surroundings, examine)
  }
  try {
    return await open()
  } catch (error) {
    if (!(error instanceof Refusal) || error.problems[0]?.code !== 'vault/sign-in-again') throw error
    return open()
  }
}

export async function canSignIn(root: string, who: { readonly signInName: string; readonly passphrase: string }): Promise<boolean> {
  if (!(await opensSlot(root, who))) return false
  const personId = readWorkspace(folderIn(root)).people.find((each) => each.signInName === who.signInName)?.personId
  const workspace = await openWorkspace(folderIn(root), personId ?? '', who.passphrase, surroundings)
  workspace.close()
  return true
}

/** Where a closed workspace stands. */
export const anchored = (root: string): number => (JSON.parse(readFileSync(workspacePaths(folderIn(root)).anchor, 'utf8')) as { seq: number }).seq

/** Every commit of the store is acknowledged as soon as it has returned. */
export function tell(store: Store, watch: Pick<Watch, 'ack' | 'pending'>): void {
  const transact = store.transact.bind(store)
  store.transact = <T>(work: (write: WriteStore) => T): T => {
    const value = transact((write) => {
      let n = 0
      const appendEntry: WriteStore['appendEntry'] = (draft) => {
        n += 1
        return write.appendEntry(draft)
      }
      const made = work({ ...write, appendEntry })
      watch.pending(n)
      return made
    })
    watch.ack(store.ledger.head().seq)
    return value
  }
}

/** An action in a workspace that is open already; closing it is not part of the path. */
export function inWorkspace(act: (workspace: Workspace, root: string) => Promise<unknown> | unknown): WritePath['run'] {
  return async (root, watch) => {
    const workspace = await openIn(root)
    try {
      tell(workspace.store, watch)
      watch.ack(workspace.store.ledger.head().seq)
      watch.begin()
      await act(workspace, root)
      watch.done()
    } finally {
      watch.end()
      try {
        workspace.close()
      } catch {
        // A store that met a fault may not take the last entry.
      }
    }
  }
}
