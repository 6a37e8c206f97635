// Finds or prepares an Electron, in this order: ELECTRON_OVERRIDE_DIST_PATH, the official binary, the carrier.
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { note } from './project.mjs'
import { carriedElectron } from './runtime/carrier.mjs'
import { distVersion, officialElectron } from './runtime/official.mjs'
import { recompiledAddon } from './runtime/sqlite-addon.mjs'

/** Electron 35 is the first with Node 22.14, and so with Node-API 10. */
const firstWithShippedAddon = 35

const executableNames = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }

async function locate() {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH
  // A caller that already went through here hands its answer on, with the name of its source.
  if (override) return { directory: path.resolve(override), source: process.env.PROBITY_ELECTRON_SOURCE ?? 'override' }
  const official = officialElectron()
  if (official !== undefined) return { directory: official, source: 'official' }
  return { directory: await carriedElectron(), source: 'carrier' }
}

/**
 * { directory, executable, version, source, flags, env }: `env` goes into the environment of whatever starts it and
 * `flags` come first on its command line. `source` is 'override', 'official' or 'carrier'.
 */
export async function electronRuntime() {
  const { directory, source } = await locate()
  const version = distVersion(directory)
  if (version === undefined) throw new Error(`${directory} holds no Electron (its file "version" is missing).`)
  const executable = path.join(directory, executableNames[process.platform] ?? 'electron')
  const env = {
    ELECTRON_OVERRIDE_DIST_PATH: directory,
    PROBITY_ELECTRON: executable,
    PROBITY_ELECTRON_SOURCE: source,
  }
  if (process.platform === 'linux') {
    // No message bus is needed, and looking for one that is not there fills the terminal with complaints.
    env.DBUS_SYSTEM_BUS_ADDRESS = process.env.DBUS_SYSTEM_BUS_ADDRESS ?? 'disabled:'
    env.DBUS_SESSION_BUS_ADDRESS = process.env.DBUS_SESSION_BUS_ADDRESS ?? 'disabled:'
  }
  if (Number.parseInt(version, 10) < firstWithShippedAddon) env.PROBITY_SQLITE_BINDING = await recompiledAddon()
  // Chromium refuses its sandbox to root; everybody else keeps it.
  const flags = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return { directory, executable, version, source, flags, env }
}

export const describeRuntime = ({ version, source }) =>
  source === 'carrier' ? `Electron ${version} (development carrier, not what ships)` : `Electron ${version} (${source})`

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const runtime = await electronRuntime()
  note(`${describeRuntime(runtime)} in ${runtime.directory}`)
}
