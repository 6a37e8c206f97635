import { z } from 'zod'

/** Tables of the results about raters and about distributions: agreement, drift, tests of calibration. */
const count = z.int().min(0)
const finite = z.number()
const subgroup = z.strictObject({ id: z.string(), level: z.string() }).optional()

/** What raters said of the same examinations; only those that every rater of the agreement rated. */
export const RaterTable = z.strictObject({
  agreement: z.string(),
  subgroup,
  /** negative, positive; or the scores in ascending order. */
  categories: z.array(z.string()),
  /** Of two raters: cells[first][second]. */
  cells: z.array(z.array(count)).optional(),
  /** Calls of more than two raters: how many examinations were called positive by 0, 1, … all of them. */
  positiveBy: z.array(count).optional(),
  /** Examinations of this level that some rater did not rate usably. */
  nIncomplete: count,
})

/** Two distributions of one variable: the bins that PSI and Jensen-Shannon rest on, and a histogram to draw. */
export const DriftTable = z.strictObject({
  drift: z.string(),
  nBaseline: count,
  nCurrent: count,
  nBaselineMissing: count,
  nCurrentMissing: count,
  /** Of a number: interior edges, each belonging to the bin below it. */
  edges: z.array(finite).optional(),
  /** Of a text: the categories that occur. */
  categories: z.array(z.string()).optional(),
  baseline: z.array(count),
  current: z.array(count),
  /** Equal steps over the range of both, closed on the left. */
  histogram: z.strictObject({ edges: z.array(finite), baseline: z.array(count), current: z.array(count) }).optional(),
})

export const calibrationTestNames = ['hosmer-lemeshow', 'spiegelhalter'] as const

/** For the appendix: no verdict rests on them. */
export const CalibrationTest = z.strictObject({
  prediction: z.string(),
  test: z.enum(calibrationTestNames),
  n: count,
  statistic: finite.nullable(),
  /** Of Hosmer-Lemeshow: as many as groups, because the predictions were made without these examinations. */
  degreesOfFreedom: count.nullable(),
  pValue: finite.nullable(),
  reason: z.string().optional(),
  rules: z.array(z.string()),
})

export type RaterTable = z.infer<typeof RaterTable>
export type DriftTable = z.infer<typeof DriftTable>
export type CalibrationTest = z.infer<typeof CalibrationTest>
