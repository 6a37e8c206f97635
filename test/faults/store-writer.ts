// Child of kill.test.ts: writes until it is killed, and says each number only after its commit.
import { writeSync } from 'node:fs'
import { systemSurroundings } from '../../electron/files/clock.ts'
import { openWorkspace } from '../../electron/workspace/workspace.ts'
import { addDataset, addProtocol } from '../store/sample.ts'

const [folder = '', personId = '', passphrase = ''] = process.argv.slice(2)
const { store } = await openWorkspace(folder, personId, passphrase, systemSurroundings('0.1.0-test'))
for (;;) {
  if (store.ledger.head().seq % 3 === 0) store.transact(addDataset)
  else addProtocol(store, 'x'.repeat(store.ledger.head().seq % 5000))
  writeSync(1, `${store.records.list().length}\n`)
}
