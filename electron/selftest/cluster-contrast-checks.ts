import { z } from 'zod'
import { clusterArea, clusteredAreaContrast } from '../../shared/statistics/clustered-auc.ts'
import { clusteredDifference, countClusters } from '../../shared/statistics/clustered-proportion.ts'
import { orderScores } from '../../shared/statistics/score-counts.ts'
import type { KnownAnswer } from './known-answer.ts'
import { answer } from './known-answer.ts'

const number = z.number()
const Case = z.object({
  name: z.string(),
  /** Cluster, group 0 or 1, score, present 1 or 0. */
  rows: z.array(z.tuple([number, number, number, number])),
  /** Rows with a score of at least 4: group 0 − group 1. */
  proportion: z.object({
    level: number,
    difference: number,
    se: number,
    z: number,
    p: number,
    lower: number,
    upper: number,
    nClusters: number,
  }),
  area: z.object({ first: number, second: number, difference: number, variance: number, covariance: number }),
})
const Vector = z.object({ source: z.string(), cases: z.array(Case) })
type Case = z.infer<typeof Case>

const positiveFrom = 4

/** Differences between groups whose rows share clusters, or have clusters of their own. */
export function checkClusterContrasts(raw: unknown): KnownAnswer[] {
  const { source, cases } = Vector.parse(raw)
  return cases.flatMap((each) => {
    const answers: KnownAnswer[] = []
    const compare = (part: string, expected: number, computed: number | undefined): void => {
      const what = `${each.name} ${part}`
      answers.push(answer({ id: `cluster-contrasts/${what}`, what, source }, expected, computed ?? null, 1e-9))
    }
    compareProportions(each, compare)
    compareAreas(each, compare)
    return answers
  })
}

type Compare = (part: string, expected: number, computed: number | undefined) => void

const rowsOf = ({ rows }: Case, group: number): Uint32Array =>
  Uint32Array.from(rows.flatMap((row, i) => (row[1] === group ? [i] : [])))

function compareProportions(each: Case, compare: Compare): void {
  const clusters = Uint32Array.from(each.rows, ([cluster]) => cluster)
  const hits = Uint8Array.from(each.rows, ([, , score]) => Number(score >= positiveFrom))
  const counted = (group: number) => countClusters(hits, clusters, rowsOf(each, group))
  const known = each.proportion
  const found = clusteredDifference(counted(0), counted(1), known.level)
  const computed = found.difference === null ? undefined : found
  compare('proportions', known.difference, computed?.difference)
  compare('proportions, standard error', known.se, computed?.standardError)
  compare('proportions, z', known.z, computed?.z)
  compare('proportions, p', known.p, computed?.pValue)
  compare('proportions, lower', known.lower, computed?.lower)
  compare('proportions, upper', known.upper, computed?.upper)
  compare('proportions, clusters', known.nClusters, computed?.nClusters)
}

function compareAreas(each: Case, compare: Compare): void {
  const score = { order: orderScores(Float64Array.from(each.rows, (row) => row[2])), direction: 'higher-is-positive' as const }
  const present = Uint8Array.from(each.rows, (row) => row[3])
  const clusters = Uint32Array.from(each.rows, ([cluster]) => cluster)
  const [first, second] = [0, 1].map((group) => clusterArea(score, present, clusters, rowsOf(each, group)))
  const found = first && second ? clusteredAreaContrast(first, second) : undefined
  const computed = found?.difference === null ? undefined : found
  compare('areas, first', each.area.first, computed?.first)
  compare('areas, second', each.area.second, computed?.second)
  compare('areas, difference', each.area.difference, computed?.difference)
  compare('areas, variance', each.area.variance, computed === undefined ? undefined : computed.standardError ** 2)
  compare('areas, covariance', each.area.covariance, computed?.covariance)
}
