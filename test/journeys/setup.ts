import { spawn } from 'node:child_process'
import { describeRuntime, electronRuntime } from '../../scripts/electron-runtime.mjs'

/** Starts an X server on a number that it picks itself, so that runs side by side do not meet. */
function ownDisplay(): Promise<{ name: string; stop: () => void }> {
  const args = ['-displayfd', '3', '-screen', '0', '1440x900x24', '-nolisten', 'tcp']
  const server = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  return new Promise((resolve, reject) => {
    server.stdio[3]?.on('data', (data: Buffer) => {
      resolve({ name: `:${data.toString('utf8').trim()}`, stop: () => void server.kill() })
    })
    server.on('error', reject)
    server.on('exit', () => reject(new Error('Xvfb ended before it was ready')))
  })
}

/**
 * What a journey finds in its environment: PROBITY_ELECTRON (the executable), PROBITY_ELECTRON_FLAGS (first on its
 * command line, space-separated), ELECTRON_OVERRIDE_DIST_PATH, PROBITY_SQLITE_BINDING where the runtime needs it.
 */
export default async function setup(): Promise<(() => void) | undefined> {
  const runtime = await electronRuntime()
  Object.assign(process.env, runtime.env, { PROBITY_ELECTRON_FLAGS: runtime.flags.join(' ') })
  console.log(`Journeys run in ${describeRuntime(runtime)}.`)
  if (process.platform !== 'linux' || process.env.DISPLAY) return undefined
  const display = await ownDisplay()
  process.env.DISPLAY = display.name
  return display.stop
}
