import type { ZxcvbnFactory } from '@zxcvbn-ts/core'

/** Ten thousand million guesses: with the work of argon2id at least, more than anybody spends on one workspace. */
const ENOUGH = 10

/** What makes a passphrase easy to guess; the words are in shared/words. */
export type Weakness = 'weak-common' | 'weak-repeat' | 'weak-sequence' | 'weak-keyboard' | 'weak-date' | 'weak-name' | 'weak-guessable'

let loaded: Promise<ZxcvbnFactory> | undefined

/** The list of passwords is large: it is read when the first passphrase is chosen, and in the engine only. */
async function estimator(): Promise<ZxcvbnFactory> {
  const [core, common] = await Promise.all([import('@zxcvbn-ts/core'), import('@zxcvbn-ts/language-common')])
  return new core.ZxcvbnFactory({ dictionary: common.dictionary, graphs: common.adjacencyGraphs })
}

/** null: nothing to say against it. Names of the person count as known to whoever guesses. */
export async function weaknessOf(passphrase: string, names: readonly string[]): Promise<Weakness | null> {
  const zxcvbn = await (loaded ??= estimator())
  const known = names.flatMap((name) => [name, ...name.split(/\s+/)]).filter((part) => part.length > 2)
  const { guessesLog10, sequence } = zxcvbn.check(passphrase, known)
  if (guessesLog10 >= ENOUGH) return null
  // The longest part that is worth little says most about it.
  const [worst] = [...sequence].filter((part) => part.pattern !== 'bruteforce').sort((a, b) => b.token.length - a.token.length)
  if (worst === undefined) return 'weak-guessable'
  if (worst.pattern === 'dictionary' && worst['dictionaryName'] === 'userInputs') return 'weak-name'
  return named[worst.pattern] ?? 'weak-guessable'
}

const named: Readonly<Record<string, Weakness>> = {
  dictionary: 'weak-common',
  repeat: 'weak-repeat',
  sequence: 'weak-sequence',
  spatial: 'weak-keyboard',
  date: 'weak-date',
  regex: 'weak-date',
}
