import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { recordKinds } from '../../shared/vocabulary/records.ts'
import { eventNames } from '../../shared/words/en/labels.ts'
import { objectKindName, objectKinds } from '../../shared/words/en/object-kinds.ts'

const source = globSync('electron/{actions,engine,workspace,store}/**/*.ts').map((file) => readFileSync(file, 'utf8'))
const found = (pattern: RegExp): Set<string> => new Set(source.flatMap((text) => [...text.matchAll(pattern)].map((match) => match[1] ?? '')))

test('every event that the program writes to the audit trail has a name, and no other has', () => {
  const written = found(/\baction: '([a-z-]+\.[a-z-]+)'/g)
  expect(written.size).toBeGreaterThan(15)
  expect(Object.keys(eventNames).sort()).toEqual([...written].sort())
})

test('whatever an entry of the audit trail is about has a word, and nothing else has', () => {
  const written = found(/\bobjectKind: '([a-z-]+)'/g)
  expect(written.size).toBeGreaterThan(15)
  // Records that are locked name their kind by a variable.
  expect(Object.keys(objectKinds).sort()).toEqual([...new Set([...written, ...recordKinds])].sort())
  expect([objectKindName('role-assignment'), objectKindName('of-a-newer-version'), objectKindName('constructor')]).toEqual(['Role', 'of-a-newer-version', 'constructor'])
})
