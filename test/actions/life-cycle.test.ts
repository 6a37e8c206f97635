import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ActionContext } from '../../electron/actions/context.ts'
import { createStudy } from '../../electron/actions/create-study.ts'
import { closeOpenEvaluations, evaluateStudy } from '../../electron/actions/evaluate-study.ts'
import { exportCertificate, exportReport } from '../../electron/actions/export-files.ts'
import { freezeCohort } from '../../electron/actions/freeze-cohort.ts'
import { importDataset } from '../../electron/actions/import-dataset.ts'
import { importPredictions } from '../../electron/actions/import-predictions.ts'
import { approveIntendedUse, newIntendedUseVersion, saveIntendedUseDraft } from '../../electron/actions/intended-use.ts'
import { listEvaluations } from '../../electron/actions/list-evaluations.ts'
import { lockProtocol, newProtocolVersion, readProtocolDraft, saveProtocolDraft } from '../../electron/actions/protocol.ts'
import { signReport } from '../../electron/actions/sign-report.ts'
import { readStudyState } from '../../electron/actions/study-state.ts'
import { sha256Hex } from '../../electron/files/digest.ts'
import { verifyAll } from '../../electron/workspace/verify.ts'
import { verifyPdf } from '../../shared/evidence/verify-pdf.ts'
import type { StudyId } from '../../shared/vocabulary/ids.ts'
import { Refusal } from '../../shared/vocabulary/problem.ts'
import { REFERENCE } from '../../shared/vocabulary/roles.ts'
import { firstRefusal as refusal } from '../store/fixture.ts'
import { demoInput, freshContext, person, seen } from './demo-study.ts'

// One real study walked through in order; each test is one rule on the way.
describe('life cycle of a study', { timeout: 60_000 }, () => {
  let context: ActionContext
  let folder: string
  let end: () => void
  let studyId: StudyId
  const state = () => readStudyState(context.workspace.store, studyId)
  const head = () => context.workspace.store.ledger.head().seq
  const doImport = () => importDataset(context, { studyId, ...demoInput.dataset() }).result
  const doPredictions = () => importPredictions(context, { studyId, ...demoInput.predictions() }).result
  const doEvaluate = () => evaluateStudy(context, { studyId, confirmation: 'Study' }).result

  beforeAll(async () => {
    ;({ context, folder, end } = await freshContext())
    studyId = createStudy(context, { name: 'Study', deviceName: 'Device' })
  })
  afterAll(() => end())

  it('ACT-1: nothing but drafts before the intended use is approved, and each missing field is named', async () => {
    saveProtocolDraft(context, studyId, demoInput.protocolText())
    const before = head()
    expect(await refusal(() => lockProtocol(context, studyId))).toBe('order/intended-use-not-approved')
    expect(await refusal(doImport)).toBe('order/intended-use-not-approved')
    expect(await refusal(() => freezeCohort(context, studyId))).toBe('order/protocol-not-locked')
    const { problem: _left, ...rest } = demoInput.intendedUse()
    saveIntendedUseDraft(context, studyId, { ...rest, users: '  ' })
    const refused = await Promise.resolve()
      .then(() => approveIntendedUse(context, studyId))
      .catch((error: unknown) => error)
    expect((refused as Refusal).problems.map((each) => each.where?.path)).toEqual(['problem', 'users'])
    expect(head()).toBe(before)
    saveIntendedUseDraft(context, studyId, demoInput.intendedUse())
    approveIntendedUse(context, studyId)
    expect(state().intendedUse?.record.version).toBe(1)
  })

  it('ACT-2: a protocol with an error is not locked and its draft stays as typed', async () => {
    const broken = demoInput.protocolText().replace('"version": 1', '"version": 1, "surprise": true')
    const problems = saveProtocolDraft(context, studyId, broken)
    expect(problems.map((each) => each.code)).toContain('protocol/unknown-key')
    expect(await refusal(() => lockProtocol(context, studyId))).toBe('protocol/unknown-key')
    expect(readProtocolDraft(context, studyId)?.json).toBe(broken)
  })

  it('ACT-3: a protocol may be locked before data are received, and its entry says so', () => {
    saveProtocolDraft(context, studyId, demoInput.protocolText())
    lockProtocol(context, studyId)
    expect(state().protocol?.entry.body.details['dataReceived']).toBe('no')
  })

  it('ACT-4: a dataset is imported whole or not at all, and its reference standard stays sealed', async () => {
    const before = head()
    const { mapping, ...file } = demoInput.dataset()
    const wrong = { ...mapping, reference: { column: 'label', values: { '1': 'present' as const } } }
    expect(await refusal(() => importDataset(context, { studyId, ...file, mapping: wrong }).result)).toBe('intake/unmapped-reference-value')
    expect(head()).toBe(before)
    await doImport()
    const { dataset } = state()
    expect(dataset?.value.nExaminations).toBe(406)
    const { store } = context.workspace
    const record = dataset?.record
    if (!record) throw new Error('no dataset')
    expect(() => store.segments.readColumn(record, REFERENCE, store.segments.openKey(record))).toThrow()
    expect(await refusal(() => store.releaseReferenceKey(record, head()))).toMatch(/^store\//)
  })

  it('ACT-5: a cohort is frozen once; a new protocol version puts it out of force', async () => {
    expect(await refusal(doPredictions)).toBe('order/cohort-not-frozen')
    freezeCohort(context, studyId)
    expect(state().cohort?.value.nExaminations).toBe(406)
    expect(await refusal(() => freezeCohort(context, studyId))).toBe('order/already-frozen')
    newProtocolVersion(context, studyId, 'goal justified in writing')
    lockProtocol(context, studyId)
    // The same text has the same digest: the cohort stays in force.
    expect(state().cohort).not.toBeNull()
    newProtocolVersion(context, studyId, 'another seed')
    const draft = readProtocolDraft(context, studyId)?.json ?? ''
    saveProtocolDraft(context, studyId, draft.replace(/"seed": \d+/, '"seed": 7'))
    lockProtocol(context, studyId)
    expect(state().cohort).toBeNull()
    freezeCohort(context, studyId)
    expect(state().cohort).not.toBeNull()
  })

  it('ACT-6: predictions are sealed against the frozen cohort; extra and missing ones are counted', async () => {
    expect(await refusal(doEvaluate)).toBe('order/predictions-not-sealed')
    await doPredictions()
    expect(state().predictions?.value).toMatchObject({ nRows: 406, nMatched: 406, nExtra: 0, nExaminationsWithout: 0 })
  })

  it('ACT-9: a cancelled evaluation is recorded as aborted and shows nothing', async () => {
    const job = evaluateStudy(context, { studyId, confirmation: 'Study' })
    job.cancel()
    expect(await refusal(() => job.result)).toBe('evaluation/cancelled')
    expect(listEvaluations(context.workspace.store, studyId)).toMatchObject([{ outcome: 'aborted', reason: 'evaluation/cancelled' }])
    expect(state().result).toBeNull()
  })

  it('ACT-7: an evaluation needs the study name typed, and starts in the trail before the key is released', async () => {
    const before = head()
    expect(await refusal(() => evaluateStudy(context, { studyId, confirmation: 'study' }))).toBe('order/confirmation-mismatch')
    expect(head()).toBe(before)
    await doEvaluate()
    const actions = context.workspace.store.ledger.list({ studyId, fromSeq: before + 1 }).map((each) => each.body.action)
    expect(actions).toEqual(['evaluation.started', 'evaluation.completed', 'run.recorded'])
  })

  it('ACT-8: a rerun gives the identical digest and every run stays in the trail', async () => {
    const first = state().result?.record.sha256
    await doEvaluate()
    expect(state().result?.record.sha256).toBe(first)
    expect(listEvaluations(context.workspace.store, studyId).map((each) => each.outcome)).toEqual(['aborted', 'completed', 'completed'])
  })

  it('ACT-10: after unblinding nothing earlier can be changed', async () => {
    for (const act of [
      () => newIntendedUseVersion(context, studyId, 'late'),
      () => newProtocolVersion(context, studyId, 'late'),
      () => lockProtocol(context, studyId),
      doImport,
      () => freezeCohort(context, studyId),
      doPredictions,
    ]) {
      expect(await refusal(act)).toBe('order/already-unblinded')
    }
  })

  it('ACT-11: signing needs both components', async () => {
    const before = head()
    const request = { studyId, meaning: 'authorship' as const, ...seen(context, studyId) }
    expect(await refusal(() => signReport(context, { ...request, signInName: 'eve', passphrase: person.passphrase }))).toBe('vault/not-signing-person')
    expect(await refusal(() => signReport(context, { ...request, signInName: person.signInName, passphrase: 'not the passphrase' }))).toBe('vault/wrong-passphrase')
    expect(head()).toBe(before)
    expect(state().report).toBeNull()
  })

  it('ACT-12: the signed bytes are in the store with their entry, and export copies exactly those', async () => {
    await signReport(context, { studyId, signInName: person.signInName, passphrase: person.passphrase, meaning: 'authorship', ...seen(context, studyId) })
    const path = join(folder, '..', 'report.pdf')
    const ca = join(folder, '..', 'ca.pem')
    const digest = exportReport(context, studyId, path)
    exportCertificate(context, ca)
    const pdf = new Uint8Array(readFileSync(path))
    expect(sha256Hex(pdf)).toBe(digest)
    expect(state().report?.value.objectSha256).toBe(digest)
    const verdict = await verifyPdf(pdf, { anchorsDer: [context.workspace.vault.authorityCertificate] })
    expect(verdict).toMatchObject({ verdict: 'valid', problems: [] })
    expect(await refusal(() => signReport(context, { studyId, signInName: person.signInName, passphrase: person.passphrase, meaning: 'authorship', ...seen(context, studyId) }))).toBe('order/already-signed')
  })

  it('ACT-14: an evaluation left open is closed as aborted at the next start', () => {
    const { store } = context.workspace
    const predictionsSha256 = state().predictions?.record.sha256 ?? ''
    store.transact((write) => {
      write.appendEntry({ action: 'evaluation.started', studyId, objectKind: 'evaluation', objectId: write.newId(), details: { predictionsSha256 } })
    })
    expect(listEvaluations(store, studyId).at(-1)?.outcome).toBe('running')
    closeOpenEvaluations(context, 'program ended during the evaluation')
    expect(listEvaluations(store, studyId).at(-1)?.outcome).toBe('aborted')
    expect(store.ledger.openEvaluations()).toEqual([])
  })

  it('ACT-13: after the whole life cycle the verifier finds nothing', async () => {
    expect((await verifyAll(context.workspace)).findings).toEqual([])
  })
})
