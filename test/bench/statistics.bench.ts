import { delong } from '../../shared/statistics/auc.ts'
import { mergedDelong } from '../../shared/statistics/auc-merged.ts'
import { bootstrapAreas } from '../../shared/statistics/bootstrap-area.ts'
import { planResampling } from '../../shared/statistics/resample.ts'
import { sortScoresWithRows } from '../../shared/statistics/order.ts'
import { orderScores, scoreCounts } from '../../shared/statistics/score-counts.ts'
import { evaluate } from '../../shared/evaluation/evaluate.ts'
import { type Column, textColumn } from '../../shared/vocabulary/columns.ts'
import { Protocol } from '../../shared/vocabulary/protocol.ts'
import { seeded } from './synthetic.ts'

// Ratios from one run: areas against the sort alone, the bootstrap per replicate, the panel as n grows.
function scores(n: number): { score: Float64Array; present: Uint8Array } {
  const random = seeded(7)
  const score = new Float64Array(n)
  const present = new Uint8Array(n)
  for (let i = 0; i < n; i++) {
    const risk = random()
    score[i] = Math.round(risk * 1e6) / 1e6
    present[i] = random() < 0.2 + 0.4 * risk ? 1 : 0
  }
  return { score, present }
}

/** Median of several runs, in milliseconds. */
function timed(work: () => unknown, runs = 5): number {
  const times: number[] = []
  for (let run = 0; run < runs; run++) {
    const begun = performance.now()
    work()
    times.push(performance.now() - begun)
  }
  return times.sort((a, b) => a - b)[Math.floor(runs / 2)] ?? 0
}

for (const n of [1e4, 1e5, 1e6]) {
  const { score, present } = scores(n)
  // The quickest sort at hand: the one that everything else shares.
  const sort = timed(() => sortScoresWithRows(score))
  const area = timed(() => delong(scoreCounts(score, present), 'higher-is-positive'))
  const second = timed(() => mergedDelong(score, present, 'higher-is-positive'))
  console.log(
    `  n = ${n}: AUROC + DeLong ${area.toFixed(1)} ms = ${(area / sort).toFixed(2)} × sorting alone; second engine ${second.toFixed(1)} ms`,
  )
}

for (const n of [1e4, 1e5]) {
  const { score, present } = scores(n)
  const plan = planResampling('stratified', orderScores(score), { present })
  const time = timed(() => bootstrapAreas(plan, 'higher-is-positive', 1, 0, 2000), 1)
  console.log(`  n = ${n}: 2,000 bootstrap replicates of AUROC ${(time / 1000).toFixed(2)} s on one thread`)
}

/** The panel of one output over everybody and 20 subgroups of one level each. */
function panel(n: number): number {
  const { score, present } = scores(n)
  const random = seeded(11)
  const ids = textColumn(Array.from({ length: n }, (_, i) => `E${i}`))
  const cohort = new Map<string, Column>([
    ['examination-id', ids],
    ['reference', textColumn(Array.from(present, (each) => (each === 1 ? 'present' : 'absent')))],
    ['covariate:group', textColumn(Array.from({ length: n }, () => `g${Math.floor(20 * random())}`))],
  ])
  const predictions = new Map<string, Column>([
    ['examination-id', ids],
    ['score:risk', { kind: 'number', values: score }],
  ])
  const digest = '0'.repeat(64)
  const digests = { protocolSha256: digest, cohortSha256: digest, predictionsSha256: digest }
  return timed(() => evaluate({ protocol, cohort, predictions, digests, exploratory: true }), 1)
}

const protocol = Protocol.parse({
  format: 'probity.protocol',
  version: 1,
  title: 'Bench',
  targetCondition: 'Condition',
  studyType: 'Bench',
  evidenceClass: 'simulated',
  unit: 'examination',
  sampling: 'consecutive',
  verification: 'all',
  referenceStandard: 'Simulated',
  predictions: [
    {
      id: 'risk',
      label: 'Risk',
      scoreColumn: 'risk',
      score: { kind: 'probability', direction: 'higher-is-positive', operatingPoints: [{ id: 'T50', threshold: 0.5, chosenOn: 'Nothing' }] },
    },
  ],
  endpoints: [
    {
      id: 'E1',
      title: 'AUROC',
      role: 'primary',
      estimand: { quantity: 'auroc', prediction: 'risk' },
      criterion: { bound: 'lower', comparison: '>=', goal: 0.6 },
    },
  ],
  success: { combine: 'all', endpoints: ['E1'] },
  subgroups: [{ id: 'group', label: 'Group', kind: 'categories', column: 'group', levels: Array.from({ length: 20 }, (_, i) => `g${i}`) }],
  cohort: { rules: [] },
  intervals: { level: 0.95, proportion: 'clopper-pearson' },
  bootstrap: { replicates: 0, seed: 1 },
  missing: { predictions: 'complete-case', indeterminatePredictions: 'exclude', indeterminateReference: 'exclude' },
  minimumCells: { estimate: 10, descriptive: 30 },
})

for (const n of [1e4, 1e5, 1e6]) {
  const time = panel(n)
  console.log(`  n = ${n}: panel overall + 20 subgroups ${(time / 1000).toFixed(2)} s (${((time / n) * 1000).toFixed(2)} µs an examination), resident ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB`)
}
