// Builds out/ when its inputs changed, and does nothing (in a fraction of a second) when they did not.
import { createHash } from 'node:crypto'
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { allEntries } from './entries.mjs'
import { capture, ensureCache, inProject, note, packageCommand, root, suitableNode } from './project.mjs'

const inputFolders = ['electron', 'verifier', 'renderer', 'shared', 'resources']
const inputFiles = [
  'vite.config.ts',
  'scripts/entries.mjs',
  'scripts/licences.mjs',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
]
const stampFile = inProject('out', '.inputs')

function filesBelow(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
}

function inputDigest() {
  const files = [
    ...inputFolders.flatMap((folder) => filesBelow(inProject(folder))),
    ...inputFiles.map((name) => inProject(name)),
  ]
  const hash = createHash('sha256')
  for (const file of files.sort()) {
    if (!existsSync(file)) continue
    const bytes = readFileSync(file)
    hash.update(`${path.relative(root, file)}\0${bytes.length}\0`).update(bytes)
  }
  return hash.digest('hex')
}

const stamp = () => (existsSync(stampFile) ? readFileSync(stampFile, 'utf8').trim() : '')
const absent = (column) =>
  allEntries.filter((entry) => !existsSync(inProject(entry[column]))).map((entry) => entry[column])

/** Two builds into one folder would mix their files: the second one waits for the first. */
async function alone(work) {
  const lock = path.join(ensureCache(), 'build.lock')
  for (;;) {
    try {
      const file = openSync(lock, 'wx')
      writeSync(file, String(process.pid))
      closeSync(file)
      break
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
      if (!held(lock)) rmSync(lock, { force: true })
      await wait(200)
    }
  }
  try {
    return await work()
  } finally {
    rmSync(lock, { force: true })
  }
}

function held(lock) {
  try {
    const pid = Number(readFileSync(lock, 'utf8'))
    if (pid > 0) return process.kill(pid, 0)
    return Date.now() - statSync(lock).mtimeMs < 5000
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** `partial` builds the entries that exist; without it a missing one is an error that names it. */
export async function build({ partial = false } = {}) {
  const unwritten = absent(0)
  if (unwritten.length > 0 && !partial) throw new Error(`These entries do not exist: ${unwritten.join(', ')}`)
  if (unwritten.length > 0) note(`leaving out entries that do not exist: ${unwritten.join(', ')}`)
  const isCurrent = () => stamp() === inputDigest() && absent(1).length <= unwritten.length
  if (isCurrent()) return false
  return alone(async () => {
    if (isCurrent()) return false
    const digest = inputDigest()
    const started = performance.now()
    await capture(suitableNode(), [packageCommand('vite'), 'build', '--app', '--logLevel', 'warn'], { cwd: root })
    writeFileSync(stampFile, `${digest}\n`)
    note(`built in ${((performance.now() - started) / 1000).toFixed(1)} s`)
    return true
  })
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    const done = await build({ partial: process.argv.includes('--partial') })
    if (!done) note('nothing to build')
  } catch (error) {
    console.error(error.message)
    process.exit(1)
  }
}
