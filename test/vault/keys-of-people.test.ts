import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Surroundings } from '../../electron/files/clock.ts'
import { systemSurroundings } from '../../electron/files/clock.ts'
import { resourcePath } from '../../electron/files/resources.ts'
import { delayMs } from '../../electron/vault/attempts.ts'
import { calibrateKdf } from '../../electron/vault/calibrate.ts'
import { makeExchangePair, openRowsKey, sealRowsKey } from '../../electron/vault/exchange.ts'
import { readKeyFile } from '../../electron/vault/key-file.ts'
import { unlockVault } from '../../electron/vault/open-vault.ts'
import { deriveKey } from '../../electron/vault/primitives.ts'
import { parseRecoveryKey, recoveryKeyText } from '../../electron/vault/recovery.ts'
import { readSignInFile } from '../../electron/vault/sign-in-file.ts'
import { fromHex, toHex } from '../../shared/vocabulary/ids.ts'
import { Refusal } from '../../shared/vocabulary/problem.ts'
import { addPerson, freshWorkspace, passphrase, personIdOf, temporaryFolder } from '../store/fixture.ts'

interface Vectors {
  rowsKey: { privateKey: string; storeId: string; slotId: string; rowsKeyId: string; publicKey: string; ephemeral: string; nonce: string; bytes: string; rowsKey: string }[]
  recovery: { key: string; text: string; kek: string }[]
  signIns: { text: string; heads: string[] }
}
const vectors = JSON.parse(readFileSync(resourcePath('vectors', 'vault.json'), 'utf8')) as Vectors
const random = systemSurroundings('t').randomBytes

/** A machine whose uptime the test moves, and a process on it. */
function machine() {
  let [uptime, processed, id] = [10_000_000, 10_000_000, 'boot-1']
  const surroundings: Surroundings = {
    ...systemSurroundings('t'),
    boot: {
      get id() {
        return id
      },
      uptimeMs: () => uptime,
      processMs: () => processed,
    },
  }
  return {
    surroundings,
    passes: (ms: number) => void ((uptime += ms), (processed += ms)),
    restartsProgram: () => void (processed = 0),
    restarts: () => void ([uptime, processed, id] = [20_000, 0, `${id}'`]),
  }
}

/** Seconds to wait, or what else came of it. */
async function outcome(work: () => Promise<unknown>): Promise<unknown> {
  try {
    await work()
    return 'accepted'
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const [first] = error.problems
    return first?.code === 'vault/wait' ? first.params?.['seconds'] : first?.code
  }
}

describe('the rows key', () => {
  test.each(vectors.rowsKey)('VLT-12: opens what another implementation sealed', ({ privateKey, rowsKey, ephemeral, nonce, bytes, ...to }) => {
    const found = { ephemeral, sealed: { nonce, bytes } }
    expect(toHex(openRowsKey(found, to, fromHex(privateKey)))).toBe(rowsKey)
    for (const other of [{ ...to, slotId: 'ff'.repeat(16) }, { ...to, rowsKeyId: 'ff'.repeat(16) }, { ...to, storeId: 'ff'.repeat(16) }]) {
      expect(() => openRowsKey(found, other, fromHex(privateKey))).toThrow('vault/key-file-damaged')
    }
    expect(() => openRowsKey({ ...found, ephemeral: `04${'11'.repeat(64)}` }, to, fromHex(privateKey))).toThrow('vault/key-file-damaged')
  })

  test('VLT-12: what is sealed to one exchange key opens with no other', () => {
    const [one, other] = [makeExchangePair(), makeExchangePair()]
    const to = { storeId: '01'.repeat(16), slotId: '02'.repeat(16), rowsKeyId: '03'.repeat(16), publicKey: toHex(one.publicKey) }
    const rowsKey = random(32)
    const found = sealRowsKey(rowsKey, to, random)
    expect(openRowsKey(found, to, one.privateKey)).toEqual(rowsKey)
    expect(() => openRowsKey(found, to, other.privateKey)).toThrow('vault/key-file-damaged')
  })

  test('VLT-12: a session without it opens the store and no data key', async () => {
    const workspace = await freshWorkspace()
    const ben = await addPerson(workspace, { signInName: 'ben', fullName: 'Ben', passphrase: 'another long passphrase' }, false)
    const paths = workspace.paths
    workspace.close()
    const vault = await unlockVault(paths, ben, 'another long passphrase', systemSurroundings('t'))
    expect(vault.rowsKey).toBeNull()
    expect(readKeyFile(paths.keyFile).file.slots.map((slot) => slot.rowsKey === null)).toEqual([false, true])
    vault.dispose()
  })
})

describe('delays', () => {
  test('VLT-14: five failures are free, then 1 s doubles to 15 minutes', () => {
    expect([0, 4, 5, 6, 7, 14, 15, 40, 1e9].map(delayMs)).toEqual([0, 0, 1000, 2000, 4000, 512_000, 900_000, 900_000, 900_000])
  })

  test('VLT-14: they hold for the right passphrase too, across restart and clock, and never for good', async () => {
    const workspace = await freshWorkspace()
    const id = personIdOf(workspace.folder)
    const { paths } = workspace
    workspace.close()
    const { surroundings, passes, restarts, restartsProgram } = machine()
    const unlock = (typed: string, at: Surroundings = surroundings) => outcome(async () => (await unlockVault(paths, id, typed, at)).dispose())
    for (let i = 0; i < 5; i++) expect(await unlock('wrong')).toBe('vault/wrong-passphrase')
    expect(await unlock(passphrase)).toBe(1)
    expect(readSignInFile(paths.signInFile).entries.length).toBe(5)
    // The clock a year on, or back: nothing follows from it.
    const clock = (at: string) => ({ ...surroundings, clock: { ...surroundings.clock, now: () => at as ReturnType<Surroundings['clock']['now']> } })
    expect(await unlock(passphrase, clock('2030-01-01T00:00:00.000Z'))).toBe(1)
    expect(await unlock(passphrase, clock('2001-01-01T00:00:00.000Z'))).toBe(1)
    passes(1000)
    expect(await unlock('wrong')).toBe('vault/wrong-passphrase')
    passes(1500)
    restartsProgram()
    expect(await unlock(passphrase)).toBe(1)
    restarts()
    expect(await unlock(passphrase)).toBe(2)
    passes(2000)
    expect(await unlock(passphrase)).toBe('accepted')
  })

  test('VLT-14: one person’s failures are not another’s, and unknown ones wait together', async () => {
    const workspace = await freshWorkspace()
    const id = personIdOf(workspace.folder)
    const { paths } = workspace
    workspace.close()
    const { surroundings } = machine()
    const unlock = (who: string, typed: string) => outcome(async () => (await unlockVault(paths, who, typed, surroundings)).dispose())
    for (let i = 0; i < 5; i++) await unlock(`${i}`.repeat(32), 'wrong')
    expect(await unlock('f'.repeat(32), passphrase)).toBe(1)
    expect(await unlock(id, passphrase)).toBe('accepted')
  })

  test('VLT-14: signing and witnessing wait as signing in does, and many at once gain nothing', async () => {
    const { surroundings, passes } = machine()
    const workspace = await freshWorkspace(surroundings)
    await addPerson(workspace, { signInName: 'ben', fullName: 'Ben', passphrase: 'another long passphrase' })
    const sign = (typed: string) => outcome(() => workspace.vault.withSigningKey(typed, () => undefined))
    const all = await Promise.all(Array.from({ length: 8 }, () => sign('wrong')))
    expect(all).toEqual([...Array<string>(5).fill('vault/wrong-passphrase'), 1, 1, 1])
    expect(await sign(passphrase)).toBe(1)
    passes(1000)
    expect(await sign(passphrase)).toBe('accepted')
    const witness = (typed: string) => outcome(() => workspace.vault.witness({ signInName: 'ben', passphrase: typed }))
    for (let i = 0; i < 5; i++) await witness('wrong')
    expect(await witness('another long passphrase')).toBe(1)
    expect(await sign(passphrase)).toBe('accepted')
  })

  test('VLT-8: the chain of the sign-in file is the one that another implementation computed', () => {
    const path = join(temporaryFolder(), 'sign-in.log')
    writeFileSync(path, vectors.signIns.text)
    expect(readSignInFile(path).heads).toEqual(vectors.signIns.heads)
    for (const [from, to] of [['refused', 'accepted'], ['"uptimeMs":1000', '"uptimeMs":1001'], ['boot-1', 'boot-2']] as const) {
      writeFileSync(path, vectors.signIns.text.replace(from, to))
      expect(() => readSignInFile(path)).toThrow('store/anchor')
    }
  })
})

describe('the printed recovery key', () => {
  test.each(vectors.recovery)('VLT-16: is written as another implementation writes it: $text', ({ key, text, kek }) => {
    expect(recoveryKeyText(fromHex(key))).toBe(text)
    expect(parseRecoveryKey(text)).toEqual(fromHex(key))
    expect(parseRecoveryKey(text.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o'))).toEqual(fromHex(key))
    expect(toHex(deriveKey(fromHex(key), 'probity.vault.v1.recovery'))).toBe(kek)
  })

  test('VLT-16: every single wrong letter of it is noticed', () => {
    const text = (vectors.recovery[1]?.text ?? '').replaceAll('-', '')
    let nTaken = 0
    for (let at = 0; at < text.length; at++) {
      for (const letter of '0123456789ABCDEFGHJKMNPQRSTVWXYZU') {
        const other = text.slice(0, at) + letter + text.slice(at + 1)
        if (other !== text && parseRecoveryKey(other) !== null) nTaken += 1
      }
    }
    // 20 bits of check: about one in a million is expected to pass, none of these 1,792 does.
    expect(nTaken).toBe(0)
    expect(parseRecoveryKey(text.slice(1))).toBeNull()
  })
})

describe('key file', () => {
  test('VLT-13: a passphrase that somebody else set marks the slot until it is changed', async () => {
    const workspace = await freshWorkspace()
    const personId = await addPerson(workspace, { signInName: 'ben', fullName: 'Ben', passphrase: 'another long passphrase' })
    const prepared = await workspace.vault.prepareReset({ personId, passphrase: 'only for the first morning' }, true)
    const before = readKeyFile(workspace.paths.keyFile).file.slots[1]
    expect([before?.mustChange, prepared.slot.mustChange]).toEqual([false, true])
    for (const part of ['signing', 'checkpoint', 'exchange'] as const) expect(prepared.slot[part]).not.toEqual(before?.[part])
    expect(prepared.slot.slotId).not.toBe(before?.slotId)
  })
})

describe('the work of argon2id', () => {
  /** A machine on which one pass over 64 MiB takes so long. */
  const machineOf = (msOfPass: number) => async (kdf: { memoryKiB: number; iterations: number }) => (msOfPass * kdf.iterations * kdf.memoryKiB) / 65_536

  test.each([
    ['slow', 400, { memoryKiB: 65_536, iterations: 3 }],
    ['usual', 80, { memoryKiB: 262_144, iterations: 3 }],
    ['fast', 20, { memoryKiB: 262_144, iterations: 7 }],
    ['very fast', 0.1, { memoryKiB: 262_144, iterations: 64 }],
  ])('VLT-15: on a %s machine', async (_what, msOfPass, most) => {
    const measure = machineOf(msOfPass)
    const kdf = await calibrateKdf(measure)
    const ms = await measure(kdf)
    expect(kdf.memoryKiB >= 65_536 && kdf.iterations >= 3).toBe(true)
    expect(kdf.memoryKiB <= most.memoryKiB && kdf.iterations <= most.iterations).toBe(true)
    const isWithin = ms >= 500 && ms <= 1000
    expect(isWithin || (msOfPass > 170 && kdf.iterations === 3) || kdf.iterations === 64).toBe(true)
  })
})
