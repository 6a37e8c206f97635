import { findCovariate } from '../cohort/covariate.ts'
import { delong } from '../statistics/auc.ts'
import { unpairedDelong } from '../statistics/delong-unpaired.ts'
import {
  type TwoProportions,
  farringtonManningInterval,
  newcombeHybridInterval,
  proportionDifference,
} from '../statistics/independent-proportions.ts'
import { type Bounds, noBounds } from '../statistics/interval.ts'
import type { Table } from '../statistics/roc.ts'
import type { ScoreCounts } from '../statistics/score-counts.ts'
import type { Columns } from '../vocabulary/columns.ts'
import { textAt } from '../vocabulary/columns.ts'
import { Refusal, problem } from '../vocabulary/problem.ts'
import type { Comparison } from '../vocabulary/protocol.ts'
import type { Estimate } from '../vocabulary/results.ts'
import { withoutIntervals } from './clustered.ts'
import { judgedAt } from './comparisons.ts'
import { type Draft, type Place, type Style, finish } from './draft.ts'
import type { Level } from './levels.ts'
import { type OutputWork, tabulate } from './measure-output.ts'
import type { ReferenceRows } from './reference.ts'
import { type Scored, levelCounts } from './scored.ts'

interface GroupSide {
  readonly work: OutputWork
  readonly operatingPoint: string | undefined
  /** Cohort rows of this group within the level. */
  readonly rows: Uint32Array
}

/**
 * First group minus second, on different examinations (rule CMP-5): rates by Farrington and Manning's score interval
 * (judges) and Newcombe's hybrid, areas by DeLong of independent samples. Refused under clusters, which groups may share.
 */
export function compareGroups(
  comparison: Comparison,
  sides: { readonly first: Omit<GroupSide, 'rows'>; readonly second: Omit<GroupSide, 'rows'> },
  at: { readonly reference: ReferenceRows; readonly level: Level; readonly cohort: Columns; readonly style: Style; readonly isClustered: boolean; readonly isWeighted: boolean },
): Estimate[] {
  const rows = groupRows(comparison, at.cohort, at.level)
  const first = { ...sides.first, rows: rows.first }
  const second = { ...sides.second, rows: rows.second }
  const place: Place = { comparison: comparison.id, ...(at.level.subgroup === undefined ? {} : { subgroup: at.level.subgroup }) }
  const drafts = [...areaDraft(first, second, at.style), ...rateDrafts(first, second, at.reference, at.style)]
  const estimates = drafts.map((draft) => finish(draft, place, at.style))
  if (at.isWeighted) return estimates.map((each) => withoutIntervals({ ...each, value: null, reason: 'refused-under-weights' }, 'refused-under-weights'))
  return at.isClustered ? estimates.map((each) => withoutIntervals(each)) : estimates
}

function groupRows({ groups }: Comparison, cohort: Columns, level: Level): { first: Uint32Array; second: Uint32Array } {
  const column = groups === undefined ? null : findCovariate(cohort, groups.column)
  if (groups === undefined || column === null) throw new Refusal(problem('protocol/no-such-column', { column: groups?.column ?? '' }))
  const valueOf = (row: number): string | null => {
    if (column.kind === 'text') return textAt(column, row)
    const value = column.values[row] ?? Number.NaN
    return Number.isNaN(value) ? null : String(value)
  }
  const among = (values: readonly string[]): Uint32Array => {
    const wanted = new Set(values)
    return level.rows.filter((row) => wanted.has(valueOf(row) ?? '') && valueOf(row) !== null)
  }
  return { first: among(groups.first), second: among(groups.second) }
}

const countsOf = (scored: Scored, rows: Uint32Array): ScoreCounts => levelCounts(scored, { subgroup: { id: '', level: '' }, rows })

function areaDraft(first: GroupSide, second: GroupSide, { intervals }: Style): Draft[] {
  if (first.work.scored === null || second.work.scored === null) return []
  const samples = [first, second].map(({ work, rows }) => {
    const counts = countsOf(work.scored as Scored, rows)
    const { nPresent, nAbsent } = counts
    return { ...delong(counts, work.rows.output.score?.direction ?? 'higher-is-positive'), n: nPresent + nAbsent, nPresent, nAbsent }
  })
  const [a, b] = samples
  if (a === undefined || b === undefined) return []
  const found = unpairedDelong(a, b, intervals.level)
  const bounds: Bounds = found.difference === null ? noBounds(found.reason) : { lower: found.lower, upper: found.upper }
  return [
    {
      quantity: 'auroc-difference',
      value: found.difference,
      ...(found.difference === null ? { reason: found.reason } : { standardError: found.standardError }),
      method: 'unpaired-delong',
      intervals: [{ method: 'unpaired-delong', bounds }],
      denominators: { n: a.n + b.n, present: a.nPresent + b.nPresent, absent: a.nAbsent + b.nAbsent },
      denominator: Math.min(a.nPresent, a.nAbsent, b.nPresent, b.nAbsent),
      options: {
        nFirst: a.n,
        nSecond: b.n,
        ...(found.difference === null ? {} : { first: a.value ?? 0, second: b.value ?? 0, degreesOfFreedom: found.degreesOfFreedom }),
      },
      rules: ['AREA-4'],
    },
  ]
}

function rateDrafts(first: GroupSide, second: GroupSide, { present }: ReferenceRows, style: Style): Draft[] {
  const tables = [first, second].map(({ work, operatingPoint, rows }) => {
    const judged = judgedAt({ rows: work.rows, operatingPoint })
    return judged === undefined ? null : tabulate(judged.called, present, rows)
  })
  const [a, b] = tables
  if (a == null || b == null) return []
  const denominators = {
    n: sizeOf(a) + sizeOf(b),
    present: a.tp + a.fn + b.tp + b.fn,
    absent: a.fp + a.tn + b.fp + b.tn,
  }
  return [
    rateDraft('sensitivity-difference', { x1: a.tp, n1: a.tp + a.fn, x2: b.tp, n2: b.tp + b.fn }, denominators, style),
    rateDraft('specificity-difference', { x1: a.tn, n1: a.fp + a.tn, x2: b.tn, n2: b.fp + b.tn }, denominators, style),
  ]
}

const sizeOf = ({ tp, fp, fn, tn }: Table): number => tp + fp + fn + tn

function rateDraft(quantity: Draft['quantity'], counts: TwoProportions, denominators: Draft['denominators'], { intervals }: Style): Draft {
  const value = proportionDifference(counts)
  return {
    quantity,
    value,
    ...(value === null ? { reason: 'denominator-zero' as const } : {}),
    method: 'independent-difference',
    intervals: [
      { method: 'farrington-manning', bounds: farringtonManningInterval(counts, intervals.level) },
      { method: 'newcombe-hybrid', bounds: newcombeHybridInterval(counts, intervals.level) },
    ],
    denominators,
    denominator: Math.min(counts.n1, counts.n2),
    options: { ...counts },
    rules: ['DIF-1', 'DIF-4'],
  }
}
