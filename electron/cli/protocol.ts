import { jsonSchemas } from '../../shared/evaluation/json-schemas.ts'
import { checkProtocol } from '../../shared/evaluation/protocol-check.ts'
import { protocolSha256 } from '../../shared/evaluation/digests.ts'
import { refuse } from '../../shared/vocabulary/problem.ts'
import { sha256 } from '../files/digest.ts'
import { readTextFile } from '../files/text.ts'
import { ExitCode, say, sayJson, sayProblems } from './output.ts'

/** `probity protocol check`: every problem with its path, or the digest it will be locked under. */
export function checkProtocolFile(path: string, options: { json?: boolean }): ExitCode {
  const { protocol, problems } = checkProtocol(readTextFile(path))
  const errors = problems.filter((each) => each.severity === 'error')
  if (errors.length > 0 || protocol === null) {
    sayProblems(problems, options.json === true)
    return ExitCode.badInput
  }
  const digest = protocolSha256(protocol, sha256)
  if (options.json) sayJson({ ok: true, sha256: digest, problems })
  else {
    say(`✓ ${protocol.title}`)
    say(`  ${protocol.endpoints.length} endpoints, ${protocol.predictions.length} outputs, ${protocol.subgroups.length} subgroups`)
    say(`  SHA-256 ${digest}`)
    sayProblems(problems, false)
  }
  return ExitCode.fine
}

export function printSchema(which: string): ExitCode {
  const schemas = jsonSchemas()
  if (which !== 'protocol' && which !== 'results' && which !== 'sample-size-plan') {
    return refuse('cli/usage', { detail: 'name protocol, results or sample-size-plan' })
  }
  sayJson(schemas[`${which}.v1.schema.json`])
  return ExitCode.fine
}
