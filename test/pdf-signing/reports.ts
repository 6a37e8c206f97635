import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { PDFDocument, StandardFonts } from '@cantoo/pdf-lib'
import { assembleRevision0, signatureFieldNames } from '../../electron/pdf/signing/revision-0.ts'
import { signRevision, type SignRequest, type SignedRevision } from '../../electron/pdf/signing/sign-revision.ts'
import { makeTestAuthority, makeTestPerson, type TestAuthority, type TestPerson } from './people.ts'

const fontUrl = new URL('../../resources/fonts/IBMPlexSans-Regular.ttf', import.meta.url)
export const font = new Uint8Array(readFileSync(fontUrl))
export const resultsJson = new TextEncoder().encode('{"endpoints":[{"id":"E1","sensitivity":0.8125}]}')
export const AT = '2026-11-22T09:30:00.000Z'

/** Three pages with text: stands for the rendered report, which has its own tests. */
export async function plainReport(): Promise<Uint8Array> {
  const doc = await PDFDocument.create({ updateMetadata: false })
  const face = await doc.embedFont(StandardFonts.Helvetica)
  for (const text of ['Conclusion: success criterion met', 'Sensitivity 0.81 (0.74 to 0.87)', 'Signatures']) {
    doc.addPage([595, 842]).drawText(text, { x: 60, y: 760, size: 14, font: face })
  }
  return doc.save({ useObjectStreams: false })
}

export async function revision0(): Promise<Uint8Array> {
  const box = (i: number) => [42, 600 - i * 130, 553, 704 - i * 130] as const
  return assembleRevision0(await plainReport(), {
    at: AT,
    attachments: [
      { name: 'results.json', mediaType: 'application/json', description: 'Results', bytes: resultsJson },
      { name: 'protocol.json', mediaType: 'application/json', description: 'Protocol', bytes: Uint8Array.of(123, 125) },
    ],
    fields: [
      { name: signatureFieldNames.author, tooltip: 'Author', page: -1, rect: box(0) },
      { name: signatureFieldNames.reviewer, tooltip: 'Reviewer', page: -1, rect: box(1) },
      { name: signatureFieldNames.approver, tooltip: 'Approver', page: -1, rect: box(2) },
    ],
  })
}

export const request = (signer: TestPerson, changes: Partial<SignRequest> = {}): SignRequest => ({
  field: signatureFieldNames.author,
  printedName: signer.name,
  meaning: 'Authorship',
  at: AT,
  tzOffsetMinutes: 60,
  certify: true,
  font,
  randomBytes: (n) => new Uint8Array(randomBytes(n)),
  signer,
  ...changes,
})

export interface SignedReport {
  readonly authority: TestAuthority
  readonly people: readonly [TestPerson, TestPerson, TestPerson]
  readonly revisions: readonly [Uint8Array, Uint8Array, Uint8Array, Uint8Array]
  readonly facts: readonly SignedRevision[]
}

/** Author, reviewer and approver in turn, hours apart. */
export async function threeSigners(): Promise<SignedReport> {
  const authority = await makeTestAuthority()
  const people = [
    await makeTestPerson('Ana Author', authority),
    await makeTestPerson('Rui Łódź-Reviewer', authority),
    await makeTestPerson('Agnès Approver', authority),
  ] as const
  const base = await revision0()
  const first = await signRevision(base, request(people[0]))
  const second = await signRevision(
    first.pdf,
    request(people[1], {
      field: signatureFieldNames.reviewer,
      meaning: 'Review',
      reason: 'Checked against the protocol: all endpoints',
      at: '2026-11-22T14:40:00.000Z',
      tzOffsetMinutes: 0,
      certify: false,
    }),
  )
  const third = await signRevision(
    second.pdf,
    request(people[2], {
      field: signatureFieldNames.approver,
      meaning: 'Approval',
      at: '2026-11-23T08:05:30.000Z',
      tzOffsetMinutes: -210,
      certify: false,
    }),
  )
  return { authority, people, revisions: [base, first.pdf, second.pdf, third.pdf], facts: [first, second, third] }
}

/** One page, one signer: small enough to try every byte. */
export async function smallSignedReport(): Promise<{ pdf: Uint8Array; authority: TestAuthority }> {
  const authority = await makeTestAuthority('CA')
  const doc = await PDFDocument.create({ updateMetadata: false })
  doc.addPage([595, 842])
  const field = { name: signatureFieldNames.author, tooltip: 'Author', page: 0, rect: [42, 600, 553, 704] } as const
  const base = await assembleRevision0(await doc.save({ useObjectStreams: false }), {
    at: AT,
    attachments: [],
    fields: [field],
  })
  const signed = await signRevision(base, request(await makeTestPerson('A', authority)))
  return { pdf: signed.pdf, authority }
}
