import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeSyntheticScores } from './synthetic.ts'

// The same work on the same file in Probity, Python and R: ratios from one run, counted only where the answers agree.
// Each program runs alone in a process of its own (names of parts as arguments run only those); the first repetition warms it up and is not counted.

interface Measured {
  readonly ms: number
  /** Of the first repetition, before anything is compiled. */
  readonly coldMs: number
  readonly check: Readonly<Record<string, number | null>>
  readonly peakMb: number
}

const here = import.meta.dirname
const programs = {
  probity: [process.execPath, join(here, 'peers/probity.ts')],
  python: ['/usr/bin/python3', join(here, 'peers/peer.py')],
  r: ['Rscript', join(here, 'peers/peer.R')],
} as const
type Program = keyof typeof programs

const works = (command: string, args: readonly string[]): boolean => spawnSync(command, args, { stdio: 'ignore' }).status === 0
const available = {
  probity: true,
  python: works('/usr/bin/python3', ['-c', 'import numpy, pandas, scipy, sklearn, statsmodels']),
  r: works('Rscript', ['-e', 'library(pROC); library(data.table)']),
}
const needs = { probity: '', python: 'python3-sklearn, python3-pandas, python3-statsmodels', r: 'r-base, r-cran-proc, r-cran-data.table' }

function measure(program: Program, task: string, file: string, repeats: number, replicates = 0): Measured | null {
  if (!available[program]) {
    console.log(`  SKIPPED: ${program} of this line, because ${needs[program]} are not all installed`)
    return null
  }
  const [command, script] = programs[program]
  const text = execFileSync(command, [script, task, file, String(repeats), String(replicates)], { encoding: 'utf8', maxBuffer: 1e8 })
  const { ms, check, peakMb } = JSON.parse(text) as { ms: number[]; check: Measured['check']; peakMb: number }
  const warm = (ms.length > 1 ? ms.slice(1) : ms.slice()).sort((a, b) => a - b)
  return { ms: warm[Math.floor(warm.length / 2)] ?? Number.NaN, coldMs: ms[0] ?? Number.NaN, check, peakMb }
}

/** Every number that both give, to a relative size; a line whose answers differ is no measurement. */
function agree(what: string, ours: Measured, theirs: Measured | null, relative: number): boolean {
  if (theirs === null) return false
  const names = Object.keys(theirs.check).filter((name) => ours.check[name] !== undefined)
  const apart = names.filter((name) => {
    const [a, b] = [ours.check[name] ?? Number.NaN, theirs.check[name] ?? Number.NaN]
    return !(Math.abs(a - b) <= relative * Math.abs(b))
  })
  if (names.length > 0 && apart.length === 0) return true
  console.log(`  ANSWERS DIFFER in ${what}: ${apart.join(', ') || 'nothing to compare'}; not counted`)
  process.exitCode = 1
  return false
}

const seconds = (ms: number): string => (ms < 1000 ? `${ms.toFixed(1)} ms` : `${(ms / 1000).toFixed(2)} s`)

/** One line of the table: ours, theirs, how many times faster, and the goal. */
function line(what: string, ours: Measured, theirs: Measured | null, name: string, goal: number, relative: number, factor = 1): void {
  if (theirs === null || !agree(`${what}, ${name}`, ours, theirs, relative)) return
  const ratio = (theirs.ms * factor) / ours.ms
  const verdict = ratio >= goal ? 'met' : 'NOT MET'
  const scaled = factor === 1 ? '' : `, ${factor} × a run of fewer replicates`
  console.log(`  ${what}: ${seconds(ours.ms)}; ${name} ${seconds(theirs.ms * factor)}${scaled} = ${ratio.toFixed(1)} × ours (goal ≥ ${goal}: ${verdict})`)
}

const folder = mkdtempSync(join(tmpdir(), 'probity-peers-'))
const files = new Map([1e4, 1e5, 1e6].map((n) => [n, join(folder, `scores-${n}.csv`)]))
const fileOf = (n: number): string => files.get(n) ?? ''
try {
  for (const [n, file] of files) writeSyntheticScores(file, n)
  const asked = process.argv.slice(2)
  for (const part of [areas, bootstraps, panels, everything, growth]) if (asked.length === 0 || asked.includes(part.name)) part()
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function areas(): void {
  const what = 'AUROC + DeLong, 1e6'
  const ours = measure('probity', 'area', fileOf(1e6), 15)
  const sort = measure('probity', 'sort', fileOf(1e6), 15)
  if (ours === null || sort === null) return
  const ratio = ours.ms / sort.ms
  console.log(`  ${what}: ${seconds(ours.ms)} = ${ratio.toFixed(2)} × sorting alone, ${seconds(sort.ms)} (goal ≤ 2: ${ratio <= 2 ? 'met' : 'NOT MET'})`)
  line(what, ours, measure('python', 'area', fileOf(1e6), 5), 'numpy/scipy', 3, 1e-9)
  line(what, ours, measure('r', 'area', fileOf(1e6), 5), 'pROC', 5, 1e-9)
}

/** The peers do a tenth of the replicates unless PROBITY_BENCH_FULL is set: their cost per replicate does not change. */
function bootstraps(): void {
  const factor = process.env['PROBITY_BENCH_FULL'] === '1' ? 1 : 10
  const what = '2,000 bootstrap replicates of AUROC, 1e5, two workers'
  const ours = measure('probity', 'bootstrap', fileOf(1e5), 3, 2000)
  if (ours === null) return
  // Other random numbers: the bounds agree as well as their own sampling error lets them.
  line(what, ours, measure('python', 'bootstrap', fileOf(1e5), 1, 2000 / factor), 'scikit-learn', 40, 2e-3, factor)
  line(what, ours, measure('r', 'bootstrap', fileOf(1e5), 1, 2000 / factor), 'pROC', 60, 2e-3, factor)
}

function panels(): void {
  const what = 'panel of 21 groups, 1e6'
  const ours = measure('probity', 'panel', fileOf(1e6), 6)
  if (ours === null) return
  const pandas = measure('python', 'panel', fileOf(1e6), 3)
  line(what, ours, pandas, 'pandas + scikit-learn + statsmodels', 12, 1e-8)
  line(what, ours, measure('r', 'panel', fileOf(1e6), 2), 'R', 20, 1e-8)
  // Memory of two repetitions each: more of them would measure how much of the earlier ones still waits to be collected.
  const [own, other] = [measure('probity', 'panel', fileOf(1e6), 2), pandas === null ? null : measure('python', 'panel', fileOf(1e6), 2)]
  if (own === null || other === null) return
  const share = own.peakMb / other.peakMb
  console.log(`  its peak memory: ${own.peakMb.toFixed(0)} MB; pandas ${other.peakMb.toFixed(0)} MB = a share of ${share.toFixed(2)} (goal ≤ 0.20: ${share <= 0.2 ? 'met' : 'NOT MET'})`)
}

function everything(): void {
  const ours = measure('probity', 'everything', fileOf(1e5), 6)
  const read = measure('python', 'read', fileOf(1e5), 7)
  if (ours === null || read === null) return
  const ratio = ours.ms / read.ms
  console.log(
    `  3 endpoints, 20 subgroups, all intervals, ICI with 200 replicates, 1e5: ${seconds(ours.ms)} = ${ratio.toFixed(1)} × pandas reading the file, ${seconds(read.ms)} (goal ≤ 30: ${ratio <= 30 ? 'met' : 'NOT MET'}); the first time, before anything is compiled, ${seconds(ours.coldMs)} = ${(ours.coldMs / read.ms).toFixed(1)} ×`,
  )
}

/** How cost grows; ten million only for the area and the bootstrap, whose memory is rows. */
function growth(): void {
  for (const [n, file] of files) {
    const panel = measure('probity', 'panel', file, 2)
    const area = measure('probity', 'area', file, 5)
    if (panel === null || area === null) continue
    console.log(`  n = ${n}: panel ${seconds(panel.ms)}, ${((1000 * panel.ms) / n).toFixed(2)} µs an examination, peak ${panel.peakMb.toFixed(0)} MB; AUROC + DeLong ${seconds(area.ms)}, peak ${area.peakMb.toFixed(0)} MB`)
  }
  const large = measure('probity', 'generated-area', String(1e7), 2)
  if (large !== null) console.log(`  n = 1e7 (generated in memory): AUROC + DeLong ${seconds(large.ms)}, peak ${large.peakMb.toFixed(0)} MB`)
}
