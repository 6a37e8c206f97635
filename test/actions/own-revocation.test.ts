import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { importAuthority, importCertificate, importRevocationList, requestCertificate } from '../../electron/actions/certificates.ts'
import { ownRevocation } from '../../electron/actions/own-revocation.ts'
import { signReport } from '../../electron/actions/sign-report.ts'
import { readStudyState } from '../../electron/actions/study-state.ts'
import { signingView } from '../../electron/engine/signing-view.ts'
import { hospital } from './hospital.ts'
import { cus, retentionStudy, rev } from './retention-study.ts'

describe('what revocation lists say of one’s own certificate', { timeout: 60_000 }, () => {
  let made: Awaited<ReturnType<typeof retentionStudy>>
  let pki: Awaited<ReturnType<typeof hospital>>
  const file = (contents: string): string => {
    const path = join(made.root, 'given.pem')
    writeFileSync(path, contents)
    return path
  }
  const view = () => signingView(made.context(), made.studyId, readStudyState(made.workspace().store, made.studyId))
  beforeAll(async () => {
    made = await retentionStudy('evaluated')
    pki = await hospital('Hospital')
    const path = join(made.root, 'request.pem')
    await importAuthority(made.context(), { path: file(pki.pem), reason: 'the hospital issues certificates', witness: rev })
    await requestCertificate(made.context(), { passphrase: cus.passphrase, path })
    await importCertificate(made.context(), { passphrase: cus.passphrase, path: file(await pki.issue(readFileSync(path, 'utf8'), { serial: '5a01' })) })
  })
  afterAll(() => made.end())

  test('ACT-92: a newest list that is out of date is said beside the signature that would rest on it, and refuses nothing', async () => {
    expect(view()).toMatchObject({ mine: ['authorship', 'responsibility'], revocation: null })
    await importRevocationList(made.context(), { path: file(pki.revokes('5a02', '2026-11-01T00:00:00.000Z')) })
    expect(view().revocation).toMatchObject({ code: 'certificate/list-overdue', severity: 'warning', params: { issuer: 'O=Hospital, CN=Hospital evidence authority', dueBy: '2026-11-01' } })
    // Whoever has nothing to sign is told nothing about it.
    const { store } = made.workspace()
    const signed = { ...readStudyState(store, made.studyId), result: null }
    expect(signingView(made.context(), made.studyId, signed).revocation).toBeNull()
  })

  test('ACT-93: nothing is signed with a certificate that is known to be revoked', async () => {
    await importRevocationList(made.context(), { path: file(pki.revokes('5a01', '2026-11-20T00:00:00.000Z')) })
    expect(ownRevocation(made.context())).toMatchObject({ code: 'certificate/revoked', severity: 'error', params: { since: '2026-11-20' } })
    const { signInName, passphrase } = cus
    const recordSha256 = readStudyState(made.workspace().store, made.studyId).result?.record.sha256 ?? ''
    const request = { studyId: made.studyId, signInName, passphrase, meaning: 'authorship', recordSha256, reportVersion: 0 } as const
    await expect(signReport(made.context(), request)).rejects.toThrow('certificate/revoked')
    expect(made.workspace().store.ledger.count({ action: 'report.signed' })).toBe(0)
  })
})
