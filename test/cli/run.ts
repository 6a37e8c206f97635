import { spawnSync } from 'node:child_process'
import { closeSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { temporaryFolder } from '../store/fixture.ts'

const main = fileURLToPath(new URL('../../electron/cli/main.ts', import.meta.url))

/** The command line as a person calls it. The first passphrase is descriptor 3, the second 4: never an argument. */
export const probity = (args: readonly string[], ...passphrases: readonly string[]) => runProbity(main, args, ...passphrases)

export function runProbity(program: string, args: readonly string[], ...passphrases: readonly string[]) {
  const folder = temporaryFolder()
  const descriptors = passphrases.map((text, i) => {
    writeFileSync(join(folder, String(i)), `${text}\n`)
    return openSync(join(folder, String(i)), 'r')
  })
  const run = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe', ...descriptors], timeout: 180_000 })
  descriptors.forEach((descriptor) => closeSync(descriptor))
  return run
}
