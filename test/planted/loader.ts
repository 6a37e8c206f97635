import { registerHooks } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseFile, projectRoot } from '../rules/source-files.ts'
import { instrument } from './instrument.ts'
import type { NumberedPlant } from './messages.ts'
import { groupedBy } from './plants.ts'

const projectUrl = pathToFileURL(projectRoot).href
const ownUrl = new URL('.', import.meta.url).href
const standIn = 'planted:vitest'
// Asked before the stand-in takes the name.
const realVitest = import.meta.resolve('vitest')

/** The real expect; tests that wait to be run one by one. */
const standInSource = (): string =>
  `export { describe, it, test } from ${JSON.stringify(new URL('collected.ts', ownUrl).href)}
export { expect } from ${JSON.stringify(realVitest)}`

function ofProject(url: string): boolean {
  return url.startsWith(projectUrl) && !url.includes('/node_modules/') && !url.startsWith(ownUrl)
}

/** A fresh copy is asked for by a query, which goes on to what it imports: all of it, or the test files only. */
function goesOn(query: string, url: string): boolean {
  if (!ofProject(url)) return false
  return query.startsWith('?all=') || (query.startsWith('?tests=') && url.startsWith(`${projectUrl}test/`))
}

/**
 * From now on the files that have plants are loaded with all of them inside, switched off, and tests are collected
 * instead of run. Nothing is written: the changed text exists in this thread only.
 */
export function loadPlanted(plants: readonly NumberedPlant[]): void {
  const byFile = groupedBy(plants, (each) => each.file)
  const texts = new Map(
    [...byFile].map(([file, own]) => [pathToFileURL(path.join(projectRoot, file)).href, instrument(parseFile(file), own)]),
  )
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier === 'vitest') return { url: standIn, format: 'module', shortCircuit: true }
      const found = next(specifier, context)
      const query = context.parentURL?.match(/\?.*$/)?.[0] ?? ''
      return goesOn(query, found.url) ? { ...found, url: `${found.url.replace(/\?.*$/, '')}${query}` } : found
    },
    load(url, context, next) {
      if (url === standIn) return { format: 'module', source: standInSource(), shortCircuit: true }
      const source = texts.get(url.replace(/\?.*$/, ''))
      return source === undefined ? next(url, context) : { format: 'module-typescript', source, shortCircuit: true }
    },
  })
}

/** Imports a file of the project; `query` as above, or empty for the copy that is shared. */
export const importProject = (file: string, query = ''): Promise<Record<string, unknown>> =>
  import(`${pathToFileURL(path.join(projectRoot, file)).href}${query}`) as Promise<Record<string, unknown>>
