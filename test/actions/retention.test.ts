import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createPublicKey, verify, X509Certificate } from 'node:crypto'
import { describe, expect, onTestFinished, test } from 'vitest'
import { makeBackup } from '../../electron/actions/backup.ts'
import { disposalBlocker } from '../../electron/actions/disposal-laws.ts'
import { evaluateStudy } from '../../electron/actions/evaluate-study.ts'
import { exportDisposal } from '../../electron/actions/export-disposal.ts'
import { freezeCohort, openColumns } from '../../electron/actions/freeze-cohort.ts'
import { importDataset } from '../../electron/actions/import-dataset.ts'
import { dataRecord, holdsIn, keptUntil, periodOf, placeHold, releaseHold, setRetention } from '../../electron/actions/retention.ts'
import { readStudyState } from '../../electron/actions/study-state.ts'
import { dispatcher } from '../../electron/engine/dispatch.ts'
import { createEngine } from '../../electron/engine/engine.ts'
import { parseDisposal } from '../../electron/store/disposals.ts'
import { readSignInFile } from '../../electron/vault/sign-in-file.ts'
import { restoreBackup } from '../../electron/workspace/restore.ts'
import { verifyAll, verifyStore } from '../../electron/workspace/verify.ts'
import { canonicalJson } from '../../shared/ledger/canonical.ts'
import { composeDisposal } from '../../shared/report/disposal.ts'
import { permissions } from '../../shared/ipc/permissions.ts'
import { type Disposal, notCovered, suggestedYears, yearsLater } from '../../shared/vocabulary/retention.ts'
import { notCoveredText } from '../../shared/words/en/retention.ts'
import { problemText } from '../../shared/words/en/problems.ts'
import { verifyFolder } from '../../verifier/verify.ts'
import { datasetRequest, quickHost } from '../faults/small-study.ts'
import { refusal } from '../store/fixture.ts'
import { adm, cus, retentionStudy, rev, STUDY, val } from './retention-study.ts'

async function study(stage: Parameters<typeof retentionStudy>[0] = 'sealed') {
  const made = await retentionStudy(stage)
  onTestFinished(() => made.end())
  return made
}

type Made = Awaited<ReturnType<typeof study>>
const store = (made: Made) => made.workspace().store
const blockerOf = (made: Made, kind: 'dataset' | 'predictions' = 'dataset') =>
  disposalBlocker(store(made), dataRecord(store(made), made.studyId, made.record(kind)), made.surroundings.clock.now())
const lastEntry = (made: Made, action: string) => store(made).ledger.newest(action)?.body
const certificateOf = (made: Made): Disposal => parseDisposal(store(made).records.list({ kind: 'disposal' }).at(-1)?.bytes ?? '') as Disposal

describe('periods', { timeout: 60_000 }, () => {
  test('RET-1: nothing is disposed of before a period is set; each setting is an entry with the old and the new value and why', async () => {
    const made = await study('imported')
    expect(periodOf(store(made), 'dataset')).toBeNull()
    expect(suggestedYears).toBe(10)
    expect(await refusal(() => made.dispose('dataset'))).toEqual(['retention/not-set'])
    setRetention(made.context(), { kind: 'dataset', years: 10, reason: 'as our plan says' })
    setRetention(made.context(), { kind: 'dataset', years: 15, reason: 'an implant' })
    expect(periodOf(store(made), 'dataset')).toMatchObject({ years: 15, rationale: 'an implant', by: cus.fullName })
    expect(periodOf(store(made), 'predictions')).toBeNull()
    expect(lastEntry(made, 'retention.set')).toMatchObject({ objectId: 'dataset', reason: 'an implant', changedFields: ['years'], details: { before: 10, years: 15 } })
    expect(permissions['retention.set'].roles).toEqual(['reviewer'])
  })

  test('RET-2: a period counts from the import, or from the last frozen cohort of the data, to the same day so many years later', async () => {
    const made = await study('imported')
    made.periods(10)
    const until = () => keptUntil(store(made), dataRecord(store(made), made.studyId, made.record('dataset')))
    const imported = made.record('dataset').createdAt
    expect(until()).toMatchObject({ since: imported, until: yearsLater(imported, 10) })
    made.surroundings.set('2028-02-29T10:00:00.000Z')
    freezeCohort(made.context(), made.studyId)
    expect(until()?.since.slice(0, 10)).toBe('2028-02-29')
    expect(until()?.until.slice(0, 10)).toBe('2038-03-01')
    expect([yearsLater('2028-02-29T10:00:00.000Z', 4), yearsLater('2026-11-23T00:00:00.000Z', 0)]).toEqual(['2032-02-29T10:00:00.000Z', '2026-11-23T00:00:00.000Z'])
  })

  test('RET-3: before the period is over nothing is disposed of, and never while the clock has run back', async () => {
    const made = await study('imported')
    made.periods(10)
    made.surroundings.set('2036-11-22T08:59:00.000Z')
    expect(await refusal(() => made.dispose('dataset'))).toEqual(['retention/not-over'])
    const told = blockerOf(made)
    expect(told && problemText(told).sentence).toBe('These rows are kept until 22 Nov 2036: 10 years from 22 Nov 2026.')
    made.surroundings.set('2036-11-22T10:00:00.000Z')
    expect(blockerOf(made)).toBeNull()
    const { data, studyId, ...request } = made.request('dataset')
    made.close()
    const engine = createEngine({ host: quickHost(), appVersion: '0.0.0-test', demoFolder: '', onEvent: () => undefined, surroundings: made.surroundings })
    onTestFinished(() => engine.close())
    engine.grant('a'.repeat(32), made.folder, 'folder')
    const call = dispatcher(engine)
    await call('workspace.choose', { folder: 'a'.repeat(32) })
    await call('workspace.unlock', { personId: made.idOf('cus'), passphrase: cus.passphrase })
    expect(await call('retention.study', { studyId: made.studyId })).toMatchObject({ ok: true, value: { data: [{ kind: 'dataset', nRows: 40, kept: { years: 10, isOver: true }, blocker: null, disposal: null }], holds: [] } })
    made.surroundings.set('2036-11-22T09:30:00.000Z')
    const reply = await call('data.dispose', { studyId, data, ...request })
    expect(reply.ok ? '' : reply.problems[0]?.code).toBe('order/clock-rolled-back')
    expect(engine.context().workspace.store.ledger.newest('action.refused')?.body).toMatchObject({ objectId: 'data.dispose', studyId: made.studyId })
  })

  test('RET-4: a hold on a version or on the whole study keeps it, and the refusal says whose it is, since when and why', async () => {
    const made = await study('imported')
    made.periods(0)
    const { id, version } = made.record('dataset')
    placeHold(made.context(), { studyId: made.studyId, on: { id, version }, reason: 'court case 12/26' })
    expect(await refusal(() => made.dispose('dataset'))).toEqual(['retention/held'])
    const told = blockerOf(made)
    expect(told && problemText(told).sentence).toBe(`A legal hold on the reference data keeps them: ${cus.fullName} placed it on 22 Nov 2026 (“court case 12/26”).`)
    expect(lastEntry(made, 'hold.placed')).toMatchObject({ studyId: made.studyId, reason: 'court case 12/26', details: { on: 'dataset', recordId: id, recordVersion: 1 } })
    const [hold] = holdsIn(store(made), made.studyId)
    placeHold(made.context(), { studyId: made.studyId, on: null, reason: 'an inspection' })
    releaseHold(made.context(), { studyId: made.studyId, holdId: hold?.id ?? '', reason: 'the case is closed' })
    expect(lastEntry(made, 'hold.released')).toMatchObject({ objectId: hold?.id, reason: 'the case is closed', details: { placedSeq: hold?.seq } })
    expect(blockerOf(made)?.params).toMatchObject({ what: 'study', reason: 'an inspection' })
    expect(await refusal(() => releaseHold(made.context(), { studyId: made.studyId, holdId: hold?.id ?? '', reason: 'again' }))).toEqual(['retention/no-such-hold'])
    expect(await refusal(() => placeHold(made.context(), { studyId: made.studyId, on: { id: made.studyId as never, version: 1 }, reason: 'nothing' }))).toEqual(['retention/no-such-data'])
    releaseHold(made.context(), { studyId: made.studyId, holdId: holdsIn(store(made), made.studyId)[0]?.id ?? '', reason: 'it is over' })
    expect(blockerOf(made)).toBeNull()
  })

  test('RET-5: rows that a run reads, or that a report waiting for a signature rests on, stay; those of older versions do not wait', async () => {
    const made = await study('imported')
    made.periods(0)
    await importDataset(made.context(), { studyId: made.studyId, ...datasetRequest(made.root) }).result
    const run = store(made).transact((w) => w.appendEntry({ action: 'evaluation.started', studyId: made.studyId, objectKind: 'evaluation', objectId: w.newId() }))
    expect(blockerOf(made)?.params).toEqual({ cause: 'evaluation-running' })
    store(made).transact((w) => w.appendEntry({ action: 'evaluation.aborted', studyId: made.studyId, objectKind: 'evaluation', objectId: run.body.objectId, details: { evaluationId: run.body.objectId } }))
    expect(blockerOf(made)).toBeNull()

    const signed = await study('evaluated')
    signed.periods(0)
    expect(blockerOf(signed)).toBeNull()
    signed.beginReport()
    for (const kind of ['dataset', 'predictions'] as const) expect(await refusal(() => signed.dispose(kind))).toEqual(['retention/in-use report-unfinished'])
  })
})

describe('disposal', { timeout: 60_000 }, () => {
  test('RET-6: it takes two people with both components each, a reviewer the second, and the study’s name typed', async () => {
    const made = await study('imported')
    made.periods(0)
    const refused = (other: Parameters<Made['dispose']>[1]) => refusal(() => made.dispose('dataset', other))
    expect(await refused({ confirmation: 'another' })).toEqual(['order/confirmation-mismatch'])
    expect(await refused({ signInName: 'rev' })).toEqual(['vault/not-signing-person'])
    expect(await refused({ passphrase: 'not this one' })).toEqual(['vault/wrong-passphrase'])
    expect(await refused({ witness: { signInName: 'cus', passphrase: cus.passphrase } })).toEqual(['vault/witness same-person'])
    expect(await refused({ witness: { signInName: 'rev', passphrase: 'not this one' } })).toEqual(['vault/wrong-passphrase second-person'])
    expect(await refused({ witness: { signInName: 'nobody', passphrase: 'not this one' } })).toEqual(['vault/wrong-passphrase second-person'])
    expect(await refused({ witness: { signInName: 'val', passphrase: val.passphrase } })).toEqual(['retention/witness-role'])
    expect(readSignInFile(made.workspace().paths.signInFile).entries.filter((each) => each.outcome === 'refused').map((each) => each.purpose)).toEqual(['signature', 'witness', 'witness'])
    expect(store(made).records.list({ kind: 'disposal' })).toEqual([])
    expect(store(made).segments.keysOf(made.record('dataset')).map((key) => key.isDestroyed)).toEqual([false, false])
    expect(permissions['data.dispose'].roles).toEqual(['data-custodian'])
  })

  test('RET-7, STO-49: keys go, everything else stays, and whoever wants to read is told by whom and when', async () => {
    const made = await study('evaluated')
    made.periods(0)
    const state = readStudyState(store(made), made.studyId)
    const ciphertext = () => store(made).database.prepare('SELECT count(*), sum(length(bytes)), group_concat(sha256) FROM segment').raw().get()
    const before = [ciphertext(), state.result?.record.sha256, store(made).records.list().length]
    await made.dispose('dataset')
    await made.dispose('predictions')
    const after = readStudyState(store(made), made.studyId)
    expect([ciphertext(), after.result?.record.sha256, store(made).records.list().length - 2]).toEqual(before)
    const keys = store(made).database.prepare<[], { wrapped: Buffer; nonce: Buffer; kind: string }>('SELECT k.wrapped, k.nonce, r.kind FROM data_key k JOIN record r ON r.id = k.owner_id ORDER BY k.pos').all()
    expect(keys.map(({ kind, wrapped, nonce }) => [kind, wrapped.length, nonce.every((byte) => byte === 0)])).toEqual([
      ['dataset', 0, true],
      ['dataset', 0, true],
      ['cohort', 48, false],
      ['predictions', 0, true],
    ])
    const { dataset } = after
    expect(await refusal(() => dataset && openColumns(store(made), dataset))).toEqual(['store/disposed'])
    const entries = store(made).ledger.head().seq
    expect(await refusal(() => evaluateStudy(made.context(), { studyId: made.studyId, confirmation: STUDY }))).toEqual(['store/disposed'])
    expect(store(made).ledger.head().seq).toBe(entries)
    expect(await refusal(() => made.dispose('dataset'))).toEqual(['store/disposed'])
    const told = blockerOf(made)
    expect(told && problemText(told).sentence).toBe(
      `These rows were disposed of on 22 Nov 2026 by ${cus.fullName} and ${rev.fullName}: their key was destroyed, and nobody can read them.`,
    )
  })

  test('RET-8: the certificate says what, by which rule, why and who, and both signatures are over all of it', async () => {
    const made = await study('imported')
    made.periods(0)
    const head = store(made).ledger.head()
    const rule = periodOf(store(made), 'dataset')
    await made.dispose('dataset', { reason: 'consent was withdrawn' })
    const { signatures, ...statement } = certificateOf(made)
    const { id, sha256, createdAt } = made.record('dataset')
    expect(statement).toMatchObject({
      data: { kind: 'dataset', id, version: 1, sha256, nRows: 40 },
      rule: { years: 0, setAtSeq: rule?.seq, since: createdAt, until: createdAt },
      reason: 'consent was withdrawn',
      notCovered: [...notCovered],
      atSeq: head.seq,
      atHead: head.hash,
      asked: { printedName: cus.fullName, role: 'data-custodian' },
      witnessed: { printedName: rev.fullName, role: 'reviewer' },
    })
    expect(statement.keys.map(({ purpose }) => purpose)).toEqual(['data', 'reference'])
    for (const part of ['asked', 'witnessed'] as const) {
      const certificate = store(made).people.slots(statement[part].personId as never)[0]?.certificate ?? new Uint8Array()
      const key = createPublicKey(new X509Certificate(certificate).publicKey.export({ format: 'pem', type: 'spki' }))
      expect(verify('sha256', Buffer.from(canonicalJson(statement)), key, Buffer.from(signatures[part], 'hex'))).toBe(true)
      expect(verify('sha256', Buffer.from(canonicalJson({ ...statement, reason: 'another' })), key, Buffer.from(signatures[part], 'hex'))).toBe(false)
    }
    const record = store(made).records.list({ kind: 'disposal' })[0]
    expect(lastEntry(made, 'data.disposed')).toMatchObject({
      objectKind: 'disposal',
      objectId: record?.id,
      afterSha256: record?.sha256,
      reason: 'consent was withdrawn',
      details: { dataId: id, dataSha256: sha256, nRows: 40, nKeys: 2, witnessName: rev.fullName },
    })
    expect(store(made).checkpoints.latest()?.size).toBe(store(made).ledger.head().seq)
  })

  test('RET-9: the certificate can be printed, and its export is recorded', async () => {
    const made = await study('imported')
    made.periods(0)
    await made.dispose('dataset')
    const record = store(made).records.list({ kind: 'disposal' })[0]
    const path = join(made.root, 'certificate.pdf')
    await exportDisposal(made.context(), { studyId: made.studyId, disposalId: record?.id as never, path })
    expect(readFileSync(path).subarray(0, 5).toString()).toBe('%PDF-')
    expect(lastEntry(made, 'file.exported')?.details).toMatchObject({ what: 'certificate of disposal' })
    const disposal = certificateOf(made)
    const printed = JSON.stringify(composeDisposal({ workspace: 'W', study: STUDY, device: 'D', demo: false, disposal, certificateSha256: record?.sha256 ?? '', seq: 9, head: 'f'.repeat(64) }))
    const said = [disposal.signatures.asked, disposal.signatures.witnessed, disposal.data.sha256, disposal.reason, cus.fullName, rev.fullName, record?.sha256 ?? '', ...disposal.keys.map(({ keyId }) => keyId), ...Object.values(notCoveredText)]
    expect(said.filter((text) => !printed.includes(text))).toEqual([])
    expect(await refusal(() => exportDisposal(made.context(), { studyId: made.studyId, disposalId: made.record('dataset').id, path }))).toEqual(['retention/no-such-data'])
  })

  test('RET-10, RET-11: a backup made before brings the key back only if that is said, and the trail names it; one made after has none', async () => {
    const made = await study('imported')
    made.periods(0)
    made.close()
    await made.as('adm')
    await makeBackup(made.context(), { folder: join(made.root, 'before') })
    made.close()
    await made.as('cus')
    await made.dispose('dataset')
    made.close()
    await made.as('adm')
    await makeBackup(made.context(), { folder: join(made.root, 'after') })
    made.close()
    const restore = (name: string, into: string, bringsBack?: boolean) =>
      restoreBackup({ backup: join(made.root, name), into, actor: adm, witness: rev, bringsBack }, made.surroundings)
    const told = await restore('before', made.folder).catch((error: { problems: Parameters<typeof problemText>[0][] }) => error.problems[0])
    expect(told && 'code' in told && [told.code, problemText(told).sentence]).toEqual([
      'backup/brings-back',
      'This backup still holds the keys of data that were disposed of since: Reference data, version 1.',
    ])
    expect((await restore('after', join(made.root, 'elsewhere'))).replaced).toBeNull()
    await made.as('cus')
    expect(store(made).segments.keysOf(made.record('dataset')).every((key) => key.isDestroyed)).toBe(true)
    made.close()
    expect((await restore('before', made.folder, true)).replaced?.broughtBack).toEqual([expect.stringMatching(/^dataset /)])
    await made.as('cus')
    expect(lastEntry(made, 'store.restored')?.details).toMatchObject({ broughtBack: 1, broughtBackData: expect.stringMatching(/^dataset /) as string })
    expect(store(made).segments.keysOf(made.record('dataset')).some((key) => key.isDestroyed)).toBe(false)
    await made.dispose('dataset')
    expect((await verifyAll(made.workspace())).findings).toEqual([])
  })

  test('RET-12, VER-13: both verifiers tell what was disposed of by whom, as neither damage nor unchecked, with and without the rows key', async () => {
    const made = await study('evaluated')
    made.periods(0)
    await made.dispose('dataset')
    await made.dispose('predictions')
    const told = { asked: cus.fullName, witnessed: rev.fullName, at: certificateOf(made).at.slice(0, 10) }
    const open = await verifyAll(made.workspace())
    expect([open.ok, open.findings]).toEqual([true, []])
    made.close()
    for (const who of [cus, adm]) {
      const report = await verifyStore(made.folder, { personId: made.idOf(who.signInName), passphrase: who.passphrase })
      const verdict = await verifyFolder(made.folder, { person: who.signInName, passphrase: who.passphrase })
      expect([report.ok, verdict.ok]).toEqual([true, true])
      // The row numbers of the frozen cohort are what an administrator still cannot check.
      expect([report.findings.length, verdict.findings.length]).toEqual(who === cus ? [0, 0] : [1, 1])
      for (const { disposed } of [report, verdict]) {
        expect(disposed.map(({ object }) => object.split(' ')[0])).toEqual(['dataset', 'predictions'])
        for (const { asked, witnessed, at } of disposed) expect({ asked, witnessed, at: at.slice(0, 10) }).toEqual(told)
      }
    }
  })

  test('STO-48: after a disposal neither the pages of the store nor its log hold the wrapped key', async () => {
    const made = await study('evaluated')
    made.periods(0)
    const wrapped = () => store(made).database.prepare<[string], Buffer>('SELECT wrapped FROM data_key WHERE owner_id = ?').pluck().all(made.record('dataset').id)
    const keys = wrapped()
    const pages = () => store(made).database.serialize()
    expect(keys.map((key) => pages().includes(key))).toEqual([true, true])
    expect(statSync(`${made.workspace().paths.store}-wal`).size).toBeGreaterThan(0)
    let atTruncation = -1
    const emptyLog = store(made).emptyLog.bind(store(made))
    store(made).emptyLog = () => {
      const isDone = emptyLog()
      atTruncation = statSync(`${made.workspace().paths.store}-wal`).size
      return isDone
    }
    await made.dispose('dataset')
    expect(atTruncation).toBe(0)
    expect(keys.map((key) => pages().includes(key))).toEqual([false, false])
    expect(readdirSync(made.folder).filter((name) => /journal|shm/.test(name))).toEqual([])
  })
})
