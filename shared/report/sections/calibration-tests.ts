import type { CalibrationTest } from '../../vocabulary/results-raters.ts'
import type { NotEstimableReason } from '../../vocabulary/results.ts'
import { reasonNames } from '../../words/en/report.ts'
import { column, plain } from '../cells.ts'
import type { ReportInput } from '../input.ts'
import { countText, fixedText, outputLabel, pValueText } from '../printed.ts'
import type { Block, TableRow } from '../tree.ts'

const why =
  'Tests of calibration are no headline: with few examinations they miss poor calibration, with many they reject a model that is good enough, ' +
  'and they say neither how far predictions are off nor in which direction. Intercept, slope, curve and distances in the results do.'

const testNames = { 'hosmer-lemeshow': 'Hosmer–Lemeshow, tenths', spiegelhalter: 'Spiegelhalter z' } as const

/** Hosmer-Lemeshow and Spiegelhalter, in the appendix alone (rule REP-25). */
export function calibrationTestSection({ results, protocol }: ReportInput): Block[] {
  const tests = results.calibrationTests ?? []
  if (tests.length === 0) return []
  const alpha = 1 - protocol.intervals.level
  const row = (each: CalibrationTest): TableRow => ({
    cells: [
      plain(outputLabel(protocol, each.prediction)),
      plain(testNames[each.test]),
      plain(each.statistic === null ? '–' : fixedText(each.statistic)),
      plain(each.degreesOfFreedom === null ? '–' : countText(each.degreesOfFreedom)),
      plain(pValueText(each.pValue, alpha)),
      plain(countText(each.n)),
      plain(each.reason === undefined ? '' : (reasonNames[each.reason as NotEstimableReason] ?? each.reason)),
    ],
  })
  return [
    { kind: 'heading', level: 1, text: 'Statistical appendix: tests of calibration' },
    { kind: 'paragraph', text: why },
    {
      kind: 'table',
      caption: 'Tests of calibration',
      columns: [
        column('Output', 26),
        column('Test', 24),
        column('Statistic', 12, 'right'),
        column('df', 7, 'right'),
        column('p', 10, 'right'),
        column('n', 9, 'right'),
        column('Remark', 22),
      ],
      rows: tests.map(row),
      notes: ['Hosmer–Lemeshow: as many degrees of freedom as groups, because the predictions were made without these examinations. Spiegelhalter: two-sided.'],
    },
  ]
}
