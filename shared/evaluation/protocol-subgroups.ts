import type { Problem } from '../vocabulary/problem.ts'
import { problem } from '../vocabulary/problem.ts'
import { PER_PROTOCOL } from '../vocabulary/results-calls.ts'
import type { CohortRule, Protocol, Subgroup } from '../vocabulary/protocol.ts'

/** Ids that occur twice in one list (rule PCK-4). */
export function duplicateProblems(protocol: Protocol): Problem[] {
  const lists: [string, readonly { id: string }[]][] = [
    ['predictions', protocol.predictions],
    ['endpoints', protocol.endpoints],
    // A pair splits as a subgroup does: their ids stand in the same places.
    ['subgroups', [...protocol.subgroups, ...(protocol.subgroupPairs ?? [])]],
    ['cohort.rules', protocol.cohort.rules],
    ['analysisSets.perProtocol', protocol.analysisSets?.perProtocol ?? []],
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

/** The per-protocol set stands where subgroups do, under a name of its own (rule PCK-17). */
export function analysisSetProblems(protocol: Protocol): Problem[] {
  const rules = protocol.analysisSets?.perProtocol
  if (rules === undefined) return []
  const taken = [...protocol.subgroups, ...(protocol.subgroupPairs ?? [])].some(({ id }) => id === PER_PROTOCOL)
  const named = taken ? [problem('protocol/duplicate-id', { id: PER_PROTOCOL }, { path: 'analysisSets' })] : []
  return [...named, ...rules.flatMap((rule, i) => cohortRuleProblems(rule, i, 'analysisSets.perProtocol'))]
}

/** Subgroup levels beside those for missing and other values. */
const nLevels = (subgroup: Subgroup): number => (subgroup.kind === 'bands' ? subgroup.edges.length + 1 : subgroup.levels.length)

const MOST_COMBINATIONS = 200

/** A pair names two different subgroups, and has no more combinations than people can read (rule PCK-15). */
export function pairProblems(protocol: Protocol): Problem[] {
  return (protocol.subgroupPairs ?? []).flatMap((pair, i): Problem[] => {
    const path = `subgroupPairs[${i}]`
    const parts = (['first', 'second'] as const).map((side) => ({ side, found: protocol.subgroups.find(({ id }) => id === pair[side]) }))
    const unknown = parts.filter(({ found }) => found === undefined)
    if (unknown.length > 0) {
      return unknown.map(({ side }) => problem('protocol/unknown-reference', { id: pair[side] }, { path: `${path}.${side}` }))
    }
    const unusable = (detail: string): Problem[] => [problem('protocol/subgroup', { id: pair.id, detail }, { path })]
    if (pair.first === pair.second) return unusable('a pair needs two different subgroups')
    const n = parts.reduce((product, { found }) => product * (found === undefined ? 0 : nLevels(found)), 1)
    return n <= MOST_COMBINATIONS ? [] : unusable(`${n} combinations are more than ${MOST_COMBINATIONS}`)
  })
}

/** A range needs an end, and its ends in order (rule PCK-9). */
export function cohortRuleProblems(rule: CohortRule, i: number, list = 'cohort.rules'): Problem[] {
  if (rule.test.kind !== 'between') return []
  const { minimum, maximum } = rule.test
  const path = `${list}[${i}].test`
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
