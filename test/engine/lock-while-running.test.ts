import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { dispatcher } from '../../electron/engine/dispatch.ts'
import { createEngine } from '../../electron/engine/engine.ts'
import { nodeHost } from '../../electron/hosts/node.ts'
import type { EngineEvent } from '../../shared/ipc/contract.ts'
import type { StudyView, WorkspaceView } from '../../shared/ipc/views.ts'
import { ada, workspaceOfTwo } from '../store/backup-fixture.ts'
import { kdf, temporaryFolder } from '../store/fixture.ts'

it('ENG-11: an evaluation that runs while the workspace is locked is recorded as aborted with that reason', { timeout: 60_000 }, async () => {
  const parent = mkdtempSync(join(tmpdir(), 'probity-lock-'))
  const ended: Extract<EngineEvent, { kind: 'job-ended' }>[] = []
  const engine = createEngine({
    host: nodeHost(),
    appVersion: '0.0.0-test', kdf,
    demoFolder: join(parent, 'demo'),
    onEvent: (event) => {
      if (event.kind === 'job-ended') ended.push(event)
    },
  })
  const dispatch = dispatcher(engine)
  const call = async (name: string, request: unknown): Promise<unknown> => {
    const reply = await dispatch(name, request)
    if (!reply.ok) throw new Error(reply.problems[0]?.code)
    return reply.value
  }
  const unlock = async () => {
    const view = engine.view() as Extract<WorkspaceView, { kind: 'locked' }>
    await call('workspace.unlock', { personId: view.people[0]?.id, passphrase: view.demoPassphrase })
  }
  try {
    await call('workspace.demo', {})
    await unlock()
    const studies = (await call('study.list', {})) as { id: string; name: string; state: string }[]
    const study = studies.find((each) => each.state === 'review')
    await call('evaluation.start', { studyId: study?.id, confirmation: study?.name })
    await call('workspace.lock', {})
    await expect.poll(() => ended.map((each) => each.outcome)).toEqual(['aborted'])
    await unlock()
    const { evaluations } = (await call('study.get', { studyId: study?.id })) as StudyView
    expect(evaluations.map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ['completed', null],
      ['aborted', 'workspace closed during the evaluation'],
    ])
    const actions = engine.context().workspace.store.ledger.list().map((each) => each.body.action)
    expect(actions.lastIndexOf('evaluation.aborted')).toBeLessThan(actions.lastIndexOf('session.ended'))
  } finally {
    engine.close()
    rmSync(parent, { recursive: true, force: true })
  }
})

it.each(['workspace.lock', 'workspace.close'])('ENG-28: %s stops a backup, and is answered when nothing of it is left', async (command) => {
  const workspace = await workspaceOfTwo()
  const { folder } = workspace
  const { personId } = workspace.session
  workspace.close()
  const locked: Promise<unknown>[] = []
  const backup = join(temporaryFolder(), 'backup')
  let wasThere: readonly string[] = []
  let left: boolean | null = null
  const engine = createEngine({
    host: nodeHost(),
    appVersion: '0.0.0-test',
    demoFolder: '',
    onEvent: (event) => {
      if (event.kind !== 'progress' || event.done !== 2) return
      wasThere = readdirSync(backup)
      locked.push(dispatch(command, {}).then(() => (left = existsSync(backup))))
    },
  })
  const dispatch = dispatcher(engine)
  const grant = (token: string, path: string): string => {
    engine.grant(token.repeat(32), path, 'folder')
    return token.repeat(32)
  }
  await dispatch('workspace.choose', { folder: grant('a', folder) })
  await dispatch('workspace.unlock', { personId, passphrase: ada.passphrase })
  const reply = await dispatch('backup.make', { folder: grant('b', backup) })
  expect(reply.ok ? '' : reply.problems[0]?.code).toBe('backup/cancelled')
  await Promise.all(locked)
  expect([wasThere.includes('workspace.probity'), left, engine.view().kind]).toEqual([true, false, command === 'workspace.lock' ? 'locked' : 'none'])
})
