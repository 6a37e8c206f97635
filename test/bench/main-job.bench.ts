import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Papa from 'papaparse'
import type { ActionContext } from '../../electron/actions/context.ts'
import { createStudy } from '../../electron/actions/create-study.ts'
import { evaluateStudy } from '../../electron/actions/evaluate-study.ts'
import { freezeCohort } from '../../electron/actions/freeze-cohort.ts'
import { importDataset } from '../../electron/actions/import-dataset.ts'
import { importPredictions } from '../../electron/actions/import-predictions.ts'
import { approveIntendedUse, saveIntendedUseDraft } from '../../electron/actions/intended-use.ts'
import { lockProtocol, saveProtocolDraft } from '../../electron/actions/protocol.ts'
import { renderRevision0 } from '../../electron/actions/render-report.ts'
import type { StudyId } from '../../shared/vocabulary/ids.ts'
import { demoInput, freshContext } from '../actions/demo-study.ts'
import { writeSyntheticStudy } from './synthetic.ts'

// Import + freeze + evaluate + render at growing sizes: seconds, the ratio to parsing the same CSV once, peak memory.
async function timed<T>(work: () => Promise<T> | T): Promise<{ value: T; seconds: number }> {
  const begun = performance.now()
  const value = await work()
  return { value, seconds: (performance.now() - begun) / 1000 }
}

async function prepared(context: ActionContext): Promise<StudyId> {
  const studyId = createStudy(context, { name: 'Bench', deviceName: 'Device' })
  saveIntendedUseDraft(context, studyId, demoInput.intendedUse())
  approveIntendedUse(context, studyId)
  saveProtocolDraft(context, studyId, demoInput.protocolText())
  lockProtocol(context, studyId)
  return studyId
}

for (const n of [1e4, 1e5]) {
  const folder = mkdtempSync(join(tmpdir(), 'probity-bench-'))
  const { context, end } = await freshContext()
  try {
    const files = writeSyntheticStudy(folder, n)
    const parse = await timed(() => {
      for (const file of [files.data, files.predictions]) Papa.parse(readFileSync(file, 'utf8'))
    })
    const studyId = await prepared(context)
    const imported = await timed(() => importDataset(context, { studyId, ...demoInput.dataset(), path: files.data }).result)
    const frozen = await timed(() => freezeCohort(context, studyId))
    const sealed = await timed(() => importPredictions(context, { studyId, ...demoInput.predictions(), path: files.predictions }).result)
    const evaluated = await timed(() => evaluateStudy(context, { studyId, confirmation: 'Bench' }).result)
    const rendered = await timed(() => renderRevision0(context, studyId))
    const job = imported.seconds + frozen.seconds + sealed.seconds + evaluated.seconds
    const peak = process.resourceUsage().maxRSS / 1024
    console.log(
      [
        `n = ${n}`,
        `parse both files ${parse.seconds.toFixed(2)} s`,
        `import ${imported.seconds.toFixed(2)} s`,
        `freeze ${frozen.seconds.toFixed(2)} s`,
        `seal ${sealed.seconds.toFixed(2)} s`,
        `evaluate ${evaluated.seconds.toFixed(2)} s`,
        `import + freeze + evaluate = ${(job / parse.seconds).toFixed(1)} × parsing the files`,
        `report ${rendered.seconds.toFixed(2)} s`,
        `peak of the engine with its threads ${peak.toFixed(0)} MB`,
      ].join('\n  '),
    )
  } finally {
    end()
    rmSync(folder, { recursive: true, force: true })
  }
}
