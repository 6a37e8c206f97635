import { describe, expect, test } from 'vitest'
import {
  firstDraft,
  keptCovariates,
  neededButNotKept,
  referenceValues,
  toMapping,
  unanswered,
  withCovariate,
  withMeaning,
  withRole,
} from '../../../renderer/screens/reference-data/mapping-draft.ts'
import { previewTable } from '../../../shared/intake/preview.ts'
import { TablePreview } from '../../../shared/ipc/views.ts'
import { DatasetMapping } from '../../../shared/vocabulary/records.ts'

// As the window gets it: through the contract's own schema.
const preview = (csv: string) => TablePreview.parse(previewTable(new TextEncoder().encode(csv), {}))
const file = preview('id,label,age,ward\nA1,1,50,north\nA2,0,61.5,south\nA3,,70,north\n')

describe('the draft of a reference-data mapping', () => {
  test('preselects no role and no meaning', () => {
    const draft = firstDraft(file, [])
    expect(Object.values(draft.columnOf).every((column) => column === null)).toBe(true)
    expect(draft.meanings.size).toBe(0)
    expect(toMapping(draft, file)).toBeNull()
  })

  test('keeps only covariates that the protocol needs, in the kind it needs', () => {
    const draft = firstDraft(file, [{ name: 'age', kind: 'category' }])
    expect(keptCovariates(draft)).toEqual([{ column: 'age', kind: 'category', keep: true, sealed: false }])
    expect(neededButNotKept(draft, [{ name: 'age', kind: null }, { name: 'stage', kind: null }])).toEqual(['stage'])
  })

  test('asks every distinct value of the reference standard, the empty cell included', () => {
    expect(referenceValues(file, 'label')?.map((each) => each.value).toSorted()).toEqual(['', '0', '1'])
  })

  test('gives a mapping only when everything is answered, and the schema takes it', () => {
    let draft = withRole(withRole(firstDraft(file, []), 'examinationId', 'id'), 'referenceColumn', 'label')
    draft = withMeaning(withMeaning(draft, '1', 'present'), '0', 'absent')
    expect(toMapping(draft, file)).toBeNull()
    draft = withMeaning(draft, '', 'not-done')
    expect(unanswered(draft, file)).toEqual([])
    const mapping = DatasetMapping.parse(toMapping(draft, file))
    expect(mapping.reference.values).toEqual({ '1': 'present', '0': 'absent', '': 'not-done' })
  })

  test('forgets meanings when the reference column changes', () => {
    const draft = withMeaning(withRole(firstDraft(file, []), 'referenceColumn', 'label'), '1', 'present')
    expect(withRole(draft, 'referenceColumn', 'ward').meanings.size).toBe(0)
  })

  test('refuses one column in two roles', () => {
    const draft = withRole(withRole(firstDraft(file, []), 'examinationId', 'id'), 'participantId', 'id')
    expect(unanswered(draft, file).some((sentence) => sentence.includes('two roles'))).toBe(true)
  })

  test('takes back the confirmation and asks the decimal mark when a covariate makes it unclear', () => {
    const unclear = preview('id;label;dose\nA;1;1,234\nB;0;2,345\n')
    const draft = { ...firstDraft(unclear, []), covariatesConfirmed: true }
    expect(draft.decimal).toBe('point')
    const next = withCovariate(draft, { column: 'dose', kind: 'number', keep: true, sealed: false }, unclear)
    expect(next.covariatesConfirmed).toBe(false)
    expect(next.decimal).toBeNull()
  })
})
