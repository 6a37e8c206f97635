import { describe, expect, test } from 'vitest'
import { compareDigests } from '../../../renderer/screens/evaluate/runs.ts'
import { problemsAsText } from '../../../renderer/screens/reference-data/problem-text.ts'
import { exportName } from '../../../renderer/screens/review/export-name.ts'
import { forestScale, placeOn, type Forest, type ForestRow, worstFirst } from '../../../renderer/screens/review/arrange.ts'
import type { EvaluationView } from '../../../shared/ipc/views.ts'
import { problem } from '../../../shared/vocabulary/problem.ts'
import type { Estimate } from '../../../shared/vocabulary/results.ts'

const row = (level: string, lower: number | null): ForestRow => {
  const estimate: Estimate = {
    id: level,
    quantity: 'sensitivity',
    value: lower === null ? null : lower + 0.1,
    method: 'proportion',
    intervals: lower === null ? [] : [{ method: 'wilson', level: 0.95, lower, upper: lower + 0.2 }],
    denominators: { n: 10, present: 5, absent: 5 },
    descriptive: false,
    rules: [],
  }
  return { estimate, subgroup: 'Site', level }
}

describe('subgroups', () => {
  test('worst lower limit first; rows without one follow and are never dropped', () => {
    const order = worstFirst([row('a', 0.6), row('b', null), row('c', 0.4)]).map((each) => each.level)
    expect(order).toEqual(['c', 'a', 'b'])
  })

  test('the scale shows every interval and the goal, and stays inside 0 to 1 for proportions', () => {
    const forest: Forest = { overall: null, rows: [row('a', 0.79), row('b', 0.5)], goal: 0.3 }
    const scale = forestScale(forest)
    expect(scale.from).toBeLessThan(0.3)
    expect(scale.to).toBeGreaterThan(0.99)
    expect(scale.to).toBeLessThanOrEqual(1)
    expect(placeOn(scale, scale.from, 200)).toBe(0)
    expect(placeOn(scale, scale.to, 200)).toBe(200)
  })
})

describe('runs', () => {
  const run = (seq: number, resultSha256: string | null): EvaluationView => ({
    id: `run-${seq}`,
    startedAt: '2026-11-22T21:00:00.000Z',
    startedSeq: seq,
    endedAt: null,
    outcome: resultSha256 === null ? 'aborted' : 'completed',
    reason: null,
    resultSha256,
    conclusion: null,
  })

  test('a second run is held against the first completed one, whatever the order of the list', () => {
    const same = compareDigests([run(5, 'x'), run(3, 'x'), run(1, null)])
    expect([...same.of]).toEqual([['run-3', 'first'], ['run-5', 'identical']])
    expect(same.hasDifference).toBe(false)
    expect(compareDigests([run(5, 'y'), run(3, 'x')]).hasDifference).toBe(true)
  })
})

test('copied problems cannot run as a formula in a spreadsheet', () => {
  const text = problemsAsText([problem('intake/unmapped-reference-value', { value: '=1+1\tx' }, { row: 7, column: 'label' })])
  const cells = text.split('\n')[1]?.split('\t') ?? []
  expect(cells).toHaveLength(6)
  expect(cells[3]).toBe("'=1+1 x")
})

test('an export name is one that every file system takes', () => {
  expect(exportName('Étude: A/B — 2026 ', 'report.pdf')).toBe('Etude-A-B-2026-report.pdf')
  expect(exportName('研究', 'report.pdf')).toBe('study-report.pdf')
})
