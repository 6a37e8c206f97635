import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { makeBackup } from '../../electron/actions/backup.ts'
import { makeRecoveryKey } from '../../electron/actions/recovery.ts'
import { openDatabase } from '../../electron/store/database.ts'
import { isSchemaIntact, migrate } from '../../electron/store/schema.ts'
import { unlockVault } from '../../electron/vault/open-vault.ts'
import { createWorkspace, type Workspace } from '../../electron/workspace/workspace.ts'
import { workspacePaths } from '../../electron/workspace/workspace-files.ts'
import { roles } from '../../shared/vocabulary/people.ts'
import { Refusal } from '../../shared/vocabulary/problem.ts'
import { addPerson } from '../store/add-person.ts'
import { ada, bob, surroundings } from '../store/backup-fixture.ts'
import { kdf, person } from '../store/fixture.ts'
import { draft, evaluate_, freeze, import_, lock, seal, sign } from './deeds.ts'
import { adaIn, folderIn, openIn } from './path.ts'
import { contextIn, writeSmallStudy } from './small-study.ts'

export const carla = { signInName: 'carla', passphrase: 'the passphrase of a third' }

export const create = (root: string): Promise<Workspace> =>
  createWorkspace(folderIn(root), { name: 'Test', person: { ...person, roles: [...roles] } }, surroundings)

export const wrongPassphrase = async (root: string): Promise<void> => {
  const paths = workspacePaths(folderIn(root))
  try {
    ;(await unlockVault(paths, adaIn(root), 'not the right passphrase', surroundings)).dispose()
  } catch (error) {
    if (!(error instanceof Refusal) || error.problems[0]?.code !== 'vault/wrong-passphrase') throw error
  }
}

function firstSchema(): Map<string, string> {
  const db = new Sqlite(':memory:')
  migrate(db, 1)
  const rows = db.prepare('SELECT name, sql FROM main.sqlite_master').all() as { name: string; sql: string }[]
  db.close()
  return new Map(rows.map(({ name, sql }) => [name, sql]))
}

/** Backwards to the first schema, as a store of that version was. */
async function toFirstSchema(root: string): Promise<void> {
  const paths = workspacePaths(folderIn(root))
  const vault = await unlockVault(paths, adaIn(root), ada.passphrase, surroundings)
  const db = openDatabase(paths.store, vault.keys.database, { mustExist: true })
  const had = firstSchema()
  const later = db.prepare("SELECT type, name FROM main.sqlite_master WHERE type IN ('table', 'index') AND sql IS NOT NULL ORDER BY type, rowid DESC").all()
  for (const { type, name } of later as { type: string; name: string }[]) if (!had.has(name)) db.exec(`DROP ${type} main.${name}`)
  // A guard that a later version put in the place of an older one.
  const guards = db.prepare("SELECT name, sql FROM main.sqlite_master WHERE type = 'trigger'").all() as { name: string; sql: string }[]
  for (const { name, sql } of guards) if (had.get(name) !== sql) db.exec(`DROP TRIGGER main.${name}; ${had.get(name) ?? ''}`)
  db.pragma('user_version = 1')
  if (!isSchemaIntact(db)) throw new Error('this is not the first schema')
  db.close()
  vault.dispose()
}

const makeRecovery = (root: string) => async (workspace: Workspace) =>
  writeFileSync(join(root, 'recovery-key'), (await makeRecoveryKey(contextIn(workspace), bob)).recoveryKey)

async function within(root: string, work: (workspace: Workspace) => unknown): Promise<void> {
  const workspace = await openIn(root)
  await work(workspace)
  workspace.close()
}

/** One folder a stage under `at`, each made from the one before it; only what the paths need. */
export async function makeStages(at: string, wanted: ReadonlySet<string>): Promise<void> {
  const root = join(at, 'making')
  mkdirSync(join(root, 'out'), { recursive: true })
  writeSmallStudy(root)
  const keep = (stage: string) => wanted.has(stage) && cpSync(root, join(at, stage), { recursive: true })
  const act = async (stage: string, work: (workspace: Workspace) => unknown) => {
    await within(root, work)
    keep(stage)
  }
  const branch = async (stage: string, work: (root: string) => Promise<void>) => {
    if (!wanted.has(stage)) return
    cpSync(root, join(at, stage), { recursive: true })
    await work(join(at, stage))
  }
  keep('empty')
  const workspace = await create(root)
  await addPerson(workspace, { ...bob, fullName: 'Bob Example', kdf })
  workspace.close()
  keep('created')
  await branch('wrong-passphrase', wrongPassphrase)
  await branch('first-schema', toFirstSchema)
  await branch('three-people', (at) => within(at, (each) => addPerson(each, { ...carla, fullName: 'Carla Example', kdf })))
  await branch('recoverable', (at) => within(at, makeRecovery(at)))
  const steps: readonly (readonly [stage: string, work: (workspace: Workspace) => unknown])[] = [
    ['drafted', draft],
    ['locked', lock],
    ['imported', (each) => import_(each, root)],
    ['frozen', freeze],
    ['sealed', (each) => seal(each, root)],
    ['evaluated', evaluate_],
    ['signed', sign],
    ['backed-up', (each) => makeBackup(contextIn(each), { folder: join(root, 'backup') })],
  ]
  const last = Math.max(...steps.map(([stage], i) => (wanted.has(stage) ? i : -1)))
  for (const [stage, work] of steps.slice(0, last + 1)) await act(stage, work)
  rmSync(root, { recursive: true })
}
