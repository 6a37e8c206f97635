import { estimandText, methodName, printedPart } from '../../shared/report/printed.ts'
import type { Protocol } from '../../shared/vocabulary/protocol.ts'
import type { Results } from '../../shared/vocabulary/results.ts'
import { en } from '../../shared/words/en/index.ts'
import { textTable } from './output.ts'

/** Overall estimates as text: value, interval, method, x/n. */
export function estimateTable(results: Results, protocol: Protocol): string {
  const rows = results.estimates
    .filter((each) => each.subgroup === undefined)
    .map((each) => [
      estimandText(protocol, each),
      printedPart(each, 'value'),
      printedPart(each, 'interval'),
      methodName(each.intervals[0]?.method ?? each.method),
      printedPart(each, 'x-of'),
      printedPart(each, 'n'),
    ])
  return textTable([['Estimate', 'Value', 'Interval', 'Method', 'x/n', 'n'], ...rows], [false, true, true, false, true, true])
}

/** Endpoints with their criteria and verdicts, and the study's conclusion. */
export function endpointTable(results: Results, protocol: Protocol): string {
  const rows = results.endpoints.map((each) => [
    each.id,
    each.title,
    `${each.bound} bound ${each.comparison} ${each.goal}`,
    each.boundValue === null ? '–' : each.boundValue.toFixed(4),
    each.tested ? en.verdictNames[each.verdict] : 'Not tested (gatekept)',
  ])
  const table = textTable([['', 'Endpoint', 'Criterion', 'Bound', 'Verdict'], ...rows], [false, false, false, true, false])
  return `${table}\n\nConclusion (${protocol.success.combine} of ${protocol.success.endpoints.join(', ')}): ${en.conclusionNames[results.conclusion]}`
}
