import type { ReplicateValues } from '../statistics/bootstrap.ts'
import { type CurveDistance, curveDistancesByRows, loessByRows, mergedClasses, splineByRows } from '../statistics/curve-second.ts'
import { type DrawnUnits, redrawnRows } from '../statistics/redraw-second.ts'
import { percentileBySelection } from '../statistics/replicate-bounds-second.ts'
import {
  type SortedClasses,
  averagePrecisionByRows,
  brierByClass,
  exchanged,
  logLossByClass,
  partialAreaByRamps,
  scaledBrierByClass,
  sensitivityByRank,
  specificityByRank,
} from '../statistics/replicate-second.ts'
import { weightedDistances } from '../statistics/weighted-curve-second.ts'
import type { WeighedClasses } from '../statistics/weighted-replicate-second.ts'
import type { Protocol } from '../vocabulary/protocol.ts'
import type { Estimate } from '../vocabulary/results.ts'
import { relativeDifference } from './draft.ts'
import { endpointEstimateId } from './judge.ts'
import { disagreement } from './second-engines.ts'

/** The first replicates are made again until together they hold so many rows (rule TWI-5): all of them up to 1,000 of 1,000. */
export const MOST_ROWS_REDRAWN = 1_000_000
/** So many at least, however large the cohort. */
export const FEWEST_REDRAWN = 3

/** How many replicates of so many rows are made again. */
export const redrawnReplicates = (replicates: number, rows: number): number =>
  Math.min(replicates, Math.max(FEWEST_REDRAWN, Math.floor(MOST_ROWS_REDRAWN / Math.max(1, rows))))

/**
 * A number of one sample: null where it is not defined; `isEither` where rounding decides whether it is; `others` that it may
 * be instead, where sums of weights meet a rank or a stated rate but for rounding.
 */
export interface RowsNumber {
  readonly value: number | null
  readonly others?: readonly number[]
  readonly isEither?: boolean
  /** Not defined here, but rounding alone may give the first engine a number: no opinion on this sample. */
  readonly isOpen?: boolean
}

/** A number from the rows of a sample, each as often as it was drawn. */
export type RowsStatistic = (rows: Uint32Array) => RowsNumber

/** Whether a criterion of the protocol is about an estimate: only then are its replicates made twice (rule TWI-5). */
export const isJudgedBy = ({ id, subgroup, value, intervals }: Estimate, { endpoints }: Protocol): boolean =>
  subgroup === undefined && value !== null && intervals[0]?.method === 'bootstrap-percentile' && endpoints.some((endpoint) => endpointEstimateId(endpoint) === id)

/** What several numbers of one sample share: the rows in order, and the curves through them. */
interface Sample {
  readonly classes: SortedClasses
  readonly distances: (method: string) => Record<CurveDistance, number> | null
  /** Both classes brought to a prevalence. */
  readonly stated: (prevalence: number) => ReturnType<typeof weightedDistances>
}

export function sampleOf(classes: SortedClasses): Sample {
  const known = new Map<string, Record<CurveDistance, number> | null>()
  const distances = (asked: string): Record<CurveDistance, number> | null => {
    const rows = mergedClasses(classes)
    // Above 5,000 rows a sample has a spline, whatever the whole cohort has (rule CUR-1).
    const isLoess = asked === 'loess-interpolate' && rows.x.length <= 5000
    const fitted = isLoess ? loessByRows(rows) : splineByRows(rows)
    return fitted === null ? null : curveDistancesByRows(rows, fitted)
  }
  const atPrevalence = new Map<number, ReturnType<typeof weightedDistances>>()
  return {
    classes,
    stated: (prevalence) => {
      const found = atPrevalence.has(prevalence) ? atPrevalence.get(prevalence) : weightedDistances(broughtTo(classes, prevalence))
      atPrevalence.set(prevalence, found ?? null)
      return found ?? null
    },
    distances: (method) => {
      const found = known.has(method) ? known.get(method) : distances(method)
      known.set(method, found ?? null)
      return found ?? null
    },
  }
}

/** Each row of a class with an equal part of the class's share. */
function broughtTo({ present, absent }: SortedClasses, prevalence: number): WeighedClasses {
  const alike = (x: Float64Array, share: number) => ({ x, w: new Float64Array(x.length).fill(share / x.length) })
  return { present: alike(present, prevalence), absent: alike(absent, 1 - prevalence) }
}

export function distanceOf(found: ReturnType<typeof weightedDistances>, which: CurveDistance): RowsNumber {
  if (found === null || found === 'separated') return { value: null, ...(found === null ? {} : { isOpen: true }) }
  return { value: found[which], isEither: found.isEither }
}

/** The number of a quantity that is judged by its bootstrap; null where there is no second algorithm. */
export function numberAgain({ quantity, method, options, prevalence }: Pick<Estimate, 'quantity' | 'method' | 'options'> & { readonly prevalence: number | null }): ((sample: Sample) => RowsNumber) | null {
  const option = (name: string): number => Number(options?.[name] ?? Number.NaN)
  const plain = (of: (classes: SortedClasses) => number | null) => ({ classes }: Sample): RowsNumber => ({ value: of(classes) })
  const area = (of: (classes: SortedClasses) => SortedClasses) => ({ classes }: Sample): RowsNumber => {
    const found = partialAreaByRamps(of(classes), option('from'))
    return { value: found?.value ?? null, isEither: found?.isAtChance ?? false }
  }
  switch (quantity) {
    case 'average-precision':
      return plain((classes) => averagePrecisionByRows(classes, prevalence))
    case 'partial-auroc-specificity':
      return area((classes) => classes)
    case 'partial-auroc-sensitivity':
      return area(exchanged)
    case 'sensitivity-at-specificity':
      return plain((classes) => sensitivityByRank(classes, option('least')))
    case 'specificity-at-sensitivity':
      return plain((classes) => specificityByRank(classes, option('least')))
    case 'brier':
      return plain((classes) => brierByClass(classes, prevalence))
    case 'scaled-brier':
      return plain((classes) => scaledBrierByClass(classes, prevalence))
    case 'log-loss':
      return plain((classes) => logLossByClass(classes, prevalence))
    case 'ici':
    case 'e50':
    case 'e90':
    case 'emax':
      return prevalence === null ? ({ distances }) => ({ value: distances(method)?.[quantity] ?? null }) : ({ stated }) => distanceOf(stated(prevalence), quantity)
    default:
      return null
  }
}

/** One estimate with the values of its replicates by the first engine, and the same number from rows. */
export interface Redone {
  readonly estimate: Estimate
  readonly first: ReplicateValues
  readonly again: RowsStatistic
}

/**
 * Estimates judged by percentile bounds with the agreement of their second engine (rule TWI-5): units are drawn again by a
 * second generator, every number is computed again from explicit copies of rows, bounds are selected instead of sorted.
 */
export function withRedrawn(list: readonly Redone[], units: DrawnUnits, { bootstrap, intervals }: Pick<Protocol, 'bootstrap' | 'intervals'>): Estimate[] {
  const { replicates, seed } = bootstrap
  const nAgain = redrawnReplicates(replicates, units.rows.length)
  const found = list.map((): RowsNumber[] => [])
  for (let r = 0; r < nAgain; r++) {
    const rows = redrawnRows(units, seed, r)
    list.forEach(({ again, first }, k) => found[k]?.push(chosen(again(rows), first, r)))
  }
  const whole = units.rows.slice().sort()
  return list.map(({ estimate, first, again }, k) => {
    const numbers = found[k] ?? []
    const isWhole = nAgain === replicates && !numbers.some(({ isOpen }) => isOpen === true)
    const values = isWhole || nAgain < replicates ? settled(numbers, first, replicates) : ofOpinion(numbers, first)
    const { value } = nearestOf(again(whole), estimate.value ?? 0)
    const least = ((estimate.intervals[0]?.upper ?? 0) - (estimate.intervals[0]?.lower ?? 0)) / 2
    const ofReplicates = values === null || value === null ? 1 : largestApart(values, first, isWhole ? 'all' : numbers.filter(({ isOpen }) => isOpen === true).length, least)
    // Where not every replicate is made again, the bounds are selected from the first engine's values.
    const { bounds, standardError } = percentileBySelection(isWhole && values !== null ? values : first.values, intervals.level)
    const own = value === null ? 1 : disagreement(estimate, { method: 'replicates-from-rows', value, bounds, standardError })
    return { ...estimate, agreement: { method: 'replicates-from-rows', relativeDifference: Math.max(own, ofReplicates) } }
  })
}

/** Of what rounding leaves open, what is nearest to the first engine's replicate, or to any of them where some were lost. */
function chosen(number: RowsNumber, { values, nLost }: ReplicateValues, r: number): RowsNumber {
  if (number.value === null || number.others === undefined || number.others.length === 0) return number
  if (nLost === 0) return nearestOf(number, values[r] ?? Number.NaN)
  const apart = (value: number): number => values.reduce((least, each) => Math.min(least, Math.abs(each - value)), Infinity)
  const best = number.others.reduce((a, b) => (apart(b) < apart(a) ? b : a), number.value)
  return { ...number, value: best }
}

function nearestOf(number: RowsNumber, to: number): RowsNumber {
  if (number.value === null || number.others === undefined) return number
  return { ...number, value: number.others.reduce((a, b) => (Math.abs(b - to) < Math.abs(a - to) ? b : a), number.value) }
}

/**
 * The values that are defined, in order of replicate. Where rounding alone decides whether a number is defined (a partial
 * area at chance), as many count as the first engine has. Null where the engines differ in what is defined.
 */
function settled(found: readonly RowsNumber[], { values, nLost }: ReplicateValues, replicates: number): Float64Array | null {
  const sure = found.filter(({ value, isEither }) => value !== null && isEither !== true)
  const open = found.filter(({ isEither }) => isEither === true)
  if (found.length < replicates) {
    // Of some replicates it is only known that none is defined by one engine alone where nothing was lost.
    const isWhole = found.length === sure.length + open.length
    return nLost === 0 && !isWhole ? null : Float64Array.from(nLost === 0 ? found : sure, ({ value }) => value ?? 0.5)
  }
  const nOpen = values.length - sure.length
  if (nOpen < 0 || nOpen > open.length) return null
  let left = nOpen
  const kept = found.filter(({ value, isEither }) => (isEither === true ? left-- > 0 : value !== null))
  return Float64Array.from(kept, ({ value }) => value ?? 0.5)
}

/**
 * Of samples on some of which there is no opinion: the values that are defined, to be held against the nearest; where the
 * first engine lost none, its own stand where there is no opinion. Null where it has more or fewer than these explain.
 */
function ofOpinion(found: readonly RowsNumber[], { values, nLost }: ReplicateValues): Float64Array | null {
  const defined = found.filter(({ value }) => value !== null).length
  const sure = found.filter(({ value, isEither }) => value !== null && isEither !== true).length
  const open = found.filter(({ isOpen }) => isOpen === true).length
  if (values.length < sure || values.length > defined + open) return null
  if (nLost === 0) return Float64Array.from(found, ({ value }, r) => value ?? values[r] ?? 0.5)
  return Float64Array.from(found.filter(({ value, isEither }) => value !== null && isEither !== true), ({ value }) => value ?? 0)
}

/**
 * The largest relative difference between replicates: one by one where none is lost, else of all values by their rank. Where
 * classes nearly come apart, as many samples may be defined by one engine alone as the other has no opinion on.
 */
function largestApart(values: Float64Array, first: ReplicateValues, known: 'all' | number, least: number): number {
  const apart = (a: number, b: number): number => relativeDifference(a, b, least)
  if (first.nLost === 0) return values.reduce((most, value, r) => Math.max(most, apart(value, first.values[r] ?? Number.NaN)), 0)
  const sorted = first.values.slice().sort()
  if (known === 'all') return values.slice().sort().reduce((most, value, k) => Math.max(most, apart(value, sorted[k] ?? Number.NaN)), 0)
  const differences = values.map((value) => nearest(sorted, value, apart)).sort()
  return differences[values.length - 1 - known] ?? 0
}

/** To the nearest of ascending values. */
function nearest(sorted: Float64Array, value: number, apart: (a: number, b: number) => number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] ?? 0) < value) low = middle + 1
    else high = middle
  }
  return Math.min(...[low - 1, low].filter((k) => k >= 0 && k < sorted.length).map((k) => apart(value, sorted[k] ?? 0)), 1)
}
