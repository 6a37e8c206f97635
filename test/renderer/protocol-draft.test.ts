import { describe, expect, test } from 'vitest'
import {
  emptyProtocol,
  freeId,
  parseDraft,
  pathText,
  printDraft,
  sectionOf,
  valueAt,
  withValue,
} from '../../renderer/screens/protocol/draft.ts'
import { problem } from '../../shared/vocabulary/problem.ts'

describe('protocol draft', () => {
  test('a printed draft is read back as it was', () => {
    const draft = emptyProtocol('A study')
    expect(parseDraft(printDraft(draft))).toEqual(draft)
  })

  test('text that is no JSON object is no draft, and nothing else is lost', () => {
    expect(parseDraft('{"a":')).toBeNull()
    expect(parseDraft('[1]')).toBeNull()
    expect(parseDraft('{"unknown": 1}')).toEqual({ unknown: 1 })
  })

  test('a change leaves the old draft alone and makes what is missing on the way', () => {
    const before = { endpoints: [{ id: 'E1' }] }
    const after = withValue(before, ['endpoints', 0, 'criterion', 'goal'], 0.8)
    expect(after).toEqual({ endpoints: [{ id: 'E1', criterion: { goal: 0.8 } }] })
    expect(before).toEqual({ endpoints: [{ id: 'E1' }] })
  })

  test('undefined takes out a key or an item', () => {
    expect(withValue({ a: 1, b: 2 }, ['a'], undefined)).toEqual({ b: 2 })
    expect(withValue({ a: [1, 2, 3] }, ['a', 1], undefined)).toEqual({ a: [1, 3] })
  })

  test('inherited names are not values', () => {
    expect(valueAt({}, ['constructor'])).toBeUndefined()
    expect(valueAt({}, ['__proto__', 'x'])).toBeUndefined()
  })

  test('paths are written as the protocol check writes them, and lead to their section', () => {
    const path = pathText(['endpoints', 0, 'criterion', 'goal'])
    expect(path).toBe('endpoints[0].criterion.goal')
    expect(sectionOf(problem('protocol/shape', undefined, { path }))).toBe('endpoints')
    expect(sectionOf(problem('protocol/unknown-key', undefined, { path: 'colour' }))).toBe('json')
    expect(sectionOf(problem('protocol/not-json'))).toBe('json')
  })

  test('a new id never repeats one', () => {
    expect(freeId('T', ['T1', 'T3'])).toBe('T2')
  })
})
