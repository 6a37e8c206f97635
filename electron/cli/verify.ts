import { readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { verifyPdf } from '../../shared/evidence/verify-pdf.ts'
import { Refusal, problem, refuse } from '../../shared/vocabulary/problem.ts'
import { formatDay } from '../../shared/words/en/dates.ts'
import { verifyFolder, type Verdict } from '../../verifier/verify.ts'
import { integrityInThread } from '../hosts/threads.ts'
import { verifyStore, type KnownHead } from '../workspace/verify.ts'
import { readWorkspace } from '../workspace/workspace.ts'
import { ExitCode, say, sayJson, sayProblems } from './output.ts'
import { readPassphrase } from './passphrase.ts'

export interface VerifyOptions {
  /** Each file may hold several. */
  readonly ca?: readonly string[]
  readonly person?: string
  readonly passphraseFd?: string
  /** A workspace: the second verifier is asked too, and both must say the same. */
  readonly both?: boolean
  /** A workspace: positions that were printed or kept elsewhere, as number:hash. */
  readonly head?: readonly string[]
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
  const anchorsDer = (options.ca ?? []).flatMap(certificates)
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

function certificates(path: string): Uint8Array[] {
  const text = readFileSync(path, 'utf8')
  const found = [...text.matchAll(/-----BEGIN CERTIFICATE-----([\s\S]+?)-----END CERTIFICATE-----/g)]
  return found.length === 0 ? refuse('pdf/certificate', { why: 'not PEM' }, { file: basename(path) }) : found.map(([, body]) => new Uint8Array(Buffer.from(body ?? '', 'base64')))
}

async function verifyWorkspaceFolder(folder: string, options: VerifyOptions): Promise<ExitCode> {
  const { people, demo } = readWorkspace(folder)
  const person = options.person === undefined ? people[0] : people.find((each) => each.signInName === options.person)
  if (person === undefined) return refuse('vault/unknown-person')
  const passphrase =
    options.passphraseFd === undefined && demo !== null ? demo.passphrase : await readPassphrase(options.passphraseFd, `Passphrase of ${person.fullName}: `)
  const heads = (options.head ?? []).map(knownHead)
  const report = await verifyStore(folder, { personId: person.personId, passphrase, heads, integrity: integrityInThread })
  const second = options.both === true ? await verifyFolder(folder, { person: person.signInName, passphrase, heads }) : null
  const isAgreed = second === null || second.ok === report.ok
  if (options.json) sayJson(second === null ? report : { ...report, second })
  else if (!options.quiet) {
    sayProblems(report.findings, false)
    for (const { object, at, asked, witnessed } of report.disposed) say(`· ${object}: disposed of on ${formatDay(at, 0)} by ${asked} and ${witnessed}`)
    const { entries, records, objects, segments } = report.counts
    say(`${report.ok ? '✓' : '✗'} ${basename(folder)}: ${entries} audit-trail entries, ${records} records, ${segments} column segments, ${objects} signed files`)
    if (report.head) say(`  position #${report.head.seq} · ${report.head.hash.slice(0, 16)}`)
    if (second !== null) say(`${isAgreed ? '✓' : '✗'} second verifier: ${second.ok ? 'everything holds' : secondWords(second)}${isAgreed ? ', as the first one says' : '; THE TWO DISAGREE'}`)
  }
  return report.ok && isAgreed ? ExitCode.fine : ExitCode.negative
}

function knownHead(text: string): KnownHead {
  const match = /^#?(\d{1,15}):([0-9a-f]{8,64})$/.exec(text)
  if (match === null) throw new Refusal(problem('cli/usage', { detail: `--head ${text}: a number, a colon and at least 8 digits of the hash` }))
  return { seq: Number(match[1]), hash: match[2] ?? '' }
}

const secondWords = ({ findings, firstBadEntry, firstBadObject }: Verdict): string => {
  const first = findings.find((each) => each.severity === 'error')
  const where = [firstBadEntry === null ? '' : `entry #${firstBadEntry}`, firstBadObject ?? ''].filter((part) => part !== '').join(', ')
  return `broken at ${where} (${first?.rule ?? ''} ${first?.cause ?? ''})`
}
