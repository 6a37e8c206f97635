import path from 'node:path'
import { filesBelow, parseFile, readProjectFile } from '../rules/source-files.ts'
import type { NumberedPlant } from './messages.ts'
import { groupedBy, plantsIn } from './plants.ts'

/** Files of the evaluation that say words and check shapes; their tests are about sentences, not numbers. */
const noNumbers = /^shared\/evaluation\/(protocol-.*|draft|strict-json|json-schemas|digests|input|version|design)\.ts$/

/** Everything that makes a number: the files errors are planted in. */
export function subjectFiles(): string[] {
  return filesBelow(['shared/statistics', 'shared/evaluation'], (name) => name.endsWith('.ts')).filter(
    (file) => !noNumbers.test(file),
  )
}

/**
 * Files that were planted in full and whose survivors are all judged or listed: here a new survivor is a new gap. Of
 * shared/evaluation samples were taken.
 */
export const isSettled = (file: string): boolean => file.startsWith('shared/statistics/')

/**
 * The test files that may kill: those of the room, and for a formula the known answers of whole evaluations. The
 * self-test's groups, which known-answers of statistics wraps, are run directly.
 */
export function killingTests(plants: readonly NumberedPlant[]): string[] {
  const ofEvaluation = plants.some(({ file }) => file.startsWith('shared/evaluation/'))
  return filesBelow(['test/statistics', 'test/evaluation'], (name) => name.endsWith('.test.ts')).filter(
    (file) =>
      file !== 'test/statistics/known-answers.test.ts' &&
      (ofEvaluation || file.startsWith('test/statistics/') || /\/(known-answers|clusters)\.test\.ts$/.test(file)),
  )
}

/** What a file imports of the project, by the text of its imports. */
function importedBy(file: string): string[] {
  return [...readProjectFile(file).matchAll(/from '(\.[^']+\.ts)'/g)].map(([, found]) => path.posix.join(path.posix.dirname(file), String(found)))
}

/** Of those tests the ones that name the files themselves; if none does, those that reach them through one other file. */
export function nearestTests(plants: readonly NumberedPlant[]): string[] {
  const files = new Set(plants.map(({ file }) => file))
  const tests = killingTests(plants).map((file) => ({ file, imports: importedBy(file) }))
  const named = tests.filter(({ imports }) => imports.some((each) => files.has(each)))
  const near = named.length > 0 ? named : tests.filter(({ imports }) => imports.some((each) => importedBy(each).some((one) => files.has(one))))
  return near.map(({ file }) => file)
}

/** All plants of the files, numbered from 0. */
export function numberedPlants(files: readonly string[]): NumberedPlant[] {
  return files.flatMap((file) => plantsIn(parseFile(file))).map((plant, id) => ({ ...plant, id }))
}

/** n of them, the same for the same seed (a linear congruence is random enough to choose what to look at). */
export function samplePlants(plants: readonly NumberedPlant[], n: number, seed: number): NumberedPlant[] {
  let state = seed >>> 0
  const drawn = plants.map((plant) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return { plant, key: state }
  })
  drawn.sort((a, b) => a.key - b.key)
  return drawn.slice(0, n).map(({ plant }) => plant).sort((a, b) => a.id - b.id)
}

/** Loading the files anew costs memory, which only a new thread gives back. */
const weight = (plant: NumberedPlant): number => (plant.onLoad ? 6 : 1)
const fullBatch = 600

/** Plants of a file stay together while they fit, so that the other files run as they are written. */
export function batches(plants: readonly NumberedPlant[]): NumberedPlant[][] {
  const made: NumberedPlant[][] = []
  let room = 0
  for (const group of groupedBy(plants, (each) => each.file).values()) {
    const whole = group.reduce((sum, each) => sum + weight(each), 0)
    // A room apart has tests of its own.
    if (whole > room || group[0]?.file.split('/')[1] !== made.at(-1)?.[0]?.file.split('/')[1]) room = 0
    for (const plant of group) {
      if (room <= 0) {
        made.push([])
        room = fullBatch
      }
      made.at(-1)?.push(plant)
      room -= weight(plant)
    }
  }
  return made
}
