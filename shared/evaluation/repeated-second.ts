import { type SearchedSums, alertUnitsBySearch } from '../statistics/alert-units-second.ts'
import { riskBySearch } from '../statistics/alert-counts-second.ts'
import { obuchowskiByBisection } from '../statistics/auc-second.ts'
import { clusteredProportionByProducts } from '../statistics/clustered-second.ts'
import { ratioByProducts } from '../statistics/ratio-second.ts'
import type { Estimate } from '../vocabulary/results.ts'
import type { TimedAt } from './repeated.ts'
import type { TimedPoint } from './repeated-work.ts'
import { disagreement, proportionAgain } from './second-engines.ts'
import { type SecondNumber, areaNumber } from './second-number.ts'

type Again = (estimate: Estimate) => Estimate

const withAgreement = (estimate: Estimate, second: Omit<SecondNumber, 'method'> | null, method: string): Estimate => {
  if (estimate.value === null) return estimate
  const relativeDifference = second === null ? 1 : disagreement(estimate, { ...second, method })
  return { ...estimate, agreement: { method, relativeDifference } }
}

/** The unit of an examination: its cluster where clusters are declared, else itself. */
const unitIn = ({ clusters }: TimedAt) => (row: number): number => (clusters === null ? row : (clusters.codes[row] ?? 0))

const sumOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0)
const minus = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, k) => value - (b[k] ?? 0))
const plus = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, k) => value + (b[k] ?? 0))

/** Every number of one operating point that a criterion can be about, with the agreement of its second engine (rule TWI-1). */
export function pointAgain(at: TimedAt, { calls }: TimedPoint): Again {
  const { times } = at.work
  const sums = alertUnitsBySearch(times.stays, calls, times.rules, at.level.rows, unitIn(at))
  return (estimate) => {
    const numbers = numberOf(estimate, sums, at)
    return numbers === undefined ? estimate : withAgreement(estimate, numbers(), 'alerts-by-search')
  }
}

function numberOf(estimate: Estimate, sums: SearchedSums, { work, clusters, protocol }: TimedAt): (() => Omit<SecondNumber, 'method'> | null) | undefined {
  const { intervals } = protocol
  const days = (per: number): Float64Array => sums.exposure.map((each) => each / work.times.perDay / per)
  const share = (successes: Float64Array, trials: Float64Array) => () => {
    if (sumOf(trials) === 0) return null
    const { method, ...found } = clusteredProportionByProducts({ successes, trials }, intervals.level)
    // Another choice of interval is another number, whatever its bounds.
    return { ...found, bounds: method === estimate.intervals[0]?.method ? found.bounds : null }
  }
  const rate = (numerators: Float64Array, denominators: Float64Array) => () => ratioByProducts(numerators, denominators, 'log', intervals.level)
  const ofTime = (numerators: Float64Array, denominators: Float64Array) => () => ratioByProducts(numerators, denominators, 'logit', intervals.level)
  const found: Partial<Record<Estimate['quantity'], () => Omit<SecondNumber, 'method'> | null>> = {
    'event-sensitivity': clusters === null ? () => (sumOf(sums.event) === 0 ? null : proportionAgain(sumOf(sums.detected), sumOf(sums.event), intervals)) : share(sums.detected, sums.event),
    'alert-ppv': share(sums.credited, sums.raised),
    'episode-ppv': share(sums.creditedEpisodes, sums.episodes),
    'false-alarms-per-day': rate(minus(sums.raised, sums.credited), days(1)),
    'alerts-per-1000-days': rate(sums.raised, days(1000)),
    'alerts-per-100-examinations': rate(sums.raised, sums.atRisk.map((each) => each / 100)),
    'duration-sensitivity': ofTime(sums.coveredTime, sums.creditableTime),
    'duration-ppv': ofTime(sums.coveredTime, sums.episodeTime),
    'prediction-sensitivity': share(sums.tp, plus(sums.tp, sums.fn)),
    'prediction-specificity': share(sums.tn, plus(sums.tn, sums.fp)),
    'prediction-ppv': share(sums.tp, plus(sums.tp, sums.fp)),
    'prediction-npv': share(sums.tn, plus(sums.tn, sums.fn)),
  }
  return found[estimate.quantity]
}

/** The area over single predictions, its rows found again and compared by bisection. */
export function areaAgain(at: TimedAt): Again {
  const { stays, rules } = at.work.times
  const { score, output } = at.output
  const [scores, present, clusters]: [number[], number[], number[]] = [[], [], []]
  for (const i of at.level.rows) {
    const risk = riskBySearch(stays, i, rules)
    for (let k = stays.offsets[i] ?? 0; risk !== null && k < (stays.offsets[i + 1] ?? 0); k++) {
      const [value, lead] = [score?.[k] ?? Number.NaN, risk.onset - (stays.times[k] ?? 0)]
      if (Number.isNaN(value) || !risk.isIn(stays.times[k] ?? 0)) continue
      scores.push(value)
      present.push(lead > 0 && lead <= rules.horizon ? 1 : 0)
      clusters.push(unitIn(at)(i))
    }
  }
  const rows = { scores: Float64Array.from(scores), direction: output.score?.direction ?? ('higher-is-positive' as const) }
  const area = obuchowskiByBisection(rows, null, Uint8Array.from(present), Uint32Array.from(clusters))
  const method = 'bisected-obuchowski'
  return (estimate) => withAgreement(estimate, areaNumber(method, area, 0, at.protocol.intervals.level), method)
}
