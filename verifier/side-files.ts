import { isHex, macHex, sameText, sha256 } from './bytes.ts'
import { canonical, readCanonical } from './canonical-json.ts'
import { finding, type Finding } from './findings.ts'

const NOTHING = '0'.repeat(64)
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const purposes = ['unlock', 'signature', 'verification', 'witness', 'passphrase', 'recovery']

/** `sign-in.log` (VLT-8): each line hangs on the one before. `heads[n]` is the hash after n lines. */
export interface SignIns {
  readonly heads: readonly string[]
  readonly lines: readonly Readonly<Record<string, unknown>>[]
  readonly findings: readonly Finding[]
}

export function readSignIns(text: string): SignIns {
  const heads = [NOTHING]
  const lines: Record<string, unknown>[] = []
  for (const line of wholeLines(text)) {
    const value = readCanonical(line)
    const before = heads.at(-1) ?? NOTHING
    if (value === null || !isSignIn(value, lines.length + 1, before)) {
      return { heads, lines, findings: [finding('VLT-8', `line ${lines.length + 1}`, { object: 'sign-in.log' })] }
    }
    lines.push(value)
    const link = [Buffer.from('probity.sign-in.v1\0'), Buffer.from(before, 'hex'), sha256(line)]
    heads.push(sha256(Buffer.concat(link)).toString('hex'))
  }
  return { heads, lines, findings: [] }
}

/** What a crash left of a last line was never acknowledged: no line feed, or bytes that never arrived and read as zeros. */
function wholeLines(text: string): string[] {
  const lines = text.split('\n').slice(0, -1)
  return lines.at(-1)?.includes('\0') ? lines.slice(0, -1) : lines
}

function isSignIn(line: Record<string, unknown>, n: number, before: string): boolean {
  const { v, prev, at, personId, purpose, outcome, boot, uptimeMs } = line
  if (v !== 1 || line['n'] !== n || prev !== before || Object.keys(line).length !== 9) return false
  if (outcome !== 'accepted' && outcome !== 'refused') return false
  if (typeof boot !== 'string' || boot.length < 1 || boot.length > 64) return false
  if (!Number.isSafeInteger(uptimeMs) || (uptimeMs as number) < 0) return false
  if (!(typeof at === 'string' && instant.test(at)) || !purposes.includes(String(purpose))) return false
  return personId === null || isHex(personId, 32)
}

/** `anchor.json` (STO-7): how far the store had come when it was last written. */
export interface Anchor {
  readonly storeId: string
  readonly schemaVersion: number
  readonly keyFileGeneration: number
  readonly checkpointSize: number
  readonly checkpointCount: number
  readonly seq: number
  readonly head: string
  readonly signIns: { readonly count: number; readonly head: string }
}

export function readAnchor(text: string | null, key: Uint8Array): Anchor | Finding {
  const bad = (cause: string) => finding('STO-7', cause, { object: 'anchor.json' })
  if (text === null) return bad('missing')
  const value = text.endsWith('\n') ? readCanonical(text.slice(0, -1)) : null
  if (value === null) return bad('damaged')
  const { mac, ...body } = value
  const { format, version } = body
  if (format !== 'probity.anchor' || version !== 1 || !isHex(mac, 64) || !hasItsFields(body)) return bad('damaged')
  return sameText(macHex(key, canonical(body)), mac) ? (body as unknown as Anchor) : bad('mac')
}

function hasItsFields(body: Record<string, unknown>): boolean {
  const { storeId, head, signIns } = body
  const counts = ['schemaVersion', 'keyFileGeneration', 'checkpointSize', 'checkpointCount', 'seq'].map((name) => body[name])
  if (Object.keys(body).length !== 10 || !isHex(storeId, 32) || !isHex(head, 64)) return false
  if (!counts.every((each) => Number.isSafeInteger(each)) || typeof signIns !== 'object' || signIns === null) return false
  const { count, head: last } = signIns as Record<string, unknown>
  return Number.isSafeInteger(count) && isHex(last, 64)
}
