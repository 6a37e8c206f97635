import 'reflect-metadata'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { X509Certificate } from 'node:crypto'
import { certificateRequest } from '../../electron/vault/hospital-certificates.ts'
import { makeCertifiedKey } from '../../electron/vault/certificates.ts'
import { issuerOf, readRevocationList, revocationAt } from '../../shared/evidence/revocation-lists.ts'
import { systemSurroundings } from '../../electron/files/clock.ts'
import { objectIdentifier, octets, sequence, smallInteger, tlv } from '../../shared/evidence/der.ts'
import type { Instant } from '../../shared/vocabulary/ids.ts'
import * as second from '../../verifier/certificates.ts'
import { hospital } from '../actions/hospital.ts'

const at = '2026-11-01T00:00:00.000Z'
const later = '2026-11-10T00:00:00.000Z'
const extension = (oid: string, value: Uint8Array) => sequence(objectIdentifier(oid), octets(value))
const reason = (code: number) => sequence(extension('2.5.29.21', tlv(0x0a, Uint8Array.of(code))))
const HOLD = 6
const listExtensions = (oid: string) => [tlv(0xa0, sequence(extension(oid, smallInteger(1))))]

describe('revocation lists', { timeout: 60_000 }, () => {
  let pki: Awaited<ReturnType<typeof hospital>>
  let certificate: Uint8Array
  let authority: Uint8Array
  beforeAll(async () => {
    pki = await hospital('Hospital')
    authority = new Uint8Array(new X509Certificate(pki.pem).raw)
    const own = { certificate: authority, privateKey: pki.privateKey }
    const key = await makeCertifiedKey({ fullName: 'Mia Keeper', purpose: 'signing', at: '2026-01-01T00:00:00.000Z' as Instant }, own, systemSurroundings('t').randomBytes)
    const csr = await certificateRequest('Mia Keeper', key.certificate, key.privateKey)
    certificate = new Uint8Array(new X509Certificate(await pki.issue(csr, { serial: '00b7' })).raw)
  })

  const read = (list: Uint8Array) => readRevocationList(list) ?? expect.fail('not read')
  const revokedTwice = (lists: readonly Uint8Array[], when: string): readonly boolean[] => {
    const inSecond = lists.map((each) => second.readRevocationList(each) ?? expect.fail('not read by the second verifier'))
    const theirs = second.readCertificate(certificate) ?? expect.fail('no certificate')
    return [revocationAt(certificate, lists.map(read), when)?.kind === 'revoked', second.isRevoked(theirs, inSecond, Date.parse(when))]
  }

  test('CRL-1: a list of 50,000 entries is read, its signature checked, and the one that matters found', async () => {
    const entries = Array.from({ length: 50_000 }, (_, i) => ({ serial: (0x10_0000 + i).toString(16).padStart(6, '0'), at }))
    const long = pki.list({ entries: [...entries, { serial: '00b7', at: later }], at })
    const list = read(long)
    expect([list.revoked.size, list.issuer, list.thisUpdate, list.nextUpdate]).toEqual([50_001, 'O=Hospital, CN=Hospital evidence authority', at, at])
    expect(await issuerOf(list, [(await makeOther()), authority])).toEqual(authority)
    expect(await issuerOf(read(pki.list({ entries: [], at })), [await makeOther()])).toBeNull()
    expect(revokedTwice([long], at)).toEqual([false, false])
    expect(revokedTwice([long], later)).toEqual([true, true])
  })

  const makeOther = async () => new Uint8Array(new X509Certificate((await hospital('Hospital')).pem).raw)

  test('CRL-2: what is revoked stays revoked; what is suspended, as long as the newest list says so', () => {
    const names = (extensions: readonly Uint8Array[]) => pki.list({ entries: [{ serial: '00b7', at, extensions }], at })
    const none = pki.list({ entries: [], at: later })
    // Of two of one moment the one that was imported later is the newest.
    const [held, lifted] = [names([reason(HOLD)]), pki.list({ entries: [], at })]
    expect([revokedTwice([held, lifted], later), revokedTwice([lifted, held], later)]).toEqual([[false, false], [true, true]])
    for (const [list, holds] of [[names([]), false], [names([reason(1)]), false], [names([reason(HOLD)]), true]] as const) {
      expect(revokedTwice([list], later)).toEqual([true, true])
      expect(revokedTwice([list, none], later)).toEqual([!holds, !holds])
    }
  })

  test('CRL-2: a newer list about another part of the certificates does not end a suspension', () => {
    const about = (part: string, entries: Parameters<typeof pki.list>[0]['entries'], when: string) =>
      pki.list({ entries, at: when, more: [tlv(0xa0, sequence(extension('2.5.29.28', sequence(tlv(part === 'users' ? 0x81 : 0x82, Uint8Array.of(255))))))] })
    const users = about('users', [{ serial: '00b7', at, extensions: [reason(HOLD)] }], at)
    expect(revokedTwice([users, about('authorities', [], later)], later)).toEqual([true, true])
    expect(revokedTwice([users, about('users', [], later)], later)).toEqual([false, false])
  })

  test('CRL-3: a list of changes only, one for other authorities too, and anything else that is no whole list is refused', async () => {
    const good = pki.list({ entries: [{ serial: '00b7', at, extensions: [reason(1)] }], at, more: listExtensions('2.5.29.20') })
    expect(read(good).revoked.get('b7')).toEqual({ at, isHold: false })
    const refused = [
      pki.list({ entries: [], at, more: listExtensions('2.5.29.27') }),
      pki.list({ entries: [{ serial: '00b7', at, extensions: [sequence(extension('2.5.29.29', smallInteger(1)))] }], at }),
      pki.list({ entries: [{ serial: '00b7', at, extensions: [sequence()] }], at }),
      good.subarray(0, -1),
      Uint8Array.from([...good, 0]),
      new Uint8Array(0),
      authority,
    ]
    expect(refused.map(readRevocationList)).toEqual(refused.map(() => null))
    // Whatever is done to its bytes: it is refused, or its signature does not hold, or only that is spelled another way.
    const { bytes: _, ...says } = read(good)
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), async (place, mask) => {
        const changed = Uint8Array.from(good, (byte, i) => (i === place ? byte ^ mask : byte))
        const list = readRevocationList(changed)
        if (list !== null && (await issuerOf(list, [authority])) !== null) expect(list).toMatchObject(says)
      }),
      { numRuns: 300 },
    )
  })
})
