import { readFileSync } from 'node:fs'
import fontkit from '@cantoo/fontkit'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fontFile } from '../../electron/pdf/fonts.ts'
import { fitText, textWidth, wrapText } from '../../shared/report/text-width.ts'

const sample = 'Sensitivity 0.812 (95 % CI) ≥ ≤ → − – ßÄéŁ Ελληνικά µ κ “x” 1 234'

describe('text widths', () => {
  test.each([400, 500, 600] as const)('TXT-1: widths of weight %s are the font’s own', (weight) => {
    const font = fontkit.create(readFileSync(fontFile(weight)))
    if (font === null || !('glyphForCodePoint' in font)) throw new Error('a collection, not a font')
    for (const sign of sample) {
      const advance = font.glyphForCodePoint(sign.codePointAt(0) ?? 0)?.advanceWidth ?? Number.NaN
      expect(textWidth(sign, 10, weight), sign).toBeCloseTo(advance / 100, 9)
    }
  })

  test('TXT-2: wrapped lines fit and lose nothing', () => {
    const word = fc.string({ minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), fc.integer({ min: 12, max: 300 }), (words, width) => {
        const text = words.join(' ')
        const lines = wrapText(text, width, 8)
        for (const line of lines) expect(textWidth(line, 8) <= width || [...line].length <= 1).toBe(true)
        expect(lines.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''))
        expect(textWidth(fitText(text, width, 8), 8)).toBeLessThanOrEqual(Math.max(width, textWidth('…', 8)))
      }),
    )
  })
})
