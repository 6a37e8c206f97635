import type { Problem } from '../../../shared/vocabulary/problem.ts'

/** The draft is JSON that may be wrong or unfinished: nothing typed is lost. Only the engine says whether it is valid. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [key: string]: Json
}
export type Path = readonly (string | number)[]

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)

/** Null when the text is not a JSON object. */
export function parseDraft(text: string): JsonObject | null {
  try {
    const value = JSON.parse(text) as Json
    return isObject(value) ? value : null
  } catch {
    return null
  }
}

export const printDraft = (draft: JsonObject): string => `${JSON.stringify(draft, null, 2)}\n`

export function valueAt(draft: Json | undefined, path: Path): Json | undefined {
  let value: Json | undefined = draft
  for (const key of path) {
    if (isList(value)) value = typeof key === 'number' ? value[key] : undefined
    else if (isObject(value)) value = Object.hasOwn(value, key) ? value[key] : undefined
    else return undefined
  }
  return value
}

export function textAt(draft: Json | undefined, path: Path): string {
  const value = valueAt(draft, path)
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
}

export function numberAt(draft: Json | undefined, path: Path): number | null {
  const value = valueAt(draft, path)
  return typeof value === 'number' ? value : null
}

export function listAt(draft: Json | undefined, path: Path): readonly Json[] {
  const value = valueAt(draft, path)
  return isList(value) ? value : []
}

export const textsAt = (draft: Json | undefined, path: Path): readonly string[] =>
  listAt(draft, path).map((value) => (typeof value === 'string' ? value : JSON.stringify(value)))

/** A copy with one value changed; undefined takes the key or item out. What is missing on the way is made. */
export function withValue(value: Json | undefined, path: Path, next: Json | undefined): Json {
  const [key, ...rest] = path
  if (key === undefined) return next ?? null
  if (typeof key === 'number') {
    const list = isList(value) ? [...value] : []
    if (rest.length === 0 && next === undefined) list.splice(key, 1)
    else list[key] = withValue(list[key], rest, next)
    return list
  }
  const object = isObject(value) ? value : {}
  if (rest.length === 0 && next === undefined) {
    const { [key]: _, ...others } = object
    return others
  }
  return { ...object, [key]: withValue(Object.hasOwn(object, key) ? object[key] : undefined, rest, next) }
}

/** endpoints[0].criterion.goal */
export const pathText = (path: Path): string =>
  path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? key : `${text}.${key}`),
    '',
  )

/** Problems that belong to this value itself, not to something inside it. */
export const problemsAt = (problems: readonly Problem[], path: Path): readonly Problem[] =>
  problems.filter((problem) => problem.where?.path === pathText(path))

/** First id of the form stem-1, stem-2 … that is free. */
export function freeId(stem: string, taken: readonly string[]): string {
  let n = 1
  while (taken.includes(`${stem}${n}`)) n++
  return `${stem}${n}`
}

export const idsAt = (draft: Json | undefined, path: Path): readonly string[] =>
  listAt(draft, path).map((item) => textAt(item, ['id']))

/** An unfinished protocol: what convention settles is filled in, what the study must decide is not. */
export const emptyProtocol = (studyName: string): JsonObject => ({
  format: 'probity.protocol',
  version: 1,
  title: studyName,
  targetCondition: '',
  studyType: '',
  unit: 'examination',
  referenceStandard: '',
  predictions: [],
  endpoints: [],
  success: { combine: 'all', endpoints: [] },
  subgroups: [],
  cohort: { rules: [] },
  intervals: { level: 0.95, proportion: 'clopper-pearson' },
  bootstrap: { replicates: 0, seed: 1 },
  missing: {
    predictions: 'complete-case',
    indeterminatePredictions: 'exclude',
    indeterminateReference: 'exclude',
  },
  minimumCells: { estimate: 5, descriptive: 30 },
})

export const sectionIds = [
  'general',
  'outputs',
  'over-time',
  'comparisons',
  'agreements',
  'endpoints',
  'success',
  'subgroups',
  'cohort',
  'drifts',
  'analysis',
  'planning',
  'limitations',
  'json',
] as const
export type SectionId = (typeof sectionIds)[number]

const sectionOfKey: Readonly<Record<string, SectionId>> = {
  title: 'general',
  targetCondition: 'general',
  studyType: 'general',
  evidenceClass: 'general',
  unit: 'general',
  sampling: 'general',
  samplingDesign: 'general',
  verification: 'general',
  verificationDesign: 'general',
  referenceStandard: 'general',
  notes: 'general',
  predictions: 'outputs',
  repeated: 'over-time',
  comparisons: 'comparisons',
  agreements: 'agreements',
  drifts: 'drifts',
  endpoints: 'endpoints',
  success: 'success',
  subgroups: 'subgroups',
  cohort: 'cohort',
  analysisSets: 'cohort',
  subgroupPairs: 'subgroups',
  intervals: 'analysis',
  analyses: 'analysis',
  multiplicity: 'analysis',
  clusters: 'analysis',
  bootstrap: 'analysis',
  missing: 'analysis',
  minimumCells: 'analysis',
  planning: 'planning',
  limitations: 'limitations',
}

/** Where the form shows what a problem is about; JSON when no field does. */
export function sectionOf(problem: Problem): SectionId {
  const key = /^[A-Za-z]+/.exec(problem.where?.path ?? '')?.[0] ?? ''
  return Object.hasOwn(sectionOfKey, key) ? (sectionOfKey[key] ?? 'json') : 'json'
}
