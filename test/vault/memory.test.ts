import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'
import { freshWorkspace, passphrase, personIdOf } from '../store/fixture.ts'
import { copiesIn, keysOfFirst } from './memory-scan.ts'

test.skipIf(!existsSync('/proc/self/mem'))('VLT-17: after the session no key is left in the memory of the process', { timeout: 60_000 }, async () => {
  const { folder, close } = await closed()
  close()
  const secrets = await keysOfFirst(folder, passphrase)
  const child = spawn(process.execPath, ['--expose-gc', join(import.meta.dirname, 'session-process.ts'), folder, personIdOf(folder)], { stdio: ['pipe', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill())
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  child.stdin.write(`${passphrase}\n`)
  expect((await lines.next()).value).toBe('open')
  const open = copiesIn(child.pid ?? 0, secrets)
  child.stdin.write('close\n')
  expect((await lines.next()).value).toBe('closed')
  const after = copiesIn(child.pid ?? 0, secrets)
  console.log(`      copies while open ${JSON.stringify(open)}, after it ${JSON.stringify(after)}; looked for ${secrets.storeKey.length} bytes each`)
  expect(open['storeKey']).toBeGreaterThan(0)
  expect(open['rowsKey']).toBeGreaterThan(0)
  expect(after).toEqual({ storeKey: 0, rowsKey: 0, kek: 0 })
})

async function closed() {
  const workspace = await freshWorkspace()
  return { folder: workspace.folder, close: () => workspace.close() }
}
