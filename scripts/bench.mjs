// `npm run bench [name]`: runs test/bench/*.bench.ts one after the other, each in its own process. They print.
import { existsSync, readdirSync } from 'node:fs'
import { build } from './build.mjs'
import { ensureDebianPackages, packagesFor } from './debian-packages.mjs'
import { describeRuntime, electronRuntime } from './electron-runtime.mjs'
import { inProject, runThrough, suitableNode } from './project.mjs'

const folder = inProject('test/bench')
const name = process.argv[2] ?? ''
const files = existsSync(folder)
  ? readdirSync(folder).filter((file) => file.endsWith('.bench.ts') && file.includes(name))
  : []
if (files.length === 0) {
  console.error(`No benchmark in test/bench matches "${name}".`)
  process.exit(1)
}

// Only a window needs a carrier and a build: the numbers can be measured on a bare machine (`npm run bench peers`).
const needsWindow = files.some((file) => file.startsWith('window'))
const env = { ...process.env, ...(needsWindow ? await windowEnvironment() : {}) }
console.log(`Node ${process.versions.node}`)
let failed = 0
for (const file of files.sort()) {
  console.log(`\n${file}`)
  if ((await runThrough(suitableNode(), [`${folder}/${file}`], { env })) !== 0) failed += 1
}
process.exit(failed === 0 ? 0 : 1)

async function windowEnvironment() {
  await ensureDebianPackages(packagesFor.journeys())
  const runtime = await electronRuntime()
  await build()
  console.log(`Windows in ${describeRuntime(runtime)}`)
  return { ...runtime.env, PROBITY_ELECTRON_FLAGS: runtime.flags.join(' ') }
}
