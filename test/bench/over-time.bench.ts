import { evaluate } from '../../shared/evaluation/evaluate.ts'
import { type Column, textColumn } from '../../shared/vocabulary/columns.ts'
import { Protocol } from '../../shared/vocabulary/protocol.ts'
import { seeded } from './synthetic.ts'

// Stays of 60 hourly predictions at event level, with 2,000 replicates of the cluster bootstrap: how time and memory grow.
const HOURS = 60

const protocol = (replicates: number): Protocol =>
  Protocol.parse({
    format: 'probity.protocol',
    version: 1,
    title: 'Bench',
    targetCondition: 'Deterioration',
    studyType: 'Bench',
    evidenceClass: 'simulated',
    unit: 'stay',
    sampling: 'consecutive',
    verification: 'all',
    referenceStandard: 'Simulated',
    predictions: [
      {
        id: 'risk',
        label: 'Risk',
        scoreColumn: 'risk',
        score: { kind: 'probability', direction: 'higher-is-positive', operatingPoints: [{ id: 'T', threshold: 0.9, chosenOn: 'Nothing' }] },
      },
    ],
    endpoints: [
      {
        id: 'E1',
        title: 'Event sensitivity',
        role: 'primary',
        estimand: { quantity: 'event-sensitivity', prediction: 'risk', operatingPoint: 'T' },
        criterion: { bound: 'lower', comparison: '>=', goal: 0.5 },
      },
    ],
    success: { combine: 'all', endpoints: ['E1'] },
    subgroups: [],
    cohort: { rules: [] },
    repeated: {
      times: 'numbers',
      unit: 'hours',
      start: 'start',
      end: 'end',
      onset: 'onset',
      horizon: 12,
      credit: { earliest: 24, latest: 1 },
      refractory: 6,
      atRiskEndsWith: ['event', 'discharge'],
      alerts: 'every',
    },
    intervals: { level: 0.95, proportion: 'clopper-pearson' },
    bootstrap: { replicates, seed: 1 },
    missing: { predictions: 'complete-case', indeterminatePredictions: 'exclude', indeterminateReference: 'exclude' },
    minimumCells: { estimate: 10, descriptive: 30 },
  })

const number = (values: Float64Array): Column => ({ kind: 'number', values })

/** One stay in eight has an event; risk rises in the twelve hours before it. */
function stays(n: number): { cohort: Map<string, Column>; predictions: Map<string, Column> } {
  const random = seeded(5)
  const onset = new Float64Array(n).map(() => (random() < 0.125 ? 6 + Math.floor(50 * random()) : Number.NaN))
  const ids = Array.from({ length: n }, (_, i) => `S${i}`)
  const rows = n * HOURS
  const risk = new Float64Array(rows)
  const time = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    const hour = row % HOURS
    const lead = (onset[Math.floor(row / HOURS)] ?? Number.NaN) - hour
    time[row] = hour
    risk[row] = lead > 0 && lead <= 12 ? 1 - random() * random() : random()
  }
  const codes = Uint32Array.from({ length: rows }, (_, row) => Math.floor(row / HOURS) + 1)
  return {
    cohort: new Map<string, Column>([
      ['examination-id', textColumn(ids)],
      ['reference', textColumn(Array.from(onset, (each) => (Number.isNaN(each) ? 'absent' : 'present')))],
      ['covariate:start', number(new Float64Array(n))],
      ['covariate:end', number(new Float64Array(n).fill(HOURS))],
      ['covariate:onset', number(onset)],
    ]),
    predictions: new Map<string, Column>([
      ['examination-id', { kind: 'text', levels: ids, codes }],
      ['predicted-at', number(time)],
      ['score:risk', number(risk)],
    ]),
  }
}

const digest = '0'.repeat(64)
const digests = { protocolSha256: digest, cohortSha256: digest, predictionsSha256: digest }
const megabytes = (): number => process.resourceUsage().maxRSS / 1000

for (const n of [2500, 10_000, 40_000]) {
  const data = stays(n)
  const run = (replicates: number): number => {
    const begun = performance.now()
    evaluate({ protocol: protocol(replicates), ...data, digests, exploratory: true })
    return (performance.now() - begun) / 1000
  }
  const before = megabytes()
  const plain = run(0)
  const after = megabytes()
  const drawn = run(2000)
  console.log(
    `  ${n} stays × ${HOURS} predictions: ${plain.toFixed(2)} s without bootstrap (${((plain / n / HOURS) * 1e6).toFixed(2)} µs a prediction), ` +
      `${drawn.toFixed(2)} s with 2,000 replicates; peak ${before.toFixed(0)} MB with the data, ${after.toFixed(0)} MB evaluated, ${megabytes().toFixed(0)} MB with replicates`,
  )
}
