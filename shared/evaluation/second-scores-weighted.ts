import type { ReplicateValues } from '../statistics/bootstrap.ts'
import { type DrawnUnits, unitsOfOneStratum } from '../statistics/redraw-second.ts'
import type { ScoreDirection } from '../statistics/score-counts.ts'
import { weightedDistances } from '../statistics/weighted-curve-second.ts'
import { NO_STRATUM, type WeightedDesign } from '../statistics/weighted-design.ts'
import {
  type WeighedClass,
  type WeighedClasses,
  averagePrecisionByWeight,
  brierByWeight,
  logLossByWeight,
  partialAreaByWeight,
  scaledBrierByWeight,
  sensitivityByWeight,
  specificityByWeight,
} from '../statistics/weighted-replicate-second.ts'
import type { Protocol } from '../vocabulary/protocol.ts'
import type { Estimate } from '../vocabulary/results.ts'
import type { Scored } from './scored.ts'
import { type Redone, type RowsNumber, distanceOf, withRedrawn } from './second-replicates.ts'

/** What several numbers of one sample share. */
interface WeighedSample {
  readonly classes: WeighedClasses
  readonly distances: () => ReturnType<typeof weightedDistances>
}

export function weighedSample(classes: WeighedClasses): WeighedSample {
  let known: { readonly found: ReturnType<typeof weightedDistances> } | null = null
  return {
    classes,
    distances: () => {
      known ??= { found: weightedDistances(classes) }
      return known.found
    },
  }
}

/** Classes with their rows exchanged: specificity takes the place of sensitivity. */
function exchanged({ present, absent }: WeighedClasses): WeighedClasses {
  const mirrored = ({ x, w }: WeighedClass): WeighedClass => ({ x: x.map((value) => -value).reverse(), w: w.slice().reverse() })
  return { present: mirrored(absent), absent: mirrored(present) }
}

/** The number of a quantity that is judged by its bootstrap where rows have weights; null for others. */
export function weighedNumber({ quantity, options }: Pick<Estimate, 'quantity' | 'options'>): ((sample: WeighedSample) => RowsNumber) | null {
  const option = (name: string): number => Number(options?.[name] ?? Number.NaN)
  switch (quantity) {
    case 'average-precision':
      return ({ classes }) => ({ value: averagePrecisionByWeight(classes) })
    case 'partial-auroc-specificity':
      return ({ classes }) => partialAreaByWeight(classes, option('from'))
    case 'partial-auroc-sensitivity':
      return ({ classes }) => partialAreaByWeight(exchanged(classes), option('from'))
    case 'sensitivity-at-specificity':
      return ({ classes }) => sensitivityByWeight(classes, option('least'))
    case 'specificity-at-sensitivity':
      return ({ classes }) => specificityByWeight(classes, option('least'))
    case 'brier':
      return ({ classes }) => ({ value: brierByWeight(classes) })
    case 'scaled-brier':
      return ({ classes }) => ({ value: scaledBrierByWeight(classes) })
    case 'log-loss':
      return ({ classes }) => ({ value: logLossByWeight(classes) })
    case 'ici':
    case 'e50':
    case 'e90':
    case 'emax':
      return ({ distances }) => distanceOf(distances(), quantity)
    default:
      return null
  }
}

/** Rows of the cohort that can be drawn: those of the strata of verification, or those scored; and whole clusters of them. */
function drawable(design: WeightedDesign, { indexOfRow }: Scored): { rows: Uint32Array; units: DrawnUnits } {
  const rows = Uint32Array.from(indexOfRow.keys()).filter((row) => (indexOfRow[row] ?? -1) >= 0 || (design.strata !== null && design.strata.codes[row] !== NO_STRATUM))
  const clusters = design.clusters === null ? null : rows.map((row) => design.clusters?.[row] ?? 0)
  return { rows, units: unitsOfOneStratum(clusters, rows.length) }
}

/** Estimates judged by a bootstrap of weighted rows with the agreement of their second engine, by id (rule TWI-8). */
export function ofWeighedScores(
  estimates: readonly Estimate[],
  byId: ReadonlyMap<string, ReplicateValues>,
  { scored, design, direction }: { readonly scored: Scored; readonly design: WeightedDesign; readonly direction: ScoreDirection },
  protocol: Protocol,
): Map<string, Estimate> {
  const { rows, units } = drawable(design, scored)
  const inOrder = placesOf(scored, rows, direction)
  let last: { readonly drawn: Uint32Array; readonly sample: WeighedSample } | null = null
  const sampleFor = (drawn: Uint32Array): WeighedSample => {
    if (last?.drawn !== drawn) last = { drawn, sample: weighedSample(classesOf(drawn, { rows, inOrder, scored, design })) }
    return last.sample
  }
  const list = estimates.flatMap((estimate): Redone[] => {
    const number = weighedNumber(estimate)
    const first = byId.get(estimate.id)
    return number === null || first === undefined ? [] : [{ estimate, first, again: (drawn) => number(sampleFor(drawn)) }]
  })
  if (list.length === 0) return new Map()
  return new Map(withRedrawn(list, units, protocol).map((each) => [each.id, each]))
}

/** Of each drawable row its place among the scores in the direction of the disease; and back. */
function placesOf({ scores, indexOfRow }: Scored, rows: Uint32Array, direction: ScoreDirection) {
  const sign = direction === 'higher-is-positive' ? 1 : -1
  const scoreOf = (i: number): number => sign * (scores[indexOfRow[rows[i] ?? 0] ?? 0] ?? 0)
  const byScore = Uint32Array.from(rows.keys()).filter((i) => (indexOfRow[rows[i] ?? 0] ?? -1) >= 0).sort((a, b) => scoreOf(a) - scoreOf(b))
  const place = new Int32Array(rows.length).fill(-1)
  byScore.forEach((i, k) => (place[i] = k))
  return { byScore, place, scoreOf }
}

interface SampleOf {
  readonly rows: Uint32Array
  readonly inOrder: ReturnType<typeof placesOf>
  readonly scored: Scored
  readonly design: WeightedDesign
}

/** Copies of rows with their weights; fractions verified are counted again among the copies. */
function classesOf(drawn: Uint32Array, { rows, inOrder, scored, design }: SampleOf): WeighedClasses {
  const { strata } = design
  const sums = strata?.sizes.map(() => ({ all: 0, seen: 0 })) ?? []
  for (const i of drawn) {
    const row = rows[i] ?? 0
    const sum = sums[strata?.codes[row] ?? NO_STRATUM]
    if (sum === undefined) continue
    const weight = strata?.sampling[row] ?? 0
    sum.all += weight
    if ((design.weights[row] ?? 0) > 0) sum.seen += weight
  }
  const weightOf = (row: number): number => {
    if (strata === null) return design.weights[row] ?? 0
    const sum = sums[strata.codes[row] ?? NO_STRATUM]
    return sum === undefined || !(sum.seen > 0) ? 0 : ((strata.sampling[row] ?? 0) * sum.all) / sum.seen
  }
  const places = Uint32Array.from(drawn.filter((i) => (inOrder.place[i] ?? -1) >= 0), (i) => inOrder.place[i] ?? 0).sort()
  const pick = (wanted: 0 | 1): WeighedClass => {
    const copies = places.filter((k) => scored.present[scored.indexOfRow[rows[inOrder.byScore[k] ?? 0] ?? 0] ?? 0] === wanted)
    return {
      x: Float64Array.from(copies, (k) => inOrder.scoreOf(inOrder.byScore[k] ?? 0) + 0),
      w: Float64Array.from(copies, (k) => weightOf(rows[inOrder.byScore[k] ?? 0] ?? 0)),
    }
  }
  return { present: pick(1), absent: pick(0) }
}
