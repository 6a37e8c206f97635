import { expect, it } from 'vitest'
import { evaluateRaters, expected } from './rater-study.ts'
import { evaluateRows, overlapping, protocolWith } from './study.ts'

const asked = { analyses: { calibrationTests: true } }
const close = (found: number | null | undefined, wanted: unknown) => expect(Math.abs((found ?? Number.NaN) - Number(wanted))).toBeLessThan(1e-10)

it('CTS-1: both tests of each probability output, as numpy and scipy give them', () => {
  const results = evaluateRaters(asked)
  expect(results.calibrationTests?.map((each) => `${each.prediction} ${each.test}`)).toEqual(['a', 'b', 'c'].flatMap((id) => [`${id} hosmer-lemeshow`, `${id} spiegelhalter`]))
  const [hosmer, spiegelhalter] = results.calibrationTests ?? []
  const [statistic, df, p] = expected['calibration-tests']?.['hosmer-lemeshow'] ?? []
  close(hosmer?.statistic, statistic)
  expect(hosmer?.degreesOfFreedom).toBe(df)
  close(hosmer?.pValue, p)
  close(spiegelhalter?.statistic, expected['calibration-tests']?.['spiegelhalter']?.[0])
  close(spiegelhalter?.pValue, expected['calibration-tests']?.['spiegelhalter']?.[1])
  expect(results.estimates.every((each) => !/hosmer|spiegel/.test(each.id))).toBe(true)
})

it('CTS-1: refused under clusters, not estimable where a group expects nothing, absent where nobody asked', () => {
  const clustered = evaluateRaters({ ...asked, clusters: { column: 'participant' } })
  expect(clustered.calibrationTests?.every((each) => each.pValue === null && each.reason === 'refused-under-clusters')).toBe(true)
  const certain = evaluateRows(protocolWith(asked), [{ reference: 'present', score: 1 }, { reference: 'absent', score: 0 }])
  expect(certain.calibrationTests?.map((each) => each.reason)).toEqual(['denominator-zero', 'zero-variance'])
  expect('calibrationTests' in evaluateRows(protocolWith({}), overlapping(5))).toBe(false)
})
