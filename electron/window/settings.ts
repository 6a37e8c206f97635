import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { removeParts, writeAtomically } from '../files/write.ts'

/** Interface settings: a plain file without patient data. A file that cannot be read is replaced by the defaults. */
const SettingsFile = z.object({
  theme: z.enum(['system', 'light', 'dark']).catch('system'),
  bounds: z.object({ x: z.int(), y: z.int(), width: z.int().min(800), height: z.int().min(500) }).optional().catch(undefined),
  recent: z
    .array(z.object({ folder: z.string(), name: z.string(), demo: z.boolean() }))
    .max(20)
    .catch([]),
})
export type SettingsFile = z.infer<typeof SettingsFile>

export interface Settings {
  readonly current: SettingsFile
  change(part: Partial<SettingsFile>): Promise<void>
  remember(folder: string, name: string, demo: boolean): Promise<void>
}

export function openSettings(userData: string): Settings {
  const file = join(userData, 'settings.json')
  let current = read(file)
  removeParts(userData, ['settings.json'])
  const change = async (part: Partial<SettingsFile>) => {
    current = { ...current, ...part }
    writeAtomically(file, `${JSON.stringify(current, null, 2)}\n`)
  }
  return {
    get current() {
      return current
    },
    change,
    remember: (folder, name, demo) =>
      change({ recent: [{ folder, name, demo }, ...current.recent.filter((each) => each.folder !== folder)].slice(0, 10) }),
  }
}

function read(file: string): SettingsFile {
  const empty = SettingsFile.parse({})
  if (!existsSync(file)) return empty
  try {
    return SettingsFile.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return empty
  }
}
