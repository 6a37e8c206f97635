import { PAIR_SIGN } from '../vocabulary/protocol-designs.ts'
import { PER_PROTOCOL } from '../vocabulary/results-calls.ts'
import type { Protocol, Subgroup } from '../vocabulary/protocol.ts'
import { levelLabel } from './printed.ts'

/** What splits the cohort: a prespecified subgroup or a pair of them, with the names of its levels. */
export interface Split {
  readonly id: string
  readonly label: string
  readonly levelLabel: (level: string) => string
}

type Splitting = Pick<Protocol, 'subgroups' | 'subgroupPairs' | 'analysisSets'>

/** Subgroups, pairs, then the per-protocol set, in the protocol's order. */
export function splitsOf({ subgroups, subgroupPairs = [], analysisSets }: Splitting): Split[] {
  const byId = new Map(subgroups.map((each) => [each.id, each]))
  const plain = subgroups.map((each): Split => ({ id: each.id, label: each.label, levelLabel: (level) => levelLabel(each, level) }))
  const pairs = subgroupPairs.map((pair): Split => {
    const first = byId.get(pair.first)
    const second = byId.get(pair.second)
    return { id: pair.id, label: pair.label, levelLabel: (level) => pairLabel(level, first, second) }
  })
  const sets = analysisSets === undefined ? [] : [{ id: PER_PROTOCOL, label: 'Analysis set', levelLabel: () => 'Per protocol' }]
  return [...plain, ...pairs, ...sets]
}

/** The split with this id; one that the protocol does not name is called by its id. */
export const splitOf = (protocol: Splitting, id: string): Split =>
  splitsOf(protocol).find((each) => each.id === id) ?? { id, label: id, levelLabel: (level) => level }

/** A level may hold the sign itself: the cut whose first part is a level of the first subgroup is the right one. */
function pairLabel(level: string, first: Subgroup | undefined, second: Subgroup | undefined): string {
  const parts = level.split(PAIR_SIGN)
  const isKnown = (text: string): boolean => first?.kind === 'categories' && first.levels.includes(text)
  const cuts = parts.slice(1).map((_, i) => [parts.slice(0, i + 1).join(PAIR_SIGN), parts.slice(i + 1).join(PAIR_SIGN)] as const)
  const [a, b] = cuts.find(([text]) => isKnown(text)) ?? cuts[0] ?? [level, '']
  return b === '' ? level : `${levelLabel(first, a)}${PAIR_SIGN}${levelLabel(second, b)}`
}
