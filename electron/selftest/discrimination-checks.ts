import { z } from 'zod'
import { areaUnderCurve, delong } from '../../shared/statistics/auc.ts'
import { logitDelongInterval } from '../../shared/statistics/auc-intervals.ts'
import { mergedDelong } from '../../shared/statistics/auc-merged.ts'
import { averagePrecision } from '../../shared/statistics/average-precision.ts'
import { bootstrapReplicates, percentileInterval } from '../../shared/statistics/bootstrap.ts'
import { clusterArea, obuchowskiArea } from '../../shared/statistics/clustered-auc.ts'
import { countClusters, ratioEstimator } from '../../shared/statistics/clustered-proportion.ts'
import type { DirectedScore } from '../../shared/statistics/delong-paired.ts'
import {
  areaDifferenceInterval, equalAreasTest, pairedDelong, shiftedAreasTest,
} from '../../shared/statistics/delong-paired.ts'
import { unpairedDelong } from '../../shared/statistics/delong-unpaired.ts'
import {
  sensitivityAtSpecificity, specificityAtSensitivity, youdenCutOffs,
} from '../../shared/statistics/operating-points.ts'
import { partialAreaOverSensitivity, partialAreaOverSpecificity } from '../../shared/statistics/partial-auc.ts'
import { planResampling } from '../../shared/statistics/resample.ts'
import { isPositive } from '../../shared/statistics/roc.ts'
import type { ScoreCounts } from '../../shared/statistics/score-counts.ts'
import { countScores, orderScores, scoreCounts } from '../../shared/statistics/score-counts.ts'
import type { KnownAnswer } from './known-answer.ts'
import { answer } from './known-answer.ts'

const direction = z.enum(['higher-is-positive', 'lower-is-positive'])
const bit = z.union([z.literal(0), z.literal(1)])
const pair = z.tuple([z.number(), z.number()])

const Score = z.object({
  id: z.string(),
  direction,
  values: z.array(z.number()),
  expected: z.object({
    area: z.number(),
    variance: z.number(),
    logit: pair,
    averagePrecision: z.number(),
    partialSpecificity: z.number(),
    mcclish: z.number().nullable(),
    partialSensitivity: z.number(),
    youden: z.object({ value: z.number(), thresholds: z.array(z.number()) }),
    points: z.array(
      z.object({
        fixed: z.enum(['specificity', 'sensitivity']),
        least: z.number(),
        value: z.number().nullable(),
        threshold: z.number().nullable(),
      }),
    ),
    clustered: z
      .object({ variance: z.number(), nClusters: z.number(), nWithPresent: z.number(), nWithAbsent: z.number() })
      .optional(),
    ratios: z.array(
      z.object({
        threshold: z.number(),
        quantity: z.enum(['sensitivity', 'specificity']),
        value: z.number(),
        nClusters: z.number(),
        variance: z.number(),
        designEffect: z.number(),
      }),
    ),
    bootstrap: z.array(
      z.object({ kind: z.enum(['stratified', 'unstratified', 'cluster']), bounds: pair, tolerance: pair }),
    ),
  }),
})

const Case = z.object({
  name: z.string(),
  source: z.string(),
  present: z.array(bit),
  clusters: z.array(z.int()),
  scores: z.array(Score),
  pairs: z.array(
    z.object({
      first: z.string(),
      second: z.string(),
      difference: z.number(),
      covariance: z.number(),
      standardError: z.number(),
      z: z.number(),
      pValue: z.number(),
      interval: pair,
      shifts: z.array(z.object({ shift: z.number(), z: z.number(), pValue: z.number() })),
    }),
  ),
  subgroupTests: z.array(
    z.object({
      id: z.string(),
      score: z.string(),
      t: z.number(),
      degreesOfFreedom: z.number(),
      pValue: z.number(),
      first: z.array(z.int()),
      second: z.array(z.int()),
    }),
  ),
})

const DiscriminationVector = z.object({
  source: z.string(),
  cases: z.array(Case),
  degenerate: z.array(
    z.object({
      name: z.string(),
      direction,
      present: z.array(bit),
      values: z.array(z.number()),
      area: z.number().nullable(),
      averagePrecision: z.number().nullable(),
    }),
  ),
})

type Case = z.infer<typeof Case>
type Score = z.infer<typeof Score>
type Check = (what: string, expected: number | null, computed: number | null | undefined) => KnownAnswer

const closedForm = 1e-9

/** Compares under one heading; what is undefined here counts as not estimable. */
const checker = (heading: string, source: string): Check => (what, expected, computed) => {
  const about = { id: `discrimination/${heading}/${what}`, what: `${heading} ${what}`, source }
  return answer(about, expected, computed ?? null, closedForm)
}

function curveAnswers(check: Check, score: Score, counts: ScoreCounts, present: Uint8Array): KnownAnswer[] {
  const { expected, direction: towards, values } = score
  const area = delong(counts, towards)
  const second = mergedDelong(Float64Array.from(values), present, towards)
  const logit = logitDelongInterval(area, 0.95)
  const overSpecificity = partialAreaOverSpecificity(counts, towards, { from: 0.9, to: 1 })
  const overSensitivity = partialAreaOverSensitivity(counts, towards, { from: 0.9, to: 1 })
  return [
    check('area', expected.area, area.value),
    check('variance', expected.variance, area.variance),
    check('area, second engine', expected.area, second.value),
    check('variance, second engine', expected.variance, second.variance),
    check('logit lower', expected.logit[0], logit.lower),
    check('logit upper', expected.logit[1], logit.upper),
    check('average precision', expected.averagePrecision, averagePrecision(counts, towards)),
    check('partial area over specificity', expected.partialSpecificity, overSpecificity.area),
    check('McClish', expected.mcclish, overSpecificity.area === null ? null : overSpecificity.standardised),
    check('partial area over sensitivity', expected.partialSensitivity, overSensitivity.area),
  ]
}

function thresholdAnswers(check: Check, score: Score, counts: ScoreCounts): KnownAnswer[] {
  const { expected, direction: towards } = score
  const youden = youdenCutOffs(counts, towards)
  const found = youden.value === null ? [] : youden.points.map((each) => each.threshold).sort((a, b) => a - b)
  return [
    check('Youden', expected.youden.value, youden.value),
    check('number of Youden cut-offs', expected.youden.thresholds.length, found.length),
    ...expected.youden.thresholds
      .toSorted((a, b) => a - b)
      .map((each, k) => check(`Youden cut-off ${k}`, each, found[k])),
    ...expected.points.flatMap(({ fixed, least, value, threshold }) => {
      const search = fixed === 'specificity' ? sensitivityAtSpecificity : specificityAtSensitivity
      const best = search(counts, towards, least)
      return [
        check(`best at ${fixed} ${least}`, value, best.value),
        check(`threshold at ${fixed} ${least}`, threshold, best.value === null ? null : best.points[0]?.threshold),
      ]
    }),
  ]
}

function clusterAnswers(check: Check, score: Score, present: Uint8Array, clusters: Uint32Array): KnownAnswer[] {
  const { expected, direction: towards, values } = score
  if (expected.clustered === undefined) return []
  const sums = clusterArea({ order: orderScores(Float64Array.from(values)), direction: towards }, present, clusters)
  return [
    check('Obuchowski variance', expected.clustered.variance, sums && obuchowskiArea(sums).variance),
    check('clusters', expected.clustered.nClusters, sums?.nClusters),
    check('clusters with present', expected.clustered.nWithPresent, sums?.nWithPresent),
    check('clusters with absent', expected.clustered.nWithAbsent, sums?.nWithAbsent),
    ...expected.ratios.flatMap((ratio) => {
      const wanted = ratio.quantity === 'sensitivity' ? 1 : 0
      const hits = Uint8Array.from(values, (each) => (isPositive(each, ratio.threshold, towards) ? wanted : 1 - wanted))
      const rows = Uint32Array.from([...present.keys()].filter((i) => present[i] === wanted))
      const found = ratioEstimator(countClusters(hits, clusters, rows))
      const at = `${ratio.quantity} at ${ratio.threshold}`
      return [
        check(`${at}`, ratio.value, found?.value),
        check(`${at}, clusters`, ratio.nClusters, found?.nClusters),
        check(`${at}, variance`, ratio.variance, found?.variance),
        check(`${at}, design effect`, ratio.designEffect, found?.designEffect),
      ]
    }),
  ]
}

/** 2,000 replicates within five Monte Carlo standard errors of the reference's 20,000. */
function bootstrapAnswers(heading: string, score: Score, present: Uint8Array, clusters: Uint32Array): KnownAnswer[] {
  const order = orderScores(Float64Array.from(score.values))
  return score.expected.bootstrap.flatMap(({ kind, bounds, tolerance }) => {
    const plan = planResampling(kind, order, kind === 'cluster' ? { present, clusters } : { present })
    const statistics = [([counts]: readonly ScoreCounts[]) => (counts ? areaUnderCurve(counts, score.direction) : null)]
    const [replicates] = bootstrapReplicates({ plans: [plan], statistics, seed: 20_261_122 }, 0, 2000)
    const found = replicates ? percentileInterval(replicates, 0.95) : { lower: null, upper: null }
    return [found.lower, found.upper].map((value, k) => {
      const what = `${heading} ${kind} bootstrap ${k === 0 ? 'lower' : 'upper'}`
      const about = { id: `discrimination/${what}`, what, source: 'numpy, 20,000 replicates' }
      const within = value !== null && Math.abs(value - (bounds[k] ?? 0)) <= (tolerance[k] ?? 0)
      return { ...answer(about, bounds[k] ?? null, value, Infinity), ok: within }
    })
  })
}

function pairAnswers(each: Case, source: string, present: Uint8Array): KnownAnswer[] {
  const scoreOf = (id: string): DirectedScore => {
    const score = each.scores.find((one) => one.id === id)
    const order = orderScores(Float64Array.from(score?.values ?? []))
    return { order, direction: score?.direction ?? 'higher-is-positive' }
  }
  return each.pairs.flatMap((expected) => {
    const check = checker(`${each.name} ${expected.first} − ${expected.second}`, source)
    const found = pairedDelong(scoreOf(expected.first), scoreOf(expected.second), present)
    if (found.difference === null) return [check('difference', expected.difference, null)]
    const test = equalAreasTest(found)
    const bounds = areaDifferenceInterval(found, 0.95)
    return [
      check('difference', expected.difference, found.difference),
      check('covariance', expected.covariance, found.covariance),
      check('standard error', expected.standardError, found.standardError),
      check('z', expected.z, test.z),
      check('p', expected.pValue, test.pValue),
      check('lower', expected.interval[0], bounds.lower),
      check('upper', expected.interval[1], bounds.upper),
      ...expected.shifts.flatMap((at) => {
        const shifted = shiftedAreasTest(found, at.shift)
        return [check(`z beyond ${at.shift}`, at.z, shifted.z), check(`p beyond ${at.shift}`, at.pValue, shifted.pValue)]
      }),
    ]
  })
}

function subgroupAnswers(each: Case, source: string, present: Uint8Array): KnownAnswer[] {
  return each.subgroupTests.flatMap((expected) => {
    const check = checker(`${each.name} ${expected.score} by ${expected.id}`, source)
    const score = each.scores.find((one) => one.id === expected.score)
    const order = orderScores(Float64Array.from(score?.values ?? []))
    const areaOf = (rows: number[]) => {
      const counts = countScores(order, present, Uint32Array.from(rows))
      return { ...delong(counts, score?.direction ?? 'higher-is-positive'), n: rows.length }
    }
    const found = unpairedDelong(areaOf(expected.first), areaOf(expected.second), 0.95)
    if (found.difference === null) return [check('t', expected.t, null)]
    return [
      check('t', expected.t, found.t),
      check('degrees of freedom', expected.degreesOfFreedom, found.degreesOfFreedom),
      check('p', expected.pValue, found.pValue),
    ]
  })
}

/** Every known answer of a discrimination vector. */
export function discriminationAnswers(vector: unknown): KnownAnswer[] {
  const { source, cases, degenerate } = DiscriminationVector.parse(vector)
  const ofCases = cases.flatMap((each) => {
    const present = Uint8Array.from(each.present)
    const clusters = Uint32Array.from(each.clusters)
    const ofScores = each.scores.flatMap((score) => {
      const heading = `${each.name} ${score.id}`
      const check = checker(heading, source)
      const counts = scoreCounts(Float64Array.from(score.values), present)
      return [
        ...curveAnswers(check, score, counts, present),
        ...thresholdAnswers(check, score, counts),
        ...clusterAnswers(check, score, present, clusters),
        ...bootstrapAnswers(heading, score, present, clusters),
      ]
    })
    return [...ofScores, ...pairAnswers(each, source, present), ...subgroupAnswers(each, source, present)]
  })
  const ofDegenerate = degenerate.flatMap((each) => {
    const check = checker(each.name, source)
    const present = Uint8Array.from(each.present)
    const scores = Float64Array.from(each.values)
    const counts = scoreCounts(scores, present)
    return [
      check('area', each.area, areaUnderCurve(counts, each.direction)),
      check('area, second engine', each.area, mergedDelong(scores, present, each.direction).value),
      check('average precision', each.averagePrecision, averagePrecision(counts, each.direction)),
    ]
  })
  return [...ofCases, ...ofDegenerate]
}
