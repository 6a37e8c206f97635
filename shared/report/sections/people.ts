import { independenceNames, sealingCovers } from '../../words/en/report-people.ts'
import { column, plain } from '../cells.ts'
import type { Participant, ReportInput } from '../input.ts'
import { countText, instantText } from '../printed.ts'
import type { Block } from '../tree.ts'

const capital = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`

/** Who did what, which roles they hold, and which of these one person should not hold together (rule REP-31). */
export function peopleBlocks({ independence: { kind, people } }: ReportInput): Block[] {
  const together = people.filter((each) => each.together.length > 0)
  return [
    { kind: 'heading', level: 2, text: 'Independence' },
    { kind: 'paragraph', text: capital(independenceNames[kind]) },
    {
      kind: 'table',
      caption: 'Who did what in this study, from the audit trail',
      columns: [column('Who', 20), column('Did', 48), column('Holds the roles', 32)],
      rows: people.map((each) => ({ cells: [plain(each.name), plain(each.did.join('; ')), plain(each.roles.join(', ') || 'none')] })),
    },
    ...(together.length === 0 ? [] : [{ kind: 'list' as const, items: together.map(togetherText) }]),
    { kind: 'paragraph', text: sealingCovers },
  ]
}

const togetherText = ({ name, together }: Participant): string =>
  `${name} holds roles that should be apart: ${together.map((pair) => pair.join(' with ')).join('; ')}.`

/** Signatures and decisions so far, also on earlier reports of the study (rule REP-32). */
export function historyBlocks({ history, reportNumber, tzOffsetMinutes }: ReportInput): Block[] {
  // This report's own signatures stand in its boxes; when it was made there were none.
  const earlier = history.filter((each) => each.reportNumber !== reportNumber)
  if (earlier.length === 0) return []
  return [
    { kind: 'heading', level: 2, text: 'History of this report' },
    {
      kind: 'table',
      caption: 'Signatures and decisions on the reports before this one',
      columns: [column('Report', 14), column('Entry', 7, 'right'), column('When', 22), column('What', 18), column('Who', 20), column('Why', 19)],
      rows: earlier.map((each) => ({
        cells: [
          plain(each.reportNumber),
          plain(countText(each.seq)),
          plain(instantText(each.at, tzOffsetMinutes)),
          plain(each.what),
          plain(`${each.by}, ${each.role}`),
          plain(each.reason === '' ? '–' : each.reason),
        ],
      })),
      notes: ['Earlier reports stay in the workspace as they were signed.'],
    },
  ]
}

/** The permission table of the program, a row for each command, a column for each role (rule REP-33). */
export function permissionBlocks({ permissions: { roles, rows } }: ReportInput): Block[] {
  return [
    { kind: 'heading', level: 2, text: 'Appendix: who may do what' },
    {
      kind: 'table',
      caption: 'Commands of the program and the roles that may give them',
      columns: [column('What', 42), ...roles.map((role) => column(role, longestWord(role)))],
      rows: rows.map(({ what, may }) => ({ cells: [plain(capital(what)), ...may.map((answer) => plain(answer ? 'yes' : '–'))] })),
      notes: ['The program asks this table for every command and records what it refuses. Roles are given for one study or for the whole workspace.'],
    },
  ]
}

/** Wide enough for the head of the column, in letters. */
const longestWord = (text: string): number => Math.max(8, ...text.split(' ').map((word) => word.length * 0.86))
