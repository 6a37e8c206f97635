import { agreementText, comparisonLabel, estimandText, methodName, pValueText, printedPart } from '../../shared/report/printed.ts'
import type { Protocol } from '../../shared/vocabulary/protocol.ts'
import type { Estimate, Results } from '../../shared/vocabulary/results.ts'
import { en } from '../../shared/words/en/index.ts'
import { textTable } from './output.ts'

/** Overall estimates as text: value, interval, method, x/n. Differences and other missing-data rules say what they are. */
export function estimateTable(results: Results, protocol: Protocol): string {
  const overall = results.estimates.filter((each) => each.subgroup === undefined)
  const own = overall.filter((each) => each.comparison === undefined && each.agreementOf === undefined && each.driftOf === undefined && each.missingRule === undefined)
  const parts = [
    tableOf('Estimate', own, protocol),
    tableOf('Comparisons on the same examinations', overall.filter((each) => each.comparison !== undefined), protocol),
    pairedTable(results, protocol),
    tableOf('Agreement of raters', overall.filter((each) => each.agreementOf !== undefined), protocol),
    tableOf('Drift', overall.filter((each) => each.driftOf !== undefined), protocol),
    tableOf('Under other rules for missing and indeterminate', overall.filter((each) => each.missingRule !== undefined), protocol),
    netBenefitTable(results, protocol),
    agreementLine(results),
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

function tableOf(title: string, estimates: readonly Estimate[], protocol: Protocol): string {
  if (estimates.length === 0) return ''
  const rows = estimates.map((each) => [
    estimandText(protocol, each),
    printedPart(each, 'value'),
    printedPart(each, 'interval'),
    methodName(each.intervals[0]?.method ?? each.method),
    printedPart(each, 'x-of'),
    printedPart(each, 'n'),
  ])
  return textTable([[title, 'Value', 'Interval', 'Method', 'x/n', 'n'], ...rows], [false, true, true, false, true, true])
}

function pairedTable({ pairedTables }: Results, protocol: Protocol): string {
  const overall = pairedTables.filter((each) => each.subgroup === undefined)
  if (overall.length === 0) return ''
  const alpha = 1 - protocol.intervals.level
  const rows = overall.flatMap((table) =>
    (['present', 'absent'] as const).map((among) => {
      const { both, firstOnly, secondOnly, neither } = table[among]
      const p = table.tests.filter((each) => each.among === among).map((each) => pValueText(each.pValue, alpha))
      return [`${comparisonLabel(protocol, table.comparison)}, ${among}`, ...[both, firstOnly, secondOnly, neither].map(String), ...p]
    }),
  )
  const head = ['Paired calls', 'Both positive', 'Only first', 'Only second', 'Neither', 'McNemar exact p', 'Mid-p']
  return textTable([head, ...rows], [false, true, true, true, true, true, true])
}

function netBenefitTable({ decisionCurves }: Results, protocol: Protocol): string {
  const rows = decisionCurves.flatMap(({ prediction, points }) => {
    const name = protocol.predictions.find((each) => each.id === prediction)?.label ?? prediction
    return points.map((point) => [name, String(point.threshold), en.formatFixed(point.netBenefit, 3), en.formatFixed(point.treatAll, 3)])
  })
  return rows.length === 0 ? '' : textTable([['Net benefit', 'Threshold', 'Output', 'Treat all'], ...rows], [false, true, true, true])
}

function agreementLine({ engineAgreement }: Results): string {
  const { nCompared, largestRelativeDifference, at } = engineAgreement
  if (nCompared === 0) return ''
  return `Second engine: ${nCompared} numbers compared, largest relative difference ${agreementText(largestRelativeDifference)}${at === null ? '' : ` at ${at}`}`
}

/** Endpoints with their criteria, tests and verdicts, and the study's conclusion. */
export function endpointTable(results: Results, protocol: Protocol): string {
  const alpha = (1 - protocol.intervals.level) / 2
  const procedure = protocol.multiplicity ?? 'none'
  const rows = results.endpoints.map((each) => [
    each.id,
    each.title,
    `${each.bound} bound ${each.comparison} ${each.goal}`,
    each.boundValue === null ? '–' : each.boundValue.toFixed(4),
    each.test === undefined ? '–' : `${methodName(each.test.method)}, p ${pValueText(each.test.pValue, alpha)}`,
    ...(procedure === 'none' ? [] : [pValueText(each.test?.adjustedPValue, alpha)]),
    each.tested ? en.verdictNames[each.verdict] : 'Not tested (gatekept)',
  ])
  const adjusted = procedure === 'none' ? [] : [`p, ${en.multiplicityNames[procedure]}`]
  const head = ['', 'Endpoint', 'Criterion', 'Bound', 'One-sided test', ...adjusted, 'Verdict']
  const table = textTable([head, ...rows], head.map((title) => title === 'Bound' || title.startsWith('p, ')))
  return `${table}\n\nConclusion (${protocol.success.combine} of ${protocol.success.endpoints.join(', ')}): ${en.conclusionNames[results.conclusion]}`
}
