import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { canonicalJson } from '../../shared/ledger/canonical.ts'
import { fromHex, toHex } from '../../shared/vocabulary/ids.ts'
import { problem, Refusal, type Problem } from '../../shared/vocabulary/problem.ts'
import { writeAtomically } from '../files/write.ts'
import { equalInConstantTime, hmac } from '../vault/primitives.ts'
import type { SignInFile } from '../vault/sign-in-file.ts'
import type { ReadCheckpoints } from '../store/checkpoints.ts'
import type { ReadLedger } from '../store/ledger-store.ts'

/**
 * The anchor says outside the database how far the ledger had come. It is written after each commit, so it is never
 * ahead of an untouched store; it stops only people without the key (SPEC.md, STO-7).
 */
const hash = z.string().regex(/^[0-9a-f]{64}$/)
const AnchorBody = z.strictObject({
  format: z.literal('probity.anchor'),
  version: z.literal(1),
  storeId: z.string().regex(/^[0-9a-f]{32}$/),
  schemaVersion: z.int().min(1),
  keyFileGeneration: z.int().min(1),
  /** Of the newest checkpoint. */
  checkpointSize: z.int().min(0),
  /** How many there are: an older page of the store could take away others than the newest. */
  checkpointCount: z.int().min(0),
  seq: z.int().min(0),
  head: hash,
  signIns: z.strictObject({ count: z.int().min(0), head: hash }),
})
const AnchorFile = AnchorBody.extend({ mac: hash })
export type AnchorBody = z.infer<typeof AnchorBody>

export function writeAnchor(path: string, body: AnchorBody, key: Uint8Array): void {
  const mac = toHex(hmac(key, canonicalJson(body)))
  writeAtomically(path, `${canonicalJson({ ...body, mac })}\n`)
}

/** Throws Refusal store/anchor unless the file is exactly what a holder of the key wrote. */
export function readAnchor(path: string, key: Uint8Array): AnchorBody {
  if (!existsSync(path)) throw anchorRefusal('missing')
  const text = readFileSync(path, 'utf8')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw anchorRefusal('damaged')
  }
  const parsed = AnchorFile.safeParse(value)
  if (!parsed.success || `${canonicalJson(value)}\n` !== text) throw anchorRefusal('damaged')
  const { mac, ...body } = parsed.data
  if (!equalInConstantTime(hmac(key, canonicalJson(body)), fromHex(mac))) throw anchorRefusal('mac')
  return body
}

type Kept = { readonly ledger: ReadLedger; readonly checkpoints: ReadCheckpoints }

/** What the anchor knows that the store does not say any more. Being behind by the last commit is no finding. */
export function anchorFindings(anchor: AnchorBody, { ledger, checkpoints }: Kept, signIns: SignInFile): Problem[] {
  const findings: Problem[] = []
  const storeSeq = ledger.head().seq
  const found = { anchorSeq: anchor.seq, storeSeq }
  if (anchor.seq > storeSeq) findings.push(problem('store/anchor', { cause: 'rolled-back', ...found }))
  else if (anchor.seq > 0 && ledger.hashAt(anchor.seq) !== anchor.head) {
    findings.push(problem('store/anchor', { cause: 'other-history', ...found }))
  }
  const size = checkpoints.latest()?.size ?? 0
  const isMissing = anchor.checkpointSize > size || anchor.checkpointCount > checkpoints.count()
  if (isMissing && anchor.seq <= storeSeq) {
    const nMissing = Math.max(0, anchor.checkpointCount - checkpoints.count())
    findings.push(problem('store/anchor', { cause: 'checkpoint-missing', anchorSize: anchor.checkpointSize, storeSize: size, nMissing }))
  }
  if (signIns.heads[anchor.signIns.count] !== anchor.signIns.head) {
    const count = { anchorCount: anchor.signIns.count, fileCount: signIns.entries.length }
    findings.push(problem('store/anchor', { cause: 'sign-in-file', ...count }))
  }
  return findings
}

const anchorRefusal = (cause: string): Refusal => new Refusal(problem('store/anchor', { cause }))
