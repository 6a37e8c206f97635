import type { Protocol } from '../vocabulary/protocol.ts'
import type { Estimate, Results } from '../vocabulary/results.ts'
import { methodSources } from '../words/en/methods.ts'
import { quantityMeanings } from '../words/en/quantities.ts'
import { evidenceNames, handlingNames, multiplicityNames, optionNames, warningSentences } from '../words/en/report.ts'
import { subgroupText } from './findings.ts'
import {
  agreementText,
  countText,
  estimandText,
  fixedText,
  intervalText,
  levelText,
  methodName,
  notEstimable,
  pValueText,
  printedDigits,
  printedPart,
} from './printed.ts'
import type { EstimateDetail, MethodDetail } from './tree.ts'

/** What the drawer says about one number (rule REP-7). Null for an id that the results do not hold. */
export function estimateDetail(results: Results, protocol: Protocol, estimateId: string): EstimateDetail | null {
  const estimate = results.estimates.find((each) => each.id === estimateId)
  if (estimate === undefined) return null
  const digits = printedDigits(results).get(estimateId) ?? 3
  return {
    estimateId,
    title: estimandText(protocol, estimate),
    population: subgroupText(protocol, estimate),
    value: printedPart(estimate, 'value', digits),
    reason: estimate.value === null ? notEstimable(estimate.reason) : null,
    meaning: quantityMeanings[estimate.quantity] ?? '',
    descriptive: estimate.descriptive,
    method: methodDetail(estimate.method),
    intervals: estimate.intervals.map((interval, i) => ({
      ...methodDetail(interval.method),
      level: levelText(interval.level),
      text: intervalText(interval, digits),
      judges: i === 0,
    })),
    denominators: denominatorRows(estimate),
    options: [...ownOptions(estimate, digits), ...testRows(results, estimate.id), ...optionRows(protocol)],
    warnings: (estimate.warnings ?? []).map((each) => warningSentences[each]),
    secondEngine: secondEngine(estimate),
    rules: estimate.rules,
    evidenceClass: evidenceNames[results.evidenceClass] ?? results.evidenceClass,
    statisticsVersion: results.statisticsVersion,
    citation: citation(results, protocol, estimate, digits),
  }
}

const methodDetail = (method: string): MethodDetail => ({
  name: methodName(method),
  how: methodSources[method]?.how ?? '',
  paper: methodSources[method]?.paper ?? '',
})

function denominatorRows({ denominators: { n, present, absent, x, of } }: Estimate): { key: string; value: string }[] {
  return [
    { key: 'Examinations in this analysis', value: countText(n) },
    { key: 'Target condition present', value: countText(present) },
    { key: 'Target condition absent', value: countText(absent) },
    ...(x === undefined ? [] : [{ key: 'Numerator', value: countText(x) }]),
    ...(of === undefined ? [] : [{ key: 'Denominator', value: countText(of) }]),
  ]
}

/** What this method was told or found on the way, such as bins, smoother, prevalence, paired counts. */
function ownOptions({ options = {} }: Estimate, digits: number): { key: string; value: string }[] {
  return Object.entries(options).map(([name, value]) => ({
    key: optionNames[name] ?? name,
    value: typeof value === 'string' ? methodName(value) : optionText(name, value, digits),
  }))
}

/** A number that fixed decimals would print as 0 keeps its size. */
function optionText(name: string, value: number, digits: number): string {
  if (name === 'pValue') return pValueText(value, 0.05)
  if (Number.isInteger(value)) return countText(value)
  return Math.abs(value) < 5e-5 ? value.toExponential(1) : fixedText(value, digits + 1)
}

function testRows(results: Results, estimateId: string): { key: string; value: string }[] {
  return results.endpoints.flatMap(({ id, estimateId: about, test }) => {
    if (about !== estimateId || test === undefined) return []
    const alpha = testAlpha(results, estimateId)
    const rows = [{ key: `One-sided test of ${id}`, value: `${methodName(test.method)}, p ${pValueText(test.pValue, alpha)}` }]
    if (test.adjustment === undefined) return rows
    const name = (multiplicityNames as Readonly<Record<string, string>>)[test.adjustment] ?? test.adjustment
    return [...rows, { key: `Adjusted p of ${id}`, value: `${pValueText(test.adjustedPValue, alpha)} (${name})` }]
  })
}

const testAlpha = (results: Results, estimateId: string): number =>
  (1 - (results.estimates.find((each) => each.id === estimateId)?.intervals[0]?.level ?? 0.95)) / 2

const secondEngine = ({ agreement }: Estimate): string | null =>
  agreement === undefined ? null : `${methodName(agreement.method)}: relative difference ${agreementText(agreement.relativeDifference)}`

function optionRows({ missing, minimumCells }: Protocol): { key: string; value: string }[] {
  const handled = (way: string): string => handlingNames[way] ?? way
  return [
    { key: 'Missing predictions', value: handled(missing.predictions) },
    { key: 'Indeterminate outputs', value: handled(missing.indeterminatePredictions) },
    { key: 'Indeterminate reference', value: handled(missing.indeterminateReference) },
    { key: 'Minimum denominator in a subgroup', value: countText(minimumCells.estimate) },
    { key: 'Descriptive below', value: countText(minimumCells.descriptive) },
  ]
}

/** "Sensitivity · … 0.812 (95 % CI 0.762 to 0.856, Clopper–Pearson; 231/284), …": nothing in it without its method. */
function citation(results: Results, protocol: Protocol, estimate: Estimate, digits: number): string {
  const interval = estimate.intervals[0]
  const where = subgroupText(protocol, estimate)
  const fraction = printedPart(estimate, 'x-of', digits)
  const count = fraction === '–' ? `n = ${printedPart(estimate, 'n', digits)}` : fraction
  const around =
    interval === undefined || estimate.value === null
      ? ` (${count})`
      : ` (${levelText(interval.level)} CI ${intervalText(interval, digits)}, ${methodName(interval.method)}; ${count})`
  return (
    `${estimandText(protocol, estimate)}, ${where}: ${printedPart(estimate, 'value', digits)}${around}. ` +
    `${protocol.title}; ${(evidenceNames[results.evidenceClass] ?? results.evidenceClass).toLowerCase()}; ` +
    `protocol SHA-256 ${results.inputs.protocolSha256.slice(0, 12)}.`
  )
}
