import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

let found: string | undefined

/**
 * Path of a file in `resources/`, the same from source, from the build and inside the package: the nearest folder above
 * this module that holds `resources/vectors`.
 */
export function resourcePath(...names: string[]): string {
  found ??= resourcesAbove(dirname(fileURLToPath(import.meta.url)))
  return join(found, ...names)
}

function resourcesAbove(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    const candidate = join(folder, 'resources')
    if (existsSync(join(candidate, 'vectors'))) return candidate
    if (dirname(folder) === folder) throw new Error('the folder "resources" is not above the program')
  }
}
