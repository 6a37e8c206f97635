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

/** Examinations with a score, for the numbers alone: 12 sites, 4 devices, 2 sexes, 2 age bands make 20 subgroups. */
export interface SyntheticScores {
  readonly site: Uint8Array
  readonly device: Uint8Array
  readonly sex: Uint8Array
  readonly age: Uint8Array
  readonly label: Uint8Array
  readonly score: Float64Array
}

/** A score in (0, 1) with six decimals, many ties near its ends, overconfident by a tenth on the logit scale. */
export function syntheticScores(n: number, seed = 20_261_123): SyntheticScores {
  const random = seeded(seed)
  const bytes = () => new Uint8Array(n)
  const columns = { site: bytes(), device: bytes(), sex: bytes(), age: bytes(), label: bytes(), score: new Float64Array(n) }
  for (let i = 0; i < n; i++) {
    const site = Math.floor(12 * random())
    const u = random()
    const risk = 0.005 + 0.9 * u * u * u
    columns.site[i] = site
    columns.device[i] = Math.floor(4 * random())
    columns.sex[i] = Math.floor(2 * random())
    columns.age[i] = 20 + Math.floor(70 * random())
    columns.label[i] = random() < 0.02 + 0.85 * risk + 0.004 * site ? 1 : 0
    columns.score[i] = Math.round(risk * 1e6) / 1e6
  }
  return columns
}

export function writeSyntheticScores(path: string, n: number): void {
  const { site, device, sex, age, label, score } = syntheticScores(n)
  const rows = ['id,site,device,sex,age,label,score']
  for (let i = 0; i < n; i++) rows.push(`E${i},s${site[i]},d${device[i]},${sex[i] === 0 ? 'F' : 'M'},${age[i]},${label[i]},${score[i]}`)
  writeFileSync(path, `${rows.join('\n')}\n`)
}
