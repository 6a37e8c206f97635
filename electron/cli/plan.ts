import { planSampleSize } from '../../shared/evaluation/planning.ts'
import { checkPlan } from '../../shared/evaluation/planning-check.ts'
import { planParagraphs, planTableHead, planTableRows, planningRecord } from '../../shared/report/planning.ts'
import { readTextFile } from '../files/text.ts'
import { ExitCode, say, sayJson, sayProblems, textTable } from './output.ts'

/**
 * `probity plan`: sample sizes as a table and paragraphs; with --json the record that a protocol keeps under `planning`.
 * Exit code 1 when an item has no size, or fewer examinations are planned than are needed.
 */
export function planFile(path: string, options: { json?: boolean }): ExitCode {
  const { plan, problems } = checkPlan(readTextFile(path))
  if (plan === null) {
    sayProblems(problems, options.json === true)
    return ExitCode.badInput
  }
  const answers = planSampleSize(plan)
  if (options.json) sayJson(planningRecord(plan, answers))
  else {
    say(textTable([[...planTableHead], ...planTableRows(plan, answers)], planTableHead.map((_, i) => i > 2)))
    for (const paragraph of planParagraphs(plan, answers)) say(`\n${paragraph}`)
  }
  const isShort = answers.examinations === null || (plan.planned ?? Infinity) < answers.examinations
  return isShort ? ExitCode.negative : ExitCode.fine
}
