import { expect, test } from 'vitest'
import { replicateHelpers } from '../../electron/workers/split-replicates.ts'
import { canonicalResults } from '../../shared/evaluation/digests.ts'
import { evaluate } from '../../shared/evaluation/evaluate.ts'
import { textColumn } from '../../shared/vocabulary/columns.ts'
import { PARTICIPANT_ID } from '../../shared/vocabulary/roles.ts'
import { overlapping, protocolWith, studyInput } from '../evaluation/study.ts'

const entry = new URL('../../electron/workers/replicates.ts', import.meta.url)
const analyses = {
  discrimination: { fixedSpecificity: [0.9], fixedSensitivity: [0.9], partialSpecificityFrom: 0.9 },
  flexibleCalibration: { smoother: 'loess', bins: 10 },
}
const inputFor = (changes: object) => {
  const input = studyInput(protocolWith({ analyses, bootstrap: { replicates: 130, seed: 7 }, ...changes }), overlapping(60))
  return { ...input, cohort: new Map(input.cohort).set(PARTICIPANT_ID, textColumn(Array.from({ length: 120 }, (_, i) => `P${i % 40}`))) }
}

test.each([
  ['rows', {}],
  ['clusters', { clusters: { column: 'participant' } }],
  ['rows, with splines and net benefit', { analyses: { ...analyses, flexibleCalibration: { smoother: 'restricted-cubic-spline', bins: 10 }, netBenefit: { thresholds: [0.3, 0.6] } } }],
])('BTS-2: one, two and three workers give the same bytes, resampling %s', (_, changes) => {
  const input = inputFor(changes)
  const alone = canonicalResults(evaluate(input))
  for (const nHelpers of [0, 1, 2]) {
    const helpers = replicateHelpers(nHelpers, entry, 0)
    try {
      helpers.start()
      // Again, when the helpers are surely up.
      for (let i = 0; i < 2; i++) expect(canonicalResults(evaluate(input, { runReplicates: helpers.run, runAhead: helpers.ahead }))).toBe(alone)
    } finally {
      helpers.end()
    }
  }
  expect(alone).toContain('bootstrap-bca')
})

// Fits over so many scores start from scores taken together (rule CAL-8); with one class there is none to begin with.
test.each([
  ['many scores', overlapping(20_000)],
  ['one class', overlapping(200).filter(({ reference }) => reference === 'present')],
])('BTS-2: a panel of %s has the same bytes whoever computes its levels and its second engine', (_, rows) => {
  const study = studyInput(protocolWith({ analyses: { discrimination: {}, subgroupContrasts: true, tippingPoint: true } }), rows)
  const alone = canonicalResults(evaluate(study))
  const helpers = replicateHelpers(1, entry, 0)
  try {
    for (let i = 0; i < 3; i++) expect(canonicalResults(evaluate(study, { runAhead: helpers.ahead }))).toBe(alone)
  } finally {
    helpers.end()
  }
  expect(alone).toContain('observed-expected-by-rows')
  expect(evaluate(study).tippingPoints.length).toBeGreaterThan(0)
})

test('BTS-2: a helper that cannot start holds nothing up and changes nothing', () => {
  const helpers = replicateHelpers(1, new URL('./no-such-worker.ts', import.meta.url), 0)
  const input = inputFor({})
  expect(canonicalResults(evaluate(input, { runReplicates: helpers.run, runAhead: helpers.ahead }))).toBe(canonicalResults(evaluate(input)))
  helpers.end()
})
