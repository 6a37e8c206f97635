import { createInterface } from 'node:readline'
import { systemSurroundings } from '../../electron/files/clock.ts'
import { openWorkspace } from '../../electron/workspace/workspace.ts'

/** Opens a workspace, closes it when told to, and collects garbage: what is left in memory then is looked at from outside. */
const [folder = '', personId = ''] = process.argv.slice(2)
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const told = async (): Promise<string> => String((await lines.next()).value)
const collect = globalThis.gc ?? (() => undefined)
const settle = async () => {
  for (let i = 0; i < 6; i++) {
    collect()
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
}

async function session(): Promise<void> {
  const workspace = await openWorkspace(folder, personId, await told(), systemSurroundings('0.1.0-test'))
  await settle()
  console.log('open')
  await told()
  workspace.close()
}

await session()
await settle()
console.log('closed')
await told()
