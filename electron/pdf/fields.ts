import { boxTop, contentWidth, page, signatureBox, signatureNames } from './layout.ts'

export interface SignatureField {
  readonly name: (typeof signatureNames)[number] | 'DocTimeStamp'
  /** −1: the last page. */
  readonly page: -1
  /** PDF points, origin bottom left: x1, y1, x2, y2. An invisible field has four zeros. */
  readonly rect: readonly [number, number, number, number]
}

const round2 = (value: number): number => Math.round(value * 100) / 100

/** The fields that revision 0 must already have, where the printed boxes stand (rule PDF-4). */
export function signatureFields(): readonly SignatureField[] {
  const boxes = signatureNames.map((name, i): SignatureField => {
    const top = boxTop(i)
    const lower = page.height - top - signatureBox.height
    return {
      name,
      page: -1,
      rect: [page.left, round2(lower), round2(page.left + contentWidth), round2(page.height - top)],
    }
  })
  return [...boxes, { name: 'DocTimeStamp', page: -1, rect: [0, 0, 0, 0] }]
}
