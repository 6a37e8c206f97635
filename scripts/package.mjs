// `npm run package`: builds, makes dist/linux-unpacked without network, and reads the fuses back from it.
// Other formats: `npm run package -- deb` (or tar.gz …), where this machine has the tools for them.
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { build } from './build.mjs'
import { describeRuntime, electronRuntime } from './electron-runtime.mjs'
import { readFuses } from './fuses.mjs'
import { pinnedVersion } from './runtime/official.mjs'
import { inProject, note, packageCommand, runThrough, suitableNode } from './project.mjs'

const unpacked = inProject('dist/linux-unpacked')

function banner(lines) {
  const rule = '*'.repeat(78)
  console.log([rule, ...lines.map((line) => `* ${line}`), rule].join('\n'))
}

async function pack(runtime, targets) {
  const options = [
    `-c.electronVersion=${runtime.version}`,
    `-c.electronDist=${runtime.directory}`,
    // The package's own package.json loses its development dependencies, and with them what releases are made with.
    `-c.extraMetadata.shippedElectron=${pinnedVersion()}`,
    ...['--publish', 'never'],
  ]
  const env = { ...process.env, PROBITY_SQLITE_BINDING: '', ...runtime.env }
  // The runtime is named by electronDist; the variable would make electron-builder's own look-up follow it as well.
  delete env.ELECTRON_OVERRIDE_DIST_PATH
  return runThrough(suitableNode(), [packageCommand('electron-builder'), '--linux', ...targets, ...options], { env })
}

function checkContents() {
  const problems = []
  const needs = (file) => existsSync(`${unpacked}/${file}`) || problems.push(`missing: ${file}`)
  needs('probity')
  needs('resources/app.asar')
  needs('resources/app.asar.unpacked/node_modules/better-sqlite3/prebuilds/linux-x64.node')
  if (existsSync(`${unpacked}/resources/default_app.asar`)) problems.push('default_app.asar is still there')
  const modules = `${unpacked}/resources/app.asar.unpacked/node_modules`
  const others = existsSync(modules) ? readdirSync(modules).filter((name) => name !== 'better-sqlite3') : []
  if (others.length > 0) problems.push(`unpacked without need: ${others.join(', ')}`)
  return problems
}

/** A development runtime may be too old for the last fuse; a release runtime must have all nine. */
async function checkFuses(runtime) {
  const fuses = await readFuses(`${unpacked}/probity`)
  const excused = (fuse) => runtime.source === 'carrier' && fuse.found === 'absent'
  console.log('\nFuses read back from dist/linux-unpacked/probity:')
  for (const fuse of fuses) {
    const verdict = fuse.ok ? 'ok' : excused(fuse) ? `not in Electron ${runtime.version}` : 'WRONG'
    console.log(`  ${fuse.name.padEnd(40)} ${fuse.required.padEnd(4)} found ${fuse.found.padEnd(8)} ${verdict}`)
  }
  const set = fuses.filter(({ ok }) => ok).length
  console.log(`  ${set} of ${fuses.length} fuses are set as required`)
  return fuses.filter((fuse) => !fuse.ok && !excused(fuse)).map((fuse) => `fuse ${fuse.name} is ${fuse.found}`)
}

const runtime = await electronRuntime()
await build()
rmSync(unpacked, { recursive: true, force: true })
const code = await pack(runtime, ['dir', ...process.argv.slice(2)])
if (code !== 0) process.exit(code)

const problems = [...checkContents(), ...(await checkFuses(runtime))]
if (runtime.source === 'carrier') {
  banner([
    'NOT A RELEASE. The Electron that this project pins could not be had here, so this',
    `package holds the development carrier: ${describeRuntime(runtime)}.`,
    'It carries a recompiled database addon. Use it for tests of packaging only.',
  ])
} else note(`packaged with ${describeRuntime(runtime)}`)
for (const problem of problems) console.error(`package: ${problem}`)
process.exit(problems.length === 0 ? 0 : 1)
