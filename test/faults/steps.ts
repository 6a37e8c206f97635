import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DiskImage, readTrace, type Step } from './disk-image.ts'
import { judge } from './judge.ts'
import type { WritePath } from './path.ts'
import { makeStages } from './stages.ts'
import { writePaths } from './write-paths.ts'

const source = fileURLToPath(new URL('./shim.c', import.meta.url))
const worker = fileURLToPath(new URL('./step-worker.ts', import.meta.url))

/** Faults that the program lives through, as the shim knows them, each once or from then on. */
export const faults = ['EIO', 'EIO sticky', 'ENOSPC', 'ENOSPC sticky', 'short', 'short sticky'] as const
/** What is left on the disk when the program or the computer ends at a step. */
export const ends = ['kill', 'torn', 'power'] as const

export interface Counts {
  readonly path: string
  readonly steps: number
  readonly points: Record<string, number>
  /** Different disks that kills, torn writes and losses of power left. */
  disks: number
  readonly bad: string[]
  /** What the program said to a fault, and how often. */
  readonly said: Record<string, number>
}

export interface Programme {
  readonly paths: readonly string[]
  /** Which steps of a path are tried: the first of every so many. */
  readonly every: (steps: number) => number
  readonly seeds: number
}

/** null where no compiler or no preloading is to be had. */
export function compileShim(folder: string): string | null {
  if (process.platform !== 'linux') return null
  const shim = join(folder, 'shim.so')
  const made = spawnSync('cc', ['-O1', '-shared', '-fPIC', '-o', shim, source, '-ldl', '-lpthread'], { encoding: 'utf8' })
  if (made.error === undefined && made.status !== 0) throw new Error(made.stderr)
  return made.error === undefined ? shim : null
}

/** Runs the programme in a folder and judges every point of it. */
export async function runProgramme(folder: string, shim: string, { paths, every, seeds }: Programme): Promise<Counts[]> {
  const wanted = writePaths.filter((each) => paths.includes(each.name))
  const [stages, root] = [join(folder, 'stages'), join(folder, 'run')]
  mkdirSync(stages)
  await makeStages(stages, new Set(wanted.map((each) => each.stage)))
  const work = (tasks: readonly (readonly string[])[]) => runWorker(folder, shim, [stages, root, JSON.stringify(tasks)])
  const records = work(wanted.map((each) => [each.name, 'record'])) as { name: string; steps: number; from: number; to: number }[]
  const trace = readFileSync(join(folder, 'trace'))
  const counts: Counts[] = []
  for (const [index, path] of wanted.entries()) {
    const { steps, from, to } = records[index] ?? { steps: 0, from: 0, to: 0 }
    const tried = Array.from({ length: steps }, (_, i) => i + 1).filter((n) => (n - 1) % every(steps) === 0)
    const found: Counts = { path: path.name, steps, points: {}, disks: 0, bad: [], said: {} }
    await judgeEnds({ path, root, index, trace: readTrace(trace.subarray(from, to)), tried: new Set(tried), seeds, image: join(folder, 'image') }, found)
    counts.push(found)
  }
  const orders = (n: number) => faults.map((_, i) => `${n}:${Math.floor(i / 2) + 1}:${i % 2}`)
  const tasks = counts.map(({ path, steps }) => [path, ...Array.from({ length: steps }, (_, i) => i + 1).filter((n) => (n - 1) % every(steps) === 0).flatMap(orders)])
  for (const answer of work(tasks) as { name: string; order: string; skipped?: boolean; said: string; bad: string[] }[]) {
    const found = counts.find((each) => each.path === answer.name)
    if (found === undefined || answer.skipped === true) continue
    const [n = 0, how = 1, sticky = 0] = answer.order.split(':').map(Number)
    const fault = faults[2 * (how - 1) + sticky] ?? ''
    found.points[fault] = (found.points[fault] ?? 0) + 1
    found.said[answer.said] = (found.said[answer.said] ?? 0) + 1
    if (answer.bad.length > 0) found.bad.push(`${fault} at ${n} (said ${answer.said}): ${answer.bad.join('; ')}`)
  }
  return counts
}

function runWorker(folder: string, shim: string, args: readonly string[]): unknown[] {
  writeFileSync(join(folder, 'control'), Buffer.alloc(4096))
  const env = { ...process.env, LD_PRELOAD: shim, FAULT_DIR: join(folder, 'run'), FAULT_CONTROL: join(folder, 'control'), FAULT_TRACE: join(folder, 'trace'), NODE_COMPILE_CACHE: join(folder, 'cache') }
  const run = spawnSync(process.execPath, [worker, ...args], { env, encoding: 'utf8', maxBuffer: 1 << 28 })
  if (run.status !== 0) throw new Error(`the worker ended with ${run.status ?? run.signal}: ${run.stderr.slice(-2000)}`)
  return run.stdout.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as unknown)
}

interface Recorded {
  readonly path: WritePath
  readonly root: string
  readonly index: number
  readonly trace: readonly Step[]
  readonly tried: ReadonlySet<number>
  readonly seeds: number
  /** Where an image is put to be opened. */
  readonly image: string
}

/** Replays what was recorded and ends it before each step: killed, in the middle of a write, or without power. */
async function judgeEnds({ path, root, index, trace, tried, seeds, image }: Recorded, found: Counts): Promise<void> {
  const disk = DiskImage.load(`${root}.base-${index}`).at(root, `${root}.base-${index}`)
  const acks = acknowledgements(`${root}.base-${index}`, trace)
  const judged = new Map<string, readonly string[]>()
  let n = 0
  for (const [at, step] of trace.entries()) {
    if (step.what === 'ack') continue
    n += 1
    if (tried.has(n)) {
      for (const [end, left] of leftovers(disk, step, n, seeds)) {
        found.points[end] = (found.points[end] ?? 0) + 1
        const said = { ...saidBy(acks, at), clean: false }
        // Many moments leave the same disk behind, and the same words about it: it is judged once.
        const same = `${left.digest()} ${JSON.stringify(said)}`
        const before = judged.get(same)
        if (before === undefined) left.writeTo(image, root)
        const bad = before ?? (await judge(image, path, said))
        judged.set(same, bad)
        if (bad.length > 0) found.bad.push(`${end} at ${n} (${step.what} ${step.path.slice(root.length)}): ${bad.join('; ')}`)
      }
    }
    disk.apply(step)
  }
  found.disks += judged.size
  // Else some way of writing went past the shim and nothing above means anything.
  const missed = disk.at(`${root}.end-${index}`, root).differences(`${root}.end-${index}`).filter((each) => !each.endsWith('/ACK'))
  if (missed.length > 0) found.bad.push(`not all of it was seen: ${missed.join(', ')}`)
}

function* leftovers(disk: DiskImage, step: Step, n: number, seeds: number): Generator<readonly [string, DiskImage]> {
  yield ['kill', disk]
  if (step.what === 'write' && step.bytes.length > 512) {
    const torn = disk.copy()
    torn.applyTorn(step)
    yield ['torn', torn]
  }
  for (let seed = 1; seed <= seeds; seed++) yield ['power', disk.afterPowerLoss(randomFrom(seed * 1000 + n))]
}

interface Ack {
  /** Place in the trace before which it was said. */
  readonly at: number
  readonly seq: number
  readonly done: boolean
}

function acknowledgements(base: string, trace: readonly Step[]): Ack[] {
  const said: Ack[] = []
  const read = (text: string, at: number) => {
    for (const line of text.split('\n').filter((each) => each !== '')) {
      said.push({ at, seq: line === 'done' ? (said.at(-1)?.seq ?? 0) : Number(line), done: line === 'done' })
    }
  }
  read(readFileSync(join(base, 'ACK'), 'utf8'), -1)
  for (const [at, step] of trace.entries()) if (step.what === 'ack') read(step.bytes.toString(), at)
  return said
}

function saidBy(acks: readonly Ack[], at: number): { acked: number; most: number; done: boolean } {
  const before = acks.filter((each) => each.at < at)
  const acked = before.at(-1)?.seq ?? 0
  const next = acks.find((each) => each.at >= at && each.seq > acked)?.seq
  return { acked, most: acked === 0 ? Number.MAX_SAFE_INTEGER : (next ?? acked), done: before.some((each) => each.done) }
}

/** Small and repeatable: a point that failed can be looked at again. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state ^ (state >>> 15), state | 1) + 0x6d2b79f5) | 0
    const mixed = Math.imul(state ^ (state >>> 13), 0x5bd1e995)
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 4_294_967_296
  }
}
