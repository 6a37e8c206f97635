import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { verifyWorkspace } from '../../electron/workspace/verify.ts'
import { freshWorkspace, passphrase, personIdOf, reopen } from '../store/fixture.ts'

const KILLS = 25
const writer = fileURLToPath(new URL('./store-writer.ts', import.meta.url))

/** Runs the writer, kills it 0 to 40 ms after its first commit, and gives the last number it said. */
function acknowledgedBeforeKill(folder: string, personId: string, delayMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [writer, folder, personId, passphrase], { stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    let complaint = ''
    child.stdout.once('data', () => setTimeout(() => child.kill('SIGKILL'), delayMs))
    child.stdout.on('data', (part: Buffer) => (said += part.toString()))
    child.stderr.on('data', (part: Buffer) => (complaint += part.toString()))
    child.on('close', (_code, signal) => {
      if (signal !== 'SIGKILL') reject(new Error(`the writer ended by itself: ${complaint}`))
      else resolve(Number(said.split('\n').slice(0, -1).at(-1) ?? '0'))
    })
  })
}

test(`STO-13: ${KILLS} kills at random moments lose nothing that was acknowledged and break nothing`, { timeout: 120_000 }, async () => {
  const workspace = await freshWorkspace()
  const { folder } = workspace
  const personId = personIdOf(folder)
  workspace.close()
  const bad: string[] = []
  let total = 0
  for (let kill = 0; kill < KILLS; kill++) {
    const acknowledged = await acknowledgedBeforeKill(folder, personId, (40 * kill) / KILLS)
    const after = await reopen(folder)
    const found = after.store.records.list().length
    if (found < acknowledged || found > acknowledged + 1) bad.push(`kill ${kill}: acknowledged ${acknowledged}, found ${found}`)
    // All of it at the end; the chain and the rows on the way when there is less to read.
    if (kill % 5 === 0 || kill === KILLS - 1) {
      const report = verifyWorkspace(after)
      if (!report.ok) bad.push(`kill ${kill}: ${JSON.stringify(report.findings[0])}`)
    }
    total = found
    after.close()
  }
  console.log(`kill -9: ${KILLS} kills, ${total} records, ${bad.length} bad`)
  expect(bad).toEqual([])
  expect(total).toBeGreaterThan(KILLS)
})
