import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dispatcher } from '../../electron/engine/dispatch.ts'
import { type Engine, createEngine } from '../../electron/engine/engine.ts'
import { systemSurroundings } from '../../electron/files/clock.ts'
import { nodeHost } from '../../electron/hosts/node.ts'
import type { CommandName } from '../../shared/ipc/contract.ts'
import type { Instant, StudyId } from '../../shared/vocabulary/ids.ts'
import { roles } from '../../shared/vocabulary/people.ts'
import { kdf } from '../store/fixture.ts'
import { breakTrail } from './broken.ts'
import { holdExactly, matrix } from './matrix.ts'
import { notAsked } from './not-asked.ts'
import { passphrase, requestOf } from './requests.ts'

/** They would leave the state that is looked at, in which nobody needs an account for them. */
const leaves = new Set<CommandName>(['workspace.lock', 'workspace.close', 'workspace.create', 'workspace.choose', 'workspace.demo', 'workspace.unlock', 'workspace.recover'])
const tried = matrix.filter(({ command }) => !leaves.has(command))
const ofState = ['store/locked', 'permission/denied', 'order/clock-rolled-back', 'vault/must-change-passphrase']
const token = 'a'.repeat(32)

// Command × role in the state "signed in" is ENG-13.
describe('commands in every state', { timeout: 120_000 }, () => {
  let parent: string
  let engine: Engine
  let call: ReturnType<typeof dispatcher>
  let shiftMs = 0
  const system = systemSurroundings('0.0.0-test')
  const surroundings = { ...system, clock: { ...system.clock, now: () => new Date(Date.now() + shiftMs).toISOString() as Instant } }
  const workspaceOf = () => engine.context().workspace
  const create = () => call('workspace.create', { folder: token, name: 'W', signInName: 'ana', printedName: 'Ana', passphrase })

  beforeEach(() => {
    shiftMs = 0
    parent = mkdtempSync(join(tmpdir(), 'probity-states-'))
    engine = createEngine({ host: nodeHost(), appVersion: '0.0.0-test', kdf, demoFolder: join(parent, 'demo'), onEvent: () => undefined, surroundings })
    engine.grant(token, join(parent, 'workspace'), 'folder')
    call = dispatcher(engine)
  })
  afterEach(() => {
    engine.close()
    rmSync(parent, { recursive: true, force: true })
  })

  async function codeOf(command: CommandName, studyId: string | null = null): Promise<string> {
    const request = requestOf(command)
    const reply = await call(command, studyId !== null && 'studyId' in request ? { ...request, studyId } : request)
    return reply.ok ? 'answered' : (reply.problems[0]?.code ?? 'none')
  }

  async function makeStudy(): Promise<string> {
    holdExactly(workspaceOf(), roles, null)
    const made = await call('study.create', { name: 'Study', deviceName: 'Device' })
    return made.ok ? (made.value as { id: StudyId }).id : ''
  }

  /** Every role in turn, and none, asks every command; how many calls there were to look at. */
  async function askAll(look: (each: (typeof tried)[number], may: boolean, who: string) => Promise<void>): Promise<number> {
    let n = 0
    for (const role of [...roles, null]) {
      holdExactly(workspaceOf(), role === null ? [] : [role], null)
      for (const each of tried) {
        const who = `${each.command} by ${role ?? 'nobody'}`
        // First: a refusal of a wrong shape leaves an entry once, and what is looked at counts its own.
        n += 1 + (await notAsked(call, each.command, requestOf(each.command), who))
        await look(each, each.roles === null || (role !== null && each.roles.includes(role)), who)
      }
    }
    return n
  }

  it('ENG-22: with nothing chosen, and locked: what needs a workspace is refused, whoever asks, and nothing else is', async () => {
    for (const state of ['nothing chosen', 'locked']) {
      for (const { command, need } of tried) {
        expect((await codeOf(command)) === 'store/locked', `${command}, ${state}`).toBe(need !== 'none')
        await notAsked(call, command, requestOf(command), `${command}, ${state}`)
      }
      await create()
      await call('workspace.lock', {})
    }
  })

  it('ENG-22: with a clock that ran back, each role is refused what it signs, and only that', async () => {
    await create()
    const studyId = await makeStudy()
    shiftMs = -3_600_000
    const n = await askAll(async ({ command, need }, may, who) => {
      // An explanation by this very call would end the state.
      if (command === 'clock.override' && may) return
      const code = await codeOf(command, studyId)
      if (!may) expect(code, who).toBe('permission/denied')
      else if (need === 'sign') expect(code, who).toBe('order/clock-rolled-back')
      else expect(ofState, who).not.toContain(code)
    })
    console.log(`      ${n} calls with a clock that ran back: commands × roles × {good, misshapen, wrong frame}, each as the table says`)
  })

  it('ENG-22: in read-only service each role may look as before and change nothing, and nothing is written', async () => {
    await create()
    const studyId = await makeStudy()
    await breakTrail(engine, call)
    const n = await askAll(async ({ command, need }, may, who) => {
      const head = workspaceOf().store.ledger.head().seq
      const code = await codeOf(command, studyId)
      if (!may) expect(code, who).toBe('permission/denied')
      else if (need === 'change' || need === 'sign') expect(code, who).toBe('ledger/rows-differ')
      else expect(ofState, who).not.toContain(code)
      expect(workspaceOf().store.ledger.head().seq, `${who} left an entry`).toBe(head)
    })
    console.log(`      ${n} calls in read-only service: commands × roles × {good, misshapen, wrong frame}, each as the table says, no entry`)
  })

  it('ENG-22: whoever was given a passphrase can change it and nothing else', async () => {
    await create()
    const given = 'five pale moths by the lamp'
    const added = await call('people.add', { signInName: 'bea', printedName: 'Bea', passphrase: given, roles: roles.map((role) => ({ role, studyId: null })) })
    expect(added.ok).toBe(true)
    const bea = workspaceOf().store.people.list().find((each) => each.signInName === 'bea')
    await call('workspace.lock', {})
    expect((await call('workspace.unlock', { personId: bea?.id, passphrase: given })).ok).toBe(true)
    for (const { command, need } of tried) {
      const code = await codeOf(command)
      expect(code === 'vault/must-change-passphrase', `${command}: ${code}`).toBe(need !== 'none' && command !== 'passphrase.change')
      await notAsked(call, command, requestOf(command), `${command}, a passphrase to be changed`)
    }
  })
})
