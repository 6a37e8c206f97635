import { expect, test } from 'vitest'
import { verifyFolder } from '../../verifier/verify.ts'
import { longLedger } from '../bench/long-ledger.ts'

test('VER-6: a trail of 1,000,000 entries is verified in under 30 seconds of processor time', async () => {
  const { folder, passphrase, end } = await longLedger(1e6)
  try {
    const before = process.cpuUsage()
    const { ok, counts } = await verifyFolder(folder, { passphrase })
    const { user, system } = process.cpuUsage(before)
    const seconds = (user + system) / 1e6
    console.log(`second verifier: ${counts.entries} entries, ${seconds.toFixed(1)} s of processor time`)
    expect([ok, counts.entries]).toEqual([true, 1_000_001])
    // Time on the clock depends on what else the machine does; `npm run bench verify` prints both.
    expect(seconds).toBeLessThan(30)
  } finally {
    end()
  }
})
