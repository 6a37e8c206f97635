import { readProjectFile } from '../rules/source-files.ts'
import type { Plant } from './plants.ts'

/**
 * Changes that survive. equivalents.json: no test can notice them, because no result differs, or not in a digit that is
 * promised; each says why. open.json: found, and not judged yet; may only become shorter.
 */
interface Accepted {
  readonly file: string
  readonly why?: string
  /** The line as it is written, and what may be changed on it: "a < b → a <= b". */
  readonly lines: readonly { readonly line: string; readonly changes: readonly string[] }[]
}

export const equivalents = 'test/planted/equivalents.json'
export const openOnes = 'test/planted/open.json'
/** What an open change has instead of a reason. */
export const notJudged = 'not judged yet: it may be a gap'

const keyOf = (file: string, line: string, change: string): string => `${file}\n${line}\n${change}`

export const changeOf = ({ from, to }: Pick<Plant, 'from' | 'to'>): string => `${from} → ${to}`

export function listedChanges(): { readonly key: string; readonly why: string }[] {
  const entries = [equivalents, openOnes].flatMap((list) => JSON.parse(readProjectFile(list)) as readonly Accepted[])
  return entries.flatMap(({ file, why = notJudged, lines }) =>
    lines.flatMap(({ line, changes }) => changes.map((change) => ({ key: keyOf(file, line, change), why }))),
  )
}

/** Why a plant that survives is no gap; undefined for every other plant. */
export function acceptance(): (plant: Plant) => string | undefined {
  const reasons = new Map(listedChanges().map(({ key, why }) => [key, why]))
  return (plant) => reasons.get(keyOf(plant.file, plant.written, changeOf(plant)))
}
