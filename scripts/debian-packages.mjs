// Gets the Debian packages that a command needs. What is installed is seen by its files, so nothing is started and no
// network is used when nothing is missing, and other distributions that have the same files are served as well.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { note } from './project.mjs'

const commandDirectories = () => (process.env.PATH ?? '').split(':').concat('/usr/bin', '/usr/sbin')
const libraryDirectories = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib']

const command = (name) => () => commandDirectories().some((directory) => existsSync(path.join(directory, name)))
const library = (name) => () => libraryDirectories.some((directory) => existsSync(path.join(directory, name)))
const anyFile =
  (...files) =>
  () =>
    files.some((file) => existsSync(file))

/** Package name → how to see that it is there, and the name that newer releases give it. */
const known = {
  xvfb: { present: command('Xvfb') },
  xauth: { present: command('xauth') },
  unzip: { present: command('unzip') },
  'g++': { present: command('g++') },
  openssl: { present: command('openssl') },
  'poppler-utils': { present: command('pdfsig') },
  'libnss3-tools': { present: command('certutil') },
  'libgtk-3-0': { present: library('libgtk-3.so.0'), renamed: 'libgtk-3-0t64' },
  libnss3: { present: library('libnss3.so') },
  libgbm1: { present: library('libgbm.so.1') },
  libasound2: { present: library('libasound.so.2'), renamed: 'libasound2t64' },
  'fonts-dejavu-core': {
    present: anyFile('/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf', '/usr/share/fonts/dejavu/DejaVuSans.ttf'),
  },
}

const window = ['libgtk-3-0', 'libnss3', 'libgbm1', 'libasound2', 'fonts-dejavu-core']
const headless = ['xvfb', 'xauth']
const reports = ['poppler-utils', 'openssl', 'libnss3-tools']

export const hasDisplay = () => Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)

/** What each command needs; the runtime asks for unzip and g++ itself, and only when it has to make something. */
export const packagesFor = {
  start: () => (hasDisplay() ? window : [...window, ...headless]),
  test: () => [...window, ...headless, ...reports],
  journeys: () => [...window, ...headless, ...reports],
  package: () => [],
}

function missing(names) {
  return names.filter((name) => {
    const entry = known[name]
    if (entry === undefined) throw new Error(`scripts/debian-packages.mjs does not know the package ${name}`)
    return !entry.present()
  })
}

const nameHere = (name) => {
  const { renamed } = known[name]
  if (renamed === undefined) return name
  const found = spawnSync('apt-cache', ['show', '--no-all-versions', renamed], { stdio: 'ignore' })
  return found.status === 0 ? renamed : name
}

function install(names) {
  const quiet = { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }
  const retry = ['-o', 'Acquire::Retries=3', '-o', 'DPkg::Lock::Timeout=120', '-qq']
  note(`installing Debian packages: ${names.join(' ')}`)
  const update = spawnSync('apt-get', [...retry, 'update'], quiet)
  // A failed update is no reason to stop yet: the lists that are there may do.
  if (update.status !== 0) note('apt-get update did not succeed; going on with the package lists that are there')
  const here = names.map(nameHere)
  return spawnSync('apt-get', [...retry, 'install', '-y', '--no-install-recommends', ...here], quiet).status === 0
}

/** Returns when all are there; otherwise says what to do and ends the process with code 1. */
export async function ensureDebianPackages(names) {
  if (process.platform !== 'linux') return
  const wanted = missing(names)
  if (wanted.length === 0) return
  const aptGet = command('apt-get')()
  if (!aptGet) note(`missing on this system (named as Debian names them): ${wanted.join(' ')}`)
  else if (process.getuid?.() === 0) {
    if (install(wanted) && missing(wanted).length === 0) return
    note(`apt-get could not install: ${missing(wanted).join(' ')}`)
  } else {
    const list = wanted.map(nameHere).join(' ')
    const line = `sudo apt-get update && sudo apt-get install -y --no-install-recommends ${list}`
    console.error(`Some Debian packages are missing. Run this once, then try again:\n\n  ${line}\n`)
  }
  process.exit(1)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [purpose = 'test'] = process.argv.slice(2)
  const list = packagesFor[purpose]
  if (list === undefined) throw new Error(`no such command: ${purpose} (one of ${Object.keys(packagesFor).join(', ')})`)
  await ensureDebianPackages(list())
}
