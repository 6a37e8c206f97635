import canonicalize from 'canonicalize'
import type { Columns } from '../vocabulary/columns.ts'
import { columnsSha256 } from '../vocabulary/columns.ts'
import type { Sha256Function } from '../vocabulary/ids.ts'
import { toHex } from '../vocabulary/ids.ts'
import type { Protocol } from '../vocabulary/protocol.ts'
import type { Results } from '../vocabulary/results.ts'
import type { InputDigests } from './input.ts'

/** RFC 8785 text of a JSON value. */
export function canonicalText(value: unknown): string {
  const text = canonicalize(value)
  if (text === undefined) throw new RangeError('value has no canonical JSON')
  return text
}

/** The protocol as it is digested and locked. */
export const canonicalProtocol = (protocol: Protocol): string => canonicalText(protocol)

/** The results as they are digested and signed. */
export const canonicalResults = (results: Results): string => canonicalText(results)

const digestText = (text: string, sha256: Sha256Function): string => toHex(sha256(new TextEncoder().encode(text)))

/** Lower-case hex SHA-256 of the canonical results (rule EVA-4). */
export const resultSha256 = (results: Results, sha256: Sha256Function): string =>
  digestText(canonicalResults(results), sha256)

/** Lower-case hex SHA-256 of the canonical protocol. */
export const protocolSha256 = (protocol: Protocol, sha256: Sha256Function): string =>
  digestText(canonicalProtocol(protocol), sha256)

/** The digests that stand in results: over logical column values, without salt: any engine can recompute them. */
export function inputDigests(
  input: { protocol: Protocol; cohort: Columns; predictions: Columns },
  sha256: Sha256Function,
): InputDigests {
  return {
    protocolSha256: protocolSha256(input.protocol, sha256),
    cohortSha256: toHex(columnsSha256(input.cohort, sha256)),
    predictionsSha256: toHex(columnsSha256(input.predictions, sha256)),
  }
}
