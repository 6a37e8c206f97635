import type { PlanAnswer, PlanAnswers, PlanGroup, PlanItem, PlanningRecord, SampleSizePlan } from '../vocabulary/planning.ts'
import { formatPercent } from '../words/en/numbers.ts'
import { planGroupNames, planMethodNames, planReasonSentences } from '../words/en/planning.ts'
import { countText, fixedText, givenText, levelText, methodName } from './printed.ts'

/**
 * The sample size in paragraphs for a protocol (rules PLR-1 to PLR-3): assumptions, then each item with its method, then
 * joint power and parts. Rounding happens here; sizes are whole already.
 */
export function planParagraphs(plan: SampleSizePlan, answers: PlanAnswers): string[] {
  const items = plan.items.flatMap((item, i) => {
    const answer = answers.items[i]
    return answer === undefined ? [] : [itemParagraph(item, answer, plan, answers)]
  })
  return [assumptionParagraph(plan, answers), ...items, ...wholeParagraph(plan, answers), ...jointParagraph(plan, answers), ...partParagraphs(answers)]
}

/** A power, never shown as 1: it may only be close to it. */
const powerText = (value: number): string => (value > 0.9995 ? '> 0.999' : fixedText(value))

/** A share a person wrote, in per cent without invented decimals. */
const percent = (share: number): string => `${givenText(Math.round(share * 1e10) / 1e8)}\u00a0%`

function assumptionParagraph({ level, assumptions }: SampleSizePlan, { designEffect, statisticsVersion }: PlanAnswers): string {
  const { prevalence, calledPositive, indeterminate = 0, missing = 0, verified = 1, clusters, assurance } = assumptions
  const parts = [
    `two-sided intervals at the level ${levelText(level)}, tests one-sided at ${givenText(Math.round(((1 - level) / 2) * 1e8) / 1e8)}`,
    ...(prevalence === undefined ? [] : [`a prevalence of the target condition of ${percent(prevalence)}`]),
    ...(calledPositive === undefined ? [] : [`${percent(calledPositive)} of examinations called positive`]),
    indeterminate === 0 ? 'no indeterminate results' : `${percent(indeterminate)} indeterminate`,
    missing === 0 ? 'no missing predictions' : `${percent(missing)} without a usable prediction`,
    verified === 1 ? 'the reference standard in every examination' : `the reference standard in ${percent(verified)} of examinations, at random`,
    clusters === undefined
      ? 'independent examinations'
      : `clusters of ${givenText(clusters.size)} examinations with an intraclass correlation of ${givenText(clusters.intraclassCorrelation)}, hence a design effect of ${fixedText(designEffect)}`,
  ]
  return `Sample size. Assumed are ${parts.join('; ')}. Enough examinations shall count with a probability of ${percent(assurance)}. Computed with Probity statistics ${statisticsVersion}.`
}

function itemParagraph(item: PlanItem, answer: PlanAnswer, plan: SampleSizePlan, answers: PlanAnswers): string {
  const goal = itemGoal(item, plan)
  if (answer.needed === null) return `${item.label}. ${goal} ${reasonOf(answer)}`
  const sentences = [neededSentence(item, answer), sawTooth(answer), countingSentence(item, answer, answers), studySentence(answer), ...plannedSentence(answer, plan, answers.designEffect)]
  return [`${item.label}.`, goal, ...sentences.filter((each) => each !== '')].join(' ')
}

const reasonOf = ({ reason }: PlanAnswer): string => (reason === undefined ? '' : planReasonSentences[reason])

/** What the item wants to show, as a sentence. */
function itemGoal(item: PlanItem, { level }: SampleSizePlan): string {
  switch (item.kind) {
    case 'half-width': {
      const how = item.basis === 'mean' ? 'is on average' : 'at this proportion is'
      return `With an expected proportion of ${givenText(item.expected)}, the half-width of the ${levelText(level)} ${methodName(item.interval)} interval ${how} at most ${givenText(item.halfWidth)}.`
    }
    case 'goal':
      return `With an expected proportion of ${givenText(item.expected)}, the ${item.bound} limit of the ${levelText(level)} ${methodName(item.interval)} interval is to ${item.bound === 'lower' ? 'reach' : 'stay at or below'} ${givenText(item.goal)} with a power of ${percent(item.power)}.`
    case 'few-failures':
      return `With ${item.failures === 0 ? 'no failure' : `at most ${countText(item.failures)} ${item.failures === 1 ? 'failure' : 'failures'}`}, the lower limit of the ${levelText(level)} ${methodName(item.interval)} interval is at least ${givenText(item.goal)}.`
    case 'paired-margin':
      return `${marginWords(item.margin)} on the same examinations with a power of ${percent(item.power)}, when only the new call is right in ${percent(item.firstOnly)} and only the other in ${percent(item.secondOnly)} of ${planGroupNames[item.among]}.`
    case 'independent-margin':
      return `${marginWords(item.margin)} on different examinations with a power of ${percent(item.power)}, when the proportions are ${givenText(item.first)} and ${givenText(item.second)}.`
    case 'area-half-width':
      return `With an expected AUROC of ${givenText(item.expected)}, the half-width of its ${levelText(level)} interval is at most ${givenText(item.halfWidth)}.`
    case 'area-goal':
      return `With an expected AUROC of ${givenText(item.expected)}, the lower limit of its ${levelText(level)} interval is to reach ${givenText(item.goal)} with a power of ${percent(item.power)}.`
  }
}

const marginWords = (margin: number): string =>
  margin === 0 ? 'Superiority' : `Non-inferiority with a margin of ${givenText(margin)}`

function neededSentence(item: PlanItem, answer: PlanAnswer): string {
  const { needed, neededAbsent, neededSecond, power, halfWidth, method } = answer
  const group = planGroupNames[groupOf(item)]
  const who =
    neededAbsent !== undefined
      ? `${countText(needed ?? 0)} examinations with and ${countText(neededAbsent)} without the target condition`
      : neededSecond !== undefined
        ? `${countText(needed ?? 0)} ${group} in the first and ${countText(neededSecond)} in the second group`
        : `${countText(needed ?? 0)} ${group}`
  const reached = power !== undefined ? `power ${powerText(power)}` : halfWidth !== undefined ? `half-width ${fixedText(halfWidth, 4)}` : ''
  return `This needs ${who} (${[reached, planMethodNames[method]].filter((each) => each !== '').join('; ')}).`
}

const groupOf = (item: PlanItem): PlanGroup => ('among' in item ? item.among : 'present')

/** Power is not monotone in n, and the paragraph says which n was taken. */
function sawTooth({ first, checkedTo, needed, formulaN }: PlanAnswer): string {
  if (first !== undefined && checkedTo !== undefined) {
    const earlier = first.n === needed ? '' : ` ${countText(first.n)} would have it too (${powerText(first.power)}), but some larger numbers would not, because whole examinations make power a saw-tooth.`
    return `Every larger number has at least the stated power, checked to ${countText(checkedTo)}.${earlier}`
  }
  return formulaN === undefined || formulaN === needed ? '' : `The usual formula gives ${countText(formulaN)}.`
}

function countingSentence(item: PlanItem, answer: PlanAnswer, { designEffect }: PlanAnswers): string {
  if (designEffect === 1 || answer.counting === undefined) return ''
  return `Times the design effect, ${countText(answer.counting)}${item.kind.startsWith('area') ? ' with the target condition' : ''}.`
}

function studySentence({ examinations, reason, fraction }: PlanAnswer): string {
  if (examinations === undefined) return reason === undefined ? '' : planReasonSentences[reason]
  if (fraction === 1) return `The study needs ${countText(examinations.assured)} examinations.`
  return `About ${formatPercent(fraction, 2)} of examinations count, so that ${countText(examinations.expected)} are expected to be enough, and ${countText(examinations.assured)} are so with a probability of ${fixedText(examinations.probability)}.`
}

function plannedSentence({ reached }: PlanAnswer, { planned }: SampleSizePlan, designEffect: number): string[] {
  if (planned === undefined || reached === undefined) return []
  const what = [
    ...(reached.power === undefined ? [] : [`a power of ${powerText(reached.power)}`]),
    ...(reached.halfWidth === undefined ? [] : [`a half-width of ${fixedText(reached.halfWidth)}`]),
  ]
  const gives = what.length === 0 ? '' : `, which gives ${what.join(' and ')}`
  const warning = reached.canBeMet === false ? ' With so few the criterion cannot be met, not even by a perfect result.' : ''
  const counts = designEffect === 1 ? `${countText(reached.n)} are expected to count` : `those expected to count weigh like ${countText(reached.n)} independent ones`
  return [`Of the ${countText(planned)} planned examinations ${counts}${gives}.${warning}`]
}

function wholeParagraph(plan: SampleSizePlan, { examinations }: PlanAnswers): string[] {
  if (examinations === null) return ['Not every part of the plan has a number of examinations; the study’s size is not stated.']
  const planned = plan.planned === undefined ? '' : ` ${countText(plan.planned)} examinations are planned${plan.planned < examinations ? ', which is fewer' : ''}.`
  return [`All of it together needs ${countText(examinations)} examinations.${planned}`]
}

function jointParagraph({ jointPower }: SampleSizePlan, { joint, at }: PlanAnswers): string[] {
  if (joint === undefined || at === null) return []
  const asked =
    jointPower === undefined || joint.examinations === undefined
      ? ''
      : ` A joint power of ${percent(jointPower)} needs ${countText(joint.counting ?? 0)} examinations that count, ${countText(joint.examinations)} of the study.`
  const names = joint.ids.join(', ')
  if (joint.method === 'independent-classes') {
    return [`Joint power of ${names} with ${countText(at)} examinations: ${powerText(joint.power)}, summed over the number with the target condition as it may fall (${powerText(joint.fixedCounts ?? 0)} at its expected number). The two are independent given the class counts.${asked}`]
  }
  return [`Joint power of ${names} with ${countText(at)} examinations: at least ${fixedText(joint.power)}, however they depend on each other (Bonferroni bound).`]
}

function partParagraphs({ parts, at }: PlanAnswers): string[] {
  return parts.map(({ label, levels }) => {
    const each = levels.map((level) => {
      const widths = level.items.map((item) => `${item.id} ${item.halfWidth === null ? 'not estimable' : `± ${fixedText(item.halfWidth)}`} (n ${countText(item.n)})`)
      return `${level.label} ${countText(level.examinations)}${widths.length === 0 ? '' : `: ${widths.join(', ')}`}`
    })
    return `${label}, of ${countText(at ?? 0)} examinations by the expected shares, each rounded up, with the half-width reached: ${each.join('; ')}.`
  })
}

/** One line an item: label, what, method, needed, expected, assured, reached. The command line and the screen print it. */
export const planTableHead = ['', 'What', 'Method', 'Needed', 'Examinations expected', 'Assured', 'Power or half-width'] as const

export function planTableRows(plan: SampleSizePlan, answers: PlanAnswers): string[][] {
  return plan.items.map((item, i) => {
    const answer = answers.items[i]
    const dash = '–'
    if (answer === undefined || answer.needed === null) return [item.id, item.label, answer === undefined ? dash : planMethodNames[answer.method], dash, dash, dash, dash]
    const second = answer.neededAbsent ?? answer.neededSecond
    return [
      item.id,
      item.label,
      planMethodNames[answer.method],
      `${countText(answer.needed)}${second === undefined ? '' : ` + ${countText(second)}`}`,
      answer.examinations === undefined ? dash : countText(answer.examinations.expected),
      answer.examinations === undefined ? dash : countText(answer.examinations.assured),
      answer.power !== undefined ? powerText(answer.power) : answer.halfWidth !== undefined ? fixedText(answer.halfWidth, 4) : dash,
    ]
  })
}

/** What goes into the protocol. */
export const planningRecord = (plan: SampleSizePlan, answers: PlanAnswers): PlanningRecord => ({
  inputs: plan,
  answers,
  text: planParagraphs(plan, answers),
})

/** What a person must see before the plan is used, one sentence each. */
export function planWarnings(plan: SampleSizePlan, answers: PlanAnswers): string[] {
  const perItem = plan.items.flatMap((item, i) => {
    const answer = answers.items[i]
    if (answer === undefined) return []
    const none = answer.reason === undefined ? [] : [`${item.label}: ${planReasonSentences[answer.reason]}`]
    const unmet = answer.reached?.canBeMet !== false ? [] : [`${item.label}: with ${countText(answer.reached.n)} examinations that count, the criterion cannot be met, not even by a perfect result.`]
    return [...none, ...unmet]
  })
  const isShort = plan.planned !== undefined && answers.examinations !== null && plan.planned < answers.examinations
  const short = isShort ? [`${countText(plan.planned ?? 0)} examinations are planned; the plan needs ${countText(answers.examinations ?? 0)}.`] : []
  return [...short, ...perItem]
}
