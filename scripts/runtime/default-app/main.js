// Electron's own default application does not travel with the carrier; this one does the part that development and
// Playwright use: `electron [switches] <project> [arguments]`, with `-r <file>` loaded first.
import { app } from 'electron'
import { existsSync, readFileSync } from 'node:fs'
import Module from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

function parse(argv) {
  const preload = []
  for (let index = 0; index < argv.length; index += 1) {
    const argument = argv[index]
    if (argument === '-r' || argument === '--require') preload.push(argv[(index += 1)])
    else if (argument === '-v' || argument === '--version') return { preload, version: true }
    else if (argument.startsWith('--app=')) return { preload, target: argument.slice('--app='.length) }
    else if (!argument.startsWith('-')) return { preload, target: argument }
  }
  return { preload }
}

function adopt(directory) {
  const file = path.join(directory, 'package.json')
  if (!existsSync(file)) return false
  const manifest = JSON.parse(readFileSync(file, 'utf8'))
  app.setVersion(manifest.version ?? '0.0.0')
  app.name = manifest.productName ?? manifest.name
  return true
}

const { preload, target, version } = parse(process.argv.slice(1))
if (version) {
  console.log(`v${process.versions.electron}`)
  process.exit(0)
}
if (target === undefined) {
  console.error('usage: electron [switches] <project> [arguments]')
  process.exit(1)
}
if (preload.length > 0) Module._preloadModules(preload)
Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true })
const directory = path.resolve(target)
const isProject = adopt(directory)
const entry = Module._resolveFilename(directory, null, true)
app.setAppPath(isProject ? directory : path.dirname(entry))
await import(pathToFileURL(entry).href)
