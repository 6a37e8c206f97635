import { existsSync, readdirSync, rmdirSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { moveFolder } from '../files/copy.ts'
import { removeParts, removeQuietly } from '../files/write.ts'
import { filesOf, workspacePaths } from './workspace-files.ts'

/** Second name under which it is tried whether another program has a store. */
export const IN_USE_CHECK = '.in-use-check'

/** A restore works in a folder and moves another aside, both named after it with one mark: when, and a random number. */
export const restoringName = (folder: string, mark: string): string => `${folder}.restoring-${mark}`
export const replacedName = (folder: string, mark: string): string => `${folder}.replaced-${mark}`

/**
 * Takes back a restore that was killed. Between its two moves the folder is missing and the store that stood there has
 * another name: it gets its own again, as if the second move had failed. What was being prepared is a copy of the
 * backup and goes, file by file; a folder that holds anything else stays.
 */
export function takeBackRestore(folder: string): void {
  const into = resolve(folder)
  for (const mark of marksBeside(into)) {
    const aside = replacedName(into, mark)
    if (!existsSync(into) && existsSync(aside)) moveFolder(aside, into)
    removeUnfinished(restoringName(into, mark))
  }
}

function marksBeside(into: string): string[] {
  if (!existsSync(dirname(into))) return []
  const before = `${basename(into)}.restoring-`
  const marks = readdirSync(dirname(into)).filter((name) => name.startsWith(before)).map((name) => name.slice(before.length))
  return marks.filter((mark) => /^\d{8}T\d{6}Z-[0-9a-f]{6}$/.test(mark))
}

/** A folder in which a workspace was being made when the program was killed; only what it writes there is removed. */
export function removeUnfinished(folder: string): void {
  const files = filesOf(workspacePaths(folder))
  removeTemporary(folder)
  for (const file of files) removeQuietly(join(folder, file))
  try {
    rmdirSync(folder)
  } catch {
    // Something else is in it.
  }
}

/** What is never read and is a whole of nothing. */
export function removeTemporary(folder: string): void {
  removeParts(folder, filesOf(workspacePaths(folder)))
  removeQuietly(join(folder, IN_USE_CHECK))
}
