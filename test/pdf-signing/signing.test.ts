import { createPrivateKey, randomBytes, sign } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { assembleRevision0, signatureFieldNames } from '../../electron/pdf/signing/revision-0.ts'
import { signRevision } from '../../electron/pdf/signing/sign-revision.ts'
import { readPdf } from '../../shared/evidence/pdf-file.ts'
import { listSignatures } from '../../shared/evidence/pdf-signatures.ts'
import { textOf } from '../../shared/evidence/pdf-syntax.ts'
import { Refusal } from '../../shared/vocabulary/problem.ts'
import { openWorkbench, type Workbench } from './auditor-tools.ts'
import { makeAuthority, makeCertifiedKey } from '../../electron/vault/certificates.ts'
import { verifyPdf } from '../../shared/evidence/verify-pdf.ts'
import type { Instant } from '../../shared/vocabulary/ids.ts'
import { makeTestPerson } from './people.ts'
import { laidOutReport } from './laid-out-report.ts'
import { AT, font, plainReport, request, revision0, threeSigners, type SignedReport } from './reports.ts'

let report: SignedReport
let bench: Workbench
const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')
const codesOf = async (work: Promise<unknown>): Promise<string[]> =>
  work.then(
    () => ['accepted'],
    (error: unknown) => (error instanceof Refusal ? error.problems.map((each) => each.code) : [String(error)]),
  )

beforeAll(async () => {
  report = await threeSigners()
  bench = openWorkbench(report.authority.der)
})

afterAll(() => bench.close())

describe('writing', () => {
  test('PDFSIGN-1: revision 0 holds every field, and the same input gives the same bytes', async () => {
    const [base] = report.revisions
    expect(Buffer.compare(base, await revision0())).toBe(0)
    const text = latin1(base)
    for (const name of Object.values(signatureFieldNames)) expect(text).toContain(`/T (${name})`)
    expect(text).toContain('/ESIC')
    expect(text).toContain('{"endpoints":[{"id":"E1","sensitivity":0.8125}]}')
    expect(readPdf(base).revisions).toHaveLength(1)
  })

  test('PDFSIGN-2: a revision is appended and touches the field, the form and what is new', () => {
    for (const i of [0, 1, 2] as const) {
      const before = report.revisions[i]
      const after = report.revisions[i + 1] ?? new Uint8Array()
      expect(Buffer.compare(after.subarray(0, before.length), before)).toBe(0)
      const file = readPdf(after)
      const earlier = new Set(file.revisions.slice(0, -1).flatMap((each) => [...each.objects.keys()]))
      const touched = [...(file.revisions.at(-1)?.objects.values() ?? [])].filter((each) => earlier.has(each.number))
      const kinds = touched.map(({ value }) => {
        const entries = value.kind === 'dict' ? value.entries : new Map()
        return entries.has('Fields') ? 'form' : textOf(entries.get('Subtype')) || textOf(entries.get('Type'))
      })
      expect(kinds.sort()).toEqual(i === 0 ? ['Catalog', 'Widget', 'form'] : i === 1 ? ['Widget'] : ['Widget'])
    }
  })

  test('PDFSIGN-3: the first certifies with P=2, times carry an explicit offset', () => {
    expect(listSignatures(report.revisions[3]).map((each) => each.certifies)).toEqual([true, false, false])
    const text = latin1(report.revisions[3])
    for (const time of ["D:20261122103000+01'00'", "D:20261122144000+00'00'", "D:20261123043530-03'30'"]) {
      expect(text).toContain(`/M (${time})`)
    }
    expect(text.match(/\/P 2\b/g)).toHaveLength(1)
  })

  test('PDFSIGN-4: openssl accepts each CMS as CAdES; there is no signing time', () => {
    const pdf = report.revisions[3]
    for (const { cms, byteRange } of listSignatures(pdf)) {
      const [a, b, c, d] = byteRange
      bench.opensslVerifies(cms, Buffer.concat([pdf.subarray(a, a + b), pdf.subarray(c, c + d)]))
      const printed = bench.asn1(cms)
      expect(printed).toContain('id-smime-aa-signingCertificateV2')
      expect(printed).toMatch(/id-aa-CMSAlgorithmProtection|1\.2\.840\.113549\.1\.9\.52/)
      expect(printed).not.toContain('signingTime')
    }
    const [first] = listSignatures(pdf)
    const wrong = Buffer.from(pdf.subarray(0, 1000))
    expect(() => bench.opensslVerifies(first?.cms ?? new Uint8Array(), wrong)).toThrow()
  })

  test('PDFSIGN-5: lower-case hex with zero padding; a marker in the document does not confuse', async () => {
    const pdf = report.revisions[1]
    const [signature] = listSignatures(pdf)
    const [, start = 0, end = 0] = signature?.byteRange ?? []
    expect(latin1(pdf.subarray(start, end))).toMatch(/^<(?:[0-9a-f]{2})+0{1000,}>$/)
    expect(signature?.byteRange[0]).toBe(0)
    expect(signature?.coversTo).toBe(pdf.length)
    const zeros = request(report.people[0], { randomBytes: (n) => new Uint8Array(n) })
    const confusing = Buffer.from(`<${'0'.repeat(64)}/ByteRange [`)
    const decoy = await assembleRevision0(await plainReport(), {
      at: AT,
      fields: [{ name: signatureFieldNames.author, tooltip: 'Author', page: 0, rect: [42, 600, 553, 704] }],
      attachments: [
        { name: 'a.txt', mediaType: 'text/plain', description: '', bytes: confusing },
      ],
    })
    const signed = await signRevision(decoy, zeros)
    expect(listSignatures(signed.pdf)[0]?.faults).toEqual([])
  })

  test('PDFSIGN-6: the visible block says who, when, what for and with which certificate', () => {
    const text = bench.text(report.revisions[3])
    const facts = report.facts.map((each) => each.certificateSha256.match(/.{8}/g)?.join(' ') ?? '')
    for (const expected of [
      'Ana Author',
      '2026-11-22 10:30:00 UTC+01:00',
      'Meaning of signature: Authorship',
      'Rui Łódź-Reviewer',
      '2026-11-22 14:40:00 UTC+00:00',
      'Reason: Checked against the protocol: all endpoints',
      'Agnès Approver',
      '2026-11-23 04:35:30 UTC-03:30',
      ...facts,
    ]) {
      expect(text).toContain(expected)
    }
  })

  test('PDFSIGN-7: a long name is printed whole; what cannot be printed is refused', async () => {
    const name = 'Prof. Dr. Maximiliane-Theodora von Österreich-Wittelsbach zu Hohenlohe'
    const person = await makeTestPerson(name, report.authority)
    const signed = await signRevision(report.revisions[0], request(person))
    expect(bench.text(signed.pdf).replace(/\s+/g, ' ')).toContain(name)
    const [ana] = report.people
    expect(await codesOf(signRevision(report.revisions[0], request(ana, { printedName: '山田 太郎' })))).toEqual([
      'pdf/character-not-in-font',
    ])
    const long = request(ana, { reason: 'word '.repeat(900).trim() })
    expect(await codesOf(signRevision(report.revisions[0], long))).toEqual(['pdf/signature-box-too-small'])
  })

  test('PDFSIGN-8: signed and unknown fields, a second certification and other files are refused', async () => {
    const [ana] = report.people
    const [base, once] = report.revisions
    const reviewer = { field: signatureFieldNames.reviewer }
    expect(await codesOf(signRevision(once, request(ana, { certify: false })))).toEqual(['pdf/field-signed'])
    expect(await codesOf(signRevision(once, request(ana, reviewer)))).toEqual(['pdf/field-signed'])
    expect(await codesOf(signRevision(base, request(ana, { field: 'Other' })))).toEqual(['pdf/no-such-field'])
    const stolen = { ...ana, sign: report.people[1].sign }
    expect(await codesOf(signRevision(base, request(ana, { signer: stolen })))).toEqual(['pdf/certificate'])
    expect(await codesOf(signRevision(font, request(ana)))).toEqual(['pdf/not-a-pdf'])
    expect(await codesOf(assembleRevision0(font, { at: AT, fields: [], attachments: [] }))).toEqual(['pdf/not-a-pdf'])
  })
})

describe('other programs', () => {
  test('PDFSIGN-9: pdfsig accepts one signer and three', () => {
    for (const n of [1, 2, 3] as const) {
      const signatures = bench.pdfsig(report.revisions[n]).filter((each) => !each.includes('is not signed'))
      expect(signatures).toHaveLength(n)
      for (const [i, each] of signatures.entries()) {
        expect(each).toContain('Signature is Valid.')
        expect(each).toContain('Certificate is Trusted.')
        expect(each).toContain(i === n - 1 ? '  - Total document signed' : 'Not total document signed')
      }
    }
  })

  test('PDFSIGN-9: pdfsig accepts a report of the layout engine, signed', async () => {
    const base = await assembleRevision0(await laidOutReport(), {
      at: AT,
      fields: [{ name: signatureFieldNames.author, tooltip: 'Author', page: -1, rect: [42, 600, 553, 704] }],
      attachments: [{ name: 'results.json', mediaType: 'application/json', description: '', bytes: new Uint8Array(9) }],
    })
    const signed = await signRevision(base, request(report.people[0]))
    const [only = ''] = bench.pdfsig(signed.pdf)
    expect(only).toContain('Signature is Valid.')
    expect(only).toContain('Certificate is Trusted.')
    expect(only).toContain('  - Total document signed')
    expect(readPdf(signed.pdf).revisions).toHaveLength(2)
  })

  test('PDFSIGN-9: pdfsig accepts a certificate of the vault; a checkpoint key signs no report', async () => {
    const at = '2026-11-22T09:30:00.000Z' as Instant
    const authority = await makeAuthority('Demo workspace', at, randomBytes)
    const verdicts: string[] = []
    for (const purpose of ['signing', 'checkpoint'] as const) {
      const key = await makeCertifiedKey({ fullName: 'Ana Author', purpose, at }, authority, randomBytes)
      const privateKey = createPrivateKey({ key: Buffer.from(key.privateKey), format: 'der', type: 'pkcs8' })
      const signer = {
        name: 'Ana Author',
        certDer: key.certificate,
        chainDer: [authority.certificate],
        sign: async (bytes: Uint8Array) => new Uint8Array(sign('sha256', bytes, privateKey)),
      }
      const signed = await signRevision(report.revisions[0], request(signer))
      verdicts.push((await verifyPdf(signed.pdf, { anchorsDer: [authority.certificate] })).verdict)
      if (purpose === 'signing') {
        const own = openWorkbench(authority.certificate)
        expect(own.pdfsig(signed.pdf)[0]).toContain('Certificate is Trusted.')
        own.close()
      }
    }
    expect(verdicts).toEqual(['valid', 'untrusted'])
  })
})
