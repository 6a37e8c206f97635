import { readFileSync } from 'node:fs'
import type { Sha256, StudyId } from '../../shared/vocabulary/ids.ts'
import { DatasetMapping, IntendedUse, PredictionsMapping, Release, Study } from '../../shared/vocabulary/records.ts'
import type { ActionContext } from '../actions/context.ts'
import { createStudy } from '../actions/create-study.ts'
import { evaluateStudy } from '../actions/evaluate-study.ts'
import { freezeCohort } from '../actions/freeze-cohort.ts'
import { importDataset } from '../actions/import-dataset.ts'
import { importPredictions } from '../actions/import-predictions.ts'
import { approveIntendedUse, saveIntendedUseDraft } from '../actions/intended-use.ts'
import { lockProtocol, saveProtocolDraft } from '../actions/protocol.ts'
import { resourcePath } from '../files/resources.ts'

export const demoFile = (name: string): string => resourcePath('demo', name)
const readJson = (name: string): unknown => JSON.parse(readFileSync(demoFile(name), 'utf8'))

export const demoStudy = (): Study => Study.parse(readJson('study.json'))

/** Called before each step, so that whoever waits can be told. */
export type Told = (what: string) => void

/** A study with its intended use and protocol as drafts: everything else is left to the person. */
export function draftDemoStudy(context: ActionContext, name: string): StudyId {
  const { deviceName } = demoStudy()
  const studyId = createStudy(context, { name, deviceName })
  const { format: _format, version: _version, ...content } = IntendedUse.parse(readJson('intended-use.json'))
  saveIntendedUseDraft(context, studyId, content)
  saveProtocolDraft(context, studyId, readFileSync(demoFile('protocol.json'), 'utf8'))
  return studyId
}

/** The demo study from files to results: each step is the very action a person takes in the window. */
export async function evaluateDemoStudy(context: ActionContext, told: Told): Promise<{ studyId: StudyId; resultSha256: Sha256 }> {
  const { name } = demoStudy()
  const studyId = draftDemoStudy(context, name)
  told('Approving the intended use')
  approveIntendedUse(context, studyId)
  told('Locking the protocol')
  lockProtocol(context, studyId)
  told('Importing the reference data')
  const mapping = DatasetMapping.parse(readJson('dataset-mapping.json'))
  await importDataset(context, { studyId, path: demoFile('reference-data.csv'), name: 'reference-data.csv', mapping }).result
  told('Freezing the cohort')
  freezeCohort(context, studyId)
  told('Sealing the predictions')
  await importPredictions(context, {
    studyId,
    path: demoFile('predictions.csv'),
    name: 'predictions.csv',
    mapping: PredictionsMapping.parse(readJson('predictions-mapping.json')),
    release: Release.parse(readJson('release.json')),
  }).result
  told('Running the locked evaluation')
  const resultSha256 = await evaluateStudy(context, { studyId, confirmation: name }).result
  return { studyId, resultSha256 }
}
