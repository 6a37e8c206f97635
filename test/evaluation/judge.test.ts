import { describe, expect, test } from 'vitest'
import { conclude, judge, verdictOf } from '../../shared/evaluation/judge.ts'
import type { Criterion } from '../../shared/vocabulary/protocol.ts'
import { evaluateRows, overlapping, protocolWith } from './study.ts'

const interval = (lower: number | null, upper: number | null) => ({ method: 'wald', level: 0.95, lower, upper })
const lower = (comparison: '>=' | '>', goal: number): Criterion => ({ bound: 'lower', comparison, goal })
const upper = (comparison: '<=' | '<', goal: number): Criterion => ({ bound: 'upper', comparison, goal })

describe('judging', () => {
  test.each([
    [lower('>=', 0.8), 0.8, 0.9, 'met'],
    [lower('>', 0.8), 0.8, 0.9, 'not-met-not-shown'],
    [lower('>=', 0.8), 0.7, 0.9, 'not-met-not-shown'],
    [lower('>=', 0.8), 0.7, 0.8, 'not-met-not-shown'],
    [lower('>=', 0.8), 0.6, 0.79, 'not-met-goal-excluded'],
    [upper('<=', 0.2), 0.1, 0.2, 'met'],
    [upper('<', 0.2), 0.1, 0.2, 'not-met-not-shown'],
    [upper('<=', 0.2), 0.1, 0.3, 'not-met-not-shown'],
    [upper('<=', 0.2), 0.21, 0.3, 'not-met-goal-excluded'],
    [lower('>=', 0.8), null, null, 'not-evaluable'],
  ] as const)('JDG-1: %o with [%s, %s] is %s', (criterion, low, high, expected) => {
    expect(verdictOf(criterion, interval(low, high))).toBe(expected)
    expect(verdictOf(criterion, undefined)).toBe('not-evaluable')
  })
  test.each([
    ['all', ['met', 'met'], 'success'],
    ['all', ['met', 'not-met-not-shown'], 'no-success'],
    ['all', ['not-evaluable', 'not-met-goal-excluded'], 'no-success'],
    ['all', ['met', 'not-evaluable'], 'not-evaluable'],
    ['any', ['not-evaluable', 'met'], 'success'],
    ['any', ['not-met-not-shown', 'not-evaluable'], 'not-evaluable'],
    ['any', ['not-met-not-shown', 'not-met-goal-excluded'], 'no-success'],
  ] as const)('JDG-2: %s of %j is %s', (combine, verdicts, expected) => {
    expect(conclude(combine, verdicts)).toBe(expected)
  })
  const endpoint = (id: string, goal: number, role: string) => ({
    id, title: id, role, estimand: { quantity: 'auroc', prediction: 'a' }, criterion: { bound: 'lower', comparison: '>=', goal },
  })
  const verdicts = (goals: [number, number, number]) => {
    const endpoints = goals.map((goal, i) => endpoint(`E${i + 1}`, goal, i === 0 ? 'primary' : 'secondary'))
    const success = { combine: 'all', endpoints: ['E1'], gatekept: ['E2', 'E3'] }
    const results = evaluateRows(protocolWith({ endpoints, success }), overlapping(40))
    return [results.conclusion, ...results.endpoints.map(({ verdict, tested }) => `${verdict} ${tested}`)]
  }
  test('JDG-3: gatekept endpoints wait for success and for each other', () => {
    expect(verdicts([0.5, 0.55, 0.6])).toEqual(['success', 'met true', 'met true', 'met true'])
    expect(verdicts([0.5, 0.999, 0.6])).toEqual([
      'success', 'met true', 'not-met-goal-excluded true', 'not-evaluable false',
    ])
    expect(verdicts([0.999, 0.5, 0.5])).toEqual([
      'no-success', 'not-met-goal-excluded true', 'not-evaluable false', 'not-evaluable false',
    ])
  })
  test('JDG-1: an endpoint without its estimate is not evaluable, and the bound is null', () => {
    const { endpoints, conclusion } = judge(protocolWith({}), [])
    expect([endpoints[0]?.verdict, endpoints[0]?.boundValue, conclusion]).toEqual(['not-evaluable', null, 'not-evaluable'])
  })
})
