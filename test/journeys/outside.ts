import { spawn, spawnSync } from 'node:child_process'
import { resolve } from 'node:path'

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Without what the window's runtime needs: plain Node has its own, and keeps what it compiled. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const { PROBITY_SQLITE_BINDING: _binding, ...env } = process.env
  return { ...env, NODE_COMPILE_CACHE: resolve('node_modules/.cache/probity/compiled') }
}

/** Runs a program of ours in plain Node, outside the window. */
export function inNode(args: readonly string[], stdin = ''): Ended {
  const ended = spawnSync(process.execPath, args, { encoding: 'utf8', env: plainEnvironment(), input: stdin, timeout: 180_000 })
  return { code: ended.status, stdout: ended.stdout, stderr: ended.stderr }
}

/** The same, while the journey goes on. */
export function besideInNode(args: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, args, { env: plainEnvironment(), stdio: ['ignore', 'pipe', 'pipe'], timeout: 180_000 })
  const texts = { stdout: '', stderr: '' }
  child.stdout.on('data', (data: Buffer) => (texts.stdout += data.toString('utf8')))
  child.stderr.on('data', (data: Buffer) => (texts.stderr += data.toString('utf8')))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, ...texts }))
  })
}
