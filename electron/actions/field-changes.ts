import type { FieldChange } from '../../shared/ipc/trail-views.ts'

const mostFields = 300
const mostText = 500

/**
 * Two versions of a record compared field by field: every place where they differ, in the order of the newer one, what is
 * gone last. Lists are compared place by place. null stands for a version that is not there.
 */
export function fieldChanges(before: unknown, after: unknown): { fields: FieldChange[]; nMore: number } {
  const old = new Map(leaves(before, ''))
  const now = new Map(leaves(after, ''))
  const fields: FieldChange[] = []
  for (const [field, value] of now) if (old.get(field) !== value) fields.push({ field, before: old.get(field) ?? null, after: value })
  for (const [field, value] of old) if (!now.has(field)) fields.push({ field, before: value, after: null })
  return { fields: fields.slice(0, mostFields).map(clipped), nMore: Math.max(0, fields.length - mostFields) }
}

/** endpoints[0].criterion.bound → its value as text; an empty list or object is a value of its own. */
function* leaves(value: unknown, path: string): Generator<[string, string]> {
  if (value === undefined || (value === null && path === '')) return
  if (Array.isArray(value) && value.length > 0) {
    for (const [i, each] of value.entries()) yield* leaves(each, `${path}[${i}]`)
  } else if (typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0) {
    for (const [name, each] of Object.entries(value)) yield* leaves(each, path === '' ? name : `${path}.${name}`)
  } else yield [path, typeof value === 'string' ? value : JSON.stringify(value)]
}

const clipped = ({ field, before, after }: FieldChange): FieldChange => ({ field, before: clip(before), after: clip(after) })
const clip = (text: string | null): string | null => (text !== null && text.length > mostText ? `${text.slice(0, mostText)}…` : text)
