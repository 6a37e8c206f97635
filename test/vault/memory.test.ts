import { spawn } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'
import { openRowsKey } from '../../electron/vault/exchange.ts'
import { readKeyFile } from '../../electron/vault/key-file.ts'
import { openExchangeKey, openStoreKey, personKeys } from '../../electron/vault/slots.ts'
import { toHex } from '../../shared/vocabulary/ids.ts'
import { freshWorkspace, passphrase, personIdOf } from '../store/fixture.ts'

/** How often the bytes occur in the memory that a process can write to. */
function copiesIn(pid: number, secrets: Readonly<Record<string, Uint8Array>>): Record<string, number> {
  const found = Object.fromEntries(Object.keys(secrets).map((name) => [name, 0]))
  const memory = openSync(`/proc/${pid}/mem`, 'r')
  try {
    for (const line of readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n')) {
      const [, from, to] = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line) ?? []
      if (from === undefined || to === undefined || line.includes('[vvar')) continue
      countIn(memory, [BigInt(`0x${from}`), BigInt(`0x${to}`)], secrets, found)
    }
  } finally {
    closeSync(memory)
  }
  return found
}

const PIECE = 16 * 1024 * 1024

function countIn(memory: number, [from, to]: [bigint, bigint], secrets: Readonly<Record<string, Uint8Array>>, found: Record<string, number>): void {
  const piece = Buffer.alloc(PIECE + 31)
  // Pieces overlap by one byte less than a secret, so that none is cut and none is counted twice.
  for (let at = from; at < to; at += BigInt(PIECE)) {
    const length = Number(to - at < BigInt(piece.length) ? to - at : BigInt(piece.length))
    let nRead = 0
    try {
      nRead = readSync(memory, piece, 0, length, at)
    } catch {
      continue // never touched, so nothing is there
    }
    const seen = piece.subarray(0, nRead)
    for (const [name, secret] of Object.entries(secrets)) {
      for (let i = seen.indexOf(secret); i >= 0; i = seen.indexOf(secret, i + 1)) found[name] = (found[name] ?? 0) + 1
    }
  }
}

test.skipIf(!existsSync('/proc/self/mem'))('VLT-17: after the session no key is left in the memory of the process', { timeout: 60_000 }, async () => {
  const { folder, paths, close } = await closed()
  close()
  const { file } = readKeyFile(paths.keyFile)
  const [slot] = file.slots
  if (slot?.rowsKey == null || file.rowsKeyId === null) throw new Error('no rows key')
  const keys = await personKeys(new TextEncoder().encode(passphrase), slot.kdf)
  const [storeKey, exchange] = [openStoreKey(file.storeId, slot, keys), openExchangeKey(file.storeId, slot, keys)]
  if (storeKey === null || exchange === null) throw new Error('does not open')
  const to = { storeId: file.storeId, slotId: slot.slotId, rowsKeyId: file.rowsKeyId, publicKey: slot.exchange.publicKey }
  const secrets = { storeKey, rowsKey: openRowsKey(slot.rowsKey, to, exchange), kek: keys.kek }
  const child = spawn(process.execPath, ['--expose-gc', join(import.meta.dirname, 'session-process.ts'), folder, personIdOf(folder)], { stdio: ['pipe', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill())
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  child.stdin.write(`${passphrase}\n`)
  expect((await lines.next()).value).toBe('open')
  const open = copiesIn(child.pid ?? 0, secrets)
  child.stdin.write('close\n')
  expect((await lines.next()).value).toBe('closed')
  const after = copiesIn(child.pid ?? 0, secrets)
  console.log(`      copies while open ${JSON.stringify(open)}, after it ${JSON.stringify(after)}; looked for ${toHex(storeKey).length / 2} bytes each`)
  expect(open['storeKey']).toBeGreaterThan(0)
  expect(open['rowsKey']).toBeGreaterThan(0)
  expect(after).toEqual({ storeKey: 0, rowsKey: 0, kek: 0 })
})

async function closed() {
  const workspace = await freshWorkspace()
  return { folder: workspace.folder, paths: workspace.paths, close: () => workspace.close() }
}
