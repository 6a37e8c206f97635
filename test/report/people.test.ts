import { describe, expect, test } from 'vitest'
import { permissionTable } from '../../electron/actions/permission-rows.ts'
import { compose } from '../../shared/report/compose.ts'
import type { ReportInput } from '../../shared/report/input.ts'
import { permissions } from '../../shared/ipc/permissions.ts'
import { commandNames } from '../../shared/words/en/people.ts'
import { reportInput } from './fixture.ts'

const input = reportInput()
const textOf = (changes: Partial<ReportInput>): string => JSON.stringify(compose({ ...input, ...changes }).blocks)

describe('people in the report', () => {
  test('REP-31: who did what, and roles that one person holds together, are spelled out with what sealing covers', () => {
    const single = textOf({})
    expect(single).toContain('single-person: one person prepared')
    expect(single).toContain('Ada Author holds roles that should be apart: data custodian with validator.')
    expect(single).toContain('It does not cover copies of the data that are held elsewhere.')
    const apart = textOf({ independence: { kind: 'separated', people: [{ name: 'Cy', did: ['Reference data imported'], roles: ['data custodian'], together: [] }] } })
    expect(apart).toContain('Separated: whoever kept the reference data')
    expect(apart).not.toContain('should be apart')
  })

  test('REP-32: signatures and decisions on earlier reports stand in a table with the reason', () => {
    expect(textOf({})).not.toContain('History of this report')
    const event = { reportNumber: '3f2a9c1e-0', seq: 40, at: input.generatedAt, what: 'Rejected', by: 'Rui Reviewer', role: 'reviewer (QA)', reason: 'A step is missing' }
    const text = textOf({ history: [event, { ...event, reportNumber: input.reportNumber, reason: 'its own' }] })
    expect(text).toContain('History of this report')
    expect(text).toContain('A step is missing')
    expect(text).toContain('Rui Reviewer, reviewer (QA)')
    expect(text).not.toContain('its own')
  })

  test('REP-33: the appendix prints the permission table that the engine asks: every command with an account, every role', () => {
    const table = permissionTable()
    const wanted = Object.entries(permissions).filter(([, { roles }]) => roles !== null)
    for (const [command, { roles }] of wanted) {
      const row = table.rows.find((each) => each.what === commandNames[command])
      expect(row?.may.filter(Boolean).length, command).toBe(roles?.length)
    }
    expect(table.rows.at(-1)).toEqual({ what: 'sign with the meaning approval', may: [false, false, false, false, true, false, false] })
    const block = compose({ ...input, permissions: table }).blocks.find((each) => each.kind === 'table' && each.caption.startsWith('Commands of the program'))
    expect(block?.kind === 'table' && [block.rows.length, block.columns.length]).toEqual([table.rows.length, 8])
  })
})
