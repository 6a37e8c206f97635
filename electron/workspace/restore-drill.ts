import { rmSync } from 'node:fs'
import type { Surroundings } from '../files/clock.ts'
import { freshTemporaryFolder } from '../files/write.ts'
import type { IntegrityCheck } from '../store/integrity.ts'
import { type Credentials, unlockByName } from '../vault/open-vault.ts'
import { type BackupFacts, checkBackupFiles, readBackup } from './backup-files.ts'
import { refuseBroken, stage } from './restore.ts'
import { copyDigest } from './verify.ts'
import { openWorkspace } from './workspace.ts'
import { workspacePaths } from './workspace-files.ts'

export interface Drill {
  readonly facts: BackupFacts
  /** What was found after restoring; equal to the backup's own statements when the drill succeeded. */
  readonly head: string
  readonly logicalSha256: string
  readonly nEntries: number
  readonly ok: boolean
}

/**
 * Restores into a temporary folder as far as a person could start working in it, compares, and leaves nothing. No
 * store is replaced, so one person is enough. A backup that cannot be restored is a Refusal that says why.
 */
export async function restoreDrill(backup: string, who: Credentials, surroundings: Surroundings, integrity?: IntegrityCheck): Promise<Drill> {
  const facts = readBackup(backup)
  checkBackupFiles(backup, facts)
  const temporary = freshTemporaryFolder('drill')
  try {
    const staged = workspacePaths(temporary)
    stage(backup, facts, staged)
    const vault = await unlockByName(staged, who, surroundings, 'verification')
    let logicalSha256: string
    try {
      // Before it is verified: verifying brings a copy of an older store to this version.
      logicalSha256 = copyDigest(staged, vault)
      await refuseBroken(staged, facts, vault, integrity)
    } finally {
      vault.dispose()
    }
    const workspace = await openWorkspace(staged.folder, vault.personId, who.passphrase, surroundings)
    try {
      const head = workspace.store.ledger.get(facts.seq)?.hash ?? 'none'
      const ok = head === facts.head && logicalSha256 === facts.logicalSha256
      return { facts, head, logicalSha256, nEntries: facts.seq, ok }
    } finally {
      workspace.close()
    }
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}
