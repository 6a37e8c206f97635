import { describe, expect, test } from 'vitest'
import { composeTrail, type TrailInput } from '../../shared/report/trail.ts'

const entry = (seq: number): TrailInput['entries'][number] => ({
  seq,
  hash: 'ab'.repeat(32),
  body: {
    ...{ at: '2026-11-22T09:00:00.000Z', tzOffsetMinutes: 60, fullName: 'Ana', role: 'reviewer', action: 'protocol.locked', objectKind: 'protocol' },
    ...{ objectId: 'cd'.repeat(16), objectVersion: 2, reason: 'A better bound.', details: { dataReceived: 'no', sha: 'ef'.repeat(32) } },
  },
})
const input: TrailInput = {
  ...{ workspace: 'W', demo: false, createdAt: '2026-11-22T10:00:00.000Z', tzOffsetMinutes: 0, person: 'Rita', filter: [] },
  ...{ head: { seq: 9, hash: 'ab'.repeat(32) }, entries: [entry(1)] },
}
const texts = (value: unknown): string => JSON.stringify(value)

describe('the audit trail as a document', () => {
  test('ACT-79: says who, when and up to where, and everything of an entry in words', () => {
    const tree = composeTrail(input)
    const table = tree.blocks.find((block) => block.kind === 'table')
    expect(table?.rows[0]?.cells.map((cell) => cell.text)).toEqual([
      '1',
      '22 Nov 2026, 10:00:00 UTC+01:00 Ana, reviewer (QA)',
      'Protocol locked',
      'protocol v2 cdcdcdcdcdcd…',
      'A better bound. (dataReceived no; sha efefefefefef…)',
      'abababababab',
    ])
    expect(texts(tree.blocks)).toContain('Rita, 22 Nov 2026, 10:00:00 UTC')
    expect(texts(tree.blocks)).toContain(`#9 ${'ab'.repeat(32)}`)
    expect(texts(tree.blocks)).not.toContain('Part of the audit trail')
  })

  test('ACT-79: a part says that it is one and of what', () => {
    const tree = composeTrail({ ...input, filter: [{ key: 'Person', value: 'Ana' }] })
    expect(texts(tree.blocks)).toContain('Part of the audit trail')
    expect(texts(tree.blocks)).toContain('"key":"Filter: Person","value":"Ana"')
    expect(texts(composeTrail({ ...input, entries: [] }).blocks)).toContain('No entry matches the filter.')
  })

  test('ACT-79: a long trail is several tables, and no entry is lost between them', () => {
    const entries = Array.from({ length: 250 }, (_, i) => entry(i + 1))
    const tables = composeTrail({ ...input, entries }).blocks.flatMap((block) => (block.kind === 'table' ? [block] : []))
    expect(tables.map((table) => table.rows.length)).toEqual([100, 100, 50])
    expect(tables.flatMap((table) => table.rows.map((row) => Number(row.cells[0]?.text)))).toEqual(entries.map((each) => each.seq))
  })
})
