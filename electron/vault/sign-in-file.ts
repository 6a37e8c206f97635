import { existsSync, readFileSync, statSync } from 'node:fs'
import { z } from 'zod'
import { canonicalJson } from '../../shared/ledger/canonical.ts'
import { concatBytes } from '../../shared/vocabulary/columns.ts'
import { fromHex, toHex } from '../../shared/vocabulary/ids.ts'
import { appendFlushed } from '../files/write.ts'
import { sha256 } from '../files/digest.ts'
import { problem, Refusal } from '../../shared/vocabulary/problem.ts'

/**
 * Sign-ins happen, and fail, when there is no store key, so they cannot go into the store. They go to a hash-linked
 * file beside it, one canonical JSON line each, flushed; its count and head are in the anchor (SPEC.md, VLT-8).
 */
const SignIn = z.strictObject({
  v: z.literal(1),
  n: z.int().min(1),
  prev: z.string().regex(/^[0-9a-f]{64}$/),
  at: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
  /** null if nobody has that id: what was typed there may be a passphrase, so it is not kept. */
  personId: z.string().regex(/^[0-9a-f]{32}$/).nullable(),
  purpose: z.enum(['unlock', 'signature', 'verification', 'witness', 'passphrase', 'recovery']),
  outcome: z.enum(['accepted', 'refused']),
  /** Which start of the computer, and how long it had run: no clock can be set back to shorten a delay. */
  boot: z.string().min(1).max(64),
  uptimeMs: z.int().min(0),
})
export type SignIn = z.infer<typeof SignIn>
export type SignInPurpose = SignIn['purpose']

export interface SignInFile {
  readonly entries: readonly SignIn[]
  /** Hash of the chain after each entry; heads[0] is 64 zeros, heads[n] is after entry n. */
  readonly heads: readonly string[]
  /** A last line that was cut off by a crash while it was written. */
  readonly torn: boolean
  readonly completeBytes: number
}

const TAG = new TextEncoder().encode('probity.sign-in.v1\0')
const ZERO = '0'.repeat(64)

export function readSignInFile(path: string): SignInFile {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
  const whole = withoutTornEnd(text)
  const torn = whole !== text
  const lines = whole.split('\n').slice(0, -1)
  const entries: SignIn[] = []
  const heads = [ZERO]
  for (const line of lines) {
    const entry = parseLine(line, entries.length + 1, heads.at(-1) ?? ZERO)
    entries.push(entry)
    heads.push(linkHash(heads.at(-1) ?? ZERO, line))
  }
  return { entries, heads, torn, completeBytes: Buffer.byteLength(whole) }
}

/**
 * Without a last line that a crash or a loss of power left: its end is missing, or sectors of it never arrived and read
 * as zeros although its end did.
 */
function withoutTornEnd(text: string): string {
  const complete = text.slice(0, text.lastIndexOf('\n') + 1)
  const last = complete.lastIndexOf('\n', complete.length - 2) + 1
  return complete.includes('\0', last) ? complete.slice(0, last) : complete
}

export function recordSignIn(path: string, happened: Omit<SignIn, 'v' | 'n' | 'prev'>): void {
  const before = readSignInFile(path)
  const entry: SignIn = { v: 1, n: before.entries.length + 1, prev: before.heads.at(-1) ?? ZERO, ...happened }
  appendFlushed(path, `${canonicalJson(entry)}\n`, before.completeBytes)
}

/** Refused attempts of one person, or of unknown ones (null), after the last accepted one for one of the purposes. */
export function refusedSince(
  { entries }: SignInFile,
  personId: string | null,
  purposes: readonly SignInPurpose[] | 'any' = 'any',
): { readonly n: number; readonly last: SignIn | null } {
  let n = 0
  let last: SignIn | null = null
  for (const entry of entries) {
    if (entry.personId !== personId) continue
    if (entry.outcome === 'refused') {
      n += 1
      last = entry
    } else if (purposes === 'any' || purposes.includes(entry.purpose)) {
      n = 0
      last = null
    }
  }
  return { n, last }
}

function parseLine(line: string, n: number, prev: string): SignIn {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    throw broken(n)
  }
  const parsed = SignIn.safeParse(value)
  if (!parsed.success || parsed.data.n !== n || parsed.data.prev !== prev) throw broken(n)
  if (canonicalJson(value) !== line) throw broken(n)
  return parsed.data
}

const known = new Map<string, { readonly file: string; readonly count: number; readonly head: string }>()

/** Count and head for the anchor, which is written after every commit: read anew only when the file is another or has changed. */
export function signInHead(path: string): { readonly count: number; readonly head: string } {
  const file = fileMark(path)
  const before = known.get(path)
  if (before?.file === file) return { count: before.count, head: before.head }
  const { entries, heads } = readSignInFile(path)
  const now = { count: entries.length, head: heads.at(-1) ?? ZERO }
  known.set(path, { file, ...now })
  return now
}

/** A file that was put in the place of another has the same size perhaps, but not the same number and time. */
function fileMark(path: string): string {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false })
  return found === undefined ? 'none' : [found.ino, found.size, found.mtimeNs, found.ctimeNs].join('/')
}

const linkHash = (prev: string, line: string): string =>
  toHex(sha256(concatBytes([TAG, fromHex(prev), sha256(new TextEncoder().encode(line))])))

const broken = (n: number): Refusal => new Refusal(problem('store/anchor', { cause: 'sign-in-file', n }))
