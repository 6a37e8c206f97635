import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { evaluateRows, overlapping, protocolWith } from './study.ts'

const everything = protocolWith({
  analyses: {
    tableMeasures: true,
    discrimination: { fixedSpecificity: [0.9], fixedSensitivity: [0.9], partialSpecificityFrom: 0.9, partialSensitivityFrom: 0.9 },
    flexibleCalibration: { smoother: 'loess', bins: 10 },
    statedPrevalence: [0.1],
    missingDataSensitivity: true,
  },
  bootstrap: { replicates: 100, seed: 1 },
})

it('EST-7: every estimate cites rules that stand in a SPEC.md', () => {
  const specs = ['shared/statistics/SPEC.md', 'shared/evaluation/SPEC.md'].map((file) => readFileSync(file, 'utf8')).join('\n')
  const known = new Set([...specs.matchAll(/^- ([A-Z]+-\d+)\b/gm)].map((match) => match[1]))
  const { estimates } = evaluateRows(everything, overlapping(40))
  const cited = new Set(estimates.flatMap((each) => each.rules))
  expect(cited.size).toBeGreaterThan(20)
  expect([...cited].filter((rule) => !known.has(rule))).toEqual([])
})

it('EST-7: the rules of comparisons and of clusters stand there too', () => {
  const spec = readFileSync('shared/statistics/SPEC.md', 'utf8')
  for (const file of ['comparisons', 'clustered']) {
    const cited = [...readFileSync(`shared/evaluation/${file}.ts`, 'utf8').matchAll(/'([A-Z]+-\d+)'/g)].map((match) => match[1] ?? '')
    expect(cited.length).toBeGreaterThan(3)
    expect(cited.filter((rule) => !spec.includes(`- ${rule} `)), file).toEqual([])
  }
})
