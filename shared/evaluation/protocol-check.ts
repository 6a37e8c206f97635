import { columnKindProblems } from './protocol-columns.ts'
import type { ColumnKinds } from './protocol-columns.ts'
import { unsupportedDesign } from './design.ts'
import { comparisonProblems, endpointProblems, successProblems } from './protocol-endpoints.ts'
import { outputProblems } from './protocol-outputs.ts'
import { cohortRuleProblems, duplicateProblems, minimumCellProblems, subgroupProblems } from './protocol-subgroups.ts'
import { shapeProblems } from './protocol-shape.ts'
import { parseStrictJson } from './strict-json.ts'
import type { Problem } from '../vocabulary/problem.ts'
import { problem } from '../vocabulary/problem.ts'
import { Protocol } from '../vocabulary/protocol.ts'

export { canonicalProtocol } from './digests.ts'
export type { ColumnKinds } from './protocol-columns.ts'

export interface ProtocolCheck {
  /** Null when any problem is an error. */
  readonly protocol: Protocol | null
  readonly problems: Problem[]
}

/**
 * The protocol check (rules PCK-1 to PCK-24): JSON text, or a value already parsed, to a protocol that can be locked.
 * Unknown keys, duplicate keys and criteria that cannot be judged are refused, never ignored. Never throws.
 */
export function checkProtocol(input: unknown): ProtocolCheck {
  const read = typeof input === 'string' ? readText(input) : { value: input, problems: [] }
  if (read.problems.length > 0) return { protocol: null, problems: read.problems }
  const version = versionProblem(read.value)
  if (version !== null) return { protocol: null, problems: [version] }
  const parsed = Protocol.safeParse(read.value)
  if (!parsed.success) return { protocol: null, problems: parsed.error.issues.flatMap((issue) => shapeProblems(issue, read.value)) }
  const protocol = parsed.data
  const problems = [
    ...duplicateProblems(protocol),
    ...unsupportedDesign(protocol),
    ...protocol.predictions.flatMap(outputProblems),
    ...comparisonProblems(protocol),
    ...protocol.endpoints.flatMap((endpoint, i) => endpointProblems(protocol, endpoint, i)),
    ...successProblems(protocol),
    ...protocol.subgroups.flatMap(subgroupProblems),
    ...protocol.cohort.rules.flatMap(cohortRuleProblems),
    ...minimumCellProblems(protocol),
  ]
  return { protocol: problems.some((each) => each.severity === 'error') ? null : protocol, problems }
}

/**
 * Checks that a data set has what the protocol needs (rule PCK-10): subgroup and cohort rule columns by name and kind.
 * columns: the names after import (see vocabulary/roles.ts) with their kinds.
 */
export const checkProtocolAgainstColumns = (protocol: Protocol, columns: ColumnKinds): Problem[] =>
  columnKindProblems(protocol, columns)

function readText(text: string): { value: unknown; problems: Problem[] } {
  const json = parseStrictJson(text)
  if (json.ok) return { value: json.value, problems: [] }
  if (json.kind === 'duplicate-key') {
    return { value: null, problems: [problem('protocol/duplicate-key', { key: json.key }, { path: json.path })] }
  }
  const detail = `line ${json.line}, column ${json.column}`
  return { value: null, problems: [problem('protocol/not-json', { detail })] }
}

/** A document of another format or version gets one clear sentence instead of a list of unknown keys. */
function versionProblem(value: unknown): Problem | null {
  if (typeof value !== 'object' || value === null) return null
  const { format, version } = value as { format?: unknown; version?: unknown }
  if (format !== undefined && format !== 'probity.protocol') {
    return problem('protocol/unknown-version', { found: String(format) }, { path: 'format' })
  }
  if (version !== undefined && version !== 1) {
    return problem('protocol/unknown-version', { found: String(version) }, { path: 'version' })
  }
  return null
}
