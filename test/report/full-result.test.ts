import { describe, expect, test } from 'vitest'
import { compose } from '../../shared/report/compose.ts'
import { estimateDetail } from '../../shared/report/detail.ts'
import { fixedText, givenText, pValueText, printedPart } from '../../shared/report/printed.ts'
import { review } from '../../shared/report/review-blocks.ts'
import { calibrationScene } from '../../shared/report/figures/calibration.ts'
import { netBenefitScene } from '../../shared/report/figures/net-benefit.ts'
import type { Block, Cell } from '../../shared/report/tree.ts'
import { Protocol } from '../../shared/vocabulary/protocol.ts'
import { missingRules } from '../../shared/vocabulary/results.ts'
import { methodNames, methodSources } from '../../shared/words/en/methods.ts'
import { optionNames } from '../../shared/words/en/report.ts'
import { demoProtocol, evaluateDemo, reportInput } from './fixture.ts'

/** Everything that can be asked for, on the demo data. */
const protocol = Protocol.parse({
  ...demoProtocol,
  endpoints: [
    ...demoProtocol.endpoints,
    {
      id: 'E5', title: 'Full not worse than simple', role: 'secondary', estimand: { quantity: 'sensitivity-difference', comparison: 'full-simple' },
      criterion: { bound: 'lower', comparison: '>=', goal: -0.1 },
    },
  ],
  analysisSets: { perProtocol: [{ id: 'post', label: 'Postmenopausal', effect: 'include', column: 'meno', test: { kind: 'is-one-of', values: ['1'] } }] },
  subgroupPairs: [{ id: 'meno-grade', label: 'Menopausal status and grade', first: 'meno', second: 'grade' }],
  comparisons: [
    { id: 'full-simple', label: 'Full minus simple', first: { prediction: 'p_full', operatingPoint: 'T50' }, second: { prediction: 'p_simple', operatingPoint: 'T50' } },
    { id: 'releases', label: 'Release 2 against 1', between: 'releases', first: { prediction: 'p_full', operatingPoint: 'T60' }, second: { prediction: 'p_simple', operatingPoint: 'T60' } },
  ],
  analyses: {
    tableMeasures: true,
    discrimination: { fixedSpecificity: [0.9], fixedSensitivity: [0.9], partialSpecificityFrom: 0.9, partialSensitivityFrom: 0.9, youdenCutOffs: true },
    operational: true,
    flexibleCalibration: { smoother: 'loess', bins: 10 },
    netBenefit: { thresholds: Array.from({ length: 41 }, (_, i) => 0.1 + 0.02 * i) },
    statedPrevalence: [0.1, 0.3],
    missingDataSensitivity: true,
    tippingPoint: true,
    subgroupContrasts: true,
  },
  multiplicity: 'holm',
  bootstrap: { replicates: 0, seed: 1 },
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
const cellsOf = (all: readonly Block[]): Cell[] =>
  all.flatMap((block): Cell[] => {
    if (block.kind === 'table') return block.rows.flatMap((row) => [...row.cells])
    return block.kind === 'verdictCards' ? block.cards.flatMap((card) => [card.value, card.interval]) : []
  })
const rowTexts = (table: Table): string[][] => table.rows.filter((row) => row.group !== true).map((row) => row.cells.map((cell) => cell.text))

describe('report of a full result', () => {
  test('REP-1: every cell of every table prints the number of its estimate', () => {
    const byId = new Map(results.estimates.map((each) => [each.id, each]))
    const cells = cellsOf(tree.blocks).filter((cell) => cell.estimateId !== undefined)
    expect(cells.length).toBeGreaterThan(1000)
    for (const cell of cells) {
      const estimate = byId.get(cell.estimateId ?? '')
      if (estimate === undefined || cell.part === undefined) throw new Error(`no part for ${cell.estimateId}`)
      expect(cell.text, estimate.id).toBe(printedPart(estimate, cell.part, cell.digits ?? 3))
    }
    expect(text).not.toMatch(/NaN|undefined|Infinity|\[object/)
  })

  test('REP-2: no overall estimate stops at the results file, in the report or on the screen', () => {
    const onScreen = review(input)
    const shown = (blocks: readonly Block[]) => new Set(cellsOf(blocks).map((cell) => cell.estimateId))
    const printed = shown(tree.blocks)
    const screen = shown([...onScreen.overall, ...onScreen.comparisons, ...onScreen.missing])
    for (const { id, subgroup } of results.estimates) {
      if (subgroup !== undefined) continue
      expect(printed, id).toContain(id)
      expect(screen, id).toContain(id)
    }
  })

  test('REP-7: every estimate has a drawer with its options, warnings and second engine in words', () => {
    for (const estimate of results.estimates) {
      const detail = estimateDetail(results, protocol, estimate.id)
      expect(detail?.meaning, estimate.id).not.toBe('')
      for (const name of Object.keys(estimate.options ?? {})) {
        expect(optionNames[name], name).toBeDefined()
        expect(detail?.options.map((each) => each.key)).toContain(optionNames[name])
      }
      expect(detail?.warnings.length ?? -1).toBe(estimate.warnings?.length ?? 0)
      expect(detail?.secondEngine === null).toBe(estimate.agreement === undefined)
    }
    const options = estimateDetail(results, protocol, 'p_full/T50/sensitivity')?.options.map((each) => each.key)
    expect(options).toEqual(expect.arrayContaining(['One-sided test of E1', 'Adjusted p of E1']))
    expect(estimateDetail(results, protocol, 'p_full/T50/f1')?.warnings[0]).toContain('never judged')
  })

  test('REP-10: differences and other rules are not among all examinations, and stated values are named', () => {
    const overall = tableOf(/^All examinations: estimates/)
    const ids = overall.rows.flatMap((row) => row.cells.flatMap((cell) => cell.estimateId ?? []))
    for (const id of ids) {
      const estimate = results.estimates.find((each) => each.id === id)
      expect(estimate?.missingRule, id).toBeUndefined()
      expect(estimate?.comparison, id).toBeUndefined()
    }
    const names = rowTexts(overall).map((row) => row[0])
    expect(names).toEqual(expect.arrayContaining(['Positive predictive value at prevalence 0.1', 'Positive predictive value at prevalence 0.3', 'Sensitivity at specificity ≥ 0.9']))
    expect(names.filter((name) => name === 'F1 score †')).toHaveLength(6)
    expect(overall.notes?.join(' ')).toContain('† Neither proper nor cost-aware')
    expect(JSON.stringify(tree.blocks.slice(0, tree.blocks.findIndex((block) => block.kind === 'pageBreak')))).not.toMatch(/F1|Matthews/)
  })

  test('REP-11: tests of endpoints with H0, H1, p and the adjusted p', () => {
    const rows = rowTexts(tableOf(/^One-sided tests/))
    const tested = results.endpoints.filter((each) => each.test !== undefined)
    expect(rows.map((row) => row[0])).toEqual(tested.map((each) => each.id))
    tested.forEach((each, i) => {
      expect(rows[i]?.slice(1, 3)).toEqual([`below ${givenText(each.goal)}`, `at least ${givenText(each.goal)}`])
      expect(rows[i]?.[4]).toBe(pValueText(each.test?.pValue, 0.025))
      expect(rows[i]?.[5]).toBe(pValueText(each.test?.adjustedPValue, 0.025))
    })
    expect(pValueText(0.02496, 0.025)).toBe('0.02496')
    expect([pValueText(0, 0.025), pValueText(1, 0.025), pValueText(null, 0.025)]).toEqual(['< 0.001', '> 0.999', '–'])
  })

  test('REP-12: comparisons with both intervals, paired calls and every subgroup', () => {
    const rows = rowTexts(tableOf(/differences with 95/))
    const differences = ['Difference in AUROC', 'Difference in sensitivity', 'Difference in specificity']
    expect(rows.map((row) => row[0])).toEqual([...differences, ...differences])
    const tango = results.estimates.find((each) => each.id === 'full-simple/sensitivity-difference')
    expect(rows[1]?.[4]).toBe(tango === undefined ? '' : printedPart(tango, 'second-interval'))
    const paired = rowTexts(tableOf(/^Paired calls.*Full minus simple/))
    expect(paired).toHaveLength(2 * results.pairedTables.filter((each) => each.comparison === 'full-simple').length)
    expect(paired[0]?.slice(1, 5)).toEqual(['167', '9', '28', '81'])
    expect(rowTexts(tableOf(/^By subgroup/))).toHaveLength(results.estimates.filter((each) => each.id.startsWith('full-simple/auroc-difference/')).length)
  })

  test('REP-13: every rule for missing predictions, the prespecified one marked', () => {
    const table = tableOf(/^Under other rules/)
    expect(rowTexts(table)).toHaveLength(6 * missingRules.length)
    expect(rowTexts(table).filter((row) => row[0]?.includes('prespecified'))).toHaveLength(6)
    const mixed = { ...protocol, missing: { ...protocol.missing, predictions: 'as-negative' as const } }
    const other = compose(reportInput(mixed, evaluateDemo(mixed)))
    expect(JSON.stringify(other)).toContain('None of these is the prespecified handling')
  })

  test('REP-14: net benefit is printed as it is, thinned with a note', () => {
    const table = tableOf(/^Net benefit/)
    const rows = rowTexts(table)
    expect(rows).toHaveLength(2 * 21)
    expect(table.notes?.join(' ')).toContain('the results file holds all 41')
    const third = results.decisionCurves[0]?.points[4]
    expect(rows[2]?.slice(0, 3)).toEqual([givenText(third?.threshold ?? 0), fixedText(third?.netBenefit ?? 0), fixedText(third?.treatAll ?? 0)])
  })

  test('REP-15: the appendix says how far the two engines are apart', () => {
    expect(text).toContain(`${results.engineAgreement.nCompared} numbers computed by two independent algorithms`)
  })

  test('REP-16, REP-17: tipping points, contrasts and heterogeneity are all printed', () => {
    expect(results.tippingPoints.length).toBeGreaterThan(10)
    expect(rowTexts(tableOf(/^Tipping points/))).toHaveLength(results.tippingPoints.length)
    expect(rowTexts(tableOf(/^Each level against/))).toHaveLength(results.contrasts.length)
    expect(rowTexts(tableOf(/^Heterogeneity/))).toHaveLength(results.heterogeneity.length)
    expect(review(input).contrasts).toHaveLength(2)
  })

  test('REP-20: every level of a forest plot without an estimate stands in one list, pairs included', () => {
    const list = rowTexts(tableOf(/^Subgroup levels without an estimate$/))
    const empty = results.estimates.filter((each) => each.subgroup !== undefined && each.value === null && each.missingRule === undefined)
    const judged = new Set(results.endpoints.map((each) => each.estimateId))
    const ofEndpoints = empty.filter((each) => judged.has(each.id.replace(/\/[^/]+=.*$/, '')))
    expect(ofEndpoints.length).toBeGreaterThan(0)
    expect(list.length).toBeGreaterThanOrEqual(ofEndpoints.length)
    expect(list.every((row) => row.at(-1) !== '')).toBe(true)
    expect(list.some(([name]) => name === 'Menopausal status and grade: Premenopausal × 4')).toBe(true)
  })

  test('REP-22: analysis sets stand side by side with n and the four rates', () => {
    const rows = rowTexts(tableOf(/^Analysis sets/))
    const [first] = results.analysisSets?.counts ?? []
    expect(rows.slice(0, 3).map(([name, n]) => [name, n])).toEqual([
      ['All intended to diagnose', String(first?.intendedToDiagnose)],
      ['Evaluable', String(first?.evaluable)],
      ['Per protocol', String(first?.perProtocol)],
    ])
    expect(rows.every((row) => row.slice(2).every((cell) => cell !== '–'))).toBe(true)
  })

  test('REP-21: changed calls of two releases are counted in every level and listed by place', () => {
    const table = tableOf(/^Changed calls, new release against old: Release 2/)
    const [all] = rowTexts(table)
    expect(all?.slice(1)).toEqual((results.flips ?? []).map((each) => String(each.n)))
    expect((results.flips ?? []).some((each) => each.n > 0)).toBe(true)
    const groups = table.rows.filter((row) => row.group === true).map((row) => row.cells[0]?.text)
    expect(groups).toEqual([...protocol.subgroups.map((each) => each.label), 'Menopausal status and grade', 'Analysis set'])
    const places = results.flips?.find((each) => each.n > 0)?.examinations.slice(0, 3).join(', ')
    expect(text).toContain(`places in the frozen cohort: ${places}`)
  })

  test('REP-18: every method of a full result has a name and a source', () => {
    const booted = evaluateDemo({ ...protocol, bootstrap: { replicates: 20, seed: 1 }, analyses: { ...protocol.analyses, flexibleCalibration: undefined } })
    const others = (['wilson', 'agresti-coull', 'jeffreys'] as const).flatMap((proportion) =>
      evaluateDemo({ ...demoProtocol, intervals: { level: 0.95, proportion } }).estimates,
    )
    const used = new Set([
      ...[...results.estimates, ...booted.estimates, ...others].flatMap((each) => [each.method, ...each.intervals.map(({ method }) => method), ...(each.agreement ? [each.agreement.method] : [])]),
      ...results.endpoints.flatMap((each) => each.test?.method ?? []),
      ...results.pairedTables.flatMap((each) => each.tests.map(({ method }) => method)),
      ...results.contrasts.map((each) => each.method),
      ...results.calibrationCurves.map((each) => each.smoother),
      ...(['ratio-estimator', 'ratio-wald', 'korn-graubard', 'obuchowski', 'cluster-sandwich', 'restricted-cubic-spline', 'net-benefit'] as const),
      ...(['holm', 'benjamini-hochberg', 'fixed-sequence'] as const),
    ])
    used.delete('none')
    expect(used.size).toBeGreaterThan(40)
    for (const method of used) {
      expect(methodNames[method], method).toBeDefined()
      expect(methodSources[method]?.how, method).toMatch(/\.$/)
      if (method !== 'proportion') expect(methodSources[method]?.paper, method).toMatch(/(19|20)\d\d/)
    }
  })

  test('FIG-8: the decision curve labels each output, all and none, and stays inside', () => {
    const scene = netBenefitScene(results, protocol)
    const labels = scene?.marks.flatMap((mark) => (mark.kind === 'text' ? [mark.text] : []))
    expect(labels).toEqual(expect.arrayContaining(['Full model', 'Simple model', 'Treat all', 'Treat none', 'Net benefit']))
    for (const mark of scene?.marks ?? []) {
      if (mark.kind !== 'path') continue
      for (const [, y] of mark.d.matchAll(/[ML][\d.]+ (-?[\d.]+)/g)) expect(Number(y)).toBeLessThanOrEqual(220.5)
    }
    expect(netBenefitScene({ ...results, decisionCurves: [] }, protocol)).toBeNull()
  })

  test('FIG-9: the flexible curve is drawn and its smoother named in figure and caption', () => {
    const scene = calibrationScene(results, protocol, 'p_full')
    expect(JSON.stringify(scene?.marks)).toContain('Loess (interpolated surface)')
    const captions = tree.blocks.flatMap((block) => (block.kind === 'figures' ? block.items.map((each) => each.caption) : []))
    expect(captions.filter((caption) => caption.includes('line: Loess (interpolated surface)'))).toHaveLength(results.calibrationCurves.length)
    expect(captions.filter((caption) => caption.startsWith('Decision curve'))).toHaveLength(1)
  })
})
