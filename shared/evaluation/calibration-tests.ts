import { equalMassQuantileBins } from '../statistics/calibration-bins.ts'
import { hosmerLemeshow } from '../statistics/hosmer-lemeshow.ts'
import type { ScoreCounts } from '../statistics/score-counts.ts'
import { spiegelhalterTest } from '../statistics/scoring-rules.ts'
import type { CalibrationTest } from '../vocabulary/results-raters.ts'

/** Groups of Hosmer and Lemeshow. */
const GROUPS = 10

/**
 * Hosmer-Lemeshow over tenths of predicted probability, with as many degrees of freedom as groups because the predictions
 * were made without these examinations, and Spiegelhalter's z (rule CTS-1). For the appendix: what such a test finds depends on
 * the number of examinations more than on the calibration. Both take examinations as independent and are refused under clusters.
 */
export function calibrationTests(counts: ScoreCounts, prediction: string, isClustered: boolean): CalibrationTest[] {
  const about = { prediction, n: counts.nPresent + counts.nAbsent }
  const none = { statistic: null, degreesOfFreedom: null, pValue: null }
  const grouped = { ...about, test: 'hosmer-lemeshow' as const, rules: ['BIN-2', 'HOS-1'] }
  const single = { ...about, test: 'spiegelhalter' as const, rules: ['SPI-1'] }
  if (isClustered) return [grouped, single].map((each) => ({ ...each, ...none, reason: 'refused-under-clusters' as const }))
  const hosmer = hosmerLemeshow(equalMassQuantileBins(counts, GROUPS))
  const spiegelhalter = spiegelhalterTest(counts)
  return [
    hosmer.statistic === null
      ? { ...grouped, ...none, reason: hosmer.reason }
      : { ...grouped, statistic: hosmer.statistic, degreesOfFreedom: hosmer.external.degreesOfFreedom, pValue: hosmer.external.pValue },
    spiegelhalter.z === null
      ? { ...single, ...none, reason: spiegelhalter.reason }
      : { ...single, statistic: spiegelhalter.z, degreesOfFreedom: null, pValue: spiegelhalter.pValue },
  ]
}
