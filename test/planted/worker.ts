import { parentPort, workerData } from 'node:worker_threads'
import fc from 'fast-check'
import { loadPlanted } from './loader.ts'
import type { Fate, Message, NumberedPlant, Task } from './messages.ts'
import type { Unit } from './units.ts'
import { testUnits, vectorUnits } from './units.ts'

/** What a unit reaches and takes while nothing planted is in force. */
interface Reach {
  readonly unit: Unit
  readonly reached: Uint8Array
  readonly rounds: number
  readonly milliseconds: number
}

/** A test that takes more than this share of all of them, and longer than the task says, is asked only where nothing else reaches the plant. */
const slowShare = 0.05

class Endless extends Error {}

const { plants, testFiles, slowMilliseconds } = workerData as Task
const post = (message: Message): void => parentPort?.postMessage(message)

const largestId = plants.reduce((largest, { id }) => Math.max(largest, id), 0)
const seen = new Uint8Array(largestId + 1)
let active = -1
let rounds = 0
let budget = Infinity
let isEndless = false

Object.assign(globalThis, {
  __planted: {
    at: (id: number): boolean => {
      seen[id] = 1
      return id === active
    },
    tick: (): void => {
      if (++rounds <= budget) return
      isEndless = true
      throw new Endless('rounds without end')
    },
  },
})

async function reachOf(unit: Unit, collected: Uint8Array | undefined): Promise<Reach> {
  seen.fill(0)
  rounds = 0
  const start = process.threadCpuUsage()
  await unit.run()
  // What is handed to a call while files load may be called only by a unit.
  noteLoaded()
  const { user, system } = process.threadCpuUsage(start)
  const milliseconds = (user + system) / 1000
  const reached = seen.slice()
  collected?.forEach((one, id) => {
    if (one === 1) reached[id] = 1
  })
  return { unit, reached, rounds, milliseconds }
}

/** What runs while files are loaded: whoever reads it later may be in any unit. */
const loaded = new Uint8Array(largestId + 1)
const noteLoaded = (): void =>
  seen.forEach((one, id) => {
    if (one === 1) loaded[id] = 1
  })

/** Files whose tests compute while they are collected are collected anew for a plant that is reached there. */
const reachedCollecting = new Map<string, Uint8Array>()

async function baseline(): Promise<Reach[]> {
  const reaches: Reach[] = []
  const vectors = await vectorUnits()
  noteLoaded()
  for (const unit of vectors) reaches.push(await reachOf(unit, undefined))
  for (const file of testFiles) {
    seen.fill(0)
    const units = await testUnits(file)
    const collected = seen.slice()
    noteLoaded()
    reachedCollecting.set(file, collected)
    for (const unit of units) reaches.push(await reachOf(unit, collected))
  }
  const order = { vectors: 0, tests: 1 }
  return reaches.sort(
    (a, b) => order[a.unit.group] - order[b.unit.group] || a.milliseconds - b.milliseconds,
  )
}

/** Runs one unit with the plant in force: what happened to the plant, or nothing. */
async function attempt(reach: Reach, unit: Unit): Promise<Fate | undefined> {
  rounds = 0
  budget = 50 * reach.rounds + 1e5
  isEndless = false
  try {
    await unit.run()
    return isEndless ? { kind: 'endless', by: unit.name } : undefined
  } catch (error) {
    if (isEndless || error instanceof Endless) return { kind: 'endless', by: unit.name }
    return { kind: unit.group, by: unit.name }
  }
}

/** The same units from files loaded anew, where a plant acts while they load; loading may be what fails. */
async function freshUnits(plant: NumberedPlant, file: string | undefined): Promise<Unit[]> {
  const query = plant.onLoad ? `?all=${plant.id}` : `?tests=${plant.id}`
  return file === undefined ? vectorUnits(query) : testUnits(file, query)
}

function isStale(plant: NumberedPlant, file: string | undefined): boolean {
  return plant.onLoad || (file !== undefined && reachedCollecting.get(file)?.[plant.id] === 1)
}

/** What noticed the last errors of the same function will mostly notice this one: only the order changes, not the fate. */
const noticed = new Map<string, Unit[]>()
const placeOf = ({ file, inside }: NumberedPlant): string => `${file} ${inside}`

function likelyFirst(covering: readonly Reach[], plant: NumberedPlant): Reach[] {
  const likely = noticed.get(placeOf(plant)) ?? []
  const rank = ({ unit }: Reach): number => {
    const place = likely.indexOf(unit)
    return (unit.group === 'vectors' ? 0 : 1000) + (place < 0 ? 999 : place)
  }
  return covering.toSorted((a, b) => rank(a) - rank(b))
}

function remember(plant: NumberedPlant, unit: Unit): void {
  const likely = noticed.get(placeOf(plant)) ?? []
  noticed.set(placeOf(plant), [unit, ...likely.filter((each) => each !== unit)].slice(0, 5))
}

async function fateOf(plant: NumberedPlant, reaches: readonly Reach[]): Promise<Fate> {
  const covers = ({ reached }: Reach): boolean => (plant.onLoad ? loaded : reached)[plant.id] === 1
  const reaching = reaches.filter(covers)
  const slow = Math.max(slowMilliseconds, slowShare * reaches.reduce((sum, { milliseconds }) => sum + milliseconds, 0))
  const quick = reaching.filter(({ unit, milliseconds }) => unit.group === 'vectors' || milliseconds < slow)
  const covering = likelyFirst(quick.length > 0 ? quick : reaching, plant)
  if (covering.length === 0 && plant.spare) return { kind: 'unused' }
  const fresh = new Map<string | undefined, Unit[]>()
  for (const reach of covering) {
    const { file, index, group, name } = reach.unit
    let unit: Unit | undefined = reach.unit
    if (isStale(plant, file)) {
      budget = 1e8
      rounds = 0
      try {
        if (!fresh.has(file)) fresh.set(file, await freshUnits(plant, file))
      } catch {
        return { kind: isEndless ? 'endless' : group, by: name }
      }
      unit = fresh.get(file)?.[index]
      // Another number of tests than before is a difference too.
      if (unit === undefined) return { kind: group, by: name }
    }
    post({ kind: 'asking', id: plant.id })
    const fate = await attempt(reach, unit)
    if (fate === undefined) continue
    remember(plant, reach.unit)
    return fate
  }
  return { kind: 'survived' }
}

async function hunt(): Promise<void> {
  // The same examples for every plant, so that a fate can be repeated.
  fc.configureGlobal({ seed: 20_260_101, endOnFailure: true })
  loadPlanted(plants)
  const start = performance.now()
  const reaches = await baseline()
  post({ kind: 'ready', nUnits: reaches.length, milliseconds: performance.now() - start })
  for (const plant of plants) {
    post({ kind: 'started', id: plant.id })
    const began = performance.now()
    active = plant.id
    const fate = await fateOf(plant, reaches)
    active = -1
    post({ kind: 'ended', id: plant.id, fate, milliseconds: performance.now() - began })
  }
}

try {
  await hunt()
} catch (error) {
  post({ kind: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) })
}
