// Puts the reference case of predictions over time into one file for the self-test: data, protocols and the answers of
// test/vectors/pbcseq/make-pbcseq.R by estimate id.   node test/vectors/extract-pbcseq.mjs
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pbcExpected, pbcInput, pbcRules } from '../evaluation/pbcseq.ts'

const folder = join(import.meta.dirname, 'pbcseq')

/** Numbers where every cell is one, null where empty; text otherwise. */
function columnsOf(name, texts) {
  const [head, ...lines] = readFileSync(join(folder, name), 'utf8').trim().split('\n')
  const rows = lines.map((line) => line.split(','))
  return Object.fromEntries(
    head.split(',').map((column, k) => [
      column,
      rows.map((row) => (texts.includes(column) ? row[k] : row[k] === '' ? null : Number(row[k]))),
    ]),
  )
}

const median = (value) => (typeof value === 'number' ? value : null)
const of = ({ value, se }) => ({ value, standardError: se })

function answersOf(output, known) {
  const at = (quantity) => `${output}/T/${quantity}`
  const shares = Object.entries(known.shares).map(([quantity, { value, se, x, of: n }]) =>
    quantity === 'event-sensitivity'
      ? { id: at(quantity), value, x, of: n, intervals: { 'clopper-pearson': known.exactEventSensitivity } }
      : { id: at(quantity), value, standardError: se, x, of: n },
  )
  const { lower, upper, poisson } = known.falseAlarms
  return [
    ...shares,
    { id: at('false-alarms-per-day'), ...of(known.falseAlarms), intervals: { 'ratio-log': [lower, upper], 'poisson-exact': poisson } },
    { id: at('alerts-per-1000-days'), ...of(known.alertsPer1000) },
    { id: at('alerts-per-100-examinations'), ...of(known.alertsPer100) },
    { id: at('duration-sensitivity'), ...of(known.durationSensitivity) },
    { id: at('duration-ppv'), ...of(known.durationPpv) },
    { id: at('lead-time-median'), value: median(known.leadMedian) },
    { id: at('time-to-alert-median'), value: median(known.timeToAlertMedian) },
    { id: `${output}/prediction-auroc`, ...of(known.auroc) },
    { id: `${output}/decision-delay-median`, value: known.delayMedian },
    { id: `${output}/auroc`, value: known.panelAuroc },
  ]
}

const expected = pbcExpected()
const vector = {
  source: 'pbcseq of R package survival 3.5-3; plain loops in R 4.2.2 (make-pbcseq.R)',
  reference: columnsOf('reference.csv', ['sex', 'reference']),
  predictions: columnsOf('predictions.csv', []),
  cases: Object.entries(pbcRules).map(([name, rules]) => ({
    name,
    protocol: pbcInput(rules, { subgroups: [] }).protocol,
    answers: ['bili', 'albumin', 'chol'].flatMap((output) => answersOf(output, expected[`${name}/${output}`])),
  })),
}
writeFileSync(join(import.meta.dirname, '../../resources/vectors/pbcseq.json'), `${JSON.stringify(vector)}\n`)
