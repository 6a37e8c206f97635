import { describe, expect, test } from 'vitest'
import { meanLosses } from '../../shared/statistics/score-losses.ts'

describe('means of losses', () => {
  const scores = Float64Array.of(0.1, 0.2, 0.3, 0.4)
  const nobody = new Uint32Array(4)
  const everybody = new Uint32Array(4).fill(1)
  const nothing = new Float64Array(4)

  // Small losses before and after a large one: plain addition forgets them; the sums are the doubles nearest to the true ones.
  test.each([
    { losses: [100, 2 ** 60, 50, 106], sum: 2 ** 60 + 256 },
    // 2^60 and 150 more: the nearest doubles are 2^60 and 256 more.
    { losses: [63, 2 ** 60, 40, 47], sum: 2 ** 60 + 256 },
    { losses: [2 ** 53, 1, 1, 2], sum: 2 ** 53 + 4 },
    { losses: [1, 2 ** 53, 1, 2], sum: 2 ** 53 + 4 },
    { losses: [1, 1, 2, 2 ** 54], sum: 2 ** 54 + 4 },
    { losses: [2 ** 53, 1, 2 ** 53, 3], sum: 2 ** 54 + 4 },
  ])('SUM-1: of either class and either loss, no small loss is forgotten beside large ones (#%#)', ({ losses, sum }) => {
    const list = Float64Array.from(losses)
    const present = { scores, present: everybody, absent: nobody, nPresent: 4, nAbsent: 0 }
    const absent = { scores, present: nobody, absent: everybody, nPresent: 0, nAbsent: 4 }
    const none = { ifPresent: nothing, ifAbsent: nothing }
    expect(meanLosses(present, { ifPresent: list, ifAbsent: nothing }, none)).toEqual([sum / 4, 0])
    expect(meanLosses(present, none, { ifPresent: list, ifAbsent: nothing })).toEqual([0, sum / 4])
    expect(meanLosses(absent, { ifPresent: nothing, ifAbsent: list }, none)).toEqual([sum / 4, 0])
    expect(meanLosses(absent, none, { ifPresent: nothing, ifAbsent: list })).toEqual([0, sum / 4])
  })
})
