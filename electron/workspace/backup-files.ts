import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { canonicalJson } from '../../shared/ledger/canonical.ts'
import { problem, Refusal, refuse } from '../../shared/vocabulary/problem.ts'
import { factsOf } from '../files/copy.ts'
import { type WorkspacePaths, workspacePaths } from './workspace-files.ts'

const hash = z.string().regex(/^[0-9a-f]{64}$/)
const id = z.string().regex(/^[0-9a-f]{32}$/)

/** What stands in `backup.json` beside the copied files (SPEC.md, STO-25). */
export const BackupFacts = z.strictObject({
  format: z.literal('probity.backup'),
  version: z.literal(1),
  id,
  storeId: id,
  name: z.string().min(1).max(300),
  madeAt: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
  appVersion: z.string().min(1).max(100),
  schemaVersion: z.int().min(1),
  seq: z.int().min(1),
  head: hash,
  /** Over every row of every table (STO-26). */
  logicalSha256: hash,
  files: z.array(z.strictObject({ name: z.string().regex(/^[a-z][a-z.-]{1,40}$/), bytes: z.int().min(0), sha256: hash })).min(4).max(5),
})
export type BackupFacts = z.infer<typeof BackupFacts>

export const BACKUP_FILE = 'backup.json'
export const backupPath = (folder: string): string => join(folder, BACKUP_FILE)
export const isBackup = (folder: string): boolean => existsSync(backupPath(folder))

export const backupText = (facts: BackupFacts): string => `${canonicalJson(facts)}\n`

/** Files of a workspace that a backup holds. The sign-in file is there only once somebody failed to sign in. */
export const copiedFiles = (paths: WorkspacePaths): readonly string[] =>
  [paths.about, paths.keyFile, paths.anchor, paths.signInFile].filter((path) => existsSync(path))

/** Refuses a folder that holds no finished backup. Nothing is known yet about its other files. */
export function readBackup(folder: string): BackupFacts {
  if (!isBackup(folder) || !existsSync(workspacePaths(folder).about)) return refuse('backup/not-a-backup')
  try {
    const text = readFileSync(backupPath(folder), 'utf8')
    const facts = BackupFacts.parse(JSON.parse(text))
    if (backupText(facts) === text) return facts
  } catch (error) {
    if (!(error instanceof Error)) throw error
  }
  return refuse('backup/damaged', { cause: 'its own description cannot be read' }, { file: BACKUP_FILE })
}

/** Every file is what it was when the backup was made. */
export function checkBackupFiles(folder: string, facts: BackupFacts): void {
  const problems = facts.files.flatMap(({ name, bytes, sha256 }) => {
    const path = join(folder, name)
    if (!existsSync(path)) return [problem('backup/damaged', { cause: 'it is missing' }, { file: name })]
    const found = factsOf(path)
    return found.bytes === bytes && found.sha256 === sha256 ? [] : [problem('backup/damaged', { cause: 'it was altered' }, { file: name })]
  })
  if (problems.length > 0) throw new Refusal(problems)
}
