import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { eventNames } from '../../shared/words/en/labels.ts'

test('every event that the program writes to the audit trail has a name, and no other has', () => {
  const written = globSync('electron/{actions,engine,workspace,store}/**/*.ts').flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/\baction: '([a-z-]+\.[a-z-]+)'/g)].map((match) => match[1] ?? ''),
  )
  expect(new Set(written).size).toBeGreaterThan(15)
  expect(Object.keys(eventNames).sort()).toEqual([...new Set(written)].sort())
})
