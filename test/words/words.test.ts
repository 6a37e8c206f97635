import { describe, expect, test } from 'vitest'
import { type Words, words } from '../../shared/words/index.ts'
import { problemCodes } from '../../shared/vocabulary/problem.ts'
import { quantities } from '../../shared/vocabulary/protocol.ts'
import { conclusions, notEstimableReasons, verdicts } from '../../shared/vocabulary/results.ts'
import { lifeCycleSteps } from '../../shared/words/en/labels.ts'
import { problemLine, problemText, problemWords } from '../../shared/words/en/problems.ts'

const en: Words = words.en
/** Comes before a placeholder or closes a sentence; what a reader must never meet. */
const gap = /undefined|null|NaN|\[object|[{}|]|\(\)| ,|\s{2}/

describe('problems', () => {
  test('WRD-1: the table has every code and no other', () => {
    expect(Object.keys(problemWords).sort()).toEqual([...problemCodes].sort())
  })

  test.each(problemCodes.map((code) => [code]))('WRD-1: %s has whole sentences without a gap', (code) => {
    const template = problemWords[code]
    const bare = problemText({ code, severity: 'error' })
    const names = [...`${template.sentence} ${template.advice}`.matchAll(/\{(\w+)/g)].map((match) => match[1] ?? '')
    const params = Object.fromEntries(names.map((name) => [name, `«${name}»`]))
    const full = problemText({ code, severity: 'error', params, where: { file: 'f.csv', row: 12345, column: 'c' } })
    for (const text of [bare.sentence, bare.advice, full.sentence, full.advice]) {
      expect(text).not.toMatch(gap)
      expect(text).toMatch(/^[A-Z“«0-9][^]*[.”]$/)
    }
    for (const name of names) expect(`${full.sentence} ${full.advice}`).toContain(`«${name}»`)
    expect(full.place).toBe('f.csv, row 12345, column “c”')
  })

  test('WRD-1: no sentence blames, shouts or uses words of the code', () => {
    const all = Object.values(problemWords).flatMap((each) => [each.sentence, each.advice])
    const unwanted = /!|\b(?:you failed|illegal|invalid input|fatal|abort(?!ed)|oops|please|ground truth|exception)\b/i
    expect(all.filter((text) => unwanted.test(text))).toEqual([])
  })

  test('WRD-1: values, places and codes are put into words', () => {
    const params = { prediction: 'p', found: 'lower-is-positive', expected: 'higher-is-positive' }
    const direction = problemText({ code: 'intake/direction-contradicts-protocol', severity: 'error', params })
    expect(direction.sentence).toContain('a lower score means positive')
    const params7 = { value: 'e7', firstRow: 12345 }
    const row = { code: 'intake/duplicate-prediction', severity: 'error', params: params7 } as const
    expect(problemLine({ ...row, where: { file: 'p.csv', row: 20000, column: 'id' } })).toBe(
      'p.csv, row 20000, column “id”: There is already a prediction for the examination “e7”, in row 12345. ' +
        'Each examination has one row of predictions. Decide which of the rows holds, and record why.',
    )
    const many = problemText({ code: 'intake/too-many-rows', severity: 'error', params: { rows: 12345678, limit: 10 } })
    expect(many.sentence).toContain('12\u202f345\u202f678 rows')
  })

  test('WRD-1: causes are read as words, and a person’s own text is not', () => {
    const anchor = problemText({ code: 'store/anchor', severity: 'error', params: { cause: 'rolled-back' } })
    expect(anchor.sentence).toContain('an older copy was put back')
    const atSeven = { seq: 7, cause: 'checkpoint: head' }
    const trail = problemText({ code: 'ledger/broken', severity: 'error', params: atSeven })
    expect(trail.sentence).toBe('The audit trail is broken at entry 7: checkpoint: it names another last entry.')
    const fields = { missing: 'users, careSetting' }
    const missing = problemText({ code: 'order/incomplete', severity: 'error', params: fields })
    expect(missing.sentence).toContain('the users, the care setting')
    const own = problemText({ code: 'intake/number-not-a-number', severity: 'error', params: { value: 'seq' } })
    expect(own.sentence).toContain('“seq”')
    const second = problemText({ code: 'store/damaged', severity: 'error', params: { what: 'cohort' } })
    expect(second.sentence).toContain('in the cohort:')
  })

  test('WRD-1: a day is written as the screens write days; what only looks like one, under another name, is left', () => {
    const kept = problemText({ code: 'retention/not-over', severity: 'error', params: { until: '2036-11-23', years: 10, since: '2026-11-23' } })
    expect(kept.sentence).toBe('These rows are kept until 23 Nov 2036: 10 years from 23 Nov 2026.')
    const own = problemText({ code: 'intake/number-not-a-number', severity: 'error', params: { value: '2026-11-23' } })
    expect(own.sentence).toContain('“2026-11-23”')
    const noDay = problemText({ code: 'retention/not-over', severity: 'error', params: { until: '2036-13-23', years: 10, since: 'their import' } })
    expect(noDay.sentence).toContain('until 2036-13-23: 10 years from their import')
  })

  test('WRD-1: a value that looks like a placeholder stays what it is', () => {
    const value = '{column|x} $& $1'
    const text = problemText({ code: 'intake/number-not-a-number', severity: 'error', params: { value } })
    expect(text.sentence).toContain(value)
  })
})

describe('labels', () => {
  test('WRD-10: verdicts read as the house has them', () => {
    expect(verdicts.map((verdict) => en.verdictNames[verdict])).toEqual([
      'Met',
      'Not met: goal excluded',
      'Not met: not shown',
      'Not evaluable',
    ])
    for (const conclusion of conclusions) expect(en.conclusionNames[conclusion]).toMatch(/^[A-Z]/)
  })

  test('WRD-10: quantities and reasons have names and sentences', () => {
    for (const quantity of quantities) expect(en.quantityNames[quantity]).toMatch(/^[A-Z]/)
    for (const reason of notEstimableReasons) expect(en.reasonSentences[reason]).toMatch(/^No.*\.$/)
    expect(en.methodExplanation('clopper-pearson')).toMatch(/\.$/)
    expect(en.methodExplanation('toString')).toBe('')
  })

  test('WRD-10: events of the audit trail are put into the words of the field', () => {
    expect(en.ledgerEvent('cohort.frozen')).toBe('Cohort frozen (database lock)')
    expect(en.ledgerEvent('never.heard-of')).toBe('never.heard-of')
    expect(en.ledgerEvent('constructor')).toBe('constructor')
    expect(lifeCycleSteps.map((step) => step.name).join(' → ')).toBe(
      'Intended use → Protocol → Reference data → Cohort → Predictions → Evaluate → Review → Sign',
    )
  })
})
