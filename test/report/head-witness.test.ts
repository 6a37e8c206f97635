import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { compose } from '../../shared/report/compose.ts'
import { headCodeScene } from '../../shared/report/figures/head-code.ts'
import { headText, headWords, parseHeadText } from '../../shared/report/head-words.ts'
import { qrModules } from '../../shared/report/qr-modules.ts'
import { wordList } from '../../shared/report/word-list.ts'
import { reportInput } from './fixture.ts'

const kept = JSON.parse(readFileSync(new URL('../vectors/qr-head.json', import.meta.url), 'utf8')) as {
  facts: { storeId: string; seq: number; head: string }
  text: string
  rows: string[]
}

describe('witnessing a head', () => {
  test('WIT-1: six words of the published list, the first 64 bits and two zeros', () => {
    // SHA-256 of english.txt as BIP-39 publishes it.
    const digest = createHash('sha256').update(`${wordList.join('\n')}\n`).digest('hex')
    expect(digest).toBe('2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda')
    expect(new Set(wordList.map((word) => word.slice(0, 4))).size).toBe(2048)
    expect(headWords('0'.repeat(64)).join(' ')).toBe('abandon abandon abandon abandon abandon abandon')
    // 111 1111 1100 = 2044: nine ones and the two zeros.
    expect(headWords('f'.repeat(64)).join(' ')).toBe('zoo zoo zoo zoo zoo zebra')
    // By hand: 00000000001 is ability.
    expect(headWords(`0020${'0'.repeat(60)}`)[0]).toBe('ability')
    expect(() => headWords('a5')).toThrow(RangeError)
  })

  test('WIT-1: a bit changed anywhere in the first eight bytes changes a word', () => {
    const head = 'a5'.repeat(32)
    const seen = new Set([headWords(head).join(' ')])
    for (let i = 0; i < 16; i++) for (const digit of '0123') seen.add(headWords(`${head.slice(0, i)}${digit}${head.slice(i + 1)}`).join(' '))
    expect(seen.size).toBe(1 + 16 * 4)
  })

  test('WIT-2: the text is read as it was written, and no other spelling is', () => {
    expect(headText(kept.facts)).toBe(kept.text)
    expect(parseHeadText(kept.text)).toEqual(kept.facts)
    for (const other of [kept.text.toLowerCase(), `${kept.text} `, kept.text.replace(' 1234 ', ' 01234 '), kept.text.slice(1)]) expect(parseHeadText(other)).toBeNull()
  })

  test('WIT-3: the code equals the kept one, which an independent decoder read as its text', () => {
    expect(qrModules(kept.text).map((row) => row.map((dark) => (dark ? '#' : '.')).join(''))).toEqual(kept.rows)
    expect(() => qrModules('small letters')).toThrow(RangeError)
  })

  test('WIT-4: the signature page has head, words and code; the drawing has every dark module once', () => {
    const input = reportInput()
    const { blocks } = compose(input)
    const page = JSON.stringify(blocks.slice(blocks.findLastIndex((block) => block.kind === 'pageBreak')))
    expect(page).toContain(input.checkpoint.head)
    expect(page).toContain(headWords(input.checkpoint.head).join(' '))
    expect(page).toContain('PROBITY HEAD 1')
    const [ground, code] = headCodeScene(kept.facts).marks
    expect([ground?.kind === 'rect' && ground.fill, code?.kind === 'path' && code.fill]).toEqual(['code-ground', 'code'])
    const drawn = code?.kind === 'path' ? [...code.d.matchAll(/M([\d.]+) [\d.]+ L([\d.]+)/g)] : []
    const nDark = Math.round(drawn.reduce((sum, [, from, to]) => sum + (Number(to) - Number(from)) / 1.9, 0))
    expect(nDark).toBe(kept.rows.join('').split('#').length - 1)
  })
})
