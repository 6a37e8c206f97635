import { equalBytes } from './der.ts'
import { dictOf, resolve, rootOf, stateAt, type PdfFile, type PdfObject, type PdfState } from './pdf-file.ts'
import { nameObjects } from './pdf-names.ts'
import { signatureFields } from './pdf-signatures.ts'
import { canonicalText, nothing, referencesOf, textOf, type PdfDict, type PdfValue } from './pdf-syntax.ts'

/** One object that a revision must not have touched, by the name people know it by. */
export interface ForbiddenChange {
  readonly object: string
  readonly how: 'changed' | 'added'
  /** Keys that differ, when the object is a dictionary. */
  readonly keys: readonly string[]
}

interface Step {
  readonly file: PdfFile
  readonly before: PdfState
  readonly after: PdfState
  readonly index: number
}

/**
 * What revision `index` did beyond DocMDP P=2: signing a prepared field, validation data (DSS), a document time stamp.
 * A signature of the signer who made the change does not excuse it.
 */
export function forbiddenChanges(file: PdfFile, index: number): readonly ForbiddenChange[] {
  const revision = file.revisions[index]
  if (!revision || index === 0) return []
  const step: Step = { file, before: stateAt(file, index - 1), after: stateAt(file, index), index }
  // Names are only worked out when there is something to name.
  const nameBefore = (object: number): string => nameObjects(file, step.before)(object)
  const nameAfter = (object: number): string => nameObjects(file, step.after)(object)
  const found: ForbiddenChange[] = []
  const roots: number[] = []
  for (const object of revision.objects.values()) {
    const old = step.before.get(object.number)
    if (!old || sameObject(file.bytes, old, object)) continue
    const keys = changedKeys(old.value, object.value)
    const allowed = allowedRoots(step, old, object, keys)
    if (allowed) for (const root of allowed) roots.push(root)
    else found.push({ object: nameBefore(object.number), how: 'changed', keys })
  }
  const reachable = closure(step, roots)
  const dangling = new Set<number>()
  for (const each of step.before.values()) for (const reference of referencesOf(each.value)) dangling.add(reference)
  for (const object of revision.objects.values()) {
    if (step.before.has(object.number)) continue
    const loose = !reachable.has(object.number) || dangling.has(object.number)
    if (loose) found.push({ object: nameAfter(object.number), how: 'added', keys: [] })
  }
  return found
}

function sameObject(bytes: Uint8Array, a: PdfObject, b: PdfObject): boolean {
  if (canonicalText(a.value) !== canonicalText(b.value)) return false
  if (a.value.kind !== 'stream' || b.value.kind !== 'stream') return true
  return equalBytes(bytes.subarray(a.value.start, a.value.end), bytes.subarray(b.value.start, b.value.end))
}

function changedKeys(before: PdfValue, after: PdfValue): string[] {
  if (before.kind !== 'dict' || after.kind !== 'dict') return []
  const keys = new Set([...before.entries.keys(), ...after.entries.keys()])
  const text = (dict: PdfDict, key: string) => canonicalText(dict.entries.get(key) ?? nothing)
  return [...keys].filter((key) => text(before, key) !== text(after, key)).sort()
}

/** The new objects that this change may bring with it; null when the change is not one of the allowed ones. */
function allowedRoots(step: Step, old: PdfObject, now: PdfObject, keys: readonly string[]): number[] | null {
  if (old.value.kind !== 'dict' || now.value.kind !== 'dict' || keys.length === 0) return null
  const root = rootOf(step.file)
  const isCatalog = root?.kind === 'ref' && root.object === now.number
  if (isCatalog) return catalogRoots(step, old.value, now.value, keys)
  const form = dictOf(step.before, root).entries.get('AcroForm')
  if (form?.kind === 'ref' && form.object === now.number) {
    const flags = now.value.entries.get('SigFlags')
    return keys.join() === 'SigFlags' && flags?.kind === 'number' && flags.value === 3 ? [] : null
  }
  const store = dictOf(step.before, root).entries.get('DSS')
  if (store?.kind === 'ref' && store.object === now.number) return referencesOf(now.value)
  const isField = signatureFields(step.file, step.before).some((field) => field.object === now.number)
  return isField ? fieldRoots(step, old.value, now.value, keys) : null
}

function catalogRoots(step: Step, old: PdfDict, now: PdfDict, keys: readonly string[]): number[] | null {
  for (const key of keys) {
    if (key !== 'DSS' && !(key === 'Perms' && !old.entries.has('Perms'))) return null
  }
  const permission = dictOf(step.after, now.entries.get('Perms')).entries
  if (keys.includes('Perms')) {
    const signature = permission.get('DocMDP')
    const isNew = signature?.kind === 'ref' && !step.before.has(signature.object)
    if (permission.size !== 1 || !isNew) return null
  }
  const store = now.entries.get('DSS')
  return store && keys.includes('DSS') ? referencesOf(store) : []
}

/** An empty field gets its signature and its appearance, both as new objects. Once signed it stays as it is. */
function fieldRoots(step: Step, old: PdfDict, now: PdfDict, keys: readonly string[]): number[] | null {
  if (old.entries.has('V') || keys.some((key) => key !== 'V' && key !== 'AP') || !keys.includes('V')) return null
  const signature = now.entries.get('V')
  const type = textOf(dictOf(step.after, signature).entries.get('Type'))
  if (signature?.kind !== 'ref' || !['Sig', 'DocTimeStamp'].includes(type)) return null
  if (!keys.includes('AP')) return [signature.object]
  const appearance = resolve(step.after, now.entries.get('AP'))
  const normal = appearance.kind === 'dict' ? appearance.entries.get('N') : undefined
  const onlyNormal = appearance.kind === 'dict' && appearance.entries.size === 1
  if (!onlyNormal || normal?.kind !== 'ref' || step.before.has(normal.object)) return null
  return [signature.object, normal.object, ...referencesOf(now.entries.get('AP') ?? nothing)]
}

/** New objects that hang on the allowed ones. */
function closure(step: Step, roots: readonly number[]): Set<number> {
  const seen = new Set<number>()
  const open = [...roots]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const object = step.after.get(next)
    if (!object || seen.has(next) || step.before.has(next)) continue
    seen.add(next)
    for (const reference of referencesOf(object.value)) open.push(reference)
  }
  return seen
}
