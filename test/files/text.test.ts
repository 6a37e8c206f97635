import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readTextFile } from '../../electron/files/text.ts'
import { Refusal } from '../../shared/vocabulary/problem.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'probity-text-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const made = (bytes: readonly number[]): string => {
  const path = join(folder, 'protocol.json')
  writeFileSync(path, Uint8Array.from(bytes))
  return path
}

function refusalOf(path: string): unknown {
  try {
    return readTextFile(path)
  } catch (error) {
    return error instanceof Refusal ? error.problems[0] : error
  }
}

test('a text that is going to be locked is UTF-8 or refused, never mended', () => {
  expect(readTextFile(made([0x22, 0xc3, 0xa4, 0x22]))).toBe('"ä"')
  expect(readTextFile(made([0xef, 0xbb, 0xbf, 0x7b, 0x7d]))).toBe('{}')
  expect(refusalOf(made([0x22, 0xe4, 0x22]))).toMatchObject({ code: 'intake/invalid-utf-8', where: { file: 'protocol.json' } })
  expect(refusalOf(made([0x22, 0xc3]))).toMatchObject({ code: 'intake/invalid-utf-8' })
})

test('a file that is not there, or far too large, is refused with its name and not its path', () => {
  expect(refusalOf(join(folder, 'nothing.json'))).toMatchObject({ code: 'intake/file-not-readable', where: { file: 'nothing.json' } })
  expect(refusalOf(made(new Array<number>(2_000_001).fill(0x20)))).toMatchObject({ code: 'intake/file-too-large' })
})
