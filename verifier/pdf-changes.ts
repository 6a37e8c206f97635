import { dictAt, statesOf, type PdfState, type Revision } from './pdf-file.ts'
import { isArray, isDict, PdfRef, refsIn, sameValue, textOf, type PdfDict, type PdfValue } from './pdf-values.ts'

/** A field of the form that takes a signature, and its signature once it has one. */
export interface SignatureField {
  readonly number: number
  readonly name: string
  readonly signature: PdfValue | undefined
}

export function signatureFields(state: PdfState, root: PdfValue | undefined): SignatureField[] {
  const fields = dictAt(state, dictAt(state, root).get('AcroForm')).get('Fields')
  const list = fields instanceof PdfRef ? state.get(fields.number) : fields
  return (isArray(list) ? list : []).flatMap((each) => {
    const field = dictAt(state, each)
    if (!(each instanceof PdfRef) || textOf(field.get('FT')) !== 'Sig') return []
    return [{ number: each.number, name: textOf(field.get('T')), signature: field.get('V') }]
  })
}

interface Step {
  readonly before: PdfState
  readonly after: PdfState
  readonly root: PdfValue | undefined
}

/**
 * What revisions did beyond signing a prepared field (PDFVER-6, PDFVER-14), one line for each: a signature of whoever did
 * it does not excuse it.
 */
export function forbiddenChanges(revisions: readonly Revision[]): string[] {
  const states = statesOf(revisions)
  const root = revisions[0]?.trailer.get('Root')
  return revisions.flatMap(({ objects }, i) => {
    const [before, after] = [states[i - 1], states[i]]
    return before === undefined || after === undefined ? [] : changesOf({ before, after, root }, objects)
  })
}

function changesOf(step: Step, objects: Revision['objects']): string[] {
  const { before } = step
  const found: string[] = []
  const roots: number[] = []
  for (const [number, now] of objects) {
    const old = before.get(number)
    if (old === undefined || sameValue(old, now)) continue
    const brought = isDict(old) && isDict(now) ? broughtBy(step, number, old, now) : null
    if (brought === null) found.push(`object ${number} changed`)
    else roots.push(...brought)
  }
  const [hanging, pointedTo] = [reachable(step, roots), new Set([...before.values()].flatMap(refsIn))]
  for (const number of objects.keys()) {
    if (!before.has(number) && (!hanging.has(number) || pointedTo.has(number))) found.push(`object ${number} added`)
  }
  return found
}

/** Objects that a permitted change brings with it; null where the change is not permitted. */
function broughtBy(step: Step, number: number, old: PdfDict, now: PdfDict): number[] | null {
  const { before, root } = step
  const keys = [...new Set([...old.keys(), ...now.keys()])].filter((key) => !(old.has(key) && now.has(key) && sameValue(old.get(key), now.get(key))))
  const catalog = dictAt(before, root)
  const isNumberOf = (value: PdfValue | undefined) => value instanceof PdfRef && value.number === number
  if (isNumberOf(root)) return ofCatalog(step, old, now, keys)
  if (isNumberOf(catalog.get('AcroForm'))) return keys.join() === 'SigFlags' && now.get('SigFlags') === 3 ? [] : null
  if (isNumberOf(catalog.get('DSS'))) return refsIn(now)
  return signatureFields(before, root).some((field) => field.number === number) ? ofField(step, old, now, keys) : null
}

/** The first signature is entered as the one that certifies; validation data may be added. */
function ofCatalog({ before, after }: Step, old: PdfDict, now: PdfDict, keys: readonly string[]): number[] | null {
  if (keys.some((key) => key !== 'DSS' && (key !== 'Perms' || old.has('Perms')))) return null
  const permissions = dictAt(after, now.get('Perms'))
  const certifying = permissions.get('DocMDP')
  if (keys.includes('Perms') && !(permissions.size === 1 && certifying instanceof PdfRef && !before.has(certifying.number))) return null
  return keys.includes('DSS') ? refsIn(now.get('DSS')) : []
}

/** An empty field gets a signature and its picture, both new; once signed it stays as it is. */
function ofField({ before, after }: Step, old: PdfDict, now: PdfDict, keys: readonly string[]): number[] | null {
  const [signature, picture] = [now.get('V'), now.get('AP')]
  if (old.has('V') || !(signature instanceof PdfRef) || keys.some((key) => key !== 'V' && key !== 'AP')) return null
  if (!['Sig', 'DocTimeStamp'].includes(textOf(dictAt(after, signature).get('Type')))) return null
  if (!keys.includes('AP')) return [signature.number]
  const pictures = dictAt(after, picture)
  const normal = pictures.get('N')
  if (pictures.size !== 1 || !(normal instanceof PdfRef) || before.has(normal.number)) return null
  return [signature.number, normal.number, ...refsIn(picture)]
}

/** New objects that hang on those. */
function reachable({ before, after }: Step, roots: readonly number[]): Set<number> {
  const seen = new Set<number>()
  const open = [...roots]
  for (let number = open.pop(); number !== undefined; number = open.pop()) {
    if (seen.has(number) || before.has(number) || !after.has(number)) continue
    seen.add(number)
    open.push(...refsIn(after.get(number)))
  }
  return seen
}
