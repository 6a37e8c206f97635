import { z } from 'zod'
import { id, proportionMethods, shortText } from './protocol-atoms.ts'

/**
 * A sample size plan: what is to be shown, with which assumptions. Proportions are shares of 1; sizes are examinations.
 * Keys the schema does not know are refused.
 */
const share = z.number().gt(0).lt(1)
const lost = z.number().min(0).lt(1)
const power = z.number().min(0.5).max(0.999)
const margin = z.number().min(0).lt(1)

/** Which examinations an item is about: those in its denominator. */
export const planGroups = ['present', 'absent', 'called-positive', 'called-negative', 'all'] as const

export const PlanAssumptions = z.strictObject({
  prevalence: share.optional(),
  /** Share of examinations that are called positive: the denominator of a PPV. */
  calledPositive: share.optional(),
  /** Shares that are lost: reference standard or output indeterminate, no usable prediction. */
  indeterminate: lost.optional(),
  missing: lost.optional(),
  /** Share that gets the reference standard. */
  verified: z.number().gt(0).max(1).optional(),
  /** Examinations of one cluster, on average, and how alike they are. */
  clusters: z.strictObject({ size: z.number().min(1).max(100_000), intraclassCorrelation: z.number().min(0).max(1) }).optional(),
  /** Probability with which enough examinations shall count. */
  assurance: z.number().min(0.5).max(0.999),
})

const common = {
  id,
  label: shortText,
  /** The endpoint of the protocol this is planned for. */
  endpoint: id.optional(),
}
const proportion = { ...common, among: z.enum(planGroups) }
const interval = z.enum(proportionMethods)

export const PlanItem = z.discriminatedUnion('kind', [
  /** n for a half-width of the interval: where the expected proportion is observed, or on average. */
  z.strictObject({ ...proportion, kind: z.literal('half-width'), expected: share, halfWidth: z.number().gt(0).lt(0.5), interval, basis: z.enum(['at-expected', 'mean']) }),
  /** n with which an interval bound reaches a goal with the stated power. */
  z.strictObject({ ...proportion, kind: z.literal('goal'), expected: z.number().min(0).max(1), bound: z.enum(['lower', 'upper']), goal: share, interval, power }),
  /** n with which so many failures still leave the lower bound at the goal. */
  z.strictObject({ ...proportion, kind: z.literal('few-failures'), goal: share, failures: z.int().min(0).max(1000), interval }),
  /** Two calls on the same examinations, the new one first; margin 0 is superiority. */
  z.strictObject({ ...proportion, kind: z.literal('paired-margin'), firstOnly: lost, secondOnly: lost, margin, power }),
  /** Different examinations for each of two, the new one first. */
  z.strictObject({ ...proportion, kind: z.literal('independent-margin'), first: share, second: share, secondPerFirst: z.number().min(0.05).max(20), margin, power }),
  z.strictObject({ ...common, kind: z.literal('area-half-width'), expected: share, halfWidth: z.number().gt(0).lt(0.5), variance: z.enum(['hanley-mcneil', 'obuchowski']) }),
  z.strictObject({ ...common, kind: z.literal('area-goal'), expected: share, goal: share, variance: z.enum(['hanley-mcneil', 'obuchowski']), power }),
])

/** A partition such as sites or a subgroup, with the share of examinations each level is expected to have. */
export const PlanPart = z.strictObject({
  label: shortText,
  shares: z.array(z.strictObject({ label: shortText, share: z.number().gt(0).max(1) })).min(1).max(60),
})

export const SampleSizePlan = z.strictObject({
  format: z.literal('probity.sample-size-plan'),
  version: z.literal(1),
  /** Level of two-sided intervals; tests are one-sided at half of the rest. */
  level: z.number().gt(0.5).lt(1),
  assumptions: PlanAssumptions,
  items: z.array(PlanItem).min(1).max(20),
  /** Items that must all succeed. */
  coPrimary: z.array(id).min(2).max(20).optional(),
  /** Power with which all of them shall; searched for one goal among present and one among absent. */
  jointPower: power.optional(),
  parts: z.array(PlanPart).max(20).optional(),
  /** Examinations that the study will have, where that is fixed otherwise. */
  planned: z.int().min(1).max(1_000_000).optional(),
})

export const planMethods = [
  'width-at-expected',
  'mean-width',
  'exact-binomial-power',
  'few-failures',
  'tango-exact-power',
  'tango-formula-power',
  'farrington-manning-exact-power',
  'farrington-manning-formula-power',
  'hanley-mcneil-width',
  'obuchowski-width',
  'hanley-mcneil-power',
  'obuchowski-power',
] as const
export const planReasons = ['expected-not-beyond-goal', 'beyond-limit'] as const

const count = z.int().min(0)
const unit = z.number().min(0).max(1)
const number = z.number()

/** What a number of examinations of the study gives an item. */
const Reached = z.strictObject({
  /** Examinations that count, at their expected number and after the design effect. */
  n: count,
  nAbsent: count.optional(),
  power: unit.optional(),
  halfWidth: number.optional(),
  /** False: not even a perfect result meets the criterion with this n. */
  canBeMet: z.boolean().optional(),
})

export const PlanAnswer = z.strictObject({
  id,
  method: z.enum(planMethods),
  /** Independent examinations that must count; present ones of an area; the first of two groups. Null: see reason. */
  needed: count.nullable(),
  reason: z.enum(planReasons).optional(),
  neededAbsent: count.optional(),
  neededSecond: count.optional(),
  power: unit.optional(),
  halfWidth: number.optional(),
  /** Power wavers with n: the smallest n that has it at all, and how far every larger one was checked. */
  first: z.strictObject({ n: count, power: unit }).optional(),
  checkedTo: count.optional(),
  formulaN: count.optional(),
  /** All that must count, after the design effect. */
  counting: count.optional(),
  /** Probability that an examination of the study is one of them. */
  fraction: unit,
  /** Examinations of the study: on expectation, and so many that enough count with the stated probability. */
  examinations: z.strictObject({ expected: count, assured: count, probability: unit }).optional(),
  reached: Reached.optional(),
})

export const PlanAnswers = z.strictObject({
  statisticsVersion: z.string(),
  designEffect: number,
  /** The study's size that every item's assured number fits into; null when an item has none. */
  examinations: count.nullable(),
  /** The size that everything below is told for: the planned one, else the one above. */
  at: count.nullable(),
  items: z.array(PlanAnswer),
  joint: z
    .strictObject({
      ids: z.array(id),
      method: z.enum(['independent-classes', 'bonferroni-bound']),
      /** independent-classes: at the expected class counts, and over class counts as they fall. */
      fixedCounts: unit.optional(),
      power: unit,
      /** For the joint power that was asked for: examinations that count, and of the study. */
      counting: count.optional(),
      examinations: count.optional(),
    })
    .optional(),
  parts: z.array(
    z.strictObject({
      label: shortText,
      levels: z.array(
        z.strictObject({
          label: shortText,
          examinations: count,
          items: z.array(z.strictObject({ id, n: count, halfWidth: number.nullable() })),
        }),
      ),
    }),
  ),
})

/** What a protocol keeps: the plan, what was computed from it, and the paragraphs as they were put in. */
export const PlanningRecord = z.strictObject({
  inputs: SampleSizePlan,
  answers: PlanAnswers,
  text: z.array(z.string().trim().min(1).max(4000)).min(1).max(60),
})

export type PlanAssumptions = z.infer<typeof PlanAssumptions>
export type PlanItem = z.infer<typeof PlanItem>
export type PlanGroup = (typeof planGroups)[number]
export type SampleSizePlan = z.infer<typeof SampleSizePlan>
export type PlanMethod = (typeof planMethods)[number]
export type PlanReason = (typeof planReasons)[number]
export type PlanAnswer = z.infer<typeof PlanAnswer>
export type PlanAnswers = z.infer<typeof PlanAnswers>
export type PlanningRecord = z.infer<typeof PlanningRecord>
