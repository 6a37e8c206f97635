import { z } from 'zod'
import { fromHex, toHex } from '../../shared/vocabulary/ids.ts'
import { decrypt, deriveKey, encrypt, hmac, stretch } from '../vault/primitives.ts'
import { type CheckContext, type KnownAnswer, type KnownAnswerCheck, textAnswer } from './known-answer.ts'

const hex = z.string().regex(/^([0-9a-f]{2})*$/)
const VaultVector = z.object({
  sha256: z.array(z.object({ source: z.string(), message: z.string(), digest: hex })).min(1),
  hkdf: z.array(z.object({ source: z.string(), secretHex: hex, label: z.string(), key: hex })).min(1),
  hmac: z.array(z.object({ source: z.string(), keyHex: hex, message: z.string(), mac: hex })).min(1),
  aesGcm: z
    .array(z.object({ source: z.string(), keyHex: hex, nonceHex: hex, plainHex: hex, aadHex: hex, sealedHex: hex }))
    .min(1),
  argon2id: z
    .array(
      z.object({
        source: z.string(),
        password: z.string(),
        saltHex: hex,
        memoryKiB: z.int(),
        iterations: z.int(),
        hash: hex,
      }),
    )
    .min(1),
})

/** Argon2id with this much memory takes a few milliseconds: part of the quick check. */
const quickMemoryKiB = 1024

const read = ({ readVector }: CheckContext) => VaultVector.parse(readVector('vault'))
const utf8 = (text: string) => new TextEncoder().encode(text)

function digestsAndKeys(context: CheckContext): KnownAnswer[] {
  const vector = read(context)
  return [
    ...vector.sha256.map(({ source, message, digest }) => {
      const what = `SHA-256 of ${message.length} characters`
      return textAnswer({ id: `crypto/${what}`, what, source }, digest, toHex(context.sha256(utf8(message))))
    }),
    ...vector.hkdf.map(({ source, secretHex, label, key }) => {
      const what = `HKDF-SHA-256 “${label}”`
      return textAnswer({ id: `crypto/${what}`, what, source }, key, toHex(deriveKey(fromHex(secretHex), label)))
    }),
    ...vector.hmac.map(({ source, keyHex, message, mac }) => {
      const what = `HMAC-SHA-256 of ${message.length} characters`
      return textAnswer({ id: `crypto/${what}`, what, source }, mac, toHex(hmac(fromHex(keyHex), message)))
    }),
  ]
}

/** Encrypts, decrypts, and refuses a changed byte: a cipher that accepts everything would pass the first two. */
function authenticatedEncryption(context: CheckContext): KnownAnswer[] {
  return read(context).aesGcm.flatMap(({ source, keyHex, nonceHex, plainHex, aadHex, sealedHex }) => {
    const [key, nonce, aad, sealed] = [fromHex(keyHex), fromHex(nonceHex), fromHex(aadHex), fromHex(sealedHex)]
    const about = (part: string) => {
      const what = `AES-256-GCM of ${plainHex.length / 2} bytes, ${part}`
      return { id: `crypto/${what}`, what, source }
    }
    const opened = decrypt(key, nonce, sealed, aad)
    const changed = sealed.map((byte, at) => (at === 0 ? byte ^ 1 : byte))
    const refused = decrypt(key, nonce, changed, aad) === null ? 'refused' : 'accepted'
    return [
      textAnswer(about('sealed'), sealedHex, toHex(encrypt(key, nonce, fromHex(plainHex), aad))),
      textAnswer(about('opened'), plainHex, opened === null ? 'refused' : toHex(opened)),
      textAnswer(about('with a changed byte'), 'refused', refused),
    ]
  })
}

const passphraseHashing =
  (isMeant: (memoryKiB: number) => boolean) =>
  (context: CheckContext): Promise<KnownAnswer[]> =>
    Promise.all(
      read(context)
        .argon2id.filter(({ memoryKiB }) => isMeant(memoryKiB))
        .map(async ({ source, password, saltHex, memoryKiB, iterations, hash }) => {
          const what = `Argon2id with ${memoryKiB} KiB and ${iterations} passes`
          const computed = await stretch(utf8(password), fromHex(saltHex), { memoryKiB, iterations })
          return textAnswer({ id: `crypto/${what}`, what, source }, hash, toHex(computed))
        }),
    )

/** Known answers of the ciphers and digests that every workspace rests on. */
export const cryptoChecks: readonly KnownAnswerCheck[] = [
  { name: 'digests and keys', quick: true, run: digestsAndKeys },
  { name: 'authenticated encryption', quick: true, run: authenticatedEncryption },
  { name: 'passphrase hashing', quick: true, run: passphraseHashing((memoryKiB) => memoryKiB <= quickMemoryKiB) },
  { name: 'passphrase hashing in full', quick: false, run: passphraseHashing((memoryKiB) => memoryKiB > quickMemoryKiB) },
]
