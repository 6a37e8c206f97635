import { argon2Sync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { resourcePath } from '../../electron/files/resources.ts'
import { newPassphraseBytes, passphraseBytes } from '../../electron/vault/passphrase.ts'
import { assertAcceptable, chosenKdf, decrypt, deriveKey, encrypt, hmac, KDF_FLOOR, stretch } from '../../electron/vault/primitives.ts'
import { personKeys } from '../../electron/vault/slots.ts'
import { fromHex, toHex } from '../../shared/vocabulary/ids.ts'
import { refusal } from '../store/fixture.ts'

interface Vectors {
  argon2id: { password: string; saltHex: string; memoryKiB: number; iterations: number; hash: string }[]
  argon2idRfc9106: {
    messageHex: string
    saltHex: string
    secretHex: string
    associatedDataHex: string
    parallelism: number
    memoryKiB: number
    iterations: number
    hash: string
  }
  hkdf: { secretHex: string; label: string; key: string }[]
  hmac: { keyHex: string; message: string; mac: string }[]
  aesGcm: { keyHex: string; nonceHex: string; plainHex: string; aadHex: string; sealedHex: string }[]
  personKeys: { passphrase: string; saltHex: string; memoryKiB: number; iterations: number; kek: string; sig: string; checkpoint: string; exchange: string }[]
}
const vectors = JSON.parse(readFileSync(resourcePath('vectors', 'vault.json'), 'utf8')) as Vectors
const utf8 = (text: string) => new TextEncoder().encode(text)

describe('primitives', () => {
  test.each(vectors.argon2id)('VLT-1: argon2id with $memoryKiB KiB', async ({ password, saltHex, hash, ...kdf }) => {
    expect(toHex(await stretch(utf8(password), fromHex(saltHex), kdf))).toBe(hash)
  })

  test('VLT-1: argon2id agrees with a second implementation that passes RFC 9106', async () => {
    const rfc = vectors.argon2idRfc9106
    const reference = argon2Sync('argon2id', {
      message: fromHex(rfc.messageHex),
      nonce: fromHex(rfc.saltHex),
      secret: fromHex(rfc.secretHex),
      associatedData: fromHex(rfc.associatedDataHex),
      parallelism: rfc.parallelism,
      memory: rfc.memoryKiB,
      passes: rfc.iterations,
      tagLength: 32,
    })
    expect(reference.toString('hex')).toBe(rfc.hash)
    const message = utf8('zwölf Boxkämpfer')
    const nonce = new Uint8Array(16).fill(7)
    const other = argon2Sync('argon2id', { message, nonce, parallelism: 1, memory: 1024, passes: 3, tagLength: 32 })
    expect(toHex(await stretch(message, nonce, { memoryKiB: 1024, iterations: 3 }))).toBe(other.toString('hex'))
  })

  test.each(vectors.hkdf)('VLT-1: HKDF "$label"', ({ secretHex, label, key }) => {
    expect(toHex(deriveKey(fromHex(secretHex), label))).toBe(key)
  })

  test.each(vectors.hmac)('VLT-1: HMAC', ({ keyHex, message, mac }) => {
    expect(toHex(hmac(fromHex(keyHex), message))).toBe(mac)
  })

  test.each(vectors.aesGcm)('VLT-1: AES-256-GCM $sealedHex', ({ keyHex, nonceHex, plainHex, aadHex, sealedHex }) => {
    const [key, nonce, plain, aad, sealed] = [keyHex, nonceHex, plainHex, aadHex, sealedHex].map(fromHex) as [
      Uint8Array,
      Uint8Array,
      Uint8Array,
      Uint8Array,
      Uint8Array,
    ]
    expect(toHex(encrypt(key, nonce, plain, aad))).toBe(sealedHex)
    expect(toHex(decrypt(key, nonce, sealed, aad) ?? Uint8Array.of(1))).toBe(plainHex)
    for (let i = 0; i < sealed.length; i++) {
      const other = sealed.map((byte, at) => (at === i ? byte ^ 0x10 : byte))
      expect(decrypt(key, nonce, other, aad)).toBeNull()
    }
    expect(decrypt(key, nonce, sealed, Uint8Array.of(...aad, 1))).toBeNull()
    expect(decrypt(key, nonce, sealed.subarray(0, 15), aad)).toBeNull()
  })

  test.each(vectors.personKeys)('VLT-5: keys of a person from a passphrase', async ({ passphrase, saltHex, memoryKiB, iterations, ...keys }) => {
    const made = await personKeys(utf8(passphrase), { name: 'argon2id', memoryKiB, iterations, parallelism: 1, salt: saltHex })
    const { kek, sig, checkpoint, exchange } = keys
    expect([made.kek, made.sig, made.checkpoint, made.exchange].map(toHex)).toEqual([kek, sig, checkpoint, exchange])
  })

  test('VLT-2: nothing below the floor or above the ceiling', () => {
    expect(chosenKdf()).toEqual(KDF_FLOOR)
    expect(KDF_FLOOR).toEqual({ memoryKiB: 65_536, iterations: 3 })
    expect(() => chosenKdf({ memoryKiB: 65_535, iterations: 3 })).toThrow(RangeError)
    expect(() => chosenKdf({ memoryKiB: 65_536, iterations: 2 })).toThrow(RangeError)
    expect(() => assertAcceptable({ memoryKiB: 1_048_577, iterations: 3 })).toThrow(RangeError)
    expect(() => assertAcceptable({ memoryKiB: 65_536, iterations: 65 })).toThrow(RangeError)
  })
})

describe('passphrases', () => {
  test('VLT-3: two spellings of one character are one passphrase', () => {
    expect(passphraseBytes('Gru\u0308n')).toEqual(passphraseBytes('Gr\u00fcn'))
  })

  test.each([
    ['NUL', 'long enough \0 passphrase', 'vault/passphrase-input'],
    ['a lone surrogate', 'long enough \ud800 passphrase', 'vault/passphrase-input'],
    ['a megabyte', 'x'.repeat(1_000_000), 'vault/passphrase-input'],
    ['14 characters', 'x'.repeat(14), 'vault/passphrase-too-short'],
    ['14 characters of two code units', '😀'.repeat(14), 'vault/passphrase-too-short'],
    ['nothing', '', 'vault/passphrase-too-short'],
  ])('VLT-3: refused: %s', async (_what, passphrase, code) => {
    expect(await refusal(() => newPassphraseBytes(passphrase, []))).toEqual([code])
  })

  test('VLT-3: 15 characters are enough', async () => {
    expect((await newPassphraseBytes('oak under slate', [])).length).toBe(15)
  })

  test.each([
    ['password12345678', 'weak-common'],
    ['iloveyouiloveyou', 'weak-repeat'],
    ['abcdefghijklmnop', 'weak-sequence'],
    ['mia keeper mia keeper', 'weak-name'],
  ])('VLT-11: refused as easy to guess: %s', async (passphrase, cause) => {
    expect(await refusal(() => newPassphraseBytes(passphrase, ['mia', 'Mia Keeper']))).toEqual([`vault/passphrase-weak ${cause}`])
  })

  test.each(['correct horse battery staple', 'zwölf graue Enten schwimmen', 'nochairsbeneaththelake', '7 spoons, 2 owls'])(
    'VLT-11: no kinds of characters are asked for: %s',
    async (passphrase) => {
      expect((await newPassphraseBytes(passphrase, ['mia', 'Mia Keeper'])).length).toBeGreaterThan(14)
    },
  )
})
