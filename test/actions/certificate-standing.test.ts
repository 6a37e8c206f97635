import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { importAuthority, importCertificate, importRevocationList, requestCertificate } from '../../electron/actions/certificates.ts'
import { ownStanding } from '../../electron/actions/certificate-standing.ts'
import { makeBackup } from '../../electron/actions/backup.ts'
import { reviewTrail } from '../../electron/actions/review-trail.ts'
import { signReport } from '../../electron/actions/sign-report.ts'
import { readStudyState } from '../../electron/actions/study-state.ts'
import { exportHead, headView, readHead, witnessHead } from '../../electron/actions/witness-head.ts'
import { createEngine } from '../../electron/engine/engine.ts'
import { signingView } from '../../electron/engine/signing-view.ts'
import { countersignatures } from '../../electron/engine/trail-view.ts'
import { restoreBackup } from '../../electron/workspace/restore.ts'
import { verifyAll } from '../../electron/workspace/verify.ts'
import { createWorkspace } from '../../electron/workspace/workspace.ts'
import { problemText } from '../../shared/words/en/problems.ts'
import { verifyFolder } from '../../verifier/verify.ts'
import { quickHost } from '../faults/small-study.ts'
import { refusal } from '../store/fixture.ts'
import { hospital } from './hospital.ts'
import { adm, cus, retentionStudy, rev } from './retention-study.ts'

/** Clara with a certificate of her hospital, number 5a01, and Rui with 5a02. */
describe('a certificate that a signature would rest on', { timeout: 60_000 }, () => {
  let made: Awaited<ReturnType<typeof retentionStudy>>
  let pki: Awaited<ReturnType<typeof hospital>>
  const store = () => made.workspace().store
  const file = (contents: string): string => {
    const path = join(made.root, 'given.pem')
    writeFileSync(path, contents)
    return path
  }
  const revoke = (serial: string, at: string) => importRevocationList(made.context(), { path: file(pki.revokes(serial, at)) })
  const standing = () => signingView(made.context(), made.studyId, readStudyState(store(), made.studyId)).certificate
  const certify = async ({ passphrase }: { readonly passphrase: string }, more: { readonly serial: string; readonly notAfter?: string }) => {
    const path = join(made.root, 'request.pem')
    await requestCertificate(made.context(), { passphrase, path })
    await importCertificate(made.context(), { passphrase, path: file(await pki.issue(readFileSync(path, 'utf8'), more)) })
  }
  beforeEach(async () => {
    made = await retentionStudy('evaluated')
    onTestFinished(() => made.end())
    pki = await hospital('Hospital')
    await importAuthority(made.context(), { path: file(pki.pem), reason: 'the hospital issues certificates', witness: rev })
    await certify(cus, { serial: '5a01' })
  })

  /** Everything in a workspace that is signed with the key of whoever is signed in. */
  const signings = async (): Promise<Record<string, () => Promise<unknown>>> => {
    const { studyId } = made
    const { signInName, passphrase } = cus
    const { result } = readStudyState(store(), studyId)
    const elsewhere = await createWorkspace(join(made.root, 'elsewhere'), { name: 'Elsewhere', person: { ...rev, kdf: { belowFloorForTests: { memoryKiB: 64, iterations: 1 } } } }, made.surroundings)
    const headPath = join(made.root, 'head.json')
    exportHead({ ...made.context(), workspace: elsewhere }, headPath)
    elsewhere.close()
    const { checkpointSha256 } = headView(readHead(headPath))
    const report = { studyId, signInName, passphrase, meaning: 'authorship', recordSha256: result?.record.sha256 ?? '', reportVersion: 0 } as const
    return {
      'report.signed': () => signReport(made.context(), report),
      'data.disposed': () => made.dispose('predictions'),
      'trail.reviewed': () => reviewTrail(made.context(), { fromSeq: 1, toSeq: 3, note: '', signInName, passphrase }),
      'head.witnessed': () => witnessHead(made.context(), { headPath, checkpointSha256, path: join(made.root, 'witness.json'), signInName, passphrase }),
    }
  }

  /** Data whose period is over. */
  const yearsOn = () => {
    made.periods(1)
    made.surroundings.set('2028-06-01T09:00:00.000Z')
  }

  test('ACT-92: a newest list that is out of date is said beside the signature that would rest on it, and refuses nothing', async () => {
    expect([standing(), ownStanding(made.context())]).toEqual([null, null])
    await revoke('5aff', '2026-11-01T00:00:00.000Z')
    expect(standing()).toMatchObject({ code: 'certificate/list-overdue', severity: 'warning', params: { issuer: 'O=Hospital, CN=Hospital evidence authority', dueBy: '2026-11-01' } })
    // Whoever has nothing to sign is told nothing about it.
    const signed = { ...readStudyState(store(), made.studyId), result: null }
    expect(signingView(made.context(), made.studyId, signed).certificate).toBeNull()
    yearsOn()
    for (const [action, sign] of Object.entries(await signings()).slice(1)) {
      await sign()
      expect(store().ledger.count({ action }), action).toBe(1)
    }
  })

  test('ACT-93: nothing at all is signed with a certificate that is known to be revoked', async () => {
    yearsOn()
    const all = await signings()
    await revoke('5a01', '2026-11-20T00:00:00.000Z')
    expect(standing()).toMatchObject({ code: 'certificate/revoked', severity: 'error', params: { person: cus.fullName, since: '2026-11-20' } })
    for (const [action, sign] of Object.entries(all)) {
      const before = [store().ledger.head(), store().checkpoints.list().length]
      expect(await refusal(sign), action).toEqual(['certificate/revoked'])
      expect([store().ledger.head(), store().checkpoints.list().length], action).toEqual(before)
    }
    // With another certificate for the same key it goes on.
    await certify(cus, { serial: '5a11' })
    expect(ownStanding(made.context())).toMatchObject({ severity: 'warning' })
  })

  test('ACT-93: every action that signs asks this question: nobody else has the key lent', () => {
    const folder = new URL('../../electron/actions/', import.meta.url)
    const lends = readdirSync(folder).filter((name) => name.endsWith('.ts') && readFileSync(new URL(name, folder), 'utf8').includes('.withSigningKey('))
    expect(lends).toEqual(['certificate-standing.ts'])
  })

  test('ACT-93: nor by a second person whose certificate is', async () => {
    yearsOn()
    made.close()
    await made.as('rev')
    await certify(rev, { serial: '5a02' })
    await revoke('5a02', '2026-11-20T00:00:00.000Z')
    made.close()
    await made.as('cus')
    expect(await refusal(() => made.dispose('predictions'))).toEqual(['certificate/revoked'])
    expect(store().ledger.count({ action: 'data.disposed' })).toBe(0)
  })

  test('ACT-95: nor with a certificate that is not yet in force, or no longer, or whose issuer is not', async () => {
    await certify(cus, { serial: '5a12', notAfter: '2027-01-01T00:00:00.000Z' })
    const all = await signings()
    expect(standing()).toBeNull()
    made.surroundings.set('2027-01-01T00:00:00.001Z')
    const found = standing()
    expect(found).toMatchObject({ code: 'certificate/not-in-force', severity: 'error', params: { person: cus.fullName, from: '2026-01-01', until: '2027-01-01' } })
    expect(found && problemText(found).sentence).toContain('from 1 Jan 2026 to 1 Jan 2027 only')
    for (const [action, sign] of Object.entries(all).filter(([action]) => action !== 'data.disposed')) expect(await refusal(sign), action).toEqual(['certificate/not-in-force'])
    made.surroundings.set('2025-12-31T12:00:00.000Z')
    const now = () => ownStanding(made.context())
    expect(now()).toMatchObject({ code: 'certificate/not-in-force' })
    // The authority's own time is over.
    made.surroundings.set('2027-01-02T00:00:00.000Z')
    await certify(cus, { serial: '5a13', notAfter: '2066-01-01T00:00:00.000Z' })
    expect(now()).toBeNull()
    made.surroundings.set('2046-01-02T00:00:00.000Z')
    expect(now()).toMatchObject({ code: 'certificate/not-in-force', params: { until: '2046-01-01' } })
  })

  test('ACT-96: a revocation that is heard of later is told by whoever verifies; nothing was changed, so everything stays in service', async () => {
    made.periods(0)
    await made.dispose('predictions')
    await reviewTrail(made.context(), { fromSeq: 1, toSeq: 3, note: '', signInName: cus.signInName, passphrase: cus.passphrase })
    expect(await verifyAll(made.workspace())).toMatchObject({ ok: true, isWhole: true, findings: [] })
    expect(countersignatures(made.workspace()).reviewedUpTo).toBe(3)
    await revoke('5a01', '2026-11-20T00:00:00.000Z')
    const [disposed, reviewed] = ['data.disposed', 'trail.reviewed'].map((action) => store().ledger.newest(action)?.seq)
    const found = await verifyAll(made.workspace())
    // Nobody can sign them again, so that it stays a warning; what can be withdrawn is an error (VER-9).
    expect([found.ok, found.isWhole]).toEqual([true, true])
    const told = { code: 'signature/revoked', severity: 'warning' }
    expect(found.findings).toMatchObject([
      { ...told, params: { person: cus.fullName, what: 'the disposal of predictions v1', since: '2026-11-20', seq: disposed } },
      { ...told, params: { person: cus.fullName, what: 'the audit trail, entries 1 to 3', since: '2026-11-20', seq: reviewed } },
    ])
    const engine = createEngine({ host: quickHost(), appVersion: '0.0.0-test', demoFolder: '', onEvent: () => undefined, surroundings: made.surroundings })
    engine.opened(made.workspace(), false)
    expect(countersignatures(made.workspace()).reviewedUpTo).toBe(0)
    expect(await engine.verify()).toMatchObject({ ok: true, isWhole: true })
    expect(store().ledger.newest('verification.completed')?.body.details).toMatchObject({ ok: 'yes', nFindings: 2 })
    expect([engine.isReadOnly, engine.view()]).toMatchObject([false, { readOnly: false, problems: found.findings }])
    await makeBackup(made.context(), { folder: join(made.root, 'backup') })
    engine.close()
    const { findings } = await verifyFolder(made.folder, { person: cus.signInName, passphrase: cus.passphrase })
    expect(findings.map(({ rule, seq, cause }) => [rule, seq, cause])).toEqual([disposed, reviewed].map((seq) => ['VER-9', seq, 'signature-certificate: it had been revoked']))
    await restoreBackup({ backup: join(made.root, 'backup'), into: join(made.root, 'restored'), actor: adm, witness: rev }, made.surroundings)
    expect(existsSync(join(made.root, 'restored'))).toBe(true)
  })
})
