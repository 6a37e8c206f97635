import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { readProjectFile } from '../rules/source-files.ts'
import { acceptance, changeOf, notJudged } from './accepted.ts'
import { huntAll, type Hunted } from './hunt.ts'
import type { NumberedPlant } from './messages.ts'
import { groupedBy } from './plants.ts'
import { batches, isSettled, killingTests, nearestTests, numberedPlants, samplePlants, subjectFiles } from './subjects.ts'

/*
 * Plants one error at a time in every file that makes a number and asks the known answers, then the tests, to notice.
 *   npm run planted                                   all of it: hours
 *   npm run planted -- --only calibration             files with that in their path
 *   npm run planted -- --sample 200 --seed 7          some of all, the same for the same seed
 *   npm run planted -- --listed                       also what is listed: a change that is noticed is listed wrongly
 *   npm run planted -- --out a.json, --again a.json   keep what survived; plant only that again
 *   npm run planted -- --settled                      the files whose survivors are all known: what test:long runs
 *   npm run planted -- --near                         asks the vectors and the nearest tests only, and the quick ones of
 *                                                     them: minutes; what it lets live may still be noticed by the rest
 *   npm run planted -- --every 8                      each eighth of all
 * Ends with 1 when an error survives that is not listed, with 0 otherwise.
 */
const { values: options } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    every: { type: 'string', default: '1' },
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    settled: { type: 'boolean', default: false },
    listed: { type: 'boolean', default: false },
    near: { type: 'boolean', default: false },
    out: { type: 'string' },
    again: { type: 'string' },
  },
})

interface Counts {
  planted: number
  vectors: number
  tests: number
  endless: number
  equivalent: number
  open: number
  unused: number
  survived: number
}

type Survivor = Pick<NumberedPlant, 'file' | 'line' | 'inside' | 'written' | 'from' | 'to'>

const nothing = (): Counts => ({ planted: 0, vectors: 0, tests: 0, endless: 0, equivalent: 0, open: 0, unused: 0, survived: 0 })
const place = ({ file, written, from, to }: Survivor): string => [file, written, from, to].join('\n')

function chosenPlants(): NumberedPlant[] {
  const { only, sample, seed, again } = options
  const files = subjectFiles().filter(
    (file) => (only === undefined || only.some((part) => file.includes(part))) && (!options.settled || isSettled(file)),
  )
  if (files.length === 0) throw new Error(`no file to plant errors in has ${only?.join(' or ')} in its path`)
  const all = numberedPlants(files).filter(({ id }) => id % Number(options.every) === 0)
  if (again !== undefined) {
    const earlier = new Set((JSON.parse(readProjectFile(again)) as readonly Survivor[]).map(place))
    return all.filter((plant) => earlier.has(place(plant)))
  }
  return sample === undefined ? all : samplePlants(all, Number(sample), Number(seed))
}

const counts = new Map<string, Counts>()
const survivors: Survivor[] = []
const wronglyListed: string[] = []
const why = acceptance()

const countsOf = (file: string): Counts => {
  const known = counts.get(file) ?? nothing()
  counts.set(file, known)
  return known
}

const describe = (plant: Survivor): string => `${plant.file}:${plant.line}  ${plant.inside}: ${changeOf(plant)}`

function ended({ plant, fate }: Hunted): void {
  const of = countsOf(plant.file)
  of.planted++
  const reason = why(plant)
  if (reason !== undefined && fate.kind !== 'survived' && fate.kind !== 'unused') wronglyListed.push(describe(plant))
  if (fate.kind !== 'survived') of[fate.kind]++
  else if (reason !== undefined) of[reason === notJudged ? 'open' : 'equivalent']++
  else {
    of.survived++
    const { file, line, inside, written, from, to } = plant
    survivors.push({ file, line, inside, written, from, to })
    console.log(`survived  ${describe(plant)}`)
  }
}

function printCounts(): void {
  const columns = ['planted', 'vectors', 'tests', 'endless', 'equivalent', 'open', 'unused', 'survived'] as const
  const total = nothing()
  const row = (name: string, of: Counts): string => `${name.padEnd(48)}${columns.map((key) => String(of[key]).padStart(12)).join('')}`
  console.log(`\n${''.padEnd(48)}${columns.map((key) => key.padStart(12)).join('')}`)
  for (const [file, of] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1))) {
    console.log(row(file, of))
    for (const key of columns) total[key] += of[key]
  }
  console.log(row('all', total))
}

const plants = chosenPlants()
const asked = options.listed ? plants : plants.filter((plant) => why(plant) === undefined)
for (const plant of plants) {
  const reason = why(plant)
  if (options.listed || reason === undefined) continue
  countsOf(plant.file).planted++
  countsOf(plant.file)[reason === notJudged ? 'open' : 'equivalent']++
}
const many = options.near ? [...groupedBy(asked, ({ file }) => file).values()].flatMap(batches) : batches(asked)
for (const [k, batch] of many.entries()) {
  console.log(`[${k + 1}/${many.length}] ${batch.length} errors in ${new Set(batch.map((each) => each.file)).size} files`)
  const task = options.near ? { testFiles: nearestTests(batch), slowMilliseconds: 200 } : { testFiles: killingTests(batch), slowMilliseconds: 1000 }
  await huntAll({ plants: batch, ...task }, ended)
}
printCounts()
if (options.out !== undefined) writeFileSync(options.out, `${JSON.stringify(survivors, null, 1)}\n`)
for (const line of wronglyListed) console.log(`listed as surviving, but noticed: ${line}`)
console.log(`${survivors.length} survived${wronglyListed.length > 0 ? `, ${wronglyListed.length} listed wrongly` : ''}`)
process.exitCode = survivors.length + wronglyListed.length === 0 ? 0 : 1
