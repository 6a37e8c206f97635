import type { AlertSums, SumName } from '../statistics/alert-sums.ts'
import { sumNames } from '../statistics/alert-sums.ts'
import type { Clusters } from './clusters.ts'
import type { Level } from './levels.ts'

/** What counts as one in an interval: the declared cluster, or the examination with all its predictions (rule TIM-7). */
export interface Units {
  /** Cohort rows with time at risk, in cohort order. */
  readonly rows: Uint32Array
  /** 0-based unit of each of `rows`. */
  readonly of: Uint32Array
  readonly n: number
  /** Column of the protocol's clusters, or `examination`. */
  readonly name: string
  readonly isDeclared: boolean
  readonly isIncomplete: boolean
}

export function unitsOf(level: Level, atRisk: Float64Array, clusters: Clusters | null): Units {
  const rows = level.rows.filter((row) => atRisk[row] === 1)
  const numbers = new Map<number, number>()
  const of = rows.map((row, k) => {
    if (clusters === null) return k
    const code = clusters.codes[row] ?? 0
    const known = numbers.get(code)
    if (known !== undefined) return known
    numbers.set(code, numbers.size)
    return numbers.size - 1
  })
  const n = clusters === null ? rows.length : numbers.size
  return { rows, of, n, name: clusters?.column ?? 'examination', isDeclared: clusters !== null, isIncomplete: clusters?.isIncomplete === true }
}

export type UnitSums = Readonly<Record<SumName, Float64Array>>

/** The sums of each unit. Memory: units × sums. */
export function sumUnits({ sums }: AlertSums, units: Units): UnitSums {
  const found = sumNames.map((name): [SumName, Float64Array] => {
    const total = new Float64Array(units.n)
    const values = sums[name]
    for (let k = 0; k < units.rows.length; k++) {
      const unit = units.of[k] ?? 0
      total[unit] = (total[unit] ?? 0) + (values[units.rows[k] ?? 0] ?? 0)
    }
    return [name, total]
  })
  return Object.fromEntries(found) as Record<SumName, Float64Array>
}
