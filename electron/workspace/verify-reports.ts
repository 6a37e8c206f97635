import { verifyPdf } from '../../shared/evidence/verify-pdf.ts'
import type { Sha256 } from '../../shared/vocabulary/ids.ts'
import { type Problem, problem } from '../../shared/vocabulary/problem.ts'
import { readLedgerFacts } from './verify-ledger.ts'
import { type SignedVersion, signerFindings } from './verify-signers.ts'
import type { ReadStore } from '../store/store.ts'
import { parsedReport } from './verify-agreement.ts'

/**
 * Every signed report of the store: its signatures hold against the authorities of the workspace, and there are as many as
 * its record says. Only the count tells a file that was cut back to an earlier revision.
 */
export async function reportFindings(store: ReadStore, authority: Uint8Array): Promise<Problem[]> {
  const findings: Problem[] = []
  const versions: SignedVersion[] = []
  const anchorsDer = [authority, ...store.trusted.list('authority').map((each) => each.bytes)]
  for (const record of store.records.list({ kind: 'report' })) {
    const report = parsedReport(record)
    if (report === null) continue // the changed bytes are a finding already
    versions.push({ id: record.id, version: record.version, report })
    const object = store.objects.get(report.objectSha256 as Sha256)
    if (object === null) {
      findings.push(problem('store/damaged', { object: `report ${report.reportNumber}`, cause: 'missing' }))
      continue
    }
    const expectedFields = report.signatures.map((each) => each.field)
    const verdict = await verifyPdf(object.bytes, { anchorsDer, expectedFields })
    findings.push(...verdict.problems, ...verdict.signatures.flatMap((each) => each.problems))
  }
  if (versions.length > 0) findings.push(...signerFindings(store, readLedgerFacts(store), versions))
  return findings
}
