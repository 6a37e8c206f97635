import { join } from 'node:path'
import { systemSurroundings } from '../../electron/files/clock.ts'
import { SCHEMA_VERSION } from '../../electron/store/schema.ts'
import { writeAnchor } from '../../electron/workspace/anchor.ts'
import { createWorkspace } from '../../electron/workspace/workspace.ts'
import { firstRoles } from '../../shared/vocabulary/people.ts'

// Run by Node itself with a folder and a passphrase: a workspace, another one, and an anchor that a newer Probity
// would leave beside the first, sealed with its own key.
const [parent = '', passphrase = ''] = process.argv.slice(2)
const surroundings = systemSurroundings('0.0.0-test')

const good = await createWorkspace(
  join(parent, 'good'),
  { name: 'Thorax readers 2026', person: { signInName: 'ana', fullName: 'Ana Almeida', passphrase, roles: firstRoles.alone } },
  surroundings,
)
const { vault, store, storeId } = good
const { seq, hash } = store.ledger.head()
writeAnchor(
  join(parent, 'newer-anchor.json'),
  {
    format: 'probity.anchor',
    version: 1,
    storeId,
    schemaVersion: SCHEMA_VERSION + 1,
    keyFileGeneration: vault.generation,
    checkpointSize: 0,
    checkpointCount: 0,
    seq,
    head: hash,
    signIns: { count: 0, head: '0'.repeat(64) },
  },
  vault.keys.anchor,
)
good.close()
const other = await createWorkspace(
  join(parent, 'other'),
  { name: 'Other', person: { signInName: 'bo', fullName: 'Bo Berg', passphrase, roles: firstRoles.alone } },
  surroundings,
)
other.close()
