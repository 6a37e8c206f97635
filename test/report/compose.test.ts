import { describe, expect, test } from 'vitest'
import { compose } from '../../shared/report/compose.ts'
import { estimateDetail } from '../../shared/report/detail.ts'
import { standing } from '../../shared/report/findings.ts'
import { fixedText, printedDigits, printedPart } from '../../shared/report/printed.ts'
import type { Block, Cell, ReportTree } from '../../shared/report/tree.ts'
import type { EndpointResult, Estimate } from '../../shared/vocabulary/results.ts'
import { demoProtocol, evaluateDemo, reportInput } from './fixture.ts'

const results = evaluateDemo(demoProtocol)
const input = reportInput(demoProtocol, results)
const tree = compose(input)

function cellsIn(blocks: readonly Block[]): Cell[] {
  return blocks.flatMap((block): Cell[] => {
    if (block.kind === 'table') return block.rows.flatMap((row) => [...row.cells])
    if (block.kind !== 'verdictCards') return []
    return block.cards.flatMap((card) => [card.value, card.interval, ...card.facts.map((fact) => fact.cell)])
  })
}

const allText = (of: ReportTree): string => JSON.stringify(of)

const endpointOf = (goal: number, bound: 'lower' | 'upper' = 'lower'): EndpointResult => ({
  ...(results.endpoints[0] as EndpointResult),
  goal,
  bound,
  comparison: bound === 'lower' ? '>=' : '<=',
})

describe('report tree', () => {
  test('REP-1: every cell of an estimate prints the formatted value of the results', () => {
    const cells = cellsIn(tree.blocks).filter((cell) => cell.estimateId !== undefined)
    expect(cells.length).toBeGreaterThan(400)
    for (const cell of cells) {
      const estimate = results.estimates.find((each) => each.id === cell.estimateId)
      expect(estimate, cell.estimateId).toBeDefined()
      if (estimate === undefined || cell.part === undefined) throw new Error(`no part for ${cell.estimateId}`)
      expect(cell.text).toBe(printedPart(estimate, cell.part, cell.digits ?? 3))
    }
  })

  test('REP-1: a value is the results’ own number to three decimals', () => {
    const estimate = results.estimates.find((each) => each.id === 'p_full/T50/sensitivity')
    const cell = cellsIn(tree.blocks).find((each) => each.estimateId === estimate?.id && each.part === 'value')
    expect(estimate?.value).toBe(176 / 285)
    expect(cell?.text).toBe('0.618')
  })

  test('REP-2: every overall estimate is printed with value, interval, method, n and events', () => {
    const cells = cellsIn(tree.blocks)
    for (const estimate of results.estimates.filter((each) => each.subgroup === undefined)) {
      const parts = new Set(cells.filter((cell) => cell.estimateId === estimate.id).map((cell) => cell.part))
      for (const part of ['value', 'interval', 'method', 'n', 'events'] as const) expect(parts, estimate.id).toContain(part)
      if (estimate.denominators.of !== undefined) expect(parts).toContain('x-of')
    }
  })

  test('REP-3: a bound just below the goal gets as many decimals as it needs', () => {
    const estimate = results.estimates.find((each) => each.id === 'p_full/auroc') as Estimate
    const endpoints = [{ ...endpointOf(0.7), estimateId: estimate.id, boundValue: 0.69998 }]
    expect(printedDigits({ ...results, endpoints }).get(estimate.id)).toBe(5)
    expect(fixedText(-0.0001)).toBe('0.000')
    expect(fixedText(-1.25, 1)).toMatch(/^\u2212/)
  })

  test('REP-4: page 1 has its parts in order', () => {
    const first = tree.blocks.slice(0, tree.blocks.findIndex((block) => block.kind === 'pageBreak'))
    const order = first.map((block) => (block.kind === 'heading' ? block.text : block.kind))
    expect(order.slice(0, 10)).toEqual([
      'title', 'note', 'conclusion', 'verdictCards', 'Device and release', 'keyValues', 'Limitations', 'list',
      'Where it fails, and where it is not shown', 'paragraph',
    ])
    expect(allText({ ...tree, blocks: first })).toContain('Teaching set: people censored before five years')
    expect(allText({ ...tree, blocks: first })).toContain('single-person')
    expect(compose({ ...input, demo: false }).blocks.some((block) => block.kind === 'note')).toBe(false)
  })

  test('REP-5: the order of protocol and data comes from the audit trail', () => {
    expect(allText(tree)).toContain('Protocol locked before data receipt')
    const chain = input.chain.map((event) => (event.event === 'protocol.locked' ? { ...event, seq: 7 } : event))
    expect(allText(compose({ ...input, chain }))).toContain('Protocol locked after data receipt')
  })

  test('REP-5: a protocol that was amended after data receipt is not called locked before it', () => {
    const lock = input.chain.find((event) => event.event === 'protocol.locked')
    if (lock === undefined) throw new Error('no lock in the example')
    const late = { ...lock, seq: Math.max(...input.chain.map((event) => event.seq)) + 1 }
    const text = allText(compose({ ...input, chain: [...input.chain, late], protocolVersion: 2 }))
    expect(text).toContain(`Protocol locked after data receipt (lock: entry ${late.seq},`)
    expect(text).toContain(`This is version 2; version 1 was locked at entry ${lock.seq},`)
  })

  test('REP-19: repeated examinations of a participant are a limitation on page 1', () => {
    const words = 'treats examinations as independent'
    expect(allText(tree)).not.toContain(words)
    const repeated = { ...input, cohort: { ...input.cohort, nParticipants: input.cohort.nExaminations - 6 } }
    expect(allText(compose(repeated))).toContain(words)
    expect(allText(compose({ ...input, cohort: { ...input.cohort, nParticipants: null } }))).not.toContain(words)
  })

  test('REP-6: a subgroup is shown, not shown, excluded or not estimable', () => {
    const estimate = results.estimates.find((each) => each.id === 'p_full/T50/sensitivity') as Estimate
    const interval = { method: 'wilson', level: 0.95, lower: 0.6, upper: 0.8 }
    const made = { ...estimate, value: 0.7, intervals: [interval] }
    expect(standing(endpointOf(0.6), made)).toBe('met')
    expect(standing(endpointOf(0.7), made)).toBe('not-shown')
    expect(standing(endpointOf(0.81), made)).toBe('excluded')
    expect(standing(endpointOf(0.8, 'upper'), made)).toBe('met')
    expect(standing(endpointOf(0.59, 'upper'), made)).toBe('excluded')
    expect(standing(endpointOf(0.6), { ...made, value: null })).toBe('not-estimable')
    expect(standing({ ...endpointOf(0.8), comparison: '>' }, made)).toBe('not-shown')
    expect(standing({ ...endpointOf(0.6, 'upper'), comparison: '<' }, made)).toBe('not-shown')
  })

  test('REP-7: the detail of an estimate explains it and cites it', () => {
    const detail = estimateDetail(results, demoProtocol, 'p_full/T50/sensitivity')
    expect(detail).toMatchObject({ value: '0.618', reason: null, population: 'All examinations' })
    expect(detail?.intervals.map((each) => each.name)).toEqual(['Clopper–Pearson', 'Wilson'])
    expect(detail?.citation).toContain('0.618 (95\u00a0% CI 0.558 to 0.674, Clopper–Pearson; 176/285)')
    for (const estimate of results.estimates) {
      const each = estimateDetail(results, demoProtocol, estimate.id)
      expect(each?.meaning, estimate.id).not.toBe('')
      for (const method of each?.intervals ?? []) expect(method.how, method.name).not.toBe('')
    }
    expect(estimateDetail(results, demoProtocol, 'no/such')).toBeNull()
  })

  test('REP-8: the same input gives the same tree, and it is plain JSON', () => {
    expect(compose(input)).toEqual(tree)
    expect(JSON.parse(JSON.stringify(tree))).toEqual(tree)
    expect(allText(tree)).not.toMatch(/NaN|undefined|Infinity/)
  })

  test('REP-9: aborted runs are listed with their reason', () => {
    expect(allText(tree)).toContain('Evaluation runs: 2 in all')
    expect(allText(tree)).toContain('Cancelled by the person')
  })
})
