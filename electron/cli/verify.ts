import { readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { verifyPdf } from '../../shared/evidence/verify-pdf.ts'
import { Refusal, problem, refuse } from '../../shared/vocabulary/problem.ts'
import { verifyStore } from '../workspace/verify.ts'
import { readWorkspace } from '../workspace/workspace.ts'
import { ExitCode, say, sayJson, sayProblems } from './output.ts'
import { readPassphrase } from './passphrase.ts'

export interface VerifyOptions {
  readonly ca?: string
  readonly person?: string
  readonly passphraseFd?: string
  readonly json?: boolean
  /** Says nothing; only the exit code counts. */
  readonly quiet?: boolean
}

/** `probity verify`: a signed report, or a workspace folder (on an encrypted copy; the original is not touched). */
export async function verify(path: string, options: VerifyOptions): Promise<ExitCode> {
  const kind = kindOf(path)
  return kind === 'folder' ? verifyWorkspaceFolder(path, options) : verifyReport(path, options)
}

function kindOf(path: string): 'file' | 'folder' {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'file'
  } catch {
    throw new Refusal(problem('intake/file-not-readable', { cause: 'not found' }, { file: basename(path) }))
  }
}

export async function verifyReport(path: string, options: VerifyOptions): Promise<ExitCode> {
  const anchorsDer = options.ca === undefined ? [] : [certificate(options.ca)]
  const verdict = await verifyPdf(new Uint8Array(readFileSync(path)), { anchorsDer })
  const problems = [...verdict.problems, ...verdict.signatures.flatMap((each) => each.problems)]
  // Without --ca nobody was asked to trust: that is a warning. Every other doubt about an identity is an error.
  const isFine = verdict.signatures.length > 0 && problems.every((each) => each.severity === 'warning')
  if (options.json) sayJson({ ...verdict, ok: isFine })
  else if (!options.quiet) {
    for (const each of verdict.signatures) {
      say(`${each.integrity ? '✓' : '✗'} ${each.field}: ${each.printedName}, ${each.meaning}, ${each.at}`)
      say(`    certificate ${each.certificateSha256.slice(0, 16)}… ${each.trusted ? 'trusted' : options.ca ? 'NOT trusted' : 'identity not checked (no --ca)'}`)
    }
    sayProblems(problems, false)
    say(`${isFine ? '✓' : '✗'} ${basename(path)}: ${verdict.verdict}`)
  }
  return isFine ? ExitCode.fine : verdict.signatures.length === 0 && verdict.problems[0]?.code === 'pdf/not-a-pdf' ? ExitCode.badInput : ExitCode.negative
}

function certificate(path: string): Uint8Array {
  const text = readFileSync(path, 'utf8')
  const body = /-----BEGIN CERTIFICATE-----([\s\S]+?)-----END CERTIFICATE-----/.exec(text)?.[1]
  return body === undefined ? refuse('pdf/certificate', { why: 'not PEM' }, { file: basename(path) }) : new Uint8Array(Buffer.from(body, 'base64'))
}

async function verifyWorkspaceFolder(folder: string, options: VerifyOptions): Promise<ExitCode> {
  const { people, demo } = readWorkspace(folder)
  const person = options.person === undefined ? people[0] : people.find((each) => each.signInName === options.person)
  if (person === undefined) return refuse('vault/unknown-person')
  const passphrase =
    options.passphraseFd === undefined && demo !== null ? demo.passphrase : await readPassphrase(options.passphraseFd, `Passphrase of ${person.fullName}: `)
  const report = await verifyStore(folder, { personId: person.personId, passphrase })
  if (options.json) sayJson(report)
  else if (!options.quiet) {
    sayProblems(report.findings, false)
    const { entries, records, objects, segments } = report.counts
    say(`${report.ok ? '✓' : '✗'} ${basename(folder)}: ${entries} audit-trail entries, ${records} records, ${segments} column segments, ${objects} signed files`)
    if (report.head) say(`  position #${report.head.seq} · ${report.head.hash.slice(0, 16)}`)
  }
  return report.ok ? ExitCode.fine : ExitCode.negative
}
