// The Electron that the product pins: present, or fetched once by its own installer.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { cacheDirectory, ensureCache, inProject, note, readJson, suitableNode } from '../project.mjs'

const packageDirectory = inProject('node_modules', 'electron')

export const pinnedVersion = () => readJson(path.join(packageDirectory, 'package.json')).version

export function distVersion(directory) {
  try {
    return readFileSync(path.join(directory, 'version'), 'utf8').trim().replace(/^v/, '')
  } catch {
    return undefined
  }
}

function installed() {
  const directory = path.join(packageDirectory, 'dist')
  return distVersion(directory) === pinnedVersion() ? directory : undefined
}

/** The directory of the official binary, or undefined when this machine cannot fetch it. */
export function officialElectron() {
  const present = installed()
  if (present !== undefined) return present
  if (process.env.ELECTRON_SKIP_BINARY_DOWNLOAD) return undefined
  // A machine that reaches only a package registry fails here every time: once is enough.
  const refused = path.join(cacheDirectory, `electron-${pinnedVersion()}-not-downloadable`)
  if (existsSync(refused)) return undefined
  note(`fetching Electron ${pinnedVersion()}`)
  const env = { ...process.env, npm_config_loglevel: 'silent' }
  const installer = path.join(packageDirectory, 'install.js')
  spawnSync(suitableNode(), [installer], { stdio: 'ignore', timeout: 300_000, env })
  const fetched = installed()
  if (fetched === undefined) {
    ensureCache()
    writeFileSync(refused, `Delete this file to try again. ${new Date().toISOString()}\n`)
    note(`Electron ${pinnedVersion()} could not be fetched; remembered in ${path.relative(inProject(), refused)}`)
  }
  return fetched
}
