import { describe, expect, test } from 'vitest'
import { estimateTable } from '../../electron/cli/result-tables.ts'
import { compose } from '../../shared/report/compose.ts'
import { estimateDetail } from '../../shared/report/detail.ts'
import { driftScene } from '../../shared/report/figures/drift.ts'
import { endpointText, printedPart } from '../../shared/report/printed.ts'
import { review } from '../../shared/report/review-blocks.ts'
import { sceneToSvg } from '../../shared/report/svg.ts'
import type { Block, Cell } from '../../shared/report/tree.ts'
import { Protocol } from '../../shared/vocabulary/protocol.ts'
import { methodNames, methodSources } from '../../shared/words/en/methods.ts'
import { optionNames } from '../../shared/words/en/report.ts'
import { demoProtocol, evaluateDemo, reportInput } from './fixture.ts'

const call = (prediction: string, operatingPoint: string) => ({ prediction, operatingPoint })
/** The demo study with its second model as a reader: agreement and drift of everything there is. */
const protocol = Protocol.parse({
  ...demoProtocol,
  predictions: demoProtocol.predictions.map((each) => (each.id === 'p_simple' ? { ...each, role: 'reader' } : each)),
  endpoints: [
    ...demoProtocol.endpoints,
    { id: 'E5', title: 'Agreement with the reader', role: 'secondary', estimand: { quantity: 'ppa', agreement: 'calls' }, criterion: { bound: 'lower', comparison: '>=', goal: 0.7 } },
  ],
  agreements: [
    { id: 'calls', label: 'Model and reader', of: 'calls', raters: [call('p_full', 'T50'), call('p_simple', 'T50')] },
    { id: 'three', label: 'Three thresholds', of: 'calls', raters: [call('p_full', 'T50'), call('p_full', 'T60'), call('p_simple', 'T60')] },
    { id: 'scores', label: 'Probabilities', of: 'scores', raters: [{ prediction: 'p_full' }, { prediction: 'p_simple' }] },
  ],
  drifts: [
    { id: 'age', label: 'Age by hormonal therapy', variable: { column: 'age', kind: 'number' }, between: { column: 'hormon', baseline: ['0'], current: ['1'] }, bins: 10 },
    { id: 'score', label: 'Score by menopause', variable: { prediction: 'p_full' }, between: { column: 'meno', baseline: ['0'], current: ['1'] }, bins: 5 },
    { id: 'grade', label: 'Grade by menopause', variable: { column: 'grade', kind: 'category' }, between: { column: 'meno', baseline: ['0'], current: ['1'] }, bins: 5 },
  ],
  analyses: { calibrationTests: true },
  bootstrap: { replicates: 100, seed: 1 },
})
const results = evaluateDemo(protocol)
const input = reportInput(protocol, results)
const tree = compose(input)
const text = JSON.stringify(tree)

type Table = Extract<Block, { readonly kind: 'table' }>
const tables = tree.blocks.filter((block): block is Table => block.kind === 'table')
const tableOf = (caption: RegExp): Table => {
  const found = tables.find((table) => caption.test(table.caption))
  if (found === undefined) throw new Error(`no table ${caption.source}`)
  return found
}
const cellsOf = (all: readonly Block[]): Cell[] => all.flatMap((block): Cell[] => (block.kind === 'table' ? block.rows.flatMap((row) => [...row.cells]) : []))
const rowTexts = (table: Table): string[][] => table.rows.filter((row) => row.group !== true).map((row) => row.cells.map((cell) => cell.text))
const ofRaters = results.estimates.filter((each) => each.agreementOf !== undefined || each.driftOf !== undefined)

describe('agreement in the report and on the screen', () => {
  test('REP-1, REP-2: every estimate of agreement and drift is printed as it is, in the report, on the screen and by the command line', () => {
    const printed = new Set(cellsOf(tree.blocks).map((cell) => cell.estimateId))
    const onScreen = review(input)
    const screen = new Set(cellsOf([...onScreen.agreement, ...onScreen.drift]).map((cell) => cell.estimateId))
    expect(ofRaters.length).toBeGreaterThan(100)
    for (const { id } of ofRaters) {
      expect(printed, id).toContain(id)
      expect(screen, id).toContain(id)
    }
    const byId = new Map(results.estimates.map((each) => [each.id, each]))
    for (const cell of cellsOf(tree.blocks).filter((each) => each.estimateId !== undefined)) {
      const estimate = byId.get(cell.estimateId ?? '')
      if (estimate === undefined || cell.part === undefined) throw new Error(cell.estimateId)
      expect(cell.text, estimate.id).toBe(printedPart(estimate, cell.part, cell.digits ?? 3))
    }
    expect(text).not.toMatch(/NaN|undefined|Infinity|\[object/)
    const line = estimateTable(results, protocol)
    expect(line).toContain('Agreement of raters')
    expect(line).toContain('Population stability index')
  })

  test('REP-23: kappa and AC1 stand in one table, the calls are crossed, readers are these readers only', () => {
    const names = rowTexts(tableOf(/^All examinations: agreement/)).map((row) => row[0])
    expect(names.slice(0, 6)).toEqual(['Percent agreement', 'Positive percent agreement', 'Negative percent agreement', 'Cohen’s kappa', 'Gwet’s AC1', 'Krippendorff’s alpha'])
    expect(names).toContain('Intraclass correlation ICC(A,1): absolute agreement, one rater')
    const crossed = rowTexts(tableOf(/^Model and reader: what both said/))
    const cells = results.raterTables?.[0]?.cells ?? []
    expect(crossed.map((row) => row[0])).toEqual(['Positive', 'Negative', 'Total'])
    expect(crossed[0]?.slice(1, 3)).toEqual([String(cells[1]?.[1]), String(cells[1]?.[0])])
    expect(rowTexts(tableOf(/^Three thresholds: examinations by how many/))[0]).toHaveLength(4)
    expect(text).toContain('These readers only: the result does not carry over to others.')
    expect(endpointText(protocol, { quantity: 'ppa', agreement: 'calls' })).toBe('Positive percent agreement · Model and reader')
    expect(text).toContain('Positive percent agreement · Model and reader')
  })

  test('REP-7, REP-18: every drawer has its options in words, every method a name and a source', () => {
    for (const estimate of ofRaters) {
      const detail = estimateDetail(results, protocol, estimate.id)
      expect(detail?.meaning, estimate.id).not.toBe('')
      expect(detail?.title, estimate.id).toContain(' · ')
      for (const [name, value] of Object.entries(estimate.options ?? {})) {
        expect(optionNames[name], name).toBeDefined()
        if (typeof value === 'string' && name !== 'clusters') expect(methodNames[value], value).toBeDefined()
      }
      for (const method of [estimate.method, ...estimate.intervals.map((each) => each.method)]) {
        expect(methodNames[method], method).toBeDefined()
        expect(methodSources[method]?.how, method).toMatch(/\.$/)
      }
    }
    const floor = estimateDetail(results, protocol, 'age/psi')?.options.find((each) => each.key === optionNames['emptyBinsCountAs'])
    expect(floor?.value).toBe('1.0e-6')
  })
})

describe('drift in the report', () => {
  test('REP-24: distances with both sizes, the bins with all examinations, and no word of judgement', () => {
    const rows = rowTexts(tableOf(/^Distances with/))
    expect(rows).toHaveLength(5 + 5 + 2)
    const table = results.driftTables?.[0]
    expect(rows[0]?.slice(-2)).toEqual([String(table?.nBaseline), String(table?.nCurrent)])
    expect(rows[2]?.[4]).toMatch(/^(<|0|>)/)
    expect(rows[0]?.[4]).toBe('–')
    expect(rowTexts(tableOf(/^Age by hormonal therapy: the bins/))).toHaveLength(table?.baseline.length ?? 0)
    const section = JSON.stringify(review(input).drift)
    expect(section).not.toMatch(/significant|moderate|stable\b|major|minor shift|alarm/i)
  })

  test('FIG-10, FIG-2: both sets are drawn with their sizes, inside the figure; an empty set draws nothing', () => {
    for (const id of ['age', 'score', 'grade']) {
      const scene = driftScene(results, protocol, id)
      const svg = scene === null ? '' : sceneToSvg(scene)
      expect(svg).toContain('Baseline, n = ')
      expect(svg).toContain('Current, n = ')
      expect(scene?.description).toMatch(/baseline \d+/)
      for (const mark of scene?.marks ?? []) {
        if (mark.kind !== 'text' && mark.kind !== 'rect') continue
        expect(mark.x).toBeGreaterThanOrEqual(0)
        expect(mark.x).toBeLessThanOrEqual(250)
        expect(mark.y).toBeGreaterThanOrEqual(0)
        expect(mark.y).toBeLessThanOrEqual(200)
      }
    }
    const empty = { ...results, driftTables: results.driftTables?.map((each) => ({ ...each, nCurrent: 0 })) ?? [] }
    expect(driftScene(empty, protocol, 'age')).toBeNull()
    expect(review(input).figures.filter((each) => each.scene.title.startsWith('Drift'))).toHaveLength(3)
  })
})

test('REP-25: tests of calibration stand in the appendix alone, with the reason', () => {
  const rows = rowTexts(tableOf(/^Tests of calibration/))
  expect(rows).toHaveLength(4)
  const at = tree.blocks.findIndex((block) => block.kind === 'heading' && /^Statistical appendix: tests/.test(block.text))
  expect(at).toBeGreaterThan(tree.blocks.findIndex((block) => block.kind === 'heading' && block.text === 'Results'))
  expect(JSON.stringify(tree.blocks.slice(0, at)).match(/Hosmer/g)).toBeNull()
  expect(text).toContain('Tests of calibration are no headline')
  expect(review(input).appendix).toHaveLength(3)
})
