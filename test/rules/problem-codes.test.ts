import { expect, test } from 'vitest'
import { problemCodes } from '../../shared/vocabulary/problem.ts'
import { readProjectFile, scriptsBelow } from './source-files.ts'

const raised = (codes: readonly string[], texts: readonly string[]): string[] =>
  codes.filter((code) => texts.some((text) => text.includes(`'${code}'`)))

test('every problem that has a sentence can happen: some file raises it', () => {
  const files = scriptsBelow('shared', 'electron', 'renderer').filter((file) => file !== 'shared/vocabulary/problem.ts' && !file.startsWith('shared/words/'))
  expect(files.length).toBeGreaterThan(300)
  const found = new Set(raised(problemCodes, files.map(readProjectFile)))
  expect(problemCodes.filter((code) => !found.has(code))).toEqual([])
})

test('a code that nobody raises is found', () => {
  expect(raised(['a/b', 'a/c'], ["refuse('a/b')"])).toEqual(['a/b'])
})
