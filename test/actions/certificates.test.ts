import 'reflect-metadata'
import { spawnSync } from 'node:child_process'
import { createPrivateKey, verify, X509Certificate } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as x509 from '@peculiar/x509'
import { describe, expect, test } from 'vitest'
import { makeAuthority, makeCertifiedKey } from '../../electron/vault/certificates.ts'
import { systemSurroundings } from '../../electron/files/clock.ts'
import { verifyAll } from '../../electron/workspace/verify.ts'
import { keyHistory } from '../../electron/workspace/verify-ledger.ts'
import { signerProblems } from '../../electron/workspace/verify-signers.ts'
import { sequence } from '../../shared/evidence/der.ts'
import type { PersonId } from '../../shared/vocabulary/ids.ts'
import { temporaryFolder } from '../store/fixture.ts'
import { hospital } from './hospital.ts'
import { secret, team } from './team.ts'

const { randomBytes, clock } = systemSurroundings('t')
const buffer = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer

async function withCertificates() {
  const { ask, engine, workspace, mia } = await team(['administrator', 'statistician'])
  const folder = temporaryFolder()
  let nFiles = 0
  const file = (mode: 'read' | 'write', contents?: string | Uint8Array): string => {
    const path = join(folder, `${(nFiles += 1)}.pem`)
    if (contents !== undefined) writeFileSync(path, contents)
    const token = String(nFiles).padStart(32, '0')
    engine.grant(token, path, mode)
    return token
  }
  const written = () => readFileSync(join(folder, `${nFiles}.pem`), 'utf8')
  const request = async () => {
    await ask('certificate.request', { passphrase: secret.mia, file: file('write') })
    return written()
  }
  return { ask, workspace, mia, file, request }
}

describe('certificates of a hospital', { timeout: 60_000 }, () => {
  test('ACT-50: a certificate is taken only for one’s own key, name, use and time, from an imported authority', async () => {
    const { ask, workspace, file, request } = await withCertificates()
    const [pki, other] = [await hospital('Hospital'), await hospital('Elsewhere')]
    const csr = await request()
    const take = (contents: string) => ask('certificate.import', { passphrase: secret.mia, file: file('read', contents) })
    const good = await pki.issue(csr)
    await expect(take(good)).rejects.toThrow('certificate/not-usable not-issued-here')
    await expect(ask('authority.import', { file: file('read', good), reason: 'r' })).rejects.toThrow('not-an-authority')
    await ask('authority.import', { file: file('read', pki.pem), reason: 'the hospital issues certificates' })
    await expect(ask('authority.import', { file: file('read', pki.pem), reason: 'again' })).rejects.toThrow('already-there')
    await expect(take('nothing of the kind')).rejects.toThrow('unreadable')
    await expect(take(await other.issue(csr))).rejects.toThrow('not-issued-here')
    await expect(take(await pki.issue(csr, { name: 'CN=Somebody Else' }))).rejects.toThrow('other-name')
    await expect(take(await pki.issue(csr, { usage: x509.KeyUsageFlags.digitalSignature }))).rejects.toThrow('its key is not meant')
    await expect(take(await pki.issue(csr, { notAfter: '2026-02-01' }))).rejects.toThrow('not valid at the time')
    const stranger = await makeCertifiedKey({ fullName: 'Mia Keeper', purpose: 'signing', at: clock.now() }, await makeAuthority('X', clock.now(), randomBytes), randomBytes)
    await expect(take(new x509.X509Certificate(buffer(stranger.certificate)).toString('pem'))).rejects.toThrow('other-key')
    const before = new X509Certificate(workspace().vault.certificate())
    const view = await take(good)
    expect(view.own.issuer).toContain('Hospital')
    const after = new X509Certificate(workspace().vault.certificate())
    expect(after.publicKey.equals(before.publicKey)).toBe(true)
    const signed = await workspace().vault.withSigningKey(secret.mia, (key) => ({ certificate: key.certDer, chain: key.chainDer }))
    expect(Buffer.from(signed.certificate).equals(after.raw)).toBe(true)
    // It came alone: its authority goes into every signature with it, and the workspace's own, which did not issue it, does not.
    expect(signed.chain.map((each) => new X509Certificate(each).toString())).toEqual([new X509Certificate(pki.pem).toString()])
    expect(workspace().vault.rowsKey).not.toBeNull()
    expect((await verifyAll(workspace())).findings).toEqual([])
    expect(view.authorities.length).toBe(2)
  })

  test.skipIf(spawnSync('openssl', ['version']).status !== 0)('ACT-50: a key comes with its certificate from a PKCS#12 file that openssl wrote', async () => {
    const { ask, workspace, file } = await withCertificates()
    const pki = await hospital('Hospital')
    const folder = temporaryFolder()
    const openssl = (...args: string[]) => expect(spawnSync('openssl', args, { cwd: folder }).status).toBe(0)
    const pem = createPrivateKey({ key: Buffer.from(pki.privateKey), format: 'der', type: 'pkcs8' }).export({ type: 'pkcs8', format: 'pem' })
    writeFileSync(join(folder, 'ca.key'), pem)
    writeFileSync(join(folder, 'ca.pem'), pki.pem)
    writeFileSync(join(folder, 'ext'), 'keyUsage=critical,digitalSignature,nonRepudiation\n')
    openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', 'mia.key')
    openssl('req', '-new', '-key', 'mia.key', '-subj', '/CN=Mia Keeper', '-out', 'mia.csr')
    openssl('x509', '-req', '-in', 'mia.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-days', '30', '-set_serial', '77', '-extfile', 'ext', '-out', 'mia.pem')
    openssl('pkcs12', '-export', '-inkey', 'mia.key', '-in', 'mia.pem', '-certfile', 'ca.pem', '-passout', 'pass:of the file', '-out', 'mia.p12')
    openssl('pkcs12', '-export', '-inkey', 'mia.key', '-nocerts', '-certfile', 'ca.pem', '-passout', 'pass:of the file', '-out', 'key-only.p12')
    const take = (filePassword: string, name = 'mia.p12') =>
      ask('certificate.importPkcs12', { passphrase: secret.mia, filePassword, file: file('read', readFileSync(join(folder, name))) })
    await expect(take('of the file')).rejects.toThrow('certificate/not-usable not-issued-here')
    await ask('authority.import', { file: file('read', pki.pem), reason: 'the hospital issues certificates' })
    await expect(take('of another')).rejects.toThrow('certificate/pkcs12-unread')
    await expect(take('of the file', 'key-only.p12')).rejects.toThrow('certificate/not-usable no-certificate-of-key')
    const before = new X509Certificate(workspace().vault.certificate())
    await take('of the file')
    const after = new X509Certificate(workspace().vault.certificate())
    expect(after.publicKey.equals(before.publicKey)).toBe(false)
    const signature = await workspace().vault.withSigningKey(secret.mia, (key) => key.sign(Buffer.from('evidence')))
    expect(verify('sha256', Buffer.from('evidence'), after.publicKey, signature)).toBe(true)
    expect(workspace().store.ledger.count({ action: 'key.retired' })).toBe(1)
    expect((await verifyAll(workspace())).findings).toEqual([])
  })

  test('ACT-51: who had not that certificate then, or a revoked one, did not sign', async () => {
    const { ask, workspace, mia, file, request } = await withCertificates()
    const [pki, other] = [await hospital('Hospital'), await hospital('Elsewhere')]
    const mine = workspace().vault.certificate()
    const take = (contents: string) => ask('crl.import', { file: file('read', contents) })
    await expect(take(pki.revokes('5a01', '2026-11-01T00:00:00.000Z'))).rejects.toThrow('not-issued-here')
    await ask('authority.import', { file: file('read', pki.pem), reason: 'the hospital issues certificates' })
    await ask('certificate.import', { passphrase: secret.mia, file: file('read', await pki.issue(await request(), { serial: '5a01' })) })
    const theirs = workspace().vault.certificate()
    const seq = workspace().store.ledger.head().seq
    const found = (certificate: Uint8Array, at: string) => signerProblems(workspace().store)({ what: 'report R-1', printedName: 'Mia', at, certificates: [certificate], seq, isOpen: true })
    const then = '2026-11-20T00:00:00.000Z'
    expect([mine, theirs].map((each) => found(each, then))).toEqual([null, null])
    const keysAt = keyHistory(workspace().store)
    expect([5, seq].map((entry) => keysAt(mia as PersonId, entry)?.certificate)).toEqual([mine, theirs].map((each) => Buffer.from(each)))
    await take(pki.revokes('5a02', '2026-11-01T00:00:00.000Z'))
    expect(found(theirs, then)).toMatchObject({ code: 'signature/list-overdue', severity: 'warning', params: { person: 'Mia', what: 'report R-1', dueBy: '2026-11-01', seq } })
    expect(found(mine, then)).toBeNull()
    await expect(take(other.revokes('5a01', '2026-11-01T00:00:00.000Z'))).rejects.toThrow('not-issued-here')
    await expect(take('no list')).rejects.toThrow('no-revocation-list')
    await expect(take(pki.revokes('5a01', '2026-11-22T00:00:00.000Z', [sequence()]))).rejects.toThrow('no-revocation-list')
    const view = await take(pki.revokes('5a01', '2026-11-22T00:00:00.000Z'))
    // Both were to be followed by another one by now; only the newest stands in for the authority.
    expect(view.revocationLists).toMatchObject([
      { nRevoked: 1, overdue: null },
      { nRevoked: 1, overdue: { code: 'certificate/list-overdue', severity: 'warning', params: { dueBy: '2026-11-22' } } },
    ])
    expect(found(theirs, then)).toBeNull()
    expect(found(theirs, '2026-11-22T00:00:00.000Z')).toMatchObject({ code: 'signature/revoked', severity: 'error', params: { person: 'Mia', what: 'report R-1', since: '2026-11-22', seq } })
    expect((await verifyAll(workspace())).findings).toEqual([])
  })
})
