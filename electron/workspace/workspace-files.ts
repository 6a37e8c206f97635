import { existsSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { z } from 'zod'
import { canonicalJson } from '../../shared/ledger/canonical.ts'
import type { PersonId, Sha256 } from '../../shared/vocabulary/ids.ts'
import { problem, Refusal } from '../../shared/vocabulary/problem.ts'
import { sha256Hex } from '../files/digest.ts'
import { writeAtomically } from '../files/write.ts'
import { damaged, readKeyFile } from '../vault/key-file.ts'
import { readSignInFile } from '../vault/sign-in-file.ts'

/** A workspace is a folder of five files; SPEC.md fixes each. */
export interface WorkspacePaths {
  readonly folder: string
  readonly about: string
  readonly store: string
  readonly keyFile: string
  readonly anchor: string
  readonly signInFile: string
}

export function workspacePaths(folder: string): WorkspacePaths {
  const at = resolve(folder)
  return {
    folder: at,
    about: join(at, 'workspace.json'),
    store: join(at, 'workspace.probity'),
    keyFile: join(at, 'keys.json'),
    anchor: join(at, 'anchor.json'),
    signInFile: join(at, 'sign-in.log'),
  }
}

const About = z.strictObject({
  format: z.literal('probity.workspace'),
  version: z.literal(1),
  storeId: z.string().regex(/^[0-9a-f]{32}$/),
  name: z.string().min(1).max(300),
  /** Present in demonstration workspaces only: made-up data need no secret. */
  demo: z.strictObject({ passphrase: z.string() }).optional(),
})

type About = z.infer<typeof About>

export interface WorkspaceSummary {
  readonly storeId: string
  readonly name: string
  readonly people: readonly { readonly personId: PersonId; readonly signInName: string; readonly fullName: string }[]
  /** Since the workspace was last open. */
  readonly nFailedSignIns: number
  readonly demo: { readonly passphrase: string } | null
}

/** Its name, as far as the folder still tells; null where it does not. */
export function workspaceName(folder: string): string | null {
  try {
    return readAbout(workspacePaths(folder)).name
  } catch {
    return null
  }
}

/** What anybody may know before unlocking. */
export function readWorkspace(folder: string): WorkspaceSummary {
  const paths = workspacePaths(folder)
  const about = readAbout(paths)
  const { file } = readKeyFile(paths.keyFile)
  if (file.storeId !== about.storeId) throw damaged('other-store')
  return {
    storeId: about.storeId,
    name: about.name,
    people: file.slots.map(({ personId, signInName, fullName }) => ({ personId: personId as PersonId, signInName, fullName })),
    nFailedSignIns: failedSignInsSince(paths),
    demo: about.demo ?? null,
  }
}

/** Without a key the anchor can be read but not trusted; unlocking checks both files. */
function failedSignInsSince(paths: WorkspacePaths): number {
  try {
    const anchor = SignInCount.parse(JSON.parse(readFileSync(paths.anchor, 'utf8')))
    const { entries } = readSignInFile(paths.signInFile)
    return entries.slice(anchor.signIns.count).filter((each) => each.outcome === 'refused').length
  } catch {
    return 0
  }
}

const SignInCount = z.object({ signIns: z.object({ count: z.int() }) })

export const workspaceSha256 = (row: { storeId: string; name: string; createdAt: string }): Sha256 =>
  sha256Hex(canonicalJson(row))

export function readAbout(paths: WorkspacePaths): About {
  if (!existsSync(paths.folder)) throw new Refusal(problem('store/gone'))
  if (!existsSync(paths.about)) throw new Refusal(problem('store/not-a-workspace'))
  try {
    return About.parse(JSON.parse(readFileSync(paths.about, 'utf8')))
  } catch {
    throw new Refusal(problem('store/not-a-workspace'))
  }
}

export function writeAbout(paths: WorkspacePaths, about: Omit<About, 'format' | 'version'>): void {
  writeAtomically(paths.about, `${canonicalJson({ format: 'probity.workspace', version: 1, ...about })}\n`)
}

/** Names of everything that making a workspace may leave in its folder. */
export const filesOf = ({ about, store, keyFile, anchor, signInFile }: WorkspacePaths): string[] =>
  [about, store, `${store}-wal`, `${store}-journal`, keyFile, anchor, signInFile].map((path) => basename(path))
