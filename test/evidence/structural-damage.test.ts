import { expect, test } from 'vitest'
import { listSignatures } from '../../shared/evidence/pdf-signatures.ts'
import { smallSignedReport } from '../pdf-signing/reports.ts'
import { acceptedFlips } from './tampering.ts'

/** Places that are neither stream data nor zero padding of a signature: where damage could confuse a reader. */
function structuralBytes(pdf: Uint8Array): number[] {
  const text = Buffer.from(pdf).toString('latin1')
  const skipped: [number, number][] = []
  for (const { 0: stream, index } of text.matchAll(/\nstream\r?\n[^]*?\nendstream/g)) {
    skipped.push([index + 8, index + stream.length - 10])
  }
  const [signature] = listSignatures(pdf)
  const [, start = 0, end = 0] = signature?.byteRange ?? []
  skipped.push([start + 1 + 2 * (signature?.cms.length ?? 0) + 8, end - 1])
  return [...pdf.keys()].filter((at) => !skipped.some(([from, to]) => at >= from && at < to))
}

test('PDFVER-4: no structural byte can change', async () => {
  const { pdf, authority } = await smallSignedReport()
  const offsets = structuralBytes(pdf)
  expect(offsets.length).toBeGreaterThan(4_000)
  expect(await acceptedFlips(offsets, pdf, 0x01, authority.der)).toEqual([])
}, 60_000)
