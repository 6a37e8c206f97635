import { spawn, spawnSync } from 'node:child_process'
import { closeSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { temporaryFolder } from '../store/fixture.ts'

const main = fileURLToPath(new URL('../../electron/cli/main.ts', import.meta.url))

/** The command line as a person calls it. The first passphrase is descriptor 3, the second 4: never an argument. */
export const probity = (args: readonly string[], ...passphrases: readonly string[]) => runProbity(main, args, ...passphrases)

function descriptorsOf(passphrases: readonly string[]): number[] {
  const folder = temporaryFolder()
  return passphrases.map((text, i) => {
    writeFileSync(join(folder, String(i)), `${text}\n`)
    return openSync(join(folder, String(i)), 'r')
  })
}

/** The same, sent a signal once when it says something on standard error. */
export async function probityInterrupted(signal: NodeJS.Signals, said: string, args: readonly string[], passphrase: string) {
  const [descriptor = 0] = descriptorsOf([passphrase])
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe', descriptor], timeout: 180_000 })
  closeSync(descriptor)
  const texts = { stdout: '', stderr: '' }
  let isSent = false
  child.stdout?.on('data', (data: Buffer) => (texts.stdout += data.toString('utf8')))
  child.stderr?.on('data', (data: Buffer) => {
    texts.stderr += data.toString('utf8')
    if (!isSent && texts.stderr.includes(said)) isSent = child.kill(signal)
  })
  const status = await new Promise<number | null>((resolve, reject) => void child.on('error', reject).on('close', resolve))
  return { ...texts, status }
}

export function runProbity(program: string, args: readonly string[], ...passphrases: readonly string[]) {
  const descriptors = descriptorsOf(passphrases)
  const run = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe', ...descriptors], timeout: 180_000 })
  descriptors.forEach((descriptor) => closeSync(descriptor))
  return run
}
