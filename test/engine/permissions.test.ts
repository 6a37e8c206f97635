import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dispatcher } from '../../electron/engine/dispatch.ts'
import { type Engine, createEngine } from '../../electron/engine/engine.ts'
import { nodeHost } from '../../electron/hosts/node.ts'
import type { Workspace } from '../../electron/workspace/workspace.ts'
import type { CommandName } from '../../shared/ipc/contract.ts'
import { permissions } from '../../shared/ipc/permissions.ts'
import { commandNames } from '../../shared/words/en/people.ts'
import { heldTogether, roles } from '../../shared/vocabulary/people.ts'
import type { StudyId } from '../../shared/vocabulary/ids.ts'
import { kdf } from '../store/fixture.ts'
import { holdExactly, matrix } from './matrix.ts'
import { notAsked } from './not-asked.ts'
import { passphrase, requestOf } from './requests.ts'

/** Changes that the test itself must not make: they would end or replace what it looks at. */
const ends = new Set<CommandName>(['workspace.lock', 'workspace.close', 'workspace.create', 'workspace.choose', 'workspace.demo', 'workspace.unlock', 'workspace.recover'])

describe('permissions', { timeout: 60_000 }, () => {
  let parent: string
  let engine: Engine
  let call: ReturnType<typeof dispatcher>
  const codeOf = (reply: Awaited<ReturnType<typeof call>>) => (reply.ok ? 'answered' : reply.problems[0]?.code)
  const workspaceOf = (): Workspace => engine.context().workspace

  const hold = (wanted: readonly string[], studyId: StudyId | null) => holdExactly(workspaceOf(), wanted, studyId)

  beforeAll(async () => {
    parent = mkdtempSync(join(tmpdir(), 'probity-permissions-'))
    engine = createEngine({ host: nodeHost(), appVersion: '0.0.0-test', kdf, demoFolder: join(parent, 'demo'), onEvent: () => undefined })
    engine.grant('a'.repeat(32), join(parent, 'workspace'), 'folder')
    call = dispatcher(engine)
    await call('workspace.create', { folder: 'a'.repeat(32), name: 'W', signInName: 'ana', printedName: 'Ana', passphrase })
  })
  afterAll(() => {
    engine.close()
    rmSync(parent, { recursive: true, force: true })
  })

  it('ENG-12: the table is the one that was written by hand from the duties', () => {
    const table = Object.entries(permissions).map(([command, { need, roles: held }]) => ({ command, need, roles: held === null ? null : [...held].sort() }))
    const byHand = matrix.map((each) => ({ ...each, roles: each.roles === null ? null : [...each.roles].sort() }))
    expect(table.sort((a, b) => (a.command < b.command ? -1 : 1))).toEqual(byHand.sort((a, b) => (a.command < b.command ? -1 : 1)))
    expect(Object.keys(commandNames).sort()).toEqual(Object.keys(permissions).sort())
  })

  it('ENG-13: every command is answered or refused to each role exactly as the table says, and refusals are entries', async () => {
    hold(['validator'], null)
    const made = await call('study.create', { name: 'Study', deviceName: 'Device' })
    const studyId = made.ok ? ((made.value as { id: string }).id as StudyId) : null
    expect(studyId).not.toBeNull()
    let nTried = 0
    let nNotAsked = 0
    for (const role of [...roles, null]) {
      hold(role === null ? [] : [role], null)
      for (const { command, roles: allowed } of matrix) {
        if (ends.has(command)) continue
        const before = workspaceOf().store.ledger.head().seq
        const request = requestOf(command) as Record<string, unknown>
        const code = codeOf(await call(command, 'studyId' in request ? { ...request, studyId } : request))
        nTried += 1
        const may = allowed === null || (role !== null && allowed.includes(role))
        expect(code === 'permission/denied', `${command} by ${role ?? 'nobody'}: ${code}`).toBe(!may)
        if (!may) {
          const last = workspaceOf().store.ledger.list({ newestFirst: true, limit: 1 })[0]
          expect(last?.seq).toBe(before + 1)
          expect(last?.body).toMatchObject({ action: 'action.refused', objectId: command, details: { code: 'permission/denied' } })
        }
        nNotAsked += await notAsked(call, command, request, `${command} by ${role ?? 'nobody'}`)
      }
    }
    console.log(`      ${nTried} calls: commands × roles, each as the table says; ${nNotAsked} misshapen or from a wrong frame, each refused before it is asked`)
    expect(nTried).toBe((matrix.length - ends.size) * 8)
  })

  it('ENG-14: a role in one study permits nothing in another', async () => {
    hold(['validator'], null)
    const one = await call('study.create', { name: 'One', deviceName: 'D' })
    const two = await call('study.create', { name: 'Two', deviceName: 'D' })
    if (!one.ok || !two.ok) throw new Error('not created')
    const [here, there] = [one.value, two.value] as { id: string }[]
    hold(['statistician'], here?.id as StudyId)
    expect(codeOf(await call('protocol.saveDraft', { studyId: here?.id, json: '{}' }))).toBe('answered')
    expect(codeOf(await call('protocol.saveDraft', { studyId: there?.id, json: '{}' }))).toBe('permission/denied')
    const listed = await call('study.list', {})
    expect(listed.ok && (listed.value as { name: string }[]).map((each) => each.name)).toEqual(['One'])
  })

  it('ENG-15: an entry says in which role the person acted', async () => {
    hold(['reviewer', 'statistician'], null)
    const reply = await call('study.create', { name: 'Three', deviceName: 'D' })
    expect(reply.ok).toBe(true)
    expect(workspaceOf().store.ledger.list({ action: 'study.created', newestFirst: true, limit: 1 })[0]?.body.role).toBe('statistician')
  })

  it('ENG-16: roles that should be apart are named when one person holds them together', () => {
    expect(heldTogether(['validator', 'data-custodian', 'auditor'])).toEqual([['data-custodian', 'validator']])
    expect(heldTogether(['reviewer'])).toEqual([])
  })
})
