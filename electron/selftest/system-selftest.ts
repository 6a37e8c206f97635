import { readFileSync } from 'node:fs'
import { sha256 } from '../files/digest.ts'
import { resourcePath } from '../files/resources.ts'
import { cryptoChecks } from './crypto-checks.ts'
import type { ReadVector } from './known-answer.ts'
import { type SelftestReport, runSelftest } from './selftest.ts'

/** The vectors that travel with the program. */
export const shippedVector: ReadVector = (name) => JSON.parse(readFileSync(resourcePath('vectors', `${name}.json`), 'utf8'))

/** Numbers and ciphers of this program, on this computer, against the shipped vectors. */
export const systemSelftest = (options: { readonly quick: boolean; readonly readVector?: ReadVector }): Promise<SelftestReport> =>
  runSelftest(options.readVector ?? shippedVector, sha256, { quick: options.quick, more: cryptoChecks })
