import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron } from '@playwright/test'

// Cold start to the first usable screen, and the memory of each process then.
const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1440x900x24', '-nolisten', 'tcp'], {
  stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
})
const display = await new Promise<string>((resolve) => {
  server.stdio[3]?.once('data', (data: Buffer) => resolve(`:${data.toString('utf8').trim()}`))
})
const flags = (process.env['PROBITY_ELECTRON_FLAGS'] ?? '').split(' ').filter((flag) => flag !== '')
const userData = mkdtempSync(join(tmpdir(), 'probity-bench-'))
const starts: number[] = []
for (let run = 0; run < 5; run++) {
  const begun = performance.now()
  const app = await _electron.launch({
    executablePath: process.env['PROBITY_ELECTRON'] ?? '',
    args: [...flags, '.', `--user-data-dir=${userData}`],
    env: { ...(process.env as Record<string, string>), DISPLAY: display },
  })
  const page = await app.firstWindow()
  await page.getByRole('heading', { level: 1 }).waitFor()
  starts.push(performance.now() - begun)
  if (run === 4) {
    const metrics = await app.evaluate(({ app: electron }) => electron.getAppMetrics())
    for (const { type, name, memory } of metrics) {
      console.log(`  ${name ?? type}: ${(memory.workingSetSize / 1024).toFixed(0)} MB now, ${(memory.peakWorkingSetSize / 1024).toFixed(0)} MB at most`)
    }
  }
  await app.close()
}
starts.sort((a, b) => a - b)
console.log(`  start to first screen: median ${((starts[2] ?? 0) / 1000).toFixed(2)} s, slowest of 5 ${((starts[4] ?? 0) / 1000).toFixed(2)} s (driven by the test harness)`)
server.kill()
rmSync(userData, { recursive: true, force: true })
