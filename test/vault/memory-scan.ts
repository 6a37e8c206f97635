import { closeSync, openSync, readFileSync, readSync } from 'node:fs'
import { openRowsKey } from '../../electron/vault/exchange.ts'
import { readKeyFile } from '../../electron/vault/key-file.ts'
import { openExchangeKey, openStoreKey, personKeys } from '../../electron/vault/slots.ts'
import { workspacePaths } from '../../electron/workspace/workspace-files.ts'

/** What the first person's passphrase leads to. */
export async function keysOfFirst(folder: string, passphrase: string): Promise<Record<'storeKey' | 'rowsKey' | 'kek', Uint8Array>> {
  const { file } = readKeyFile(workspacePaths(folder).keyFile)
  const [slot] = file.slots
  if (slot?.rowsKey == null || file.rowsKeyId === null) throw new Error('no rows key')
  const keys = await personKeys(new TextEncoder().encode(passphrase), slot.kdf)
  const [storeKey, exchange] = [openStoreKey(file.storeId, slot, keys), openExchangeKey(file.storeId, slot, keys)]
  if (storeKey === null || exchange === null) throw new Error('does not open')
  const to = { storeId: file.storeId, slotId: slot.slotId, rowsKeyId: file.rowsKeyId, publicKey: slot.exchange.publicKey }
  return { storeKey, rowsKey: openRowsKey(slot.rowsKey, to, exchange), kek: keys.kek }
}

/** How often the bytes occur in the memory that a process can write to. */
export function copiesIn(pid: number, secrets: Readonly<Record<string, Uint8Array>>): Record<string, number> {
  const found = Object.fromEntries(Object.keys(secrets).map((name) => [name, 0]))
  const memory = openSync(`/proc/${pid}/mem`, 'r')
  try {
    for (const range of usedRanges(pid)) countIn(memory, range, secrets, found)
  } finally {
    closeSync(memory)
  }
  return found
}

/** Ranges of which some page is in memory or swapped out; what is only reserved holds nothing. */
function usedRanges(pid: number): [bigint, bigint][] {
  const ranges: [bigint, bigint][] = []
  for (const mapping of readFileSync(`/proc/${pid}/smaps`, 'utf8').split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m)) {
    const [, from, to] = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(mapping) ?? []
    const kept = [...mapping.matchAll(/^(?:Rss|Swap):\s+(\d+) kB/gm)].reduce((sum, [, n]) => sum + Number(n), 0)
    if (from !== undefined && to !== undefined && kept > 0 && !mapping.includes('[vvar')) ranges.push([BigInt(`0x${from}`), BigInt(`0x${to}`)])
  }
  return ranges
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
