import { dictOf, itemsOf, rootOf, type PdfFile, type PdfState } from './pdf-file.ts'
import { signatureFields } from './pdf-signatures.ts'
import { textOf, type PdfValue } from './pdf-syntax.ts'

/** What people call an object: "page 3 (object 12)". Needed to say what was changed, not just that something was. */
export function nameObjects(file: PdfFile, state: PdfState): (object: number) => string {
  const names = new Map<number, string>()
  const give = (value: PdfValue | undefined, name: string): void => {
    if (value?.kind === 'ref' && !names.has(value.object)) names.set(value.object, name)
  }
  const root = rootOf(file)
  const catalog = dictOf(state, root).entries
  give(root, 'document catalog')
  give(catalog.get('Pages'), 'page tree')
  give(catalog.get('AcroForm'), 'form')
  give(catalog.get('Names'), 'name tree')
  give(catalog.get('Metadata'), 'metadata')
  give(file.revisions[0]?.trailer.entries.get('Info'), 'document information')
  for (const field of signatureFields(file, state)) {
    names.set(field.object, `signature field ${field.name}`)
    give(field.dict.entries.get('V'), `signature in ${field.name}`)
    give(dictOf(state, field.dict.entries.get('AP')).entries.get('N'), `appearance of ${field.name}`)
  }
  for (const [index, page] of pagesOf(state, catalog.get('Pages')).entries()) {
    const entries = dictOf(state, page).entries
    give(page, `page ${index + 1}`)
    give(entries.get('Contents'), `contents of page ${index + 1}`)
    for (const part of itemsOf(state, entries.get('Contents'))) give(part, `contents of page ${index + 1}`)
    give(entries.get('Resources'), `resources of page ${index + 1}`)
    give(entries.get('Annots'), `annotations of page ${index + 1}`)
  }
  for (const each of fileSpecifications(file, state)) {
    give(each.specification, `description of attachment ${each.name}`)
    give(each.stream, `attachment ${each.name}`)
  }
  return (object) => {
    const name = names.get(object) ?? typeName(state, object)
    return name === '' ? `object ${object}` : `${name} (object ${object})`
  }
}

function typeName(state: PdfState, object: number): string {
  const entries = dictOf(state, { kind: 'ref', object }).entries
  return [textOf(entries.get('Type')), textOf(entries.get('Subtype'))].filter((part) => part !== '').join(' ')
}

/** Leaves of the page tree in order; a tree that turns back on itself ends where it does. */
function pagesOf(state: PdfState, tree: PdfValue | undefined): PdfValue[] {
  const seen = new Set<number>()
  const pages: PdfValue[] = []
  // A stack of our own: a hostile tree can be deeper than the engine's.
  const open = tree ? [tree] : []
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.kind !== 'ref' || seen.has(next.object)) continue
    seen.add(next.object)
    const entries = dictOf(state, next).entries
    if (!entries.has('Kids')) pages.push(next)
    for (const kid of itemsOf(state, entries.get('Kids')).toReversed()) open.push(kid)
  }
  return pages
}

/** The files in the catalog's name tree (one level: Probity writes no deeper one). */
export function fileSpecifications(
  file: PdfFile,
  state: PdfState,
): { name: string; specification: PdfValue; stream: PdfValue | undefined }[] {
  const names = dictOf(state, dictOf(state, rootOf(file)).entries.get('Names'))
  const pairs = itemsOf(state, dictOf(state, names.entries.get('EmbeddedFiles')).entries.get('Names'))
  return pairs.flatMap((name, i) => {
    const specification = pairs[i + 1]
    if (i % 2 === 1 || !specification) return []
    const embedded = dictOf(state, dictOf(state, specification).entries.get('EF'))
    return [{ name: textOf(name), specification, stream: embedded.entries.get('F') }]
  })
}
