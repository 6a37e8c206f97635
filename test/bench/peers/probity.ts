import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { replicateHelpers } from '../../../electron/workers/split-replicates.ts'
import { evaluate } from '../../../shared/evaluation/evaluate.ts'
import type { EvaluationInput } from '../../../shared/evaluation/input.ts'
import { withoutGaps } from '../../../shared/evaluation/replicates.ts'
import { delong, delongInterval } from '../../../shared/statistics/auc.ts'
import { percentileInterval } from '../../../shared/statistics/bootstrap.ts'
import { sortScores } from '../../../shared/statistics/order.ts'
import { orderScores, scoreCounts } from '../../../shared/statistics/score-counts.ts'
import { type Column, textColumn } from '../../../shared/vocabulary/columns.ts'
import type { Results } from '../../../shared/vocabulary/results.ts'
import { syntheticScores } from '../synthetic.ts'
import { everythingProtocol, panelProtocol } from './protocols.ts'

// The same work as peer.py and peer.R: probity.ts TASK FILE REPEATS [REPLICATES] prints {"ms", "check", "peakMb"}.
const [task = '', file = '', repeats = '1', replicates = '0'] = process.argv.slice(2)

interface Columns {
  readonly [name: string]: string[]
}

/** A plain reader: reading is not what is timed here. */
async function read(): Promise<Columns> {
  const lines = createInterface({ input: createReadStream(file) })
  let names: string[] = []
  const columns: Record<string, string[]> = {}
  for await (const line of lines) {
    const cells = line.split(',')
    if (names.length === 0) {
      names = cells
      for (const name of names) columns[name] = []
    } else cells.forEach((cell, i) => columns[names[i] ?? '']?.push(cell))
  }
  return columns
}

function inputOf(columns: Columns, protocol: EvaluationInput['protocol']): EvaluationInput {
  const text = (name: string) => textColumn(columns[name] ?? [])
  const ids = text('id')
  const cohort = new Map<string, Column>([
    ['examination-id', ids],
    ['reference', textColumn((columns['label'] ?? []).map((each) => (each === '1' ? 'present' : 'absent')))],
    ['covariate:site', text('site')],
    ['covariate:device', text('device')],
    ['covariate:sex', text('sex')],
    ['covariate:age', { kind: 'number', values: Float64Array.from(columns['age'] ?? [], Number) }],
  ])
  const predictions = new Map<string, Column>([
    ['examination-id', ids],
    ['score:risk', { kind: 'number', values: Float64Array.from(columns['score'] ?? [], Number) }],
  ])
  const digest = '0'.repeat(64)
  return { protocol, cohort, predictions, digests: { protocolSha256: digest, cohortSha256: digest, predictionsSha256: digest }, exploratory: true }
}

/** What the peers say too, under the same names. */
function panelOf({ estimates }: Results): Record<string, number | null> {
  const found: Record<string, number | null> = {}
  const names: Record<string, string> = { 'average-precision': 'averagePrecision', brier: 'brier', 'calibration-slope': 'slope', 'calibration-intercept': 'intercept' }
  for (const { quantity, subgroup, value, intervals } of estimates) {
    if (quantity === 'auroc') {
      const group = subgroup === undefined ? 'all' : subgroup.id === 'age' ? `age${subgroup.level.startsWith('<') ? '<65' : '>=65'}` : `${subgroup.id}=${subgroup.level}`
      found[`${group}.auroc`] = value
    }
    if (subgroup !== undefined) continue
    if (quantity === 'auroc') {
      found['all.lower'] = intervals[0]?.lower ?? null
      found['all.upper'] = intervals[0]?.upper ?? null
    }
    if (names[quantity] !== undefined) found[`all.${names[quantity]}`] = value
    if (['sensitivity', 'specificity', 'ppv', 'npv'].includes(quantity)) {
      found[`all.${quantity}Exact`] = intervals.find((each) => each.method === 'clopper-pearson')?.lower ?? null
      found[`all.${quantity}Wilson`] = intervals.find((each) => each.method === 'wilson')?.lower ?? null
    }
  }
  return found
}

function areaWork(score: Float64Array, label: Uint8Array): () => unknown {
  return () => {
    const area = delong(scoreCounts(score, label), 'higher-is-positive')
    const { lower, upper } = delongInterval(area, 0.95)
    return { auroc: area.value, lower, upper }
  }
}

async function workOf(): Promise<() => unknown> {
  if (task === 'generated-area') {
    const { score, label } = syntheticScores(Number(file))
    return areaWork(score, label)
  }
  const columns = await read()
  if (task === 'panel' || task === 'everything') {
    const input = inputOf(columns, task === 'panel' ? panelProtocol : everythingProtocol)
    return task === 'panel' ? () => panelOf(evaluate(input, hooks)) : () => ({ endpoints: evaluate(input, hooks).endpoints.length })
  }
  const score = Float64Array.from(columns['score'] ?? [], Number)
  const label = Uint8Array.from(columns['label'] ?? [], Number)
  if (task === 'sort') return () => ({ first: sortScores(score)[0] })
  if (task === 'area') return areaWork(score, label)
  return () => {
    const { scores, group } = orderScores(score)
    const numbers = [{ quantity: 'auroc', method: 'mann-whitney', options: {} }] as const
    const [values] = helpers.run({ step: 'replicates', kind: 'stratified', scores, group, present: label, clusters: null, direction: 'higher-is-positive', seed: 1, numbers, total: Number(replicates) })
    const { lower, upper } = percentileInterval(withoutGaps(values ?? new Float64Array(0)), 0.95)
    return { lower, upper }
  }
}

// Two workers: this thread and one helper, as the product has on two processors.
const helpers = replicateHelpers(1, new URL('../../../electron/workers/replicates.ts', import.meta.url))
const hooks = { runReplicates: helpers.run, runAhead: helpers.ahead }
const work = await workOf()
const ms: number[] = []
let check: unknown
for (let i = 0; i < Number(repeats); i++) {
  const begun = performance.now()
  check = work()
  ms.push(performance.now() - begun)
}
console.log(JSON.stringify({ ms, check, peakMb: process.resourceUsage().maxRSS / 1024 }))
helpers.end()
