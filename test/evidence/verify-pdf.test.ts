import { PDFName, PDFRef } from '@cantoo/pdf-lib'
import { beforeAll, describe, expect, test } from 'vitest'
import { signatureFieldNames } from '../../electron/pdf/signing/revision-0.ts'
import { signRevision } from '../../electron/pdf/signing/sign-revision.ts'
import { listAttachments, readAttachment } from '../../shared/evidence/attachments.ts'
import { listSignatures } from '../../shared/evidence/pdf-signatures.ts'
import { bindingText, parseBinding } from '../../shared/evidence/signature-binding.ts'
import { verifyPdf, type PdfVerdict } from '../../shared/evidence/verify-pdf.ts'
import { makeTestAuthority, makeTestPerson, type PersonOptions } from '../pdf-signing/people.ts'
import { plainReport, request, resultsJson, threeSigners, type SignedReport } from '../pdf-signing/reports.ts'
import { agreedVerdict } from './second-opinion.ts'
import { appendPage, appendRevision, changeCatalog, changeField, drawOverlay, swapAttachment } from './tampering.ts'

let report: SignedReport
let last: Uint8Array
const check = (pdf: Uint8Array): Promise<PdfVerdict> => agreedVerdict(pdf, report.authority.der)
const codes = (verdict: PdfVerdict): string[] => verdict.problems.map((each) => each.code)
const details = (verdict: PdfVerdict): string =>
  [...verdict.problems, ...verdict.signatures.flatMap((each) => each.problems)]
    .map((each) => String(each.params?.['detail'] ?? ''))
    .join('\n')

beforeAll(async () => {
  report = await threeSigners()
  last = report.revisions[3]
})

describe('what is signed', () => {
  test('PDFVER-1: three signatures, each with who, when, what for and which certificate', async () => {
    const verdict = await check(last)
    expect(verdict.verdict).toBe('valid')
    expect(verdict.problems).toEqual([])
    const rows = verdict.signatures.map((each) => [each.field, each.printedName, each.meaning, each.reason, each.at])
    expect(rows).toEqual([
      ['Signature.Author', 'Ana Author', 'Authorship', '', '2026-11-22T10:30:00+01:00'],
      [
        'Signature.Reviewer',
        'Rui Łódź-Reviewer',
        'Review',
        'Checked against the protocol: all endpoints',
        '2026-11-22T14:40:00+00:00',
      ],
      ['Signature.Approver', 'Agnès Approver', 'Approval', '', '2026-11-23T04:35:30-03:30'],
    ])
    const facts = report.facts.map((each) => each.certificateSha256)
    expect(verdict.signatures.map((each) => each.certificateSha256)).toEqual(facts)
    expect(verdict.signatures.map((each) => each.coversWholeFile)).toEqual([false, false, true])
    for (const pdf of report.revisions.slice(1)) expect((await check(pdf)).verdict).toBe('valid')
  })

  test('PDFVER-2: without the authority the file is unchanged, but its signers are not known', async () => {
    const other = await makeTestAuthority()
    for (const anchorsDer of [[], [other.der]]) {
      const verdict = await verifyPdf(last, { anchorsDer })
      expect(verdict.verdict).toBe('untrusted')
      expect(verdict.problems).toEqual([])
      expect(verdict.signatures.map((each) => [each.integrity, each.trusted])).toEqual(Array(3).fill([true, false]))
      const fault = anchorsDer.length === 0 ? 'no-anchor' : 'unknown-issuer'
      expect(verdict.signatures[0]?.problems[0]?.params?.['fault']).toBe(fault)
      expect(verdict.signatures[0]?.problems[0]?.severity).toBe(anchorsDer.length === 0 ? 'warning' : 'error')
    }
  })

  test('PDFVER-3: an unsigned PDF and other files are unsigned', async () => {
    for (const pdf of [await plainReport(), report.revisions[0]]) {
      const verdict = await check(pdf)
      expect(verdict.verdict).toBe('unsigned')
      expect(codes(verdict)).toEqual(['pdf/no-signature'])
    }
    for (const other of [new Uint8Array(), Buffer.from('a,b\n1,2\n'), Buffer.from('%PDX-1.7')]) {
      const verdict = await check(other)
      expect(verdict.verdict).toBe('unsigned')
      expect(codes(verdict)).toEqual(['pdf/not-a-pdf'])
    }
  })

  test('PDFVER-12: attachments come out as they went in', () => {
    expect(listAttachments(last).map((each) => [each.name, each.mediaType])).toEqual([
      ['protocol.json', 'application/json'],
      ['results.json', 'application/json'],
    ])
    expect(Buffer.from(readAttachment(last, 'results.json') ?? []).equals(Buffer.from(resultsJson))).toBe(true)
    expect(readAttachment(last, 'other.json')).toBeNull()
  })
})

const tampering = [
  ['a page appended', appendPage, 'page tree'],
  ['text drawn over a page', drawOverlay, 'page 2'],
  ['an attachment swapped', swapAttachment, 'attachment results.json'],
  [
    'a signature box emptied',
    changeField(1, (field) => field.delete(PDFName.of('AP'))),
    'signature field Signature.Reviewer',
  ],
  [
    'a signature box moved',
    changeField(0, (field, doc) => field.set(PDFName.of('Rect'), doc.context.obj([0, 0, 9, 9]))),
    'signature field Signature.Author',
  ],
  [
    'a signature taken away',
    changeField(2, (field) => field.delete(PDFName.of('V'))),
    'signature field Signature.Approver',
  ],
  ['an action on opening', changeCatalog, 'document catalog'],
] as const

describe('what was changed afterwards', () => {
  test.each(tampering)('PDFVER-6: %s is a forbidden change that names the object', async (_, change, object) => {
    const pdf = await appendRevision(last, change)
    const verdict = await check(pdf)
    expect(verdict.verdict).toBe('changed')
    const named = verdict.problems.filter((each) => each.code === 'pdf/forbidden-change')
    expect(named.map((each) => String(each.params?.['object'])).join('; ')).toContain(object)
    expect(codes(verdict)).toContain('pdf/changed')
  })

  const byInsider = tampering.filter(([name]) => !name.includes('taken away'))
  test.each(byInsider)('PDFVER-7: %s and then signed over is still a forbidden change', async (_, change, object) => {
    const pdf = await appendRevision(report.revisions[2], change)
    const approver = { field: signatureFieldNames.approver, meaning: 'Approval', certify: false }
    const signed = await signRevision(pdf, request(report.people[2], approver))
    const verdict = await check(signed.pdf)
    expect(verdict.verdict).toBe('changed')
    expect(codes(verdict)).not.toContain('pdf/changed')
    const objects = verdict.problems.map((each) => String(each.params?.['object']))
    expect(objects.join('; ')).toContain(object)
    expect(verdict.signatures.map((each) => each.integrity)).toEqual([false, false, true])
  })

  test('PDFVER-6: validation data may be added, and are covered by the next signature', async () => {
    const withStore = await appendRevision(report.revisions[2], (doc, snapshot) => {
      const certificate = doc.context.register(doc.context.stream(report.authority.der))
      doc.catalog.set(PDFName.of('DSS'), doc.context.register(doc.context.obj({ Type: 'DSS', Certs: [certificate] })))
      if (doc.context.trailerInfo.Root instanceof PDFRef) snapshot.markRefForSave(doc.context.trailerInfo.Root)
    })
    const bare = await check(withStore)
    expect([bare.verdict, codes(bare)]).toEqual(['changed', ['pdf/changed']])
    const approver = { field: signatureFieldNames.approver, meaning: 'Approval', certify: false }
    const signed = await signRevision(withStore, request(report.people[2], approver))
    expect((await check(signed.pdf)).verdict).toBe('valid')
  })

  test('PDFVER-8: a file cut back lacks a field that the audit trail expects', async () => {
    const expectedFields = Object.values(signatureFieldNames).slice(0, 3)
    const options = { anchorsDer: [report.authority.der], expectedFields }
    expect((await verifyPdf(last, options)).verdict).toBe('valid')
    const verdict = await verifyPdf(report.revisions[2], options)
    expect(verdict.verdict).toBe('changed')
    expect(verdict.problems.map((each) => [each.code, each.params?.['field']])).toEqual([
      ['pdf/signature-missing', 'Signature.Approver'],
    ])
  })

  test('PDFVER-14: a revision may not fill what an earlier object points to, nor add loose objects', async () => {
    const loose = await appendRevision(last, (doc) => void doc.context.register(doc.context.obj({ Type: 'Loose' })))
    const verdict = await check(loose)
    expect(details(verdict)).toMatch(/Loose \(object \d+\) added/)
    const next = String(listSignatures(report.revisions[1])[0]?.object ?? 0)
    const pointing = Buffer.from(report.revisions[0]).toString('latin1')
    // The report points to an object that does not exist yet; the first signature's revision brings it.
    const at = pointing.indexOf('(protocol.json) ') + '(protocol.json) '.length
    const old = /^\d+ 0 R/.exec(pointing.slice(at))?.[0] ?? ''
    const base = Buffer.from(pointing.replace(`(protocol.json) ${old}`, `(protocol.json) ${next} 0 R`), 'latin1')
    expect(base.length).toBe(report.revisions[0].length)
    const filled = await signRevision(base, request(report.people[0]))
    const caught = await check(filled.pdf)
    expect(caught.verdict).toBe('changed')
    expect(details(caught)).toContain(`(object ${next}) added`)
  })
})

describe('who signed', () => {
  const signedBy = async (name: string, options: PersonOptions, printedName = name): Promise<PdfVerdict> => {
    const person = await makeTestPerson(name, report.authority, options)
    const signed = await signRevision(report.revisions[0], request(person, { printedName }))
    return check(signed.pdf)
  }

  test('PDFVER-10: the printed name must be that of the certificate', async () => {
    const verdict = await signedBy('Rui Reviewer', {}, 'Ana Author')
    expect(verdict.verdict).toBe('untrusted')
    expect(verdict.signatures[0]?.problems.map((each) => each.code)).toEqual(['pdf/name-differs'])
    // An authority may write the accent as a character of its own.
    expect((await signedBy('Agne\u0300s Approver', {}, 'Agn\u00e8s Approver')).verdict).toBe('valid')
    expect(verdict.signatures[0]?.integrity).toBe(true)
  })

  test.each([
    ['expired before it was signed', { notAfter: '2026-11-20T00:00:00Z' }, 'not-valid-at-signing-time'],
    ['of a checkpoint key', { usage: 1 }, 'key-usage'],
    ['of an authority', { authority: true }, 'key-usage'],
  ])('PDFVER-11: a certificate %s is not accepted', async (_, options, fault) => {
    const verdict = await signedBy('Ana Author', options)
    expect(verdict.verdict).toBe('untrusted')
    expect(verdict.signatures[0]?.problems.map((each) => each.params?.['fault'])).toEqual([fault])
  })

  test('PDFVER-11: a certificate that belongs to no chain has no place in the file', async () => {
    const ana = await makeTestPerson('Ana Author', report.authority)
    const stranger = await makeTestAuthority('Another authority')
    const signer = { ...ana, chainDer: [report.authority.der, stranger.der] }
    const signed = await signRevision(report.revisions[0], request(ana, { signer }))
    const verdict = await check(signed.pdf)
    expect(verdict.verdict).toBe('changed')
    expect(verdict.signatures[0]?.problems.map((each) => each.params?.['fault'])).toEqual(['unused'])
  })
})

describe('what a signature is bound to', () => {
  const binding = {
    storeId: '0'.repeat(32), studyId: '1'.repeat(32), reportNumber: '11111111-1', recordSha256: '2'.repeat(64), seq: 7, head: '3'.repeat(64),
    meaning: 'authorship', role: 'validator', personId: '4'.repeat(32), at: '2026-11-22T09:30:00.000Z', reasonSha256: null,
  } as const

  test('PDFVER-15: the binding is part of the signed bytes and comes out as it went in', async () => {
    expect(parseBinding(bindingText(binding))).toEqual(binding)
    const signed = await signRevision(report.revisions[0], request(report.people[0], { binding: bindingText(binding) }))
    const verdict = await check(signed.pdf)
    expect([verdict.verdict, verdict.signatures[0]?.binding]).toEqual(['valid', binding])
    expect((await check(report.revisions[1])).signatures[0]?.binding).toBeNull()
  })

  test('PDFVER-15: a binding in another spelling is malformed', async () => {
    const text = bindingText(binding)
    const others = [`${text} `, text.replace('trail 7', 'trail 07'), text.replace('validator', 'king'), text.replace('\nreason -', ''), `${text}${text}`]
    for (const other of others) expect(parseBinding(other)).toBeNull()
    const signed = await signRevision(report.revisions[0], request(report.people[0], { binding: others[1] ?? '' }))
    // The second verifier compares it with the record's: to a file alone it has nothing to say.
    expect((await verifyPdf(signed.pdf, { anchorsDer: [report.authority.der] })).verdict).toBe('changed')
  })
})
