import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { demoFile } from '../../electron/engine/demo-study.ts'
import { DatasetMapping } from '../../shared/vocabulary/records.ts'
import { protocolText } from './small-study.ts'

const life = fileURLToPath(new URL('./marked-life.ts', import.meta.url))

export interface Scan {
  readonly files: number
  readonly bytes: number
  /** File and the name of the marker that it holds. */
  readonly hits: readonly string[]
  /** Names of the files that were looked through, below the folder of everything the program writes. */
  readonly names: readonly string[]
  /** Markers that the chosen export or what was given does not hold either: a scan that could find nothing. */
  readonly unseen: readonly string[]
  readonly said: readonly string[]
}

/**
 * Lets a program of its own home, temporary and working folder use a workspace full of unmistakable data, kills it in
 * the middle of the next import so many times, and looks for the data in everything that it wrote.
 */
export async function scanForMarkers(folder: string, options: { readonly rows: number; readonly kills: number }): Promise<Scan> {
  const [world, given, chosen] = ['world', 'given', 'chosen'].map((name) => join(folder, name)) as [string, string, string]
  const homes = { HOME: 'home', TMPDIR: 'tmp', XDG_CONFIG_HOME: 'config', XDG_CACHE_HOME: 'cache', XDG_DATA_HOME: 'data', XDG_STATE_HOME: 'state', XDG_RUNTIME_DIR: 'runtime' }
  for (const each of [...Object.values(homes), 'cwd']) mkdirSync(join(world, each), { recursive: true })
  for (const each of [given, chosen]) mkdirSync(each)
  const markers = writeMarked(folder, { world, given, chosen }, options.rows)
  const env = { ...Object.fromEntries(Object.entries(homes).map(([name, at]) => [name, join(world, at)])), TMP: join(world, 'tmp'), TEMP: join(world, 'tmp'), PATH: process.env['PATH'] ?? '' }
  const begun = Date.now()
  const said: string[] = []
  for (let kill = 0; kill < options.kills; kill++) said.push(...(await live(join(folder, 'marked.json'), kill === 0, { cwd: join(world, 'cwd'), env })))
  const recovery = said.find((line) => line.startsWith('secret '))?.slice('secret '.length)
  if (recovery !== undefined) markers['recovery key'] = recovery
  const own = filesBelow(world)
  // Elsewhere only what is new; a marker is random, so whatever holds it comes from here.
  const elsewhere = ['/dev/shm', '/tmp', '/var/tmp'].flatMap((at) => filesBelow(at, 3, begun)).filter((path) => !path.startsWith(folder))
  const hits: string[] = []
  let bytes = 0
  for (const path of [...own, ...elsewhere]) {
    const found = read(path)
    bytes += found.length
    hits.push(...holding(found, markers).map((name) => `${path.slice(path.startsWith(world) ? world.length + 1 : 0)}: ${name}`))
  }
  const known = Buffer.concat([...filesBelow(given), ...filesBelow(chosen)].map(read))
  const inGiven = holding(known, markers)
  return { files: own.length, bytes, hits, names: own.map((path) => path.slice(world.length + 1)), unseen: dataMarkers.filter((name) => !inGiven.includes(name)), said }
}

const dataMarkers = ['participant', 'column', 'value', 'number']

/** Files and settings of a study in which every kind of datum is unmistakable. */
function writeMarked(folder: string, at: { world: string; given: string; chosen: string }, rows: number): Record<string, string> {
  const mark = (what: string) => `${what}${randomBytes(5).toString('hex')}`
  const number = String(700_000_000 + randomBytes(3).readUIntBE(0, 3))
  const markers: Record<string, string> = { participant: mark('Pq'), column: mark('cq'), value: mark('Vq'), number, study: mark('Sq'), first: `${mark('K')} ${mark('L')}`, next: `${mark('M')} ${mark('N')}`, wrong: `${mark('W')} ${mark('X')}` }
  const { participant = '', column = '', value = '' } = markers
  for (const name of ['reference-data.csv', 'predictions.csv']) {
    const lines = readFileSync(demoFile(name), 'utf8').split('\n').slice(0, rows + 1)
    const [head = '', ...rest] = lines.map((line) => line.replaceAll('GBSG', participant))
    const isReference = name === 'reference-data.csv'
    const cells = rest.map((line) => line.split(',')).filter((each) => each.length > 1)
    if (isReference) for (const each of cells) each.splice(3, 1, `${value}${each[3] ?? ''}`)
    if (isReference) for (const each of cells) each.splice(7, 1, number)
    writeFileSync(join(at.given, name), `${[isReference ? head.replace('meno', column) : head, ...cells.map((each) => each.join(','))].join('\n')}\n`)
  }
  const mapping = DatasetMapping.parse(JSON.parse(readFileSync(demoFile('dataset-mapping.json'), 'utf8').replaceAll('"meno"', `"${column}"`)))
  const facts = { ...at, study: markers['study'], passphrases: [markers['first'], markers['next']], wrong: markers['wrong'], mapping, protocol: protocolText() }
  writeFileSync(join(folder, 'marked.json'), JSON.stringify(facts))
  return markers
}

/** Runs until it has begun an import of its second life, and some milliseconds more. */
function live(marked: string, whole: boolean, options: { readonly cwd: string; readonly env: Record<string, string> }): Promise<string[]> {
  const child = spawn(process.execPath, [life, marked, whole ? 'life' : 'more'], { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  let complaint = ''
  let isDoomed = false
  child.stderr.on('data', (part: Buffer) => void (complaint += part.toString()))
  child.stdout.on('data', (part: Buffer) => {
    said += part.toString()
    if (isDoomed || !/ready\n(?:.*\n)*at import\n/.test(said)) return
    isDoomed = true
    setTimeout(() => child.kill('SIGKILL'), Math.random() * 250)
  })
  return new Promise((resolve, reject) =>
    child.once('close', (_code, signal) => (signal === 'SIGKILL' ? resolve(said.split('\n')) : reject(new Error(`ended by itself: ${said} ${complaint.slice(-2000)}`)))),
  )
}

/** As it is written, as text of two bytes a letter in either order, and a number also as it is computed with. */
function holding(bytes: Buffer, markers: Readonly<Record<string, string>>): string[] {
  return Object.entries(markers)
    .filter(([name, text]) => {
      const forms = [Buffer.from(text), Buffer.from(text, 'utf16le'), Buffer.from(text, 'utf16le').swap16()]
      if (name === 'number') {
        const double = Buffer.alloc(8)
        double.writeDoubleLE(Number(text))
        forms.push(double)
      }
      return forms.some((form) => bytes.includes(form))
    })
    .map(([name]) => name)
}

function filesBelow(at: string, depth = 20, since = 0): string[] {
  const found: string[] = []
  try {
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      const path = join(at, entry.name)
      if (entry.isDirectory() && depth > 1) found.push(...filesBelow(path, depth - 1, since))
      else if (entry.isFile() && lstatSync(path).mtimeMs >= since) found.push(path)
    }
  } catch {
    // Another program's, or gone meanwhile.
  }
  return found
}

function read(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch {
    return Buffer.alloc(0)
  }
}
