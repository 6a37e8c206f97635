/** Stands in for vitest's describe and test while planted errors are hunted: the same tests, kept to be run singly. */
export interface CollectedTest {
  readonly name: string
  readonly run: () => unknown
}

interface Suite {
  readonly name: string
  readonly fill: () => unknown
}

let tests: CollectedTest[] = []
let suites: Suite[] = []
let prefix = ''

const functionAmong = (rest: readonly unknown[]): ((...args: readonly unknown[]) => unknown) => {
  const found = rest.find((each) => typeof each === 'function')
  if (found === undefined) throw new Error('a test without a function')
  return found as (...args: readonly unknown[]) => unknown
}

const argumentsOf = (row: unknown): readonly unknown[] => (Array.isArray(row) ? row : [row])

const addTest = (name: string, ...rest: readonly unknown[]): void => {
  tests.push({ name: `${prefix}${name}`, run: functionAmong(rest) })
}

const addSuite = (name: string, ...rest: readonly unknown[]): void => {
  suites.push({ name: `${prefix}${name} > `, fill: functionAmong(rest) })
}

type Add = (name: string, ...rest: readonly unknown[]) => void

const each = (add: Add) => (rows: readonly unknown[]) => (name: string, ...rest: readonly unknown[]): void => {
  const run = functionAmong(rest)
  rows.forEach((row, k) => add(`${name} #${k}`, () => run(...argumentsOf(row))))
}

export const test = Object.assign(addTest, { each: each(addTest) })
export const it = test
export const describe = Object.assign(addSuite, { each: each(addSuite) })

/** Imports a test file and fills its suites; what it registered, in order. */
export async function collect(load: () => Promise<unknown>): Promise<CollectedTest[]> {
  tests = []
  suites = []
  prefix = ''
  await load()
  for (let next = suites.shift(); next !== undefined; next = suites.shift()) {
    prefix = next.name
    await next.fill()
  }
  return tests
}
