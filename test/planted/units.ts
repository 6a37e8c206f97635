import { createHash } from 'node:crypto'
import type { KnownAnswer, KnownAnswerCheck } from '../../electron/selftest/known-answer.ts'
import { readProjectFile } from '../rules/source-files.ts'
import { collect } from './collected.ts'
import { importProject } from './loader.ts'

/** One thing that can notice a planted error: a group of shipped vectors, or one test. */
export interface Unit {
  readonly name: string
  readonly group: 'vectors' | 'tests'
  /** The test file it is from; none for the self-test's vectors. */
  readonly file?: string
  readonly index: number
  /** Ends quietly, or throws. */
  readonly run: () => unknown
}

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest()
const vectors = new Map<string, unknown>()
const readJson = (file: string): unknown => {
  if (!vectors.has(file)) vectors.set(file, JSON.parse(readProjectFile(file)))
  return vectors.get(file)
}
const context = { readVector: (name: string) => readJson(`resources/vectors/${name}.json`), sha256 }

function held(answers: readonly KnownAnswer[]): void {
  const wrong = answers.find((each) => !each.ok)
  if (wrong !== undefined) throw new Error(`${wrong.id}: ${wrong.computed} for ${wrong.expected}`)
}

/** The self-test's groups and the aSAH case: numbers of other engines. */
export async function vectorUnits(query = ''): Promise<Unit[]> {
  const { numberChecks } = await importProject('electron/selftest/number-checks.ts', query)
  const { checkCase } = await importProject('electron/selftest/case-vector.ts', query)
  const checks = numberChecks as readonly KnownAnswerCheck[]
  const asah = (checkCase as (raw: unknown, hash: typeof sha256) => KnownAnswer[])
  const units = checks.map(({ name, run }, index): Unit => {
    return { name, group: 'vectors', index, run: async () => held(await run(context)) }
  })
  const run = (): void => held(asah(readJson('test/vectors/asah/asah.json'), sha256))
  return [...units, { name: 'aSAH', group: 'vectors', index: units.length, run }]
}

/** Tests of a file, in its order. Those of known-answers.test.ts hold numbers of other engines too. */
export async function testUnits(file: string, query = ''): Promise<Unit[]> {
  const tests = await collect(() => importProject(file, query))
  const group = file.endsWith('/known-answers.test.ts') ? 'vectors' : 'tests'
  return tests.map(({ name, run }, index): Unit => ({ name: `${file} > ${name}`, group, file, index, run }))
}
