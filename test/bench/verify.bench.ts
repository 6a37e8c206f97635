import { integrityInThread } from '../../electron/hosts/threads.ts'
import { verifyStore } from '../../electron/workspace/verify.ts'
import { verifyFolder } from '../../verifier/verify.ts'
import { longLedger } from './long-ledger.ts'

// How long both verifiers take over a long trail: seconds, entries a second, peak memory.
async function timed(name: string, n: number, work: () => Promise<{ ok: boolean }>): Promise<void> {
  const begun = performance.now()
  const before = process.cpuUsage()
  const { ok } = await work()
  const seconds = (performance.now() - begun) / 1000
  const { user, system } = process.cpuUsage(before)
  const peak = process.resourceUsage().maxRSS / 1024
  console.log(`  ${name}: ${ok ? 'intact' : 'BROKEN'}, ${seconds.toFixed(1)} s (${((user + system) / 1e6).toFixed(1)} s of processor), ${Math.round(n / seconds)} entries a second, peak so far ${peak.toFixed(0)} MB`)
}

for (const n of [1e4, 1e5, 1e6]) {
  const { folder, personId, passphrase, end } = await longLedger(n)
  try {
    console.log(`${n} entries`)
    await timed('second verifier', n, () => verifyFolder(folder, { passphrase }))
    await timed('first verifier', n, () => verifyStore(folder, { personId, passphrase, integrity: integrityInThread }))
  } finally {
    end()
  }
}
