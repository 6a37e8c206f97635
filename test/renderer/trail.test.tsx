import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { instantOfDay, noFilter, toFilter } from '../../renderer/screens/trail/trail-filter.ts'
import { ReviewLine } from '../../renderer/screens/trail/ReviewLine.tsx'
import { ClockBanner } from '../../renderer/shell/ClockBanner.tsx'
import { TrailFilter } from '../../shared/ipc/trail-views.ts'
import type { WorkspaceView } from '../../shared/ipc/views.ts'

describe('the filter of the audit trail', () => {
  test('asks for what is filled in, as the contract takes it', () => {
    expect(toFilter(noFilter)).toEqual({})
    const asked = toFilter({ ...noFilter, text: ' locked ', action: 'protocol.locked', from: '2026-11-01', to: '2026-11-0' })
    expect(TrailFilter.parse(asked)).toEqual({ text: 'locked', action: 'protocol.locked', from: new Date(2026, 10, 1).toISOString() })
  })

  test('a day is all of it, here; what is no day is nothing', () => {
    const [first, last] = [instantOfDay('2026-11-22', 'first'), instantOfDay('2026-11-22', 'last')]
    expect(Date.parse(last ?? '') - Date.parse(first ?? '')).toBe(86_400_000 - 1)
    for (const text of ['2026-02-30', '2026-13-01', '22.11.2026', '']) expect(instantOfDay(text, 'first')).toBeNull()
  })
})

describe('what stands above the audit trail', () => {
  const open = (permitted: string[], clock: Extract<WorkspaceView, { kind: 'open' }>['clock']): Extract<WorkspaceView, { kind: 'open' }> => ({
    ...{ kind: 'open', name: 'W', demo: false, person: { id: '0'.repeat(32), signInName: 'ana', printedName: 'Ana' }, roles: [], permitted },
    ...{ head: { seq: 1, hash: '0'.repeat(64) }, clock, readOnly: false, problems: [] },
    ...{ mustChangePassphrase: false, rows: 'held', nFailedSince: 0, lastFailedAt: null, recoveryUsed: null },
  })
  const rolledBack = { seq: 7, before: '2026-11-22T09:00:00.000Z', after: '2026-11-21T09:00:00.000Z' }

  test('a clock that ran back is said to everybody and explained by whoever may', () => {
    const shown = (permitted: string[], clock: typeof rolledBack | null) => renderToStaticMarkup(<ClockBanner workspace={open(permitted, clock)} />)
    expect(shown(['clock.override'], null)).toBe('')
    expect(shown(['clock.override'], rolledBack)).toContain('Say why …')
    expect(shown([], rolledBack)).toContain('The clock ran back.')
    expect(shown([], rolledBack)).toContain('A reviewer or the administrator can say why.')
    expect(shown([], rolledBack)).not.toContain('<button')
  })

  test('how far the trail is reviewed, and that a review with a gap before it does not count', () => {
    const review = { kind: 'review', seq: 30, printedName: 'Rita', at: rolledBack.before, size: 29, fromSeq: 1, toSeq: 28, note: '', workspace: null, foreignAuthoritySha256: null } as const
    expect(renderToStaticMarkup(<ReviewLine signed={{ reviewedUpTo: 0, list: [] }} />)).toContain('Nobody has reviewed')
    expect(renderToStaticMarkup(<ReviewLine signed={{ reviewedUpTo: 28, list: [review] }} />)).toContain('Reviewed up to #28; last by Rita')
    expect(renderToStaticMarkup(<ReviewLine signed={{ reviewedUpTo: 0, list: [{ ...review, fromSeq: 5 }] }} />)).toContain('not from the first entry on')
  })
})
