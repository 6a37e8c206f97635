import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Small seeded generator (Mulberry32): the same seed gives the same files everywhere. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** A study of n examinations shaped like the demo study, so that its protocol and mappings fit. */
export function writeSyntheticStudy(folder: string, n: number, seed = 20_261_122): { data: string; predictions: string } {
  const random = seeded(seed)
  const rows = ['case_id,patient_id,age,meno,size_mm,grade,nodes,pgr,er,hormon,label,nodes_group']
  const outputs = ['case_id,p_full,p_simple']
  for (let i = 0; i < n; i++) {
    const id = `X${String(i).padStart(8, '0')}`
    const nodes = 1 + Math.floor(20 * random() * random())
    const group = nodes < 4 ? '1-3' : nodes < 10 ? '4-9' : '10+'
    const risk = Math.min(0.97, Math.max(0.03, 0.2 + 0.03 * nodes + 0.3 * (random() - 0.5)))
    const label = random() < risk ? 1 : 0
    const grade = 1 + Math.floor(3 * random())
    const bit = () => (random() < 0.5 ? 0 : 1)
    rows.push(
      [id, id, 25 + Math.floor(55 * random()), bit(), 1 + Math.floor(60 * random()), grade, nodes, Math.floor(500 * random()), Math.floor(500 * random()), bit(), label, group].join(','),
    )
    outputs.push([id, risk.toFixed(6), Math.min(0.99, Math.max(0.01, risk + 0.2 * (random() - 0.5))).toFixed(6)].join(','))
  }
  const data = join(folder, 'reference-data.csv')
  const predictions = join(folder, 'predictions.csv')
  writeFileSync(data, `${rows.join('\n')}\n`)
  writeFileSync(predictions, `${outputs.join('\n')}\n`)
  return { data, predictions }
}
