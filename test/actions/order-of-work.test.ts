import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ActionContext } from '../../electron/actions/context.ts'
import { approveIntendedUse, newIntendedUseVersion, saveIntendedUseDraft } from '../../electron/actions/intended-use.ts'
import { createStudy } from '../../electron/actions/create-study.ts'
import { freezeCohort } from '../../electron/actions/freeze-cohort.ts'
import { importDataset } from '../../electron/actions/import-dataset.ts'
import { importPredictions } from '../../electron/actions/import-predictions.ts'
import { listEvaluations } from '../../electron/actions/list-evaluations.ts'
import { lockProtocol, newProtocolVersion, readProtocolDraft, saveProtocolDraft } from '../../electron/actions/protocol.ts'
import { gatherReport } from '../../electron/actions/report-input.ts'
import { refuseDisagreement, signReport } from '../../electron/actions/sign-report.ts'
import { readStudyState } from '../../electron/actions/study-state.ts'
import { signatureFieldNames } from '../../electron/pdf/signing/revision-0.ts'
import { verifyPdf } from '../../shared/evidence/verify-pdf.ts'
import type { Sha256, StudyId } from '../../shared/vocabulary/ids.ts'
import { Refusal } from '../../shared/vocabulary/problem.ts'
import { firstRefusal as refusal } from '../store/fixture.ts'
import { demoInput, evaluateShortStudy, freshContext, person, seen } from './demo-study.ts'

// What the walk through the life cycle does not meet: two at once, a long trail, a change by the back door.
describe('order of work', { timeout: 120_000 }, () => {
  let context: ActionContext
  let end: () => void

  beforeEach(async () => {
    ;({ context, end } = await freshContext())
  })
  afterEach(() => end())

  const begin = (): StudyId => {
    const studyId = createStudy(context, { name: 'Study', deviceName: 'Device' })
    saveIntendedUseDraft(context, studyId, demoInput.intendedUse())
    approveIntendedUse(context, studyId)
    saveProtocolDraft(context, studyId, demoInput.protocolText())
    lockProtocol(context, studyId)
    return studyId
  }

  it('ACT-15: what is locked changes only by a new version that says why', async () => {
    const studyId = begin()
    const { store } = context.workspace
    const before = store.ledger.head().seq
    saveIntendedUseDraft(context, studyId, { ...demoInput.intendedUse(), users: 'anybody' })
    expect(await refusal(() => approveIntendedUse(context, studyId))).toBe('order/already-locked')
    saveProtocolDraft(context, studyId, demoInput.protocolText().replace(/"seed": \d+/, '"seed": 7'))
    expect(await refusal(() => lockProtocol(context, studyId))).toBe('order/already-locked')
    expect(store.ledger.head().seq).toBe(before)

    newIntendedUseVersion(context, studyId, 'users named more exactly')
    saveIntendedUseDraft(context, studyId, { ...demoInput.intendedUse(), users: 'Oncologists of the trial centres' })
    approveIntendedUse(context, studyId)
    expect(readStudyState(store, studyId).intendedUse?.entry.body.reason).toBe('users named more exactly')
    // The protocol is out of force now, and still an amendment of the one that was locked.
    expect(readStudyState(store, studyId).protocol).toBeNull()
    expect(await refusal(() => lockProtocol(context, studyId))).toBe('order/already-locked')
    newProtocolVersion(context, studyId, 'under the new intended use')
    lockProtocol(context, studyId)
    expect(readStudyState(store, studyId).protocol?.entry.body.reason).toBe('under the new intended use')
  })

  it('ACT-16: predictions that were read under one cohort are not sealed against another', async () => {
    const studyId = begin()
    await importDataset(context, { studyId, ...demoInput.dataset() }).result
    freezeCohort(context, studyId)
    const reading = importPredictions(context, { studyId, ...demoInput.predictions() })
    newProtocolVersion(context, studyId, 'another seed')
    saveProtocolDraft(context, studyId, (readProtocolDraft(context, studyId)?.json ?? '').replace(/"seed": \d+/, '"seed": 7'))
    lockProtocol(context, studyId)
    freezeCohort(context, studyId)
    expect(await refusal(() => reading.result)).toBe('order/cohort-not-frozen')
    expect(readStudyState(context.workspace.store, studyId).predictions).toBeNull()
  })

  it('ACT-17: no report is signed while two completed runs differ', async () => {
    const { studyId } = await evaluateShortStudy(context)
    const { store } = context.workspace
    store.transact((write) => {
      const evaluationId = write.newId()
      write.appendEntry({ action: 'evaluation.started', studyId, objectKind: 'evaluation', objectId: evaluationId })
      const details = { evaluationId, conclusion: 'success' }
      write.appendEntry({ action: 'evaluation.completed', studyId, objectKind: 'result', objectId: write.newId(), afterSha256: 'f'.repeat(64) as Sha256, details })
    })
    const sign = () => signReport(context, { studyId, signInName: person.signInName, passphrase: person.passphrase, meaning: 'authorship', ...seen(context, studyId) })
    expect(await refusal(sign)).toBe('evaluation/runs-differ')
    expect(store.records.list({ kind: 'report', studyId })).toEqual([])
  })

  it('ACT-21: a result whose two engines disagree is not signed', async () => {
    const { studyId } = await evaluateShortStudy(context)
    const state = () => readStudyState(context.workspace.store, studyId)
    const good = state().result
    if (good === null) throw new Error('no result')
    const disagreeing = { ...good.value, engineAgreement: { nCompared: 9, largestRelativeDifference: 3e-9, at: 'p_full/auroc' } }
    const { store } = context.workspace
    const predictionsSha256 = state().predictions?.record.sha256 ?? ''
    store.transact((write) => {
      const evaluationId = write.newId()
      write.appendEntry({ action: 'evaluation.started', studyId, objectKind: 'evaluation', objectId: evaluationId, details: { predictionsSha256 } })
      const record = write.records.add({ kind: 'result', studyId, id: write.newId(), value: disagreeing })
      const details = { evaluationId, predictionsSha256, conclusion: disagreeing.conclusion }
      write.appendEntry({ action: 'evaluation.completed', studyId, objectKind: 'result', objectId: record.id, afterSha256: record.sha256, details })
      const run = write.records.add({ kind: 'run', studyId, id: write.newId(), value: { ...good.run, evaluationId, resultSha256: record.sha256 } })
      write.appendEntry({ action: 'run.recorded', studyId, objectKind: 'run', objectId: run.id, afterSha256: run.sha256, details: { evaluationId } })
    })
    const before = store.ledger.head().seq
    const problems = await signReport(context, { studyId, signInName: person.signInName, passphrase: person.passphrase, meaning: 'authorship', ...seen(context, studyId) }).catch(
      (error: unknown) => (error as Refusal).problems,
    )
    expect(problems).toMatchObject([{ code: 'evaluation/engines-disagree', params: { at: 'p_full/auroc', difference: '3.0e-9' } }])
    expect(store.ledger.head().seq).toBe(before)
    expect(state().report).toBeNull()
    expect(() => refuseDisagreement({ engineAgreement: { nCompared: 9, largestRelativeDifference: 1e-9, at: 'p_full/auroc' } })).not.toThrow()
  })

  it('ACT-18: who takes responsibility signs in the box of the author, and the document is valid', async () => {
    const { studyId } = await evaluateShortStudy(context)
    await signReport(context, { studyId, signInName: person.signInName, passphrase: person.passphrase, meaning: 'responsibility', ...seen(context, studyId) })
    const { store, vault } = context.workspace
    const report = readStudyState(store, studyId).report?.value
    const pdf = store.objects.get(report?.objectSha256 as Sha256)?.bytes ?? new Uint8Array(0)
    const verdict = await verifyPdf(pdf, { anchorsDer: [vault.authorityCertificate] })
    expect(verdict).toMatchObject({ verdict: 'valid', problems: [] })
    expect(verdict.signatures.map(({ field, meaning }) => [field, meaning])).toEqual([[signatureFieldNames.author, 'Responsibility']])
    expect(report?.signatures.map((each) => each.field)).toEqual([signatureFieldNames.author])
  })

  it('ACT-8, ACT-12: a long trail loses no run, and of two signatures at once one stands', async () => {
    const { studyId } = await evaluateShortStudy(context)
    const { store } = context.workspace
    const noted = (objectId: string) => ({ action: 'file.exported', studyId, objectKind: 'export', objectId })
    store.transact((write) => {
      for (let i = 0; i < 1100; i++) write.appendEntry(noted(String(i)))
    })
    const { predictions } = readStudyState(store, studyId)
    store.transact((write) => {
      const evaluationId = write.newId()
      const details = { predictionsSha256: predictions?.record.sha256 ?? '' }
      write.appendEntry({ action: 'evaluation.started', studyId, objectKind: 'evaluation', objectId: evaluationId, details })
      write.appendEntry({ action: 'evaluation.aborted', studyId, objectKind: 'evaluation', objectId: evaluationId, details: { evaluationId } })
    })
    expect(listEvaluations(store, studyId).map((each) => each.outcome)).toEqual(['completed', 'aborted'])
    expect(gatherReport(context, studyId).input.chain.at(-1)?.event).toBe('evaluation.aborted')

    const sign = () => signReport(context, { studyId, signInName: person.signInName, passphrase: person.passphrase, meaning: 'authorship', ...seen(context, studyId) })
    const codes = await Promise.all([refusal(sign), refusal(sign)])
    expect(codes.sort()).toEqual(['not refused', 'order/already-signed'])
    expect(store.records.list({ kind: 'report', studyId })).toHaveLength(1)
  })
})
