import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createStudy } from '../../electron/actions/create-study.ts'
import { exportCertificate } from '../../electron/actions/export-files.ts'
import { importDataset } from '../../electron/actions/import-dataset.ts'
import { approveIntendedUse, saveIntendedUseDraft } from '../../electron/actions/intended-use.ts'
import { readStudyState } from '../../electron/actions/study-state.ts'
import type { DatasetMapping } from '../../shared/vocabulary/records.ts'
import { demoInput, freshContext } from './demo-study.ts'

it('ACT-19: the record keeps counts of what looks doubtful and no value of the file', { timeout: 30_000 }, async () => {
  const { context, end } = await freshContext()
  const folder = mkdtempSync(join(tmpdir(), 'probity-records-'))
  try {
    const studyId = createStudy(context, { name: 'Study', deviceName: 'Device' })
    saveIntendedUseDraft(context, studyId, demoInput.intendedUse())
    approveIntendedUse(context, studyId)
    const rows = ['1.23E+15,P1,2026-01-05T08:00:00Z,1', 'E2,P2,2026-01-05T09:00:00Z,0', 'E3,P2,2026-01-05T09:00:00Z,0']
    const path = join(folder, 'data.csv')
    writeFileSync(path, `id,person,start,label\n${rows.join('\n')}\n`)
    const mapping: DatasetMapping = {
      format: 'probity.dataset-mapping',
      version: 1,
      examinationId: 'id',
      participantId: 'person',
      startedAt: 'start',
      reference: { column: 'label', values: { '1': 'present', '0': 'absent' } },
      covariates: [],
      decimal: 'point',
      delimiter: ',',
    }
    await importDataset(context, { studyId, path, name: 'data.csv', mapping }).result
    const { dataset } = readStudyState(context.workspace.store, studyId)
    const codes = dataset?.value.warnings.map((each) => (each as { code: string }).code)
    expect(codes).toEqual(['intake/id-in-scientific-notation', 'intake/likely-duplicates'])
    expect(JSON.stringify(dataset?.value.warnings)).not.toContain('1.23E+15')
    expect(dataset?.value.nExaminations).toBe(3)
  } finally {
    end()
    rmSync(folder, { recursive: true, force: true })
  }
})

it('ACT-20: an export is recorded before its first byte is written', { timeout: 30_000 }, async () => {
  const { context, end } = await freshContext()
  const folder = mkdtempSync(join(tmpdir(), 'probity-exports-'))
  try {
    const { ledger } = context.workspace.store
    exportCertificate(context, join(folder, 'ca.pem'))
    expect(readFileSync(join(folder, 'ca.pem'), 'utf8')).toContain('BEGIN CERTIFICATE')
    expect(ledger.list({ newestFirst: true, limit: 2 }).map((each) => each.body.action)).toEqual(['file.exported', 'export.begun'])
    // A folder stands where the file should go: nothing is written, and the trail says that it was tried.
    mkdirSync(join(folder, 'taken.pem'))
    expect(() => exportCertificate(context, join(folder, 'taken.pem'))).toThrow()
    expect(ledger.list({ newestFirst: true, limit: 1 })[0]?.body.action).toBe('export.begun')
  } finally {
    end()
    rmSync(folder, { recursive: true, force: true })
  }
})
