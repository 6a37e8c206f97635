import { cellsOf } from './cells.ts'
import type { ReportInput } from './input.ts'
import { instantText } from './printed.ts'
import { recordSection, signatureSection } from './sections/record.ts'
import { agreementSection } from './sections/agreement.ts'
import { calibrationTestSection } from './sections/calibration-tests.ts'
import { comparisonSection } from './sections/comparisons.ts'
import { driftSection } from './sections/drift.ts'
import { overTimeSection } from './sections/over-time.ts'
import { missingSection } from './sections/missing.ts'
import { resultsSection, subgroupSection } from './sections/results.ts'
import { dataSection, intendedUseSection, protocolSection } from './sections/study.ts'
import { summary } from './sections/summary.ts'
import type { ReportTree } from './tree.ts'

export type { ChainEvent, EvaluationRun, ReportInput } from './input.ts'
export type { ReportTree } from './tree.ts'

/**
 * The validation report as a plain tree (rules REP-1 …): every sentence, table and figure, final and rounded. Pure: the
 * same input gives the same tree, so the same bytes on paper.
 */
export function compose(input: ReportInput): ReportTree {
  const cells = cellsOf(input.results)
  return {
    format: 'probity.report-tree',
    version: 1,
    title: `Validation report: ${input.study.deviceName} ${input.release.softwareVersion}`,
    studyName: input.study.name,
    deviceName: input.study.deviceName,
    reportNumber: input.reportNumber,
    demo: input.demo,
    generatedAt: instantText(input.generatedAt, input.tzOffsetMinutes),
    createdAt: input.generatedAt,
    blocks: [
      ...summary(input, cells),
      { kind: 'pageBreak' },
      ...intendedUseSection(input),
      ...dataSection(input),
      ...protocolSection(input),
      { kind: 'pageBreak' },
      ...resultsSection(input, cells),
      ...overTimeSection(input, cells),
      ...comparisonSection(input, cells),
      ...agreementSection(input, cells),
      ...driftSection(input, cells),
      ...subgroupSection(input, cells),
      ...missingSection(input, cells),
      ...calibrationTestSection(input),
      ...recordSection(input),
      ...signatureSection(input),
    ],
  }
}
