import { expect, test } from 'vitest'
import { byScore, occurring } from '../../shared/evaluation/replicate-scores.ts'
import { type ReplicatedNumber, statisticOf } from '../../shared/evaluation/replicated-number.ts'
import { calibrationCurve, calibrationDistances } from '../../shared/statistics/calibration-curve.ts'
import { decisionCurve } from '../../shared/statistics/net-benefit.ts'
import { brierSummary, logLoss } from '../../shared/statistics/scoring-rules.ts'

// 6,000 scores, of which every third is not in the sample: what is kept by score must be that of the others.
const n = 6000
const scores = Float64Array.from({ length: n }, (_, i) => (i + 0.5) / n)
const present = Uint32Array.from(scores, (p, i) => (i % 3 === 0 ? 0 : Number((i * 7919) % 1000 < 1000 * p * p)))
const absent = Uint32Array.from(present, (had, i) => (i % 3 === 0 || had > 0 ? 0 : 1 + (i % 2)))
const total = (list: Uint32Array): number => list.reduce((a, b) => a + b, 0)
const sample = { scores, present, absent, nPresent: total(present), nAbsent: total(absent) }
const kept = scores.filter((_, i) => i % 3 !== 0)
const alone = { ...sample, scores: kept, present: present.filter((_, i) => i % 3 !== 0), absent: absent.filter((_, i) => i % 3 !== 0) }

test('BTS-1: a replicate has the scores that occur, and what belongs to each of them', () => {
  const found = occurring(sample)
  expect([...found.scores]).toEqual([...kept])
  expect([...found.present]).toEqual([...alone.present])
  expect([...found.absent]).toEqual([...alone.absent])
  let nMade = 0
  const doubled = byScore((all) => {
    nMade++
    return all.map((p) => 2 * p)
  })
  expect([...doubled(found.scores)]).toEqual([...kept].map((p) => 2 * p))
  expect([...doubled(occurring({ ...sample, present: new Uint32Array(n), absent: absent.map((k) => k + 1) }).scores)]).toHaveLength(n)
  // Once for all samples over the same scores.
  expect(nMade).toBe(1)
})

test('BTS-1: numbers of a replicate are those of its examinations alone', () => {
  const number = (quantity: ReplicatedNumber['quantity'], options: ReplicatedNumber['options'] = {}, method = 'restricted-cubic-spline') =>
    statisticOf({ quantity, method, options }, 'higher-is-positive')?.([sample])
  const { fitted } = calibrationCurve(alone, 'restricted-cubic-spline')
  if (fitted === null) throw new Error('no curve')
  const { ici, e50, e90, emax } = calibrationDistances(alone, fitted)
  expect([number('ici'), number('e50'), number('e90'), number('emax')]).toEqual([ici, e50, e90, emax])
  expect(number('smoothed-fraction', { predicted: kept[1000] ?? 0 })).toBe(fitted[1000])
  const brier = brierSummary(alone)
  expect([number('brier'), number('scaled-brier')]).toEqual([brier.value, brier.value === null ? null : brier.scaled])
  expect(number('log-loss')).toBe(logLoss(alone).value)
  expect(number('net-benefit', { threshold: 0.3 })).toBe(decisionCurve(alone, [0.3])?.[0]?.netBenefit)
})
