import { fileURLToPath } from 'node:url'
import type { ActionContext } from '../../electron/actions/context.ts'
import { createStudy } from '../../electron/actions/create-study.ts'
import { freezeCohort } from '../../electron/actions/freeze-cohort.ts'
import { importDataset } from '../../electron/actions/import-dataset.ts'
import { importPredictions } from '../../electron/actions/import-predictions.ts'
import { approveIntendedUse, saveIntendedUseDraft } from '../../electron/actions/intended-use.ts'
import { lockProtocol, saveProtocolDraft } from '../../electron/actions/protocol.ts'
import { planSampleSize } from '../../shared/evaluation/planning.ts'
import { planningRecord } from '../../shared/report/planning.ts'
import { SampleSizePlan } from '../../shared/vocabulary/planning.ts'
import type { StudyId } from '../../shared/vocabulary/ids.ts'
import { DatasetMapping, PredictionsMapping, Release } from '../../shared/vocabulary/records.ts'
import { demoInput } from '../actions/demo-study.ts'
import { pbcInput, pbcRules } from '../evaluation/pbcseq.ts'

/** Everything a protocol of one prediction an examination can ask for, on the demo data. */
function wideProtocol(): object {
  const demo = JSON.parse(demoInput.protocolText()) as Record<string, unknown>
  return {
    ...demo,
    subgroupPairs: [{ id: 'meno-grade', label: 'Menopausal status and grade', first: 'menopause', second: 'grade' }],
    analysisSets: { perProtocol: [{ id: 'adults', label: 'Aged 40 or more', effect: 'include', column: 'age', test: { kind: 'between', minimum: 40 } }] },
    comparisons: [
      { id: 'releases', label: 'Full model against simple model', between: 'releases', first: { prediction: 'p_full', operatingPoint: 'T50' }, second: { prediction: 'p_simple', operatingPoint: 'T50' } },
      {
        id: 'groups', label: 'Postmenopausal against premenopausal', between: 'groups', groups: { column: 'meno', first: ['1'], second: ['0'] },
        first: { prediction: 'p_full', operatingPoint: 'T50' }, second: { prediction: 'p_full', operatingPoint: 'T50' },
      },
    ],
    agreements: [{ id: 'models', label: 'Both models', of: 'calls', raters: [{ prediction: 'p_full', operatingPoint: 'T50' }, { prediction: 'p_simple', operatingPoint: 'T50' }] }],
    drifts: [
      { id: 'score', label: 'Score by menopausal status', variable: { prediction: 'p_full' }, between: { column: 'meno', baseline: ['0'], current: ['1'] }, bins: 10 },
      { id: 'grade', label: 'Grade by menopausal status', variable: { column: 'grade', kind: 'category' }, between: { column: 'meno', baseline: ['0'], current: ['1'] }, bins: 10 },
    ],
    analyses: {
      tableMeasures: true,
      discrimination: { fixedSpecificity: [0.9], youdenCutOffs: true },
      flexibleCalibration: { smoother: 'loess', bins: 10 },
      netBenefit: { thresholds: [0.3, 0.4, 0.5, 0.6, 0.7] },
      operational: true,
      calibrationTests: true,
      subgroupContrasts: true,
      tippingPoint: true,
    },
    bootstrap: { replicates: 200, seed: 20261122 },
  }
}

const plan = SampleSizePlan.parse({
  format: 'probity.sample-size-plan',
  version: 1,
  level: 0.95,
  assumptions: { prevalence: 0.4, indeterminate: 0.03, missing: 0.02, verified: 1, assurance: 0.9 },
  items: [
    { id: 'E1', label: 'Sensitivity', kind: 'goal', among: 'present', expected: 0.9, bound: 'lower', goal: 0.8, interval: 'clopper-pearson', power: 0.9 },
    { id: 'half', label: 'Specificity to ± 0.05', kind: 'half-width', among: 'absent', expected: 0.8, halfWidth: 0.05, interval: 'wilson', basis: 'at-expected' },
  ],
})

function begin(context: ActionContext, name: string): StudyId {
  const studyId = createStudy(context, { name, deviceName: 'Device' })
  saveIntendedUseDraft(context, studyId, demoInput.intendedUse())
  approveIntendedUse(context, studyId)
  return studyId
}

/** A wide study and a monitor with sealed predictions, and a draft of the wide protocol with a sample size. */
export async function prepareBeyond(context: ActionContext): Promise<void> {
  const wide = begin(context, 'Wide study')
  saveProtocolDraft(context, wide, JSON.stringify(wideProtocol()))
  lockProtocol(context, wide)
  await importDataset(context, { studyId: wide, ...demoInput.dataset() }).result
  freezeCohort(context, wide)
  await importPredictions(context, { studyId: wide, ...demoInput.predictions() }).result
  await prepareMonitor(context)
  const drafted = begin(context, 'Drafted study')
  saveProtocolDraft(context, drafted, JSON.stringify({ ...wideProtocol(), planning: planningRecord(plan, planSampleSize(plan)) }, null, 2))
}

const pbcFile = (name: string) => ({ path: fileURLToPath(new URL(`../vectors/pbcseq/${name}`, import.meta.url)), name })

async function prepareMonitor(context: ActionContext): Promise<void> {
  const studyId = begin(context, 'Monitor study')
  const { protocol } = pbcInput(pbcRules['plain'] ?? raise('no rules'), { subgroups: [] })
  saveProtocolDraft(context, studyId, JSON.stringify(protocol))
  lockProtocol(context, studyId)
  const format = { decimal: 'point', delimiter: ',', version: 1, examinationId: 'id' }
  const mapping = DatasetMapping.parse({
    ...format,
    format: 'probity.dataset-mapping',
    reference: { column: 'reference', values: { dead: 'present', alive: 'absent' } },
    covariates: ['start', 'end', 'onset', 'transplant'].map((column) => ({ column, kind: 'number', ...(column === 'onset' ? { sealed: true } : {}) })),
  })
  await importDataset(context, { studyId, ...pbcFile('reference.csv'), mapping }).result
  freezeCohort(context, studyId)
  const predictions = PredictionsMapping.parse({
    ...format,
    format: 'probity.predictions-mapping',
    outputs: ['bili', 'albumin', 'chol'].map((id) => ({ prediction: id, scoreColumn: id, direction: id === 'albumin' ? 'lower-is-positive' : 'higher-is-positive' })),
    predictedAt: 'day',
    availableAt: 'seen',
    missingReason: 'not measured',
  })
  const { release } = demoInput.predictions()
  await importPredictions(context, { studyId, ...pbcFile('predictions.csv'), mapping: predictions, release: Release.parse(release) }).result
}

function raise(message: string): never {
  throw new Error(message)
}
