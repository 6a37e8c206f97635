import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const Licences = z.array(z.object({ name: z.string(), version: z.string(), licence: z.string() }))

/** Third-party packages in this build, written by the build beside the page. */
export function bundledLicences(): z.infer<typeof Licences> {
  try {
    return Licences.parse(JSON.parse(readFileSync(join(import.meta.dirname, '../licences.json'), 'utf8')))
  } catch {
    return []
  }
}
