import { describe, expect, test } from 'vitest'
import { evaluate } from '../../shared/evaluation/evaluate.ts'
import { compose } from '../../shared/report/compose.ts'
import { estimateDetail } from '../../shared/report/detail.ts'
import { leadTimeScene, timeToAlertScene } from '../../shared/report/figures/over-time.ts'
import { printedPart } from '../../shared/report/printed.ts'
import { review } from '../../shared/report/review-blocks.ts'
import type { Block, Cell } from '../../shared/report/tree.ts'
import { methodNames, methodSources } from '../../shared/words/en/methods.ts'
import { optionNames } from '../../shared/words/en/report.ts'
import { pbcInput, pbcRules } from '../evaluation/pbcseq.ts'
import { demoProtocol, reportInput } from './fixture.ts'

const asked = pbcInput(pbcRules['plain'] ?? expect.fail(), { bootstrap: { replicates: 100, seed: 3 }, minimumCells: { estimate: 15, descriptive: 30 } })
const results = evaluate(asked)
const { protocol } = asked
const input = reportInput(protocol, results)
const tree = compose(input)

type Table = Extract<Block, { readonly kind: 'table' }>
const tablesOf = (blocks: readonly Block[]): Table[] => blocks.filter((block): block is Table => block.kind === 'table')
const cellsOf = (blocks: readonly Block[]): Cell[] => tablesOf(blocks).flatMap((table) => table.rows.flatMap((row) => [...row.cells]))
const table = (caption: RegExp): Table => tablesOf(tree.blocks).find((each) => caption.test(each.caption)) ?? expect.fail(`no table ${caption.source}`)

describe('report of predictions over time', () => {
  test('REP-26: four levels stand side by side, with the numbers of the results', () => {
    const levels = table(/^Four levels of the same predictions: bili/)
    expect(levels.columns.map((each) => each.title)).toEqual(['Measure', 'Single predictions', 'Alerts and events', 'Episodes, by duration', 'Examinations'])
    expect(levels.rows.map((row) => row.cells.map((cell) => cell.estimateId ?? cell.text))).toEqual([
      ['Sensitivity', 'bili/T/prediction-sensitivity', 'bili/T/event-sensitivity', 'bili/T/duration-sensitivity', 'bili/T/sensitivity'],
      ['Positive predictive value', 'bili/T/prediction-ppv', 'bili/T/alert-ppv', 'bili/T/duration-ppv', 'bili/T/ppv'],
      ['Specificity', 'bili/T/prediction-specificity', '–', '–', 'bili/T/specificity'],
      ['False alarms per patient-day', '–', 'bili/T/false-alarms-per-day', '–', '–'],
    ])
    // 95 of 140 events; 299 false alarms in 730,592 days, printed with figures that are not zero.
    expect(levels.rows[0]?.cells[2]?.text).toBe('0.679 (0.594 to 0.755)')
    expect(levels.rows[3]?.cells[2]?.text).toBe('0.000409 (0.000329 to 0.000509)')
  })

  test('REP-26: every cell prints its estimate, and no overall estimate stops at the results file', () => {
    const byId = new Map(results.estimates.map((each) => [each.id, each]))
    const onScreen = review(input)
    const printed = new Set(cellsOf(tree.blocks).map((cell) => cell.estimateId))
    const screen = new Set(cellsOf([...onScreen.overall, ...onScreen.overTime, ...onScreen.missing]).map((cell) => cell.estimateId))
    for (const cell of cellsOf(tree.blocks)) {
      if (cell.estimateId === undefined || cell.part === undefined) continue
      const estimate = byId.get(cell.estimateId) ?? expect.fail(cell.estimateId)
      expect(cell.text).toBe(printedPart(estimate, cell.part, cell.digits ?? 3))
    }
    for (const { id, subgroup } of results.estimates) {
      if (subgroup !== undefined) continue
      expect(printed, id).toContain(id)
      expect(screen, id).toContain(id)
    }
    expect(JSON.stringify(tree)).not.toMatch(/NaN|undefined|Infinity|\[object/)
  })

  test('REP-26: the flow, the locked rules and the subgroups are there; a whole stay is marked', () => {
    const flow = new Map(table(/^What became of/).rows.map((row) => [row.cells[0]?.text, row.cells[1]?.text]))
    expect(flow.get('Alerts raised')).toBe('453')
    expect(flow.get('– too early')).toBe('122')
    expect(flow.get('Events at risk')).toBe('140')
    const rules = tree.blocks.flatMap((block) => (block.kind === 'keyValues' ? block.rows : [])).find((row) => row.key === 'Credit of an alert')
    expect(rules?.value).toBe('at most 730 days and at least 30 days before the onset')
    expect(table(/^Over time, by subgroup: bili/).rows.map((row) => row.cells[0]?.text)).toEqual(['Sex: F', 'Sex: M'])
    const overall = table(/^All examinations: estimates/)
    expect(overall.rows.map((row) => row.cells[0]?.text)).toContain('Sensitivity ‡')
    expect(overall.notes?.join(' ')).toContain('longer stays')
    expect(compose(reportInput(demoProtocol)).blocks.some((block) => block.kind === 'heading' && block.text === 'Predictions over time')).toBe(false)
  })

  test('REP-26: every number has a drawer in words', () => {
    for (const estimate of results.estimates) {
      const detail = estimateDetail(results, protocol, estimate.id) ?? expect.fail(estimate.id)
      expect(detail.meaning, estimate.id).not.toBe('')
      for (const name of Object.keys(estimate.options ?? {})) expect(optionNames[name], name).toBeDefined()
      for (const method of [estimate.method, ...estimate.intervals.map((each) => each.method), ...(estimate.agreement ? [estimate.agreement.method] : [])]) {
        expect(methodNames[method], method).toBeDefined()
        if (method !== 'none') expect(methodSources[method]?.how, method).toMatch(/\.$/)
      }
    }
  })

  test('FIG-11: step functions with a named line for each output, inside the figure', () => {
    for (const scene of [leadTimeScene(results, protocol), timeToAlertScene(results, protocol)]) {
      if (scene === null) throw new Error('no scene')
      const paths = scene.marks.flatMap((mark) => (mark.kind === 'path' ? [mark.d] : []))
      expect(paths).toHaveLength(3)
      for (const path of paths) {
        const numbers = (path.match(/-?[\d.]+/g) ?? []).map(Number)
        expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0)
        expect(Math.max(...numbers)).toBeLessThanOrEqual(scene.width)
        // Every step is level or upright.
        for (let k = 0; k + 3 < numbers.length; k += 2) expect(numbers[k] === numbers[k + 2] || numbers[k + 1] === numbers[k + 3]).toBe(true)
      }
      const names = scene.marks.flatMap((mark) => (mark.kind === 'text' ? [mark.text] : []))
      expect(names).toEqual(expect.arrayContaining(['bili · T (score ≥ 4)', 'albumin · T (score ≤ 3)', 'chol · T (score ≥ 350)']))
      expect(scene.description).toContain('bili')
    }
    expect(review(input).figures.map((each) => each.scene.title)).toEqual(expect.arrayContaining(['Lead time', 'Time to alert']))
    const without = { ...results, leadTimes: [], timesToAlert: [] }
    expect(leadTimeScene(without, protocol)).toBeNull()
    expect(timeToAlertScene(without, protocol)).toBeNull()
  })
})
