import type { DirectedRows } from './auc-second.ts'
import type { WeightedDesign } from './weighted-design.ts'
import type { SecondOpinion } from './weighted-second.ts'
import { acrossClasses, unitSums } from './weighted-units-second.ts'

/**
 * Weight of the others that a row beats, by bisection in the sorted other class and its running sums, ties one half; as a
 * share of all their weight.
 */
function shareWon(own: Float64Array, others: Float64Array, weights: Float64Array): Float64Array {
  const order = Uint32Array.from(others.keys()).sort((a, b) => (others[a] ?? 0) - (others[b] ?? 0))
  const sorted = Float64Array.from(order, (i) => others[i] ?? 0)
  const upTo = new Float64Array(order.length + 1)
  order.forEach((i, k) => (upTo[k + 1] = (upTo[k] ?? 0) + (weights[i] ?? 0)))
  const all = upTo[order.length] ?? 0
  const countBelow = (value: number, isStrict: boolean): number => {
    let [low, high] = [0, sorted.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      const other = sorted[middle] ?? 0
      if (isStrict ? other < value : other <= value) low = middle + 1
      else high = middle
    }
    return low
  }
  return own.map((score) => ((upTo[countBelow(score, true)] ?? 0) + (upTo[countBelow(score, false)] ?? 0)) / 2 / all)
}

/** Share of the others that beat a row. */
const lostOf = (own: Float64Array, others: Float64Array, weights: Float64Array): Float64Array => shareWon(own, others, weights).map((share) => 1 - share)

/**
 * Second engine for a difference of two weighted areas on the same rows (rule TWO-36): shares won by bisection, their
 * differences averaged and their variance taken from sums of units. present: of the i-th of `rows`. O(n log n). Null when a
 * class has no weight.
 */
export function weightedAreaDifferenceByBisection(design: WeightedDesign, rows: Uint32Array, first: DirectedRows, second: DirectedRows, present: Uint8Array): SecondOpinion | null {
  const all = Uint32Array.from(rows.keys())
  const [withCondition, without] = [all.filter((i) => present[i] === 1), all.filter((i) => present[i] !== 1)]
  const weightsOf = (list: Uint32Array): Float64Array => Float64Array.from(list, (i) => design.weights[rows[i] ?? 0] ?? 0)
  const won = ({ scores, direction }: DirectedRows) => {
    const sign = direction === 'higher-is-positive' ? 1 : -1
    const of = (list: Uint32Array): Float64Array => Float64Array.from(list, (i) => sign * (scores[i] ?? 0))
    const [p, a] = [of(withCondition), of(without)]
    return { present: shareWon(p, a, weightsOf(without)), absent: lostOf(a, p, weightsOf(withCondition)) }
  }
  const [one, other] = [won(first), won(second)]
  const lineOf = (list: Uint32Array, differences: Float64Array) => {
    const sums = unitSums(design, list.map((i) => rows[i] ?? 0), [differences, new Uint8Array(list.length).fill(1)])
    const [sum = 0, weight = 0] = sums.totals
    return { mean: sum / weight, weight, line: sums.line([1 / weight, -sum / weight / weight]) }
  }
  const ofPresent = lineOf(withCondition, one.present.map((share, k) => share - (other.present[k] ?? 0)))
  const ofAbsent = lineOf(without, one.absent.map((share, k) => share - (other.absent[k] ?? 0)))
  if (!(ofPresent.weight > 0 && ofAbsent.weight > 0)) return null
  return { value: ofPresent.mean, variance: acrossClasses(ofPresent.line, ofAbsent.line) }
}
