import { expect } from 'vitest'
import { verifyPdf, type PdfVerdict } from '../../shared/evidence/verify-pdf.ts'
import { readCertificate } from '../../verifier/certificates.ts'
import { readSigned } from '../../verifier/pdf-signatures.ts'
import { identityFault, valueFaults } from '../../verifier/signature-checks.ts'

/** What the second verifier finds wrong with a file by itself: with no record to compare it with. */
export function secondOpinion(pdf: Uint8Array, authority: Uint8Array): string[] {
  const { faults, changes, signatures } = readSigned(Buffer.from(pdf))
  const authorities = [authority].flatMap((each) => readCertificate(each) ?? [])
  const ofSignatures = signatures.flatMap((each) => {
    const { faults: wrong, certificates } = valueFaults(each)
    return [...wrong, ...[identityFault(certificates, each, { authorities, lists: [] }) ?? []].flat()]
  })
  return [...faults, ...changes, ...ofSignatures]
}

/** The first verifier's verdict, which the second has to share. */
export async function agreedVerdict(pdf: Uint8Array, authority: Uint8Array): Promise<PdfVerdict> {
  const verdict = await verifyPdf(pdf, { anchorsDer: [authority] })
  const other = secondOpinion(pdf, authority)
  expect(other.length === 0, `the first says ${verdict.verdict}, the second: ${other.join('; ')}`).toBe(verdict.verdict === 'valid')
  return verdict
}
