import { describe, expect, test } from 'vitest'
import { alertSums } from '../../shared/statistics/alert-sums.ts'
import { timelinesOf } from '../../shared/statistics/alert-timelines.ts'
import { drawClusters, drawnRatio, rankedPercentileInterval } from '../../shared/statistics/cluster-draws.ts'
import { alertedCurve, alertedMedian, detectedBy, orderWatched, rankTimes } from '../../shared/statistics/lead-times.ts'
import { randomStream, tallyDraws } from '../../shared/statistics/random.ts'
import type { AlertRules, Stays } from '../../shared/statistics/stays.ts'

interface Stay {
  readonly start: number
  readonly end: number
  readonly onset?: number
  readonly isAnalysed?: number
  readonly predictions: readonly (readonly [time: number, call: number])[]
}
const rules: AlertRules = { horizon: 6, earliest: 10, latest: 2, refractory: 5, endsWithEvent: true, endsWithTreatment: true, firstOnly: false }
const going: AlertRules = { ...rules, endsWithEvent: false }

function sumsOf(list: readonly Stay[], with_: AlertRules = rules) {
  const rows = list.flatMap((stay, i) => stay.predictions.map(([time, call]) => ({ i, time, call })))
  const timelines = timelinesOf(list.length, Int32Array.from(rows, (row) => row.i), Float64Array.from(rows, (row) => row.time))
  const stays: Stays = {
    start: Float64Array.from(list, (each) => each.start),
    end: Float64Array.from(list, (each) => each.end),
    onset: Float64Array.from(list, (each) => each.onset ?? Number.NaN),
    treatment: new Float64Array(list.length).fill(Number.NaN),
    isAnalysed: Uint8Array.from(list, (each) => each.isAnalysed ?? 1),
    ...timelines,
  }
  return alertSums(stays, Uint8Array.from(timelines.row, (at) => rows[at]?.call ?? 2), with_)
}

describe('sums of stays that do not begin at 0', () => {
  const first: Stay = { start: 100, end: 130, onset: 120, predictions: [[95, 1], [101, 0], [112, 1], [121, 1]] }
  test('ALR-4, ALR-6: first alert and time watched count from the start, to the onset or the end', () => {
    const quiet: Stay = { start: 50, end: 80, predictions: [[55, 0]] }
    const noisy: Stay = { start: 50, end: 80, predictions: [[40, 0], [44, 1], [57, 1], [70, 1]] }
    const missed: Stay = { start: 7, end: 30, onset: 20, predictions: [[8, 0]] }
    const { sums, firstAlert, watched, leadTime } = sumsOf([first, quiet, noisy, missed])
    expect([...firstAlert]).toEqual([12, Number.NaN, 7, Number.NaN])
    expect([...watched]).toEqual([20, 30, 30, 13])
    expect([...leadTime]).toEqual([8, Number.NaN, Number.NaN, Number.NaN])
    expect(['everTp', 'everTn', 'everFp', 'everFn'].map((name) => [...sums[name as 'everTp']])).toEqual([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]])
    expect([...sums.predictionsBeforeStart]).toEqual([1, 0, 2, 0])
    expect([...sums.predictionsAfterAtRisk]).toEqual([1, 0, 0, 0])
  })
  test('ALR-1: without any time at risk predictions are before the start or after it, one at the start after', () => {
    const { sums } = sumsOf([first, { start: 10, end: 10, predictions: [[5, 1], [8, 0], [10, 1], [12, 1]] }, first])
    expect([[...sums.predictionsBeforeStart], [...sums.predictionsAtRisk], [...sums.predictionsAfterAtRisk]]).toEqual([[1, 2, 1], [2, 0, 2], [1, 2, 1]])
    expect([...sums.atRisk]).toEqual([1, 0, 1])
    const before = sumsOf([{ start: 10, end: 10, predictions: [[5, 1], [8, 0]] }, { start: 0, end: 9, predictions: [[1, 0]] }]).sums
    expect([[...before.predictionsBeforeStart], [...before.predictionsAfterAtRisk]]).toEqual([[2, 0], [0, 0]])
  })
  test('ALR-1: an examination whose reference standard is not resolved leaves every sum', () => {
    const { sums, firstAlert, watched } = sumsOf([{ ...first, isAnalysed: 0 }])
    expect(Object.values(sums).flatMap((each) => [...each]).some((each) => each !== 0)).toBe(false)
    expect([...firstAlert, ...watched]).toEqual([Number.NaN, Number.NaN])
  })
  test('ALR-2: each missed prediction within the horizon is counted', () => {
    expect(sumsOf([{ start: 0, end: 30, onset: 20, predictions: [[15, 0], [16, 0], [19, 0]] }]).sums.fn[0]).toBe(3)
  })
  test('ALR-3: an alert at the onset is none before it; half an hour before is, half an hour after is not', () => {
    const at = (time: number) => sumsOf([{ start: 0, end: 30, onset: 20, predictions: [[time, 1]] }], going)
    expect([19.5, 20, 20.5].map((time) => at(time).sums.everTp[0])).toEqual([1, 0, 0])
    expect([19.5, 20, 20.5].map((time) => at(time).firstAlert[0])).toEqual([19.5, Number.NaN, Number.NaN])
  })
  test('ALR-5: an episode ends with the predictions of its examination, and time before the creditable time covers none of it', () => {
    // The next stay's positive at 12 would be creditable to this onset.
    const { sums } = sumsOf([{ start: 0, end: 30, onset: 20, predictions: [[19, 1]] }, { start: 10, end: 30, predictions: [[12, 1]] }])
    expect([sums.creditedEpisodes[0], sums.episodes[0]]).toEqual([0, 1])
    // Creditable from 10 on; the episode is over at 9.5.
    expect(sumsOf([{ start: 0, end: 30, onset: 20, predictions: [[8, 1], [9.5, 0]] }]).sums.coveredTime[0]).toBe(0)
  })
})

describe('timelines', () => {
  test('ALR-8: the same time twice is told of the first examination too, and in the rows of the file', () => {
    const found = timelinesOf(2, Int32Array.of(1, 0, 0, 1), Float64Array.of(1, 5, 5, 2))
    expect(found.twice).toEqual({ first: 1, second: 2 })
    const third = timelinesOf(1, Int32Array.of(-1, 0, 0, 0), Float64Array.of(9, 3, 1, 3))
    expect(third.twice).toEqual({ first: 1, second: 3 })
  })
  test('ALR-8: the same time in two examinations is no repetition', () => {
    expect(timelinesOf(3, Int32Array.of(0, 0, 1, 1, 2), Float64Array.of(1, 9, 9, 12, 12)).twice).toBeNull()
  })
})

describe('times', () => {
  test('LTM-2: from 0 on, one point for each distinct time, however near to 0', () => {
    expect(detectedBy(rankTimes([3, 0.5, Number.NaN, 3], [0, 0, 0, 0]))).toEqual({ time: [0, 0.5, 3], share: [0.75, 0.75, 0.5] })
    expect(detectedBy(rankTimes([0, 2], [0, 0]))).toEqual({ time: [0, 2], share: [1, 0.5] })
    expect(detectedBy(rankTimes([4], [0]))).toEqual({ time: [0, 4], share: [1, 1] })
    expect(detectedBy(rankTimes([-1, 2], [0, 0]))).toEqual({ time: [-1, 2], share: [1, 0.5] })
  })
  test('LTM-3: watching in any order; alerts at the same time count together', () => {
    const first = Float64Array.of(5, Number.NaN, 2, 5, Number.NaN, 9)
    const until = Float64Array.of(20, 3, 20, 20, 5, 20)
    const watched = orderWatched(first, until, [0, 1, 2, 3, 4, 5])
    expect([...watched.time]).toEqual([2, 3, 5, 5, 5, 9])
    expect(watched.isAlert[1]).toBe(0)
    // Six, one alert; five, one leaves; four, two alerts and one leaves; one, one alert.
    expect(alertedCurve(watched, null)).toEqual({ time: [2, 5, 9], alerted: [expect.closeTo(1 / 6, 14), expect.closeTo(1 - (5 / 6) * (2 / 4), 14), 1] })
    // By unit: 3 2 of 10; 5 2 + 1 of 5.
    expect(alertedCurve(watched, [2, 2, 3, 1, 1, 1]).alerted).toEqual([0.3, 1 - 0.7 * (2 / 5), 1].map((share) => expect.closeTo(share, 14)))
  })
  test('LTM-3: the median is the first time at which half have had an alert, though rounding may miss the half', () => {
    const curve = (n: number) => orderWatched(Float64Array.from({ length: n }, (_, k) => k + 1), new Float64Array(n), new Uint32Array(n))
    expect([2, 4, 24].map((n) => alertedMedian(curve(n), null))).toEqual([1, 2, 24 / 2])
    const two = orderWatched(Float64Array.of(1, Number.NaN), Float64Array.of(9, 9), [0, 1])
    expect([alertedMedian(two, [49_998, 50_002]), alertedMedian(two, [50_000, 50_000])]).toEqual([Infinity, 1])
  })
})

describe('clusters drawn with replacement', () => {
  test('BOOT-7: replicate r draws from stream (seed, r); what is not defined is counted', () => {
    const seen: number[][] = []
    const found = drawClusters(4, [(weights) => (seen.push([...weights]), weights[0] ?? 0), (weights) => (weights[0] === 0 ? null : 1)], { replicates: 30, seed: 6 })
    const expected = Array.from({ length: 30 }, (_, r) => {
      const tally = new Uint32Array(4)
      tallyDraws(randomStream(6, r), tally, 4)
      return [...tally]
    })
    expect(seen).toEqual(expected)
    const nLost = expected.filter(([first]) => first === 0).length
    expect([found[0]?.nLost, found[1]?.nLost, found[1]?.values.length]).toEqual([0, nLost, 30 - nLost])
    expect(nLost).toBeGreaterThan(0)
  })
  test('BOOT-7: a ratio of sums, each cluster as often as it was drawn', () => {
    const ratio = drawnRatio(Float64Array.of(0.5, 7, 3), Float64Array.of(0.25, 2, 5))
    expect([ratio(Uint32Array.of(1, 0, 0)), ratio(Uint32Array.of(2, 1, 3)), ratio(Uint32Array.of(0, 0, 1)), ratio(new Uint32Array(3))]).toEqual([2, (1 + 7 + 9) / (0.5 + 2 + 15), 0.6, null])
  })
  test('LTM-4: as many replicates as 2/(1 − level) at least', () => {
    const many = (n: number) => ({ values: Float64Array.from({ length: n }, (_, i) => i), nLost: 0 })
    expect(rankedPercentileInterval(many(20), 0.9).lower).not.toBeNull()
    expect([39, 40].map((n) => rankedPercentileInterval(many(n), 0.95).lower === null)).toEqual([true, false])
    expect(rankedPercentileInterval(many(39), 0.95)).toMatchObject({ reason: 'too-few-replicates' })
    expect([28, 29].map((n) => rankedPercentileInterval(many(n), 1 - 2 / 28.05).lower === null)).toEqual([true, false])
  })
})
