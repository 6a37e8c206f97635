import type { Problem } from '../vocabulary/problem.ts'
import { problem } from '../vocabulary/problem.ts'
import type { CohortRule, Protocol, Subgroup } from '../vocabulary/protocol.ts'

/** Ids that occur twice in one list (rule PCK-4). */
export function duplicateProblems(protocol: Protocol): Problem[] {
  const lists: [string, readonly { id: string }[]][] = [
    ['predictions', protocol.predictions],
    ['endpoints', protocol.endpoints],
    ['subgroups', protocol.subgroups],
    ['cohort.rules', protocol.cohort.rules],
    ...protocol.predictions.map((output, i): [string, readonly { id: string }[]] => [
      `predictions[${i}].score.operatingPoints`,
      output.score?.operatingPoints ?? [],
    ]),
  ]
  return lists.flatMap(([path, list]) => {
    const seen = new Set<string>()
    return list.flatMap(({ id }, i) => {
      const isNew = !seen.has(id)
      seen.add(id)
      return isNew ? [] : [problem('protocol/duplicate-id', { id }, { path: `${path}[${i}].id` })]
    })
  })
}

/** Bands ascend; levels occur once and labels name levels (rule PCK-9). */
export function subgroupProblems(subgroup: Subgroup, i: number): Problem[] {
  const unusable = (detail: string, at: string): Problem =>
    problem('protocol/subgroup', { id: subgroup.id, detail }, { path: `subgroups[${i}].${at}` })
  if (subgroup.kind === 'bands') {
    const k = subgroup.edges.findIndex((edge, at) => at > 0 && edge <= (subgroup.edges[at - 1] ?? edge))
    return k < 0 ? [] : [unusable('its edges do not ascend', `edges[${k}]`)]
  }
  const { levels } = subgroup
  const twice = levels.flatMap((level, k) =>
    levels.indexOf(level) === k ? [] : [unusable(`the level “${level}” appears twice`, `levels[${k}]`)],
  )
  const stray = Object.keys(subgroup.labels ?? {}).filter((key) => !levels.includes(key))
  return [...twice, ...stray.map((key) => unusable(`the label “${key}” names no level`, `labels.${key}`))]
}

/** A range needs an end, and its ends in order (rule PCK-9). */
export function cohortRuleProblems(rule: CohortRule, i: number): Problem[] {
  if (rule.test.kind !== 'between') return []
  const { minimum, maximum } = rule.test
  const path = `cohort.rules[${i}].test`
  if (minimum === undefined && maximum === undefined) {
    return [problem('protocol/shape', { detail: 'between needs a minimum or a maximum' }, { path })]
  }
  if (minimum === undefined || maximum === undefined || minimum <= maximum) return []
  return [problem('protocol/shape', { detail: 'minimum is above maximum' }, { path })]
}

/** What is too small to estimate cannot be large enough not to be descriptive. */
export function minimumCellProblems(protocol: Protocol): Problem[] {
  const { estimate, descriptive } = protocol.minimumCells
  if (estimate <= descriptive) return []
  const detail = 'the minimum to estimate is above the minimum to be more than descriptive'
  return [problem('protocol/shape', { detail }, { path: 'minimumCells.estimate' })]
}
