import { type HeadFacts, headText } from '../head-words.ts'
import { qrModules } from '../qr-modules.ts'
import { type Scene, scene } from '../scene.ts'

const MODULE = 1.9
/** Readers need four light modules around the code. */
const QUIET = 4

const num = (value: number): string => String(Math.round(value * 100) / 100)

/** The head of the audit trail as a QR code, dark on light in every theme. */
export function headCodeScene(facts: HeadFacts): Scene {
  const rows = qrModules(headText(facts))
  const length = Math.ceil((rows.length + 2 * QUIET) * MODULE)
  const runs = rows.flatMap((row, y) => runsOf(row).map(([from, to]) => rectangle(from, y, to)))
  return scene({
    width: length,
    height: length,
    title: 'Head of the audit trail',
    description: `QR code that says: ${headText(facts)}`,
    marks: [
      { kind: 'rect', x: 0, y: 0, width: length, height: length, fill: 'code-ground' },
      { kind: 'path', d: runs.join(' '), fill: 'code' },
    ],
    hits: [],
  })
}

/** Dark modules beside each other are one mark: [from, to). */
function runsOf(row: readonly boolean[]): [number, number][] {
  const runs: [number, number][] = []
  row.forEach((isDark, x) => {
    const last = runs.at(-1)
    if (!isDark) return
    if (last !== undefined && last[1] === x) last[1] = x + 1
    else runs.push([x, x + 1])
  })
  return runs
}

function rectangle(from: number, y: number, to: number): string {
  const [left, right, top, bottom] = [from + QUIET, to + QUIET, y + QUIET, y + 1 + QUIET].map((each) => num(each * MODULE))
  return `M${left} ${top} L${right} ${top} L${right} ${bottom} L${left} ${bottom} Z`
}
