import type { PlanGroup, PlanItem } from '../../../../shared/vocabulary/planning.ts'
import { freeId, idsAt, isObject, listAt, numberAt, textAt, valueAt, type Json, type JsonObject } from '../draft.ts'

/** The plan as it is being typed: JSON that may be unfinished. Only the engine says whether it can be computed. */

export type PlanKind = PlanItem['kind']

/** Fields of each kind in the order they are asked. */
export const planFields = {
  goal: ['among', 'expected', 'bound', 'goal', 'interval', 'power'],
  'half-width': ['among', 'expected', 'halfWidth', 'interval', 'basis'],
  'few-failures': ['among', 'goal', 'failures', 'interval'],
  'paired-margin': ['among', 'firstOnly', 'secondOnly', 'margin', 'power'],
  'independent-margin': ['among', 'first', 'second', 'secondPerFirst', 'margin', 'power'],
  'area-goal': ['expected', 'goal', 'variance', 'power'],
  'area-half-width': ['expected', 'halfWidth', 'variance'],
} as const satisfies Readonly<Record<PlanKind, readonly string[]>>

export const planKinds = Object.keys(planFields) as readonly PlanKind[]
export type PlanField = (typeof planFields)[PlanKind][number]

/** What convention settles; what the study must decide is left empty. */
const usual: Readonly<Partial<Record<PlanField, Json>>> = {
  among: 'present',
  bound: 'lower',
  interval: 'clopper-pearson',
  basis: 'at-expected',
  power: 0.9,
  failures: 0,
  secondPerFirst: 1,
  variance: 'obuchowski',
}

/** An item of another kind: its name stays, and what both kinds have. */
export function itemOfKind(kind: PlanKind, from: JsonObject): JsonObject {
  const kept = ['id', 'label', 'endpoint', ...planFields[kind]].flatMap((key): [string, Json][] => {
    const value = from[key] ?? usual[key as PlanField]
    return value === undefined ? [] : [[key, value]]
  })
  return { ...Object.fromEntries(kept), kind }
}

export function emptyPlan(protocol: Json): JsonObject {
  const plan: JsonObject = {
    format: 'probity.sample-size-plan',
    version: 1,
    level: numberAt(protocol, ['intervals', 'level']) ?? 0.95,
    assumptions: { assurance: 0.9 },
    items: [],
  }
  return withEndpoints(plan, protocol)
}

const groupOf: Readonly<Record<string, PlanGroup>> = {
  sensitivity: 'present',
  specificity: 'absent',
  ppv: 'called-positive',
  npv: 'called-negative',
  prevalence: 'all',
  'sensitivity-difference': 'present',
  'specificity-difference': 'absent',
}

/** The item that an endpoint's criterion asks for; null where no kind fits it. */
export function itemOfEndpoint(endpoint: Json, protocol: Json): JsonObject | null {
  const quantity = textAt(endpoint, ['estimand', 'quantity'])
  const bound = textAt(endpoint, ['criterion', 'bound'])
  const goal = numberAt(endpoint, ['criterion', 'goal'])
  const id = textAt(endpoint, ['id'])
  const title = textAt(endpoint, ['title'])
  const common: JsonObject = { id, label: title === '' ? id : title, endpoint: id, ...(goal === null ? {} : { goal }) }
  const among = groupOf[quantity]
  if (quantity === 'auroc') return bound === 'lower' ? itemOfKind('area-goal', common) : null
  if (among === undefined) return null
  if (quantity.endsWith('-difference')) {
    if (bound !== 'lower' || (goal !== null && goal > 0)) return null
    return itemOfKind('paired-margin', { ...common, among, ...(goal === null ? {} : { margin: 0 - goal }) })
  }
  const interval = textAt(protocol, ['intervals', 'proportion'])
  return itemOfKind('goal', { ...common, among, bound: bound === 'upper' ? 'upper' : 'lower', ...(interval === '' ? {} : { interval }) })
}

/** Items of endpoints that are not planned yet. */
export function missingItems(plan: Json, protocol: Json): readonly JsonObject[] {
  const planned = listAt(plan, ['items']).map((each) => textAt(each, ['endpoint']))
  return listAt(protocol, ['endpoints'])
    .filter((each) => !planned.includes(textAt(each, ['id'])))
    .map((each) => itemOfEndpoint(each, protocol))
    .filter((each) => each !== null)
}

export function withEndpoints(plan: JsonObject, protocol: Json): JsonObject {
  const items = missingItems(plan, protocol).reduce<readonly Json[]>((list, item) => {
    const ids = list.map((each) => textAt(each, ['id']))
    const id = textAt(item, ['id'])
    return [...list, ids.includes(id) ? { ...item, id: freeId(`${id}_`, ids) } : item]
  }, listAt(plan, ['items']))
  return { ...plan, items }
}

export const newItem = (plan: Json): JsonObject => itemOfKind('goal', { id: freeId('item_', idsAt(plan, ['items'])), label: '' })

/** Levels of a subgroup of the protocol as a part; the shares are for the person to say. */
export function partOfSubgroup(subgroup: Json): JsonObject {
  const label = textAt(subgroup, ['label'])
  const names = valueAt(subgroup, ['labels'])
  const levels = listAt(subgroup, ['levels']).map((level) => {
    const name = isObject(names) ? names[String(level)] : undefined
    return { label: typeof name === 'string' ? name : String(level) }
  })
  return { label: label === '' ? textAt(subgroup, ['id']) : label, shares: levels }
}

/** Ids that are marked to succeed together and still have a power. */
export const markedIds = (plan: Json): readonly string[] => {
  const powered = listAt(plan, ['items']).flatMap((each) => (valueAt(each, ['power']) === undefined ? [] : [textAt(each, ['id'])]))
  return listAt(plan, ['coPrimary']).flatMap((each) => (typeof each === 'string' && powered.includes(each) ? [each] : []))
}

/** What is sent: marks of fewer than two items and a part list without parts mean nothing and are left out. */
export function planText(plan: JsonObject): string {
  const { coPrimary: _, jointPower, parts, assumptions, ...rest } = plan
  const ids = markedIds(plan)
  const size = valueAt(assumptions, ['clusters', 'size'])
  const rho = valueAt(assumptions, ['clusters', 'intraclassCorrelation'])
  const { clusters, ...stated } = isObject(assumptions) ? assumptions : {}
  return JSON.stringify({
    ...rest,
    assumptions: size === undefined && rho === undefined ? stated : { ...stated, clusters },
    ...(ids.length < 2 ? {} : { coPrimary: ids, ...(jointPower === undefined ? {} : { jointPower }) }),
    ...(listAt(parts, []).length === 0 ? {} : { parts }),
  })
}
