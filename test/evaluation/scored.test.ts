import fc from 'fast-check'
import { expect, test } from 'vitest'
import { delong } from '../../shared/statistics/auc.ts'
import { countScores, orderScores } from '../../shared/statistics/score-counts.ts'
import { type Scored, countsOfOthers, levelCounts } from '../../shared/evaluation/scored.ts'
import type { Level } from '../../shared/evaluation/levels.ts'

const studies = fc.array(fc.record({ score: fc.integer({ min: 0, max: 9 }), present: fc.constantFrom(0, 1), level: fc.integer({ min: 0, max: 2 }) }), { minLength: 1, maxLength: 60 })

/** Rows of three levels, one of them perhaps empty. */
function studyOf(rows: readonly { score: number; present: number; level: number }[]): { scored: Scored; levels: Level[] } {
  const scores = Float64Array.from(rows, (row) => row.score / 10)
  const indexOfRow = Int32Array.from(rows, (_, i) => i)
  const levels: Level[] = []
  for (const wanted of [0, 1, 2]) {
    const own = Uint32Array.from(rows.flatMap((row, i) => (row.level === wanted ? [i] : [])))
    levels.push({ subgroup: { id: 'site', level: String(wanted) }, rows: own, among: levels })
  }
  return { scored: { scores, order: orderScores(scores), present: Uint8Array.from(rows, (row) => row.present), indexOfRow }, levels }
}

test('EVA-2: everybody counted along the sorted rows has the counts of a walk over all rows', () => {
  fc.assert(
    fc.property(studies, (rows) => {
      const { scored } = studyOf(rows)
      const { from, ...counts } = levelCounts(scored, { rows: Uint32Array.from(scored.present.keys()) })
      expect(counts).toEqual(countScores(scored.order, scored.present))
      expect(from?.groups).toBeNull()
    }),
  )
})

test('CTR-1: everybody else has the area of the rows outside the level, digit for digit', () => {
  fc.assert(
    fc.property(studies, (rows) => {
      const { scored, levels } = studyOf(rows)
      levels.forEach((level, wanted) => {
        const outside = Uint32Array.from(rows.flatMap((row, i) => (row.level === wanted ? [] : [i])))
        const found = countsOfOthers(scored, levelCounts(scored, level))
        const expected = countScores(scored.order, scored.present, outside)
        expect([found.nPresent, found.nAbsent]).toEqual([expected.nPresent, expected.nAbsent])
        expect(delong(found, 'higher-is-positive')).toEqual(delong(expected, 'higher-is-positive'))
      })
    }),
  )
})
