import { cpSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openDatabase } from '../../electron/store/database.ts'
import { SCHEMA_VERSION, schemaVersion } from '../../electron/store/schema.ts'
import { unlockVault } from '../../electron/vault/open-vault.ts'
import { logicalSha256 } from '../../electron/workspace/logical-digest.ts'
import { verifyAll, verifyStore } from '../../electron/workspace/verify.ts'
import { openWorkspace, readWorkspace } from '../../electron/workspace/workspace.ts'
import { workspacePaths } from '../../electron/workspace/workspace-files.ts'
import { verifyFolder } from '../../verifier/verify.ts'
import { surroundings } from './backup-fixture.ts'
import { refusal, temporaryFolder } from './fixture.ts'

const at = join(import.meta.dirname, '../fixtures/stores')
const kept = readdirSync(at).filter((name) => name.startsWith('schema-'))

interface Facts {
  readonly schemaVersion: number
  readonly seq: number
  readonly head: string
  readonly logicalSha256: string
  readonly people: readonly [{ signInName: string; passphrase: string }, { signInName: string; passphrase: string }]
}

const factsOf = (name: string) => JSON.parse(readFileSync(join(at, name, 'facts.json'), 'utf8')) as Facts
const bytesOf = (folder: string) => readdirSync(folder).sort().map((name) => [name, readFileSync(join(folder, name), 'base64')])

function copyOf(name: string): string {
  const folder = join(temporaryFolder(), 'ws')
  cpSync(join(at, name, 'ws'), folder, { recursive: true })
  return folder
}

const idOf = (folder: string, signInName: string) => readWorkspace(folder).people.find((each) => each.signInName === signInName)?.personId ?? ''

async function databaseOf(folder: string, facts: Facts) {
  const [first] = facts.people
  const vault = await unlockVault(workspacePaths(folder), idOf(folder, first.signInName), first.passphrase, surroundings)
  const db = openDatabase(workspacePaths(folder).store, vault.keys.database, { mustExist: true })
  vault.dispose()
  return db
}

describe('stores that were written before', () => {
  test('STO-34: there is one of the present schema, and none is large', () => {
    expect(kept).toContain(`schema-${SCHEMA_VERSION}`)
    for (const name of kept) expect(statSync(join(at, name, 'ws', 'workspace.probity')).size).toBeLessThan(600_000)
  })

  test.each(kept)('STO-34: %s verifies, opens for everybody, is brought to the present schema, and keeps its history', async (name) => {
    const facts = factsOf(name)
    const folder = copyOf(name)
    const db = await databaseOf(copyOf(name), facts)
    expect([schemaVersion(db), logicalSha256(db)]).toEqual([facts.schemaVersion, facts.logicalSha256])
    db.close()
    for (const { signInName, passphrase } of facts.people) {
      const personId = idOf(folder, signInName)
      expect((await verifyStore(folder, { personId, passphrase })).findings).toEqual([])
      expect((await verifyFolder(folder, { person: signInName, passphrase })).findings).toEqual([])
      const workspace = await openWorkspace(folder, personId, passphrase, surroundings)
      expect(schemaVersion(workspace.store.database)).toBe(SCHEMA_VERSION)
      expect(workspace.store.ledger.get(facts.seq)?.hash).toBe(facts.head)
      expect((await verifyAll(workspace)).findings).toEqual([])
      workspace.close()
    }
  })

  test('STO-34: one of a newer schema is refused and no byte of it changes', async () => {
    const name = `schema-${SCHEMA_VERSION}`
    const facts = factsOf(name)
    const folder = copyOf(name)
    const db = await databaseOf(folder, facts)
    db.pragma(`user_version = ${SCHEMA_VERSION + 1}`)
    db.close()
    const before = bytesOf(folder)
    const [{ signInName, passphrase }] = facts.people
    const personId = idOf(folder, signInName)
    expect(await refusal(() => openWorkspace(folder, personId, passphrase, surroundings))).toEqual(['store/newer'])
    expect(bytesOf(folder)).toEqual(before)
  })
})
