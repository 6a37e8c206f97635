import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exportDisposalFile } from '../../electron/actions/export-disposal.ts'
import type { RecordId } from '../../shared/vocabulary/ids.ts'
import type { DisposalFile } from '../../shared/vocabulary/retention.ts'
import { cus, retentionStudy, rev } from './retention-study.ts'

/** RFC 8785 of what a certificate holds (text, whole numbers, lists, objects), written for this test from the RFC. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`).join(',')}}`
}

const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

describe('a certificate of disposal as a file', { timeout: 60_000 }, () => {
  let made: Awaited<ReturnType<typeof retentionStudy>>
  let path: string
  let digest: string
  beforeAll(async () => {
    made = await retentionStudy('imported')
    made.periods(0)
    await made.dispose('dataset')
    path = join(made.root, 'certificate.json')
    const [record] = made.workspace().store.records.list({ kind: 'disposal' })
    digest = exportDisposalFile(made.context(), { studyId: made.studyId, disposalId: record?.id as RecordId, path })
  })
  afterAll(() => made.end())

  /** The steps of RET-14, by openssl; the names of those that fail. */
  function faultsOf(file: DisposalFile): string[] {
    const at = (name: string, contents: string | Uint8Array): string => {
      writeFileSync(join(made.root, name), contents)
      return join(made.root, name)
    }
    const holds = (...args: string[]): boolean => {
      try {
        return execFileSync('openssl', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }) !== ''
      } catch {
        return false
      }
    }
    const authority = at('authority.der', made.workspace().vault.authorityCertificate)
    execFileSync('openssl', ['x509', '-inform', 'DER', '-in', authority, '-out', `${authority}.pem`])
    const { signatures, ...statement } = file.disposal
    const faults = sha256(canonical(file.disposal)) === file.recordSha256 ? [] : ['record']
    for (const part of ['asked', 'witnessed'] as const) {
      const certificate = at('signer.pem', file.certificates[part])
      const der = execFileSync('openssl', ['x509', '-in', certificate, '-outform', 'DER'])
      if (sha256(der) !== statement[part].certificateSha256) faults.push(`${part}: certificate`)
      const subject = execFileSync('openssl', ['x509', '-in', certificate, '-noout', '-subject', '-nameopt', 'multiline,utf8,-esc_msb'], { encoding: 'utf8' })
      if (!subject.includes(`= ${statement[part].printedName}\n`)) faults.push(`${part}: name`)
      if (!holds('verify', '-no_check_time', '-CAfile', `${authority}.pem`, certificate)) faults.push(`${part}: authority`)
      const key = at('key.pem', execFileSync('openssl', ['x509', '-in', certificate, '-noout', '-pubkey']))
      const signed = [at('signature', Buffer.from(signatures[part], 'hex')), at('statement', canonical(statement))]
      if (!holds('dgst', '-sha256', '-verify', key, '-signature', ...signed)) faults.push(`${part}: signature`)
    }
    return faults
  }

  const read = (): DisposalFile => JSON.parse(readFileSync(path, 'utf8')) as DisposalFile

  test('RET-13: it holds the record, its place in the audit trail and both certificates, and its export is recorded', () => {
    const { store } = made.workspace()
    const [record] = store.records.list({ kind: 'disposal' })
    const [entry] = store.ledger.list({ action: 'data.disposed' })
    const file = read()
    expect(readFileSync(path, 'utf8')).toBe(`${canonical(file)}\n`)
    expect([canonical(file.disposal), file.recordSha256]).toEqual([record?.bytes, record?.sha256])
    expect(file.entry).toEqual({ seq: entry?.seq, hash: entry?.hash })
    expect(entry?.body.afterSha256).toBe(file.recordSha256)
    expect(sha256(readFileSync(path))).toBe(digest)
    const [exported] = store.ledger.list({ action: 'file.exported', newestFirst: true, limit: 1 })
    expect(exported?.body.details).toMatchObject({ what: 'certificate of disposal', contentSha256: digest })
  })

  test('RET-14: openssl and the authority’s certificate are enough to check it, and any change is found', () => {
    expect(faultsOf(read())).toEqual([])
    const changed = (change: (file: { -readonly [K in keyof DisposalFile]: DisposalFile[K] }) => void): string[] => {
      const file = read()
      change(file)
      return faultsOf(file)
    }
    const signatures = ['asked: signature', 'witnessed: signature']
    expect(changed((file) => (file.disposal = { ...file.disposal, reason: 'another' }))).toEqual(['record', ...signatures])
    expect(changed((file) => (file.recordSha256 = 'a'.repeat(64)))).toEqual(['record'])
    expect(changed((file) => (file.certificates = { asked: file.certificates.witnessed, witnessed: file.certificates.asked }))).toEqual(
      (['asked', 'witnessed'] as const).flatMap((part) => ['certificate', 'name', 'signature'].map((what) => `${part}: ${what}`)),
    )
    expect([read().disposal.asked.printedName, read().disposal.witnessed.printedName]).toEqual([cus.fullName, rev.fullName])
  })
})
