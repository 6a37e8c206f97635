import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ActionContext } from '../../electron/actions/context.ts'
import { createStudy } from '../../electron/actions/create-study.ts'
import { evaluateStudy } from '../../electron/actions/evaluate-study.ts'
import { freezeCohort, openColumns } from '../../electron/actions/freeze-cohort.ts'
import { importDataset } from '../../electron/actions/import-dataset.ts'
import { importPredictions } from '../../electron/actions/import-predictions.ts'
import { approveIntendedUse, saveIntendedUseDraft } from '../../electron/actions/intended-use.ts'
import { lockProtocol, saveProtocolDraft } from '../../electron/actions/protocol.ts'
import { gatherReport } from '../../electron/actions/report-input.ts'
import { readStudyState } from '../../electron/actions/study-state.ts'
import { renderReport } from '../../electron/pdf/render.ts'
import { evaluate } from '../../shared/evaluation/evaluate.ts'
import { compose } from '../../shared/report/compose.ts'
import type { StudyId } from '../../shared/vocabulary/ids.ts'
import { Refusal } from '../../shared/vocabulary/problem.ts'
import { DatasetMapping, PredictionsMapping, Release } from '../../shared/vocabulary/records.ts'
import { pbcInput, pbcRules } from '../evaluation/pbcseq.ts'
import { demoInput, freshContext } from './demo-study.ts'

const codesOf = (act: () => unknown): readonly string[] => {
  try {
    act()
    return []
  } catch (error) {
    return error instanceof Refusal ? error.problems.map((each) => each.code) : ['not a refusal']
  }
}

const file = (name: string) => ({ path: fileURLToPath(new URL(`../vectors/pbcseq/${name}`, import.meta.url)), name })

describe('a study of predictions over time', { timeout: 60_000 }, () => {
  let context: ActionContext
  let end: () => void
  let studyId: StudyId
  let refusedFirst: readonly string[]
  const { protocol } = pbcInput(pbcRules['plain'] ?? expect.fail(), { subgroups: [] })

  beforeAll(async () => {
    ;({ context, end } = await freshContext())
    studyId = createStudy(context, { name: 'Study', deviceName: 'Monitor' })
    saveIntendedUseDraft(context, studyId, demoInput.intendedUse())
    approveIntendedUse(context, studyId)
    saveProtocolDraft(context, studyId, JSON.stringify(protocol))
    lockProtocol(context, studyId)
    const mappingWith = (sealed: boolean) => DatasetMapping.parse({
      format: 'probity.dataset-mapping',
      version: 1,
      examinationId: 'id',
      reference: { column: 'reference', values: { dead: 'present', alive: 'absent' } },
      covariates: ['start', 'end', 'onset', 'transplant'].map((column) => ({ column, kind: 'number', ...(column === 'onset' ? { sealed } : {}) })),
      decimal: 'point',
      delimiter: ',',
    })
    await importDataset(context, { studyId, ...file('reference.csv'), mapping: mappingWith(false) }).result
    refusedFirst = codesOf(() => freezeCohort(context, studyId))
    await importDataset(context, { studyId, ...file('reference.csv'), mapping: mappingWith(true) }).result
    freezeCohort(context, studyId)
  })
  afterAll(() => end())

  it('ACT-23: an onset tells who had the event: it is sealed, and a cohort with an open one is not frozen', () => {
    expect(refusedFirst).toEqual(['protocol/onset-not-sealed'])
    const { store } = context.workspace
    const { dataset } = readStudyState(store, studyId)
    if (dataset === null) throw new Error('no dataset')
    expect([...openColumns(store, dataset).keys()]).not.toContain('covariate:onset')
    expect([...openColumns(store, dataset).keys()]).toContain('covariate:start')
    expect(() => store.segments.readColumn(dataset.record, 'covariate:onset', store.segments.openKey(dataset.record))).toThrow()
  })

  it('ACT-22: matching counts examinations, and the store gives the numbers that the files give', async () => {
    const mapping = PredictionsMapping.parse({
      format: 'probity.predictions-mapping',
      version: 1,
      examinationId: 'id',
      outputs: ['bili', 'albumin', 'chol'].map((id) => ({
        prediction: id,
        scoreColumn: id,
        direction: id === 'albumin' ? 'lower-is-positive' : 'higher-is-positive',
      })),
      predictedAt: 'day',
      availableAt: 'seen',
      missingReason: 'not measured',
      decimal: 'point',
      delimiter: ',',
    })
    const { release } = demoInput.predictions()
    await importPredictions(context, { studyId, ...file('predictions.csv'), mapping, release: Release.parse(release) }).result
    const sealed = readStudyState(context.workspace.store, studyId).predictions?.value
    expect(sealed).toMatchObject({ nRows: 1945, nMatched: 312, nExtra: 0, nExaminationsWithout: 0 })

    await evaluateStudy(context, { studyId, confirmation: 'Study' }).result
    const { input } = gatherReport(context, studyId)
    const direct = evaluate(pbcInput(pbcRules['plain'] ?? expect.fail(), { subgroups: [] }))
    expect(input.results.repeated).toEqual(direct.repeated)
    expect(input.results.estimates).toEqual(direct.estimates)
    const tree = compose(input)
    const pdf = await renderReport(tree, { title: tree.title, author: 'Ada Author', createdAt: tree.createdAt, study: tree.studyName, appVersion: '0.1.0' })
    expect(Buffer.from(pdf.subarray(0, 8)).toString('latin1')).toBe('%PDF-1.7')
  })
})
