import { describe, expect, test } from 'vitest'
import { evaluate } from '../../shared/evaluation/evaluate.ts'
import type { Column } from '../../shared/vocabulary/columns.ts'
import { textColumn } from '../../shared/vocabulary/columns.ts'
import type { Protocol } from '../../shared/vocabulary/protocol.ts'
import type { Results } from '../../shared/vocabulary/results.ts'
import { referenceCategories } from '../../shared/vocabulary/results.ts'
import { PARTICIPANT_ID, scoreColumn } from '../../shared/vocabulary/roles.ts'
import type { Row } from './study.ts'
import { baseProtocol, bothOutput, evaluateRows, protocolWith, studyInput } from './study.ts'

const of = (results: Results, id: string) => {
  const found = results.estimates.find((each) => each.id === id)
  if (found === undefined) throw new Error(`no ${id}`)
  return found
}

/** Five with the condition (three called), four without (one called), and one whose reference is indeterminate. */
const rows: Row[] = [
  ...[0.9, 0.8, 0.7, 0.4, 0.3].map((score): Row => ({ reference: 'present', score })),
  ...[0.6, 0.2, 0.1, 0.35].map((score): Row => ({ reference: 'absent', score })),
  { reference: 'indeterminate', score: 0.95 },
]
const everybody = { n: 9, present: 5, absent: 4 }
const counted = { sensitivity: [3, 5], specificity: [3, 4], ppv: [3, 4], npv: [3, 5] } as const

/** The same study with a second output, and a participant for each examination. */
function evaluateTwo(protocol: Protocol, second: readonly (number | null)[], persons: readonly string[]): Results {
  const input = studyInput(protocol, rows)
  const cohort = new Map<string, Column>([...input.cohort, [PARTICIPANT_ID, textColumn([...persons])]])
  const values = Float64Array.from(second, (value) => value ?? Number.NaN)
  return evaluate({ ...input, cohort, predictions: new Map([...input.predictions, [scoreColumn('b'), { kind: 'number', values }]]) })
}
const [output] = baseProtocol.predictions
const two = {
  predictions: [output, { ...output, id: 'b', label: 'B', scoreColumn: 'b' }],
  comparisons: [{ id: 'ab', label: 'A minus B', first: { prediction: 'a', operatingPoint: 'T50' }, second: { prediction: 'b', operatingPoint: 'T50' } }],
  minimumCells: { estimate: 1, descriptive: 1 },
}
const own = rows.map((_, i) => `P${i}`)
const pairs = rows.map((_, i) => `P${i >> 1}`)

describe('who is counted', () => {
  test.each([
    ['rows', {}, own],
    ['clusters', { clusters: { column: 'participant' } }, pairs],
  ] as const)('EST-4, CLS-3: successes and denominators by hand, %s', (_, changes, persons) => {
    const results = evaluateTwo(protocolWith({ ...two, ...changes }), rows.map(() => 0.5), persons)
    for (const [quantity, [x, total]] of Object.entries(counted)) {
      expect(of(results, `a/T50/${quantity}`)).toMatchObject({ value: x / total, denominators: { ...everybody, x, of: total } })
    }
    for (const quantity of ['auroc', 'brier', 'calibration-intercept', 'calibration-slope', 'observed-expected-ratio']) {
      expect(of(results, `a/${quantity}`).denominators).toEqual(everybody)
    }
  })

  test('OUT-3, OUT-6: tables before anything is collapsed, and both ways to disagree', () => {
    const meanings = ['positive', 'positive', 'negative', 'negative', 'positive', 'positive', 'negative', 'negative', 'positive', 'positive']
    const both = evaluateRows(protocolWith({ predictions: [bothOutput] }), rows.map((row, i) => ({ ...row, decision: meanings[i] ?? null })))
    const column = (category: (typeof referenceCategories)[number]) =>
      both.crossTables[0]?.cells.map((line) => line[referenceCategories.indexOf(category)] ?? 0).filter((n) => n > 0)
    expect([column('present'), column('absent'), column('indeterminate')]).toEqual([[3, 2], [1, 3], [1]])
    // 0.7 but negative; 0.3 and 0.35 but positive.
    expect(both.disagreements).toMatchObject([{ n: 10, scorePositiveDecisionNegative: 1, scoreNegativeDecisionPositive: 2 }])
  })
  test('EST-6: what is asked for beyond the panel has the same denominators, and the smaller class decides its minimum', () => {
    const analyses = { tableMeasures: true, discrimination: { fixedSpecificity: [0.75], fixedSensitivity: [], partialSpecificityFrom: 0.5 }, flexibleCalibration: { smoother: 'loess', bins: 10 } }
    const results = (estimate: number) => evaluateRows(protocolWith({ analyses, minimumCells: { estimate, descriptive: estimate } }), rows)
    for (const id of ['a/average-precision', 'a/scaled-brier', 'a/log-loss', 'a/T50/accuracy', 'a/T50/youden', 'a/T50/f1', 'a/T50/mcc']) {
      expect(of(results(4), id).denominators, id).toMatchObject(everybody)
    }
    expect(of(results(4), 'a/average-precision').options).toMatchObject({ baseline: 5 / 9 })
    expect(of(results(4), 'a/scaled-brier').options).toMatchObject({ reference: expect.closeTo(20 / 81, 14) })
    for (const quantity of ['a/average-precision', 'a/T50/youden']) {
      expect([of(results(4), quantity).descriptive, of(results(5), quantity).descriptive]).toEqual([false, true])
    }
  })

  // The second output misses the first examination, calls two of the other four present ones and the two last absent ones.
  const second = [null, 0.8, 0.1, 0.9, 0.2, 0.3, 0.1, 0.7, 0.6, 0.5]
  test('CMP-1, CMP-2: a pair counts the examinations that both outputs and the reference resolve', () => {
    const results = evaluateTwo(protocolWith(two), second, own)
    const sensitivity = results.estimates.find((each) => each.quantity === 'sensitivity-difference')
    const specificity = results.estimates.find((each) => each.quantity === 'specificity-difference')
    const area = results.estimates.find((each) => each.quantity === 'auroc-difference')
    const both = { n: 8, present: 4, absent: 4 }
    expect([sensitivity?.denominators, specificity?.denominators, area?.denominators]).toMatchObject([both, both, both])
    expect(sensitivity).toMatchObject({ value: 0, options: { both: 1, firstOnly: 1, secondOnly: 1, neither: 1 } })
    expect(specificity).toMatchObject({ value: 0.25, options: { both: 1, firstOnly: 2, secondOnly: 1, neither: 0 } })
    expect(area?.rules).toEqual(['AREA-1', 'AREA-2'])
    const clustered = evaluateTwo(protocolWith({ ...two, clusters: { column: 'participant' } }), second, pairs)
    expect(clustered.estimates.find((each) => each.quantity === 'auroc-difference')?.rules).toEqual(['CLU-2', 'AREA-2'])
  })

  test('CLS-7: nineteen clusters are few for calibration, twenty are not', () => {
    const many = Array.from({ length: 40 }, (_, i): Row => ({ reference: i % 3 === 0 ? 'present' : 'absent', score: ((i * 7) % 40) / 40 }))
    const warnings = (nClusters: number) => {
      const input = studyInput(protocolWith({ clusters: { column: 'participant' } }), many)
      const persons = textColumn(many.map((_, i) => `P${i % nClusters}`))
      const results = evaluate({ ...input, cohort: new Map<string, Column>([...input.cohort, [PARTICIPANT_ID, persons]]) })
      return of(results, 'a/calibration-slope').warnings ?? []
    }
    expect(warnings(20)).not.toContain('fewer-than-20-clusters')
    expect(warnings(19)).toContain('fewer-than-20-clusters')
  })
})

describe('ends of the scale', () => {
  test('EST-6: an area of 1 has a one-sided bound at the level that a two-sided interval has on each side', () => {
    const apart = rows.slice(0, 9).map((row): Row => ({ ...row, score: row.reference === 'present' ? 0.9 : 0.1 }))
    const { options, intervals } = of(evaluateRows(protocolWith({ minimumCells: { estimate: 1, descriptive: 1 } }), apart), 'a/auroc')
    // Four pairs of one with and one without, all in the right order: 0.025^(1/4).
    expect(options).toMatchObject({ oneSided: 'lower', oneSidedBound: expect.closeTo(Math.sqrt(Math.sqrt(0.025)), 12), oneSidedLevel: 0.975 })
    expect(intervals.every((each) => each.lower === null)).toBe(true)
  })
  test('EST-5: what leaves [0, 1] on either side is no probability', () => {
    const calibrated = (scores: readonly number[]) => {
      const results = evaluateRows(protocolWith({}), scores.map((score, i): Row => ({ reference: i % 2 === 0 ? 'present' : 'absent', score })))
      return of(results, 'a/brier').value !== null
    }
    expect([calibrated([0, 0.3, 0.6, 1]), calibrated([-0.1, 0.3, 0.6, 1]), calibrated([0, 0.3, 0.6, 1.1])]).toEqual([true, false, false])
  })
})

describe('levels', () => {
  // 60 examinations of 23 participants, both sexes in most of them.
  const many = Array.from({ length: 60 }, (_, i): Row & { person: string } => ({
    id: `e${i}`,
    reference: (i * 5) % 7 < 3 ? 'present' : 'absent',
    score: ((i * 37) % 60) / 75 + ((i * 5) % 7 < 3 ? 0.15 : 0),
    sex: (i * 11) % 5 < 2 ? 'F' : 'M',
    person: `P${(i * 13) % 23}`,
  }))
  const run = (list: typeof many, changes: object): Results => {
    const input = studyInput(protocolWith(changes), list)
    const persons = textColumn(list.map(({ person }) => person))
    return evaluate({ ...input, cohort: new Map<string, Column>([...input.cohort, [PARTICIPANT_ID, persons]]) })
  }
  test.each([['rows', {}], ['clusters', { clusters: { column: 'participant' } }]] as const)(
    'EST-1, CLS-1: a level has the numbers of a study of its examinations alone, %s', (_, changes) => {
      const whole = run(many, changes)
      for (const sex of ['F', 'M']) {
        const alone = run(many.filter((row) => row.sex === sex), changes)
        for (const quantity of ['auroc', 'calibration-intercept', 'calibration-slope', 'brier', 'T50/sensitivity', 'T50/npv']) {
          const [part, known] = [of(whole, `a/${quantity}/sex=${sex}`), of(alone, `a/${quantity}`)]
          expect(part.denominators, quantity).toEqual(known.denominators)
          expect(part.value, quantity).toBeCloseTo(known.value ?? Number.NaN, 12)
          part.intervals.forEach((interval, k) => {
            expect(interval.method).toBe(known.intervals[k]?.method)
            expect(interval.lower ?? 9, `${quantity} ${interval.method}`).toBeCloseTo(known.intervals[k]?.lower ?? 9, 10)
            expect(interval.upper ?? 9, `${quantity} ${interval.method}`).toBeCloseTo(known.intervals[k]?.upper ?? 9, 10)
          })
        }
      }
    },
  )
  test('CLS-3, CLS-5: nobody to count, and what has no fit, have a reason and counts of 0', () => {
    const onlyPresent = run(many.map((row) => ({ ...row, reference: 'present' })), { clusters: { column: 'participant' } })
    expect(of(onlyPresent, 'a/T50/specificity')).toMatchObject({ value: null, reason: 'denominator-zero', denominators: { x: 0, of: 0, n: 60, present: 60, absent: 0 } })
    expect(of(onlyPresent, 'a/calibration-slope')).toMatchObject({ value: null, reason: 'one-class', intervals: [{ method: 'cluster-sandwich', lower: null, reason: 'one-class' }] })
  })
})
