import { formatInstant } from '../words/en/dates.ts'
import { recoverySheetWords as words } from '../words/en/recovery-sheet.ts'
import { column } from './cells.ts'
import type { Block, ReportTree } from './tree.ts'

export interface RecoverySheetInput {
  readonly workspace: string
  readonly demo: boolean
  /** UTC instant. */
  readonly createdAt: string
  readonly tzOffsetMinutes: number
  readonly person: string
  /** As it was shown: 14 groups of 4, with hyphens. */
  readonly recoveryKey: string
  /** Whether it opens patient rows. */
  readonly rows: boolean
}

const groupsOfRow = 7

/** The recovery key on one page, for a safe (rule ACT-90). */
export function composeRecoverySheet(input: RecoverySheetInput): ReportTree {
  const at = formatInstant(input.createdAt, input.tzOffsetMinutes)
  const groups = input.recoveryKey.split('-')
  const blocks: Block[] = [
    { kind: 'title', title: words.title, subtitle: words.subtitle(input.workspace), facts: [] },
    { kind: 'note', tone: 'caution', title: words.secret, text: words.secretText },
    groupTable(groups, 0),
    groupTable(groups, groupsOfRow),
    {
      kind: 'keyValues',
      rows: [
        { key: words.madeBy, value: `${input.person}, ${at}` },
        { key: words.opens, value: input.rows ? words.withRows : words.withoutRows },
      ],
    },
    { kind: 'heading', level: 2, text: words.use },
    { kind: 'list', items: words.steps },
  ]
  return {
    format: 'probity.report-tree',
    version: 1,
    title: words.title,
    studyName: input.workspace,
    deviceName: words.title,
    reportNumber: '',
    label: words.label,
    demo: input.demo,
    generatedAt: at,
    createdAt: input.createdAt,
    blocks,
  }
}

const groupTable = (groups: readonly string[], from: number): Block => {
  const some = groups.slice(from, from + groupsOfRow)
  return {
    kind: 'table',
    caption: words.groups(from + 1, from + some.length),
    columns: some.map((_, index) => column(String(from + index + 1), 1)),
    rows: [{ cells: some.map((text) => ({ text, strong: true, large: true })) }],
  }
}
