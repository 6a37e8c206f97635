import { spawn } from 'node:child_process'

/** An X server of one's own, with no other window on it that could take the keyboard focus. */
export interface Display {
  readonly name: string
  stop(): void
}

/** Where no display is given, journeys make their own, and so may run side by side. */
export const makesDisplays = (): boolean => process.platform === 'linux' && !process.env['DISPLAY']

/** Starts an X server on a number that it picks itself, so that those side by side do not meet. */
export function ownDisplay(): Promise<Display> {
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
