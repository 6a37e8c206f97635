import { beforeAll, describe, expect, test } from 'vitest'
import { decodeCms, encodeCms } from '../../shared/evidence/cms.ts'
import { childrenOf, sequence } from '../../shared/evidence/der.ts'
import { sha256 } from '../../shared/evidence/digest.ts'
import { ecdsaToRaw } from '../../shared/evidence/ecdsa.ts'
import { listSignatures } from '../../shared/evidence/pdf-signatures.ts'
import type { PdfVerdict } from '../../shared/evidence/verify-pdf.ts'
import { toHex } from '../../shared/vocabulary/ids.ts'
import { readCms } from '../../verifier/cms.ts'
import { threeSigners, type SignedReport } from '../pdf-signing/reports.ts'
import { agreedVerdict } from './second-opinion.ts'
import { acceptedFlips, flipped, replaced } from './tampering.ts'

let report: SignedReport
let once: Uint8Array
const check = (pdf: Uint8Array): Promise<PdfVerdict> => agreedVerdict(pdf, report.authority.der)
const verdictOf = async (pdf: Uint8Array): Promise<string> => (await check(pdf)).verdict
const allProblems = (verdict: PdfVerdict): string =>
  JSON.stringify([verdict.problems, verdict.signatures.map((each) => each.problems)])

beforeAll(async () => {
  report = await threeSigners()
  once = report.revisions[1]
})

describe('damage', () => {
  test.each([0x01, 0x20])('PDFVER-4: no byte at every 97th offset can change (mask %i)', async (mask) => {
    const pdf = report.revisions[2]
    const offsets = [...pdf.keys()].filter((at) => at % 97 === 0)
    expect(offsets.length).toBeGreaterThan(700)
    expect(await acceptedFlips(offsets, pdf, mask, report.authority.der)).toEqual([])
  }, 60_000)

  test('PDFVER-5: bytes behind the last signature are a change', async () => {
    for (const tail of ['\n', ' ', '\0', '%', '%%EOF', '\n1 0 obj\n<<>>\nendobj\n', 'x'.repeat(5000)]) {
      const verdict = await check(Buffer.concat([once, Buffer.from(tail)]))
      expect(verdict.verdict).toBe('changed')
      expect(verdict.problems.map((each) => each.code)).toContain('pdf/changed')
    }
    for (let n = 1; n < 40; n++) expect(await verdictOf(once.subarray(0, -n))).toBe('changed')
  })

  test('PDFVER-9: contents in capitals, padding not zero, BER lengths and other ranges are refused', async () => {
    const [signature] = listSignatures(once)
    const [, start = 0, end = 0] = signature?.byteRange ?? []
    const cms = signature?.cms ?? new Uint8Array()
    const capital = /[a-f]/.exec(Buffer.from(once.subarray(start, end)).toString('latin1'))
    const at = start + (capital?.index ?? 0)
    expect(allProblems(await check(replaced(once, at, (capital?.[0] ?? '').toUpperCase())))).toContain('lower-case')
    expect(allProblems(await check(replaced(once, end - 2, '1')))).toContain('padding')
    const [tag = 0, , high = 0, low = 0] = cms
    const longer = Buffer.concat([Uint8Array.of(tag, 0x83, 0, high, low), cms.subarray(4)])
    expect(allProblems(await check(replaced(once, start + 1, toHex(longer))))).toContain('minimal DER')
    const text = Buffer.from(once).toString('latin1')
    const range = text.indexOf('/ByteRange [0 ') + '/ByteRange ['.length
    expect(allProblems(await check(replaced(once, range, '1')))).toContain('ByteRange leaves out more')
    const shorter = text.slice(range).replace(/(\d+)(\s*)\]/, (_, n: string, gap: string) => `${Number(n) - 1}${gap}]`)
    expect(allProblems(await check(replaced(once, range, shorter.slice(0, 60))))).toContain('end with its revision')
  })

  test('PDFVER-13: an object that the table does not name, or names elsewhere, is malformed', async () => {
    const text = Buffer.from(once).toString('latin1')
    const table = text.lastIndexOf('xref\n0 1')
    const hidden = '99 0 obj\n<<>>\nendobj\n'
    const grown = `${text.slice(0, table)}${hidden}${text.slice(table)}`.replace(
      /startxref\n(\d+)\n%%EOF$/,
      (_, n: string) => `startxref\n${Number(n) + hidden.length}\n%%EOF`,
    )
    expect(allProblems(await check(Buffer.from(grown, 'latin1')))).toContain('leaves out an object')
    const entry = /\n(\d{10}) 00000 n/.exec(text.slice(table))
    const moved = replaced(once, table + (entry?.index ?? 0) + 1, '0000000016')
    expect(allProblems(await check(moved))).toContain('table is wrong about object')
  })
})

describe('the signature itself', () => {
  const parts = async () => {
    const cms = listSignatures(once)[0]?.cms ?? new Uint8Array()
    return { cms, decoded: await decodeCms(cms, (bytes) => sha256(bytes)) }
  }

  test('CMS-3: the second verifier, which knows the specification alone, reads the same from it, and something else from any other bytes', async () => {
    const { cms, decoded } = await parts()
    if (!decoded) throw new Error('not decoded')
    const read = readCms(Buffer.from(cms))
    expect(read?.certificates.map(toHex)).toEqual(decoded.certificates.map(toHex))
    expect(toHex(read?.messageDigest ?? Buffer.alloc(0))).toBe(toHex(decoded.messageDigest))
    const said = (bytes: Uint8Array): string => {
      const found = readCms(Buffer.from(bytes))
      return found === null ? 'another form' : [...found.certificates, found.attributes, found.signature].map(toHex).join(' ')
    }
    expect(said(Buffer.concat([cms, Buffer.of(0)]))).toBe('another form')
    const same = said(cms)
    expect([...cms.keys()].filter((at) => said(flipped(cms, at, 1)) === same)).toEqual([])
  })

  test('CMS-1: only what encodes to the same bytes again is accepted', async () => {
    const { cms, decoded } = await parts()
    if (!decoded) throw new Error('not decoded')
    const [signer = new Uint8Array()] = decoded.certificates
    expect(toHex(encodeCms(decoded, await sha256(signer)))).toBe(toHex(cms))
    expect(decoded.certificates.map(toHex)).toContain(toHex(report.authority.der))
    for (let at = 0; at < cms.length; at++) {
      const other = await decodeCms(flipped(cms, at, 1), (bytes) => sha256(bytes))
      const same = other && toHex(encodeCms(other, await sha256(other.certificates[0] ?? signer))) === toHex(cms)
      expect(same ?? false).toBe(false)
    }
    // An unsigned attribute: a place that no signature protects.
    const [type, content] = childrenOf(cms) ?? []
    const [signedData = new Uint8Array()] = childrenOf(content ?? new Uint8Array()) ?? []
    const fields = childrenOf(signedData) ?? []
    const [info = new Uint8Array()] = childrenOf(fields[4] ?? new Uint8Array()) ?? []
    const grown = sequence(...(childrenOf(info) ?? []), Uint8Array.of(0xa1, 0))
    const wrap = (tag: number, body: Uint8Array) => Uint8Array.from([tag, ...sequence(body).subarray(1)])
    const data = sequence(...fields.slice(0, 4), wrap(0x31, grown))
    const forged = sequence(type ?? new Uint8Array(), wrap(0xa0, data))
    expect(await decodeCms(forged, (bytes) => sha256(bytes))).toBeNull()
  })

  test('CMS-2: an ECDSA value is two minimal unsigned integers', async () => {
    expect(ecdsaToRaw(Uint8Array.of(0x30, 6, 2, 1, 5, 2, 1, 7))?.[31]).toBe(5)
    expect(ecdsaToRaw(Uint8Array.of(0x30, 7, 2, 2, 0, 0x85, 2, 1, 7))?.[31]).toBe(0x85)
    for (const bad of [
      [0x30, 7, 2, 2, 0, 5, 2, 1, 7],
      [0x30, 6, 2, 1, 0x85, 2, 1, 7],
      [0x30, 3, 2, 1, 5],
      [0x30, 9, 2, 1, 5, 2, 1, 7, 2, 1, 7],
      [0x31, 6, 2, 1, 5, 2, 1, 7],
      [0x30, 5, 2, 0, 2, 1, 7],
      [0x30, 7, 2, 1, 5, 2, 1, 7, 0],
    ]) {
      expect(ecdsaToRaw(Uint8Array.from(bad))).toBeNull()
    }
  })
})
