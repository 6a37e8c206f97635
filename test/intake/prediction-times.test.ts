import { describe, expect, test } from 'vitest'
import { importPredictions } from '../../shared/intake/index.ts'
import type { Protocol } from '../../shared/vocabulary/protocol.ts'
import type { PredictionsMapping } from '../../shared/vocabulary/records.ts'
import { AVAILABLE_AT, PREDICTED_AT, TIME_OFFSETS } from '../../shared/vocabulary/roles.ts'
import { bytesOf, predictionsMapping, protocols } from './examples.ts'

const usualProtocol = protocols['score-only'] ?? expect.fail()

const read = (text: string, change: Partial<PredictionsMapping>, protocol: Protocol = usualProtocol) =>
  importPredictions(bytesOf(text), { ...predictionsMapping, ...change }, protocol, 'p.csv')

describe('predictions over time', () => {
  const repeated = {
    unit: 'hours' as const,
    start: 's',
    end: 'e',
    onset: 'o',
    horizon: 6,
    credit: { earliest: 6, latest: 0 },
    refractory: 0,
    atRiskEndsWith: ['event' as const],
    alerts: 'every' as const,
  }
  const numbers = { ...usualProtocol, repeated: { ...repeated, times: 'numbers' as const } }
  const instants = { ...usualProtocol, repeated: { ...repeated, times: 'instants' as const } }
  const outputs = [{ prediction: 'p1', scoreColumn: 'score', direction: 'higher-is-positive' as const }]
  const timed = (text: string, protocol: Protocol = numbers, more: object = {}) => read(text, { outputs, predictedAt: 't', ...more }, protocol)
  const faults = (outcome: ReturnType<typeof read>) =>
    outcome.ok ? [] : outcome.problems.map((each) => `${each.code} ${each.where?.row ?? ''} ${JSON.stringify(each.params ?? {})}`)

  test('PRD-12: times are mapped where the protocol has them, and nowhere else', () => {
    const text = 'id,t,seen,score\ne1,0,1,0.5\ne1,1.5,,0.6\n'
    const outcome = timed(text, numbers, { availableAt: 'seen' })
    expect(outcome.ok && outcome.columns.get(PREDICTED_AT)).toEqual({ kind: 'number', values: Float64Array.of(0, 1.5) })
    expect(outcome.ok && outcome.columns.get(AVAILABLE_AT)).toEqual({ kind: 'number', values: Float64Array.of(1, Number.NaN) })
    expect(outcome.ok && outcome.columns.has(TIME_OFFSETS)).toBe(false)
    expect(faults(read(text, { outputs }, numbers))).toEqual(['intake/mapping-incomplete  {"what":"the time of each prediction"}'])
    expect(faults(read('id,t,score\ne1,0,0.5\n', { outputs, predictedAt: 't' }))[0]).toMatch(/^intake\/kind-contradicts-protocol/)
    expect(faults(timed('id,t,seen,score\ne1,2,2,0.5\ne1,3,2.5,0.5\n', numbers, { availableAt: 'seen' }))).toEqual(['intake/available-before-predicted 3 {"value":"2.5"}'])
    expect(faults(timed('id,t,score\ne1,,0.5\ne1,x,0.5\n'))).toEqual(['intake/missing-time 2 {}', 'intake/number-not-a-number 3 {"value":"x"}'])
  })

  test('PRD-13: an examination has many times, each once', () => {
    expect(timed('id,t,score\ne1,1,0.5\ne2,1,0.5\ne1,2,0.5\n').ok).toBe(true)
    expect(faults(timed('id,t,score\ne1,1,0.5\ne2,1,0.5\ne1,1.0,0.6\n'))).toEqual([
      'intake/duplicate-prediction-time 4 {"value":"e1","firstRow":2}',
    ])
  })

  test('PRD-14: instants become milliseconds, with an offset or without, never both', () => {
    const outcome = timed('id,t,score\ne1,1970-01-01T01:00+01:00,0.5\ne1,1970-01-01T00:00:01Z,0.5\n', instants)
    expect(outcome.ok && outcome.columns.get(PREDICTED_AT)).toEqual({ kind: 'number', values: Float64Array.of(0, 1000) })
    expect(outcome.ok && outcome.columns.get(TIME_OFFSETS)).toMatchObject({ levels: ['stated'] })
    const mixed = timed('id,t,score\ne1,1970-01-01T01:00,0.5\ne1,1970-01-01T02:00Z,0.5\n', instants)
    expect(faults(mixed)).toEqual(['intake/mixed-offsets 3 {"found":"has an offset from UTC","expected":"have none"}'])
    expect(faults(timed('id,t,score\ne1,noon,0.5\n', instants))).toEqual(['intake/bad-instant 2 {"value":"noon"}'])
  })
})
