import type { z } from 'zod'
import type { Problem } from '../vocabulary/problem.ts'
import { problem } from '../vocabulary/problem.ts'
import { jsonPath } from './strict-json.ts'

type Issue = z.core.$ZodIssue

/**
 * A fault of form as problems in our own words (rules PCK-11 and PCK-12). document: the value that was checked, which
 * tells a part that is missing from one that is wrong.
 */
export function shapeProblems(issue: Issue, document: unknown): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => problem('protocol/unknown-key', { key }, { path: jsonPath([...issue.path, key]) }))
  }
  return [problem('protocol/shape', { detail: detailOf(issue, document) }, { path: jsonPath(issue.path) })]
}

function detailOf(issue: Issue, document: unknown): string {
  if (valueAt(document, issue.path) === undefined) return 'it is still needed'
  switch (issue.code) {
    case 'too_small':
      return isSize(issue.origin) ? 'it is still empty' : `it must be ${issue.inclusive ? 'at least' : 'above'} ${issue.minimum}`
    case 'too_big':
      return isSize(issue.origin)
        ? `it has more than ${issue.maximum} ${issue.origin === 'string' ? 'characters' : 'entries'}`
        : `it must be ${issue.inclusive ? 'at most' : 'below'} ${issue.maximum}`
    case 'invalid_type':
      return `it must be ${kinds[issue.expected] ?? 'of another kind'}`
    case 'invalid_value':
      return issue.values.length === 1 ? `it must be ${String(issue.values[0])}` : oneOf(issue.values)
    case 'invalid_union':
      return oneOf('options' in issue && Array.isArray(issue.options) ? issue.options : [])
    case 'invalid_format':
      return 'it must begin with a letter, go on with letters, digits, _ . - and have at most 40 characters'
    case 'invalid_key':
      return 'a code must have 1 to 100 characters'
    default:
      return 'its form is wrong'
  }
}

/** Every minimum size of the protocol is one: smaller is empty. */
const isSize = (origin: string): boolean => origin === 'string' || origin === 'array'

const oneOf = (values: readonly unknown[]): string =>
  values.length === 0 ? 'its kind is not known' : `it must be one of ${values.map((each) => `“${String(each)}”`).join(', ')}`

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  array: 'a list',
  object: 'an object',
  record: 'an object',
}

function valueAt(document: unknown, path: readonly PropertyKey[]): unknown {
  let value = document
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Record<PropertyKey, unknown>)[key]
  }
  return value
}
