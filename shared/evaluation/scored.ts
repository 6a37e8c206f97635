import { type AreaUnderCurve, delong } from '../statistics/auc.ts'
import { countAll, countParts, countRest } from '../statistics/count-parts.ts'
import type { ScoreCounts, ScoreDirection, ScoreOrder } from '../statistics/score-counts.ts'
import { logitsOf } from '../statistics/calibration.ts'
import { countScores, orderScores } from '../statistics/score-counts.ts'
import type { AheadRunner, LevelNumbers, LevelsAnswer, LevelsTask } from './ahead.ts'
import type { Level } from './levels.ts'
import type { OutputRows } from './outputs.ts'
import type { ReferenceRows } from './reference.ts'
import { UNRESOLVED } from './reference.ts'
import { kept } from './replicate-scores.ts'

/** One output's scores where the reference standard is resolved, sorted once for all subgroups. */
export interface Scored {
  readonly scores: Float64Array
  readonly order: ScoreOrder
  readonly present: Uint8Array
  /** Index into `present` of each cohort row; −1 where the row is not scored. */
  readonly indexOfRow: Int32Array
}

/** Null for an output without a score. */
export function sortScored(rows: OutputRows, reference: ReferenceRows): Scored | null {
  const { score } = rows
  if (score === null) return null
  const indexOfRow = new Int32Array(score.length).fill(-1)
  const scores = new Float64Array(score.length)
  const present = new Uint8Array(score.length)
  let n = 0
  for (let row = 0; row < score.length; row++) {
    const value = score[row] ?? Number.NaN
    const truth = reference.present[row] ?? UNRESOLVED
    if (Number.isNaN(value) || truth === UNRESOLVED) continue
    indexOfRow[row] = n
    scores[n] = value
    present[n] = truth
    n++
  }
  const kept = scores.slice(0, n)
  return { scores: kept, order: orderScores(kept), present: present.slice(0, n), indexOfRow }
}

/** Indices into the scored rows of one level; null for everybody. */
export function scoredRows(scored: Scored, level: Level): Uint32Array | null {
  if (level.subgroup === undefined) return null
  const found = new Uint32Array(level.rows.length)
  let n = 0
  for (const row of level.rows) {
    const index = scored.indexOfRow[row] ?? -1
    if (index >= 0) found[n++] = index
  }
  return found.subarray(0, n)
}

/** Counts per distinct score of one level: other counts over the same order. */
export function levelCounts(scored: Scored, level: Level): ScoreCounts {
  const { among } = level
  if (level.subgroup === undefined) return wholeCounts(scored)
  if (among !== undefined) return countsAmong(scored, among)[among.indexOf(level)] ?? countScores(scored.order, scored.present, new Uint32Array(0))
  return countScores(scored.order, scored.present, scoredRows(scored, level) ?? undefined)
}

const wholeCounts = kept((scored: Scored) => countAll(scored.order, scored.present))

/** Counts of everybody who is not of a level, from the counts of that level. */
export const countsOfOthers = (scored: Scored, level: ScoreCounts): ScoreCounts => countRest(wholeCounts(scored), level)

/** An area, and over how many examinations. */
type CountedArea = AreaUnderCurve & { readonly n: number }

/** Areas of a level and of everybody else. */
export function areasOf(scored: Scored, level: Level, direction: ScoreDirection): readonly [CountedArea, CountedArea] {
  const known = areasAhead.get(scored)?.get(level)
  if (known !== undefined) return known
  const counts = levelCounts(scored, level)
  const others = countsOfOthers(scored, counts)
  return [{ ...delong(counts, direction), n: sizeOf(counts) }, { ...delong(others, direction), n: sizeOf(others) }]
}

const sizeOf = ({ nPresent, nAbsent }: ScoreCounts): number => nPresent + nAbsent

/** What other workers said of levels' areas: contrasts ask when their counts are long gone. */
const areasAhead = new WeakMap<Scored, Map<Level, readonly [CountedArea, CountedArea]>>()

/** The counts of the levels last asked for: every level of a subgroup is wanted in turn, and one walk makes all of them. */
const latest = new WeakMap<Scored, { readonly among: readonly Level[]; readonly counts: readonly ScoreCounts[] }>()

function countsAmong(scored: Scored, among: readonly Level[]): readonly ScoreCounts[] {
  const known = latest.get(scored)
  if (known?.among === among) return known.counts
  const asked = begun.get(scored)
  const counts = asked?.get(among)?.() ?? countParts(scored.order, scored.present, { rows: among.map(({ rows }) => rows), indexOf: scored.indexOfRow })
  asked?.delete(among)
  latest.set(scored, { among, counts })
  return counts
}

/** Levels whose counts were asked of another worker; what it answers with is not kept twice. */
const begun = new WeakMap<Scored, Map<readonly Level[], () => readonly ScoreCounts[]>>()

const numbersOf = new WeakMap<ScoreCounts, LevelNumbers>()

/** What is known of a level's counts already; undefined where nobody was asked. */
export const numbersAhead = (counts: ScoreCounts): LevelNumbers | undefined => numbersOf.get(counts)

/** Asks for counts and numbers of all levels of some splits of the rows; the last first, because whoever asks begins with the first. */
export function beginLevels(run: AheadRunner, scored: Scored, splits: readonly (readonly Level[])[], about: Pick<LevelsTask, 'direction' | 'wantsPrecision' | 'wantsOthers'> & { readonly isProbability: boolean }): void {
  const { order, present, indexOfRow } = scored
  const { isProbability, ...wanted } = about
  const logits = isProbability ? logitsOf(order) : null
  const last = splits.toReversed()
  const tasks = last.map((among): LevelsTask => ({ kind: 'levels', order, logits, present, indexOf: indexOfRow, rows: among.map(({ rows }) => rows), ...wanted }))
  const answer = run(tasks, present.length)
  begun.set(scored, new Map(last.map((among, i) => [among, () => received(scored, among, answer(i))])))
}

function received(scored: Scored, among: readonly Level[], answer: LevelsAnswer): ScoreCounts[] {
  const areas = areasAhead.get(scored) ?? new Map<Level, readonly [CountedArea, CountedArea]>()
  areasAhead.set(scored, areas)
  return answer.counts.map(({ groups, ...each }, i) => {
    const counts = { ...each, from: { order: scored.order, groups } }
    const numbers = answer.numbers[i]
    if (numbers === undefined) return counts
    numbersOf.set(counts, numbers)
    const level = among[i]
    const { area, others } = numbers
    if (level !== undefined && others !== null) areas.set(level, [{ ...area, n: sizeOf(counts) }, { ...others, n: scored.present.length - sizeOf(counts) }])
    return counts
  })
}
