import type { MissingRule } from '../../vocabulary/results.ts'
import { missingRules, outputCategories, referenceCategories } from '../../vocabulary/results.ts'
import { proportionQuantities } from '../../vocabulary/protocol.ts'
import type { Protocol } from '../../vocabulary/protocol.ts'
import { missingRuleNames, outputCategoryNames, referenceCategoryNames } from '../../words/en/report.ts'
import { column, headingRow, plain, type Cells } from '../cells.ts'
import type { ReportInput } from '../input.ts'
import { countText, levelText, methodName, operatingPointText, outputLabel, quantityName } from '../printed.ts'
import { analysisSetTable } from './analysis-sets.ts'
import { placesText } from './flips.ts'
import type { Block, TableRow } from '../tree.ts'

/** Missing and indeterminate, before anything is collapsed; then what other rules would have given. */
export function missingSection(input: ReportInput, cells: Cells): Block[] {
  const { results, protocol } = input
  const blocks: Block[] = [
    { kind: 'heading', level: 1, text: 'Missing and indeterminate' },
    {
      kind: 'table',
      caption: 'What each output had to offer',
      columns: [column('Output', 30), column('Usable', 12, 'right'), column('Analysed', 12, 'right'), column('Missing, by reason', 46)],
      rows: results.counts.predictions.map((each) => ({
        cells: [
          plain(outputLabel(protocol, each.prediction)),
          plain(countText(each.usable)),
          plain(countText(each.analysed)),
          plain(each.missing.map((missing) => `${missing.reason}: ${countText(missing.n)}`).join(' · ') || 'none'),
        ],
      })),
    },
  ]
  for (const table of results.crossTables) {
    blocks.push({
      kind: 'table',
      caption: `Output by reference standard: ${outputLabel(protocol, table.prediction)}, ${operatingPointText(protocol, table.prediction, table.operatingPoint)}`,
      columns: [column('Output', 22), ...referenceCategories.map((name) => column(referenceCategoryNames[name] ?? name, 13, 'right'))],
      rows: outputCategories.map((name, i) => ({
        cells: [plain(outputCategoryNames[name] ?? name), ...referenceCategories.map((_, k) => plain(countText(table.cells[i]?.[k] ?? 0)))],
      })),
    })
  }
  if (results.disagreements.length > 0) blocks.push(disagreementTable(results.disagreements, protocol))
  return [...blocks, ...analysisSetTable(input, cells), ...otherRules(input, cells)]
}

/** Sensitivity, specificity and predictive values under every rule; only the prespecified one is judged (rule REP-13). */
function otherRules({ results, protocol }: ReportInput, cells: Cells): Block[] {
  const estimates = results.estimates.filter((each) => each.missingRule !== undefined)
  if (estimates.length === 0) return []
  const prespecified = prespecifiedRule(protocol)
  const places = new Map(estimates.map((each) => [`${each.prediction}/${each.operatingPoint}`, each]))
  const rows = [...places.values()].flatMap(({ prediction, operatingPoint }): TableRow[] => [
    headingRow(`${outputLabel(protocol, prediction)} · ${operatingPointText(protocol, prediction, operatingPoint)}`),
    ...missingRules.map((rule) => {
      const of = estimates.filter((each) => each.missingRule === rule && each.prediction === prediction && each.operatingPoint === operatingPoint)
      const isPrespecified = rule === prespecified
      return {
        cells: [
          { text: `${missingRuleNames[rule]}${isPrespecified ? ', prespecified' : ''}`, strong: isPrespecified },
          ...proportionQuantities.map((quantity) => {
            const estimate = of.find((each) => each.quantity === quantity)
            return estimate === undefined ? plain('–') : cells.of(estimate, 'value-interval')
          }),
        ],
      }
    }),
  ])
  return [
    {
      kind: 'table',
      caption: `Under other rules for missing and indeterminate predictions: ${levelText(protocol.intervals.level)} intervals by ${methodName(protocol.intervals.proportion)}`,
      columns: [column('Rule', 26), ...proportionQuantities.map((quantity) => column(quantityName(quantity), 19, 'right'))],
      rows,
      notes: [prespecified === null ? mixedNote : 'Verdicts rest on the prespecified rule alone. Failed, missing and indeterminate predictions are treated alike here.'],
    },
  ]
}

const mixedNote =
  'None of these is the prespecified handling: the protocol treats missing and indeterminate predictions differently. Its estimates are in the table of all examinations; verdicts rest on those alone.'

/** The rule that is the protocol's own handling; null where it treats missing and indeterminate differently. */
function prespecifiedRule({ missing }: Protocol): MissingRule | null {
  const { predictions, indeterminatePredictions } = missing
  const other = indeterminatePredictions === 'exclude' ? 'complete-case' : indeterminatePredictions
  return predictions === other ? predictions : null
}

function disagreementTable(disagreements: ReportInput['results']['disagreements'], protocol: Protocol): Block {
  return {
    kind: 'table',
    caption: 'Score against decision at the operating threshold',
    columns: [column('Output', 34), column('n', 12, 'right'), column('Score positive, decision negative', 27, 'right'), column('Score negative, decision positive', 27, 'right')],
    rows: disagreements.map((each) => ({
      cells: [
        plain(`${outputLabel(protocol, each.prediction)} · ${operatingPointText(protocol, each.prediction, each.operatingPoint)}`),
        ...[each.n, each.scorePositiveDecisionNegative, each.scoreNegativeDecisionPositive].map((n) => plain(countText(n))),
      ],
    })),
    notes: [
      'Each disagreement must be explained: where it lies, as places in the frozen cohort.',
      ...disagreements.flatMap((each) => {
        const n = each.scorePositiveDecisionNegative + each.scoreNegativeDecisionPositive
        if (n === 0) return []
        return [`${operatingPointText(protocol, each.prediction, each.operatingPoint)}: ${placesText(each.examinations ?? [], n)}.`]
      }),
    ],
  }
}
