import type { PlanAnswers, PlanItem } from '../vocabulary/planning.ts'
import { SampleSizePlan } from '../vocabulary/planning.ts'
import type { Problem } from '../vocabulary/problem.ts'
import { problem } from '../vocabulary/problem.ts'
import type { Endpoint, Protocol } from '../vocabulary/protocol.ts'
import { canonicalText } from './digests.ts'
import { classGoals, planSampleSize } from './planning.ts'
import { isArea } from './planning-items.ts'
import { shapeProblems } from './protocol-shape.ts'
import { parseStrictJson } from './strict-json.ts'

export interface PlanCheck {
  /** Null when there is any problem. */
  readonly plan: SampleSizePlan | null
  readonly problems: readonly Problem[]
}

/** JSON text, or a value already parsed, to a plan that can be computed (rules SSP-1, SSP-2). Never throws. */
export function checkPlan(input: unknown): PlanCheck {
  let value = input
  if (typeof input === 'string') {
    const json = parseStrictJson(input)
    if (!json.ok) {
      const detail = json.kind === 'duplicate-key' ? `the key “${json.key}” appears twice` : `it is not JSON at line ${json.line}, column ${json.column}`
      return { plan: null, problems: [notValid(detail, json.kind === 'duplicate-key' ? json.path : undefined)] }
    }
    value = json.value
  }
  const parsed = SampleSizePlan.safeParse(value)
  if (!parsed.success) {
    const problems = parsed.error.issues.flatMap((issue) => shapeProblems(issue, value)).map(inPlan)
    return { plan: null, problems }
  }
  const problems = contentProblems(parsed.data)
  return { plan: problems.length === 0 ? parsed.data : null, problems }
}

const notValid = (detail: string, path?: string): Problem => problem('planning/not-valid', { detail }, path === undefined ? undefined : { path })

const inPlan = ({ code, params, where }: Problem): Problem =>
  notValid(code === 'protocol/unknown-key' ? `the key “${params?.['key'] ?? ''}” is not defined` : String(params?.['detail'] ?? 'its form is wrong'), where?.path)

/** What the form cannot say: assumptions that an item needs, references, shares (rule SSP-2). */
function contentProblems(plan: SampleSizePlan): Problem[] {
  const { assumptions, items } = plan
  const found = items.flatMap((item, i): Problem[] => [
    ...(items.findIndex((each) => each.id === item.id) < i ? [notValid(`the id “${item.id}” is used twice`, `items[${i}].id`)] : []),
    ...(needsPrevalence(item) && assumptions.prevalence === undefined
      ? [notValid('the expected prevalence is needed to turn examinations of one class into examinations of the study', 'assumptions.prevalence')]
      : []),
    ...(needsCalls(item) && assumptions.calledPositive === undefined
      ? [notValid('the expected share of examinations called positive is needed', 'assumptions.calledPositive')]
      : []),
    ...(item.kind === 'paired-margin' && item.firstOnly + item.secondOnly > 1
      ? [notValid('the two discordant shares add to more than 1', `items[${i}].firstOnly`)]
      : []),
  ])
  plan.coPrimary?.forEach((id, i) => {
    const item = items.find((each) => each.id === id)
    const path = `coPrimary[${i}]`
    if (item === undefined) found.push(notValid(`“${id}” is no item of the plan`, path))
    else if (!('power' in item)) found.push(notValid(`“${id}” is planned for precision and has no power`, path))
    if (plan.coPrimary?.indexOf(id) !== i) found.push(notValid(`“${id}” is listed twice`, path))
  })
  if (plan.jointPower !== undefined && classGoals(plan) === null) {
    found.push(notValid('a joint power is searched for exactly one goal among examinations with and one among those without the target condition', 'jointPower'))
  }
  plan.parts?.forEach(({ shares }, i) => {
    const total = shares.reduce((sum, each) => sum + each.share, 0)
    if (total > 1 + 1e-9) found.push(notValid('the shares add to more than 1', `parts[${i}].shares`))
  })
  return [...new Map(found.map((each) => [`${each.where?.path ?? ''} ${String(each.params?.['detail'])}`, each])).values()]
}

const needsPrevalence = (item: PlanItem): boolean => isArea(item) || item.among === 'present' || item.among === 'absent'
const needsCalls = (item: PlanItem): boolean => !isArea(item) && (item.among === 'called-positive' || item.among === 'called-negative')

/**
 * The sample size section of a protocol (rules SSP-9, SSP-10), as warnings: a criterion that its planned examinations
 * cannot meet even with a perfect result, and answers that are not what the plan gives.
 */
export function planningProblems(protocol: Protocol): Problem[] {
  const { planning } = protocol
  if (planning === undefined) return []
  const { plan, problems } = checkPlan(planning.inputs)
  if (plan === null) return problems.map((each) => ({ ...each, where: { path: `planning.inputs.${each.where?.path ?? ''}` } }))
  const answers = answersTo(plan)
  const differs = canonicalText(answers) === canonicalText(planning.answers)
    ? []
    : [problem('protocol/planning-differs', {}, { path: 'planning.answers' }, 'warning')]
  const unmet = answers.items.flatMap((answer, i): Problem[] => {
    const item = plan.items[i]
    const at = protocol.endpoints.findIndex((each) => each.id === item?.endpoint)
    if (answer.reached?.canBeMet !== false) return []
    const detail = `${answer.reached.n} of the planned ${answers.at ?? 0} examinations are expected to count`
    return [problem('protocol/goal-cannot-be-met', { detail }, { path: at < 0 ? `planning.inputs.items[${i}]` : `endpoints[${at}].criterion.goal` }, 'warning')]
  })
  return [...differs, ...unmet, ...otherGoals(protocol.endpoints, plan)]
}

let latest: { readonly inputs: string; readonly answers: PlanAnswers } | null = null

/** The same plan is checked at every keystroke elsewhere in the protocol; enumerating it may take a second. */
function answersTo(plan: SampleSizePlan): PlanAnswers {
  const inputs = canonicalText(plan)
  if (latest?.inputs !== inputs) latest = { inputs, answers: planSampleSize(plan) }
  return latest.answers
}

/** A plan for an endpoint whose goal has changed since (rule SSP-10). */
function otherGoals(endpoints: readonly Endpoint[], plan: SampleSizePlan): Problem[] {
  return plan.items.flatMap((item, i): Problem[] => {
    const endpoint = endpoints.find((each) => each.id === item.endpoint)
    if (item.endpoint !== undefined && endpoint === undefined) {
      const detail = `it plans for the endpoint “${item.endpoint}”, which is not in the protocol`
      return [problem('protocol/planning-differs', { detail }, { path: `planning.inputs.items[${i}].endpoint` }, 'warning')]
    }
    if (endpoint === undefined || !('goal' in item) || item.goal === endpoint.criterion.goal) return []
    const detail = `it plans for a goal of ${item.goal}, the endpoint ${endpoint.id} has ${endpoint.criterion.goal}`
    return [problem('protocol/planning-differs', { detail }, { path: `planning.inputs.items[${i}].goal` }, 'warning')]
  })
}
