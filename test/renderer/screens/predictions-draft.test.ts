import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { firstDraft, toMapping, unanswered, withOutput } from '../../../renderer/screens/predictions/mapping-draft.ts'
import { neededColumns } from '../../../renderer/screens/reference-data/needed-columns.ts'
import { emptyFields, firstRelease, toRelease } from '../../../renderer/screens/predictions/release-draft.ts'
import { previewTable } from '../../../shared/intake/preview.ts'
import { TablePreview } from '../../../shared/ipc/views.ts'
import { Protocol } from '../../../shared/vocabulary/protocol.ts'
import { PredictionsMapping, Release } from '../../../shared/vocabulary/records.ts'

const demo = (name: string) => readFileSync(new URL(`../../../resources/demo/${name}`, import.meta.url))
const protocol = Protocol.parse(JSON.parse(demo('protocol.json').toString()))
const file = TablePreview.parse(previewTable(new Uint8Array(demo('predictions.csv')), {}))

describe('the draft of a predictions mapping', () => {
  test('prefills the columns the protocol names and asks the direction of each score', () => {
    const draft = firstDraft(file, protocol)
    expect(draft.outputs.map((output) => output.scoreColumn)).toEqual(protocol.predictions.map((output) => output.scoreColumn))
    expect(draft.outputs.every((output) => output.direction === null)).toBe(true)
    expect(unanswered(draft, protocol).filter((sentence) => sentence.includes('direction'))).toHaveLength(protocol.predictions.length)
  })

  test('becomes the demo mapping once id and directions are stated', () => {
    let draft = { ...firstDraft(file, protocol), examinationId: 'case_id' }
    for (const output of draft.outputs) draft = withOutput(draft, { ...output, direction: 'higher-is-positive' }, file) as typeof draft
    const mapping = PredictionsMapping.parse(toMapping(draft, file, protocol))
    expect(mapping.outputs).toEqual(PredictionsMapping.parse(JSON.parse(demo('predictions-mapping.json').toString())).outputs)
  })
})

describe('predictions over time', () => {
  const timed = Protocol.parse({
    ...protocol,
    repeated: {
      times: 'numbers', unit: 'hours', start: 'admitted', end: 'ended-at', onset: 'onset', horizon: 6, credit: { earliest: 6, latest: 1 }, refractory: 0,
      atRiskEndsWith: ['event'], alerts: 'every',
    },
  })

  test('the time of each prediction is asked for, and sent', () => {
    const plain = { ...firstDraft(file, protocol), examinationId: 'case_id' }
    let draft = plain
    for (const output of draft.outputs) draft = withOutput(draft, { ...output, direction: 'higher-is-positive' }, file) as typeof draft
    expect(unanswered(draft, protocol)).toEqual([])
    expect(unanswered(draft, timed)).toEqual(['Which column has the time of each prediction?'])
    expect(toMapping({ ...draft, predictedAt: 'case_id' }, file, timed)).toBeNull()
    expect(PredictionsMapping.parse(toMapping({ ...draft, predictedAt: 'time', availableAt: 'shown' }, file, timed))).toMatchObject({ predictedAt: 'time', availableAt: 'shown' })
  })

  test('the reference data need the columns of times, in their kind', () => {
    const needed = (each: Protocol) => neededColumns(each).filter(({ name }) => ['admitted', 'ended-at', 'onset'].includes(name))
    expect(needed(timed)).toEqual([{ name: 'admitted', kind: 'number' }, { name: 'onset', kind: 'number', isReference: true }])
    expect(needed({ ...timed, repeated: timed.repeated && { ...timed.repeated, times: 'instants' } })).toEqual([
      { name: 'admitted', kind: 'category' },
      { name: 'onset', kind: 'category', isReference: true },
    ])
  })
})

describe('the draft of a release record', () => {
  test('says what is still empty and gives a record only when nothing is', () => {
    const empty = firstRelease('Device')
    expect(emptyFields(empty)).toHaveLength(7)
    expect(toRelease(empty)).toBeNull()
    const text = { device: 'D', udiDi: '0', softwareVersion: '1', cutOffConfiguration: 'c', runEnvironment: 'e', ranBy: 'p', ranAt: 'd' }
    const release = Release.parse(toRelease({ text, files: [], forRelease: 'no' }))
    expect(release.configurationIntendedForRelease).toBe(false)
  })
})
