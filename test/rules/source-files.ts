import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSync } from 'vite'

export const projectRoot = fileURLToPath(new URL('../../', import.meta.url))

export type Node = {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [key: string]: unknown
}

/** `path` is relative to the project, with forward slashes. */
export type SourceFile = { readonly path: string; readonly text: string; readonly program: Node }

export type Violation = { readonly path: string; readonly line: number; readonly message: string }

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'

/** Files below the folders, relative to the project and sorted; a folder that does not exist holds none. */
export function filesBelow(folders: readonly string[], wanted: (name: string) => boolean): string[] {
  const found = folders
    .filter((folder) => existsSync(path.join(projectRoot, folder)))
    .flatMap((folder) =>
      readdirSync(path.join(projectRoot, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && wanted(entry.name))
        .map((entry) => path.relative(projectRoot, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/')),
    )
  return found.sort()
}

const isScript = (name: string): boolean => /\.(ts|tsx|mjs|js|cjs)$/.test(name) && !/\.d\.m?ts$/.test(name)

export const scriptsBelow = (...folders: string[]): string[] => filesBelow(folders, isScript)

export const readProjectFile = (file: string): string => readFileSync(path.join(projectRoot, file), 'utf8')

export function parseSource(file: string, text: string): SourceFile {
  const { program, errors } = parseSync(file, text)
  const first = errors[0]
  // A file that does not parse would obey every rule.
  if (first !== undefined) throw new Error(`${file}: ${first.message}`)
  return { path: file, text, program: program as unknown as Node }
}

const parsed = new Map<string, SourceFile>()

export function parseFile(file: string): SourceFile {
  const known = parsed.get(file)
  if (known !== undefined) return known
  const source = parseSource(file, readProjectFile(file))
  parsed.set(file, source)
  return source
}

export const lineOf = (source: SourceFile, node: Node): number => source.text.slice(0, node.start).split('\n').length

export const violation = (source: SourceFile, node: Node, message: string): Violation => ({
  path: source.path,
  line: lineOf(source, node),
  message,
})

export const describeViolations = (violations: readonly Violation[]): string[] =>
  violations.map(({ path: file, line, message }) => `${file}:${line}  ${message}`)
