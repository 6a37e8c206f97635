import { EventEmitter } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ActionContext } from '../../electron/actions/context.ts'
import { dispatcher } from '../../electron/engine/dispatch.ts'
import { createEngine } from '../../electron/engine/engine.ts'
import { systemSurroundings } from '../../electron/files/clock.ts'
import type { Host } from '../../electron/hosts/host.ts'
import { nodeHost } from '../../electron/hosts/node.ts'
import { type EngineKeeper, keepEngine } from '../../electron/window/engine-keeper.ts'
import type { EngineProcess, EngineProcessOptions } from '../../electron/window/engine-process.ts'
import { lockWhenNobodyIsThere } from '../../electron/window/nobody-there.ts'
import { createWorkspace } from '../../electron/workspace/workspace.ts'
import type { EngineEvent, Response } from '../../shared/ipc/contract.ts'
import { problem } from '../../shared/vocabulary/problem.ts'
import { sealedStudy } from '../actions/sealed-study.ts'
import { people } from '../actions/three-names.ts'
import { kdf } from '../store/fixture.ts'

// The keeper of the main process with real engines, which here live in this process. Their evaluations begin to compute
// when the test opens the gate.

type Locked = Extract<EngineEvent, { kind: 'locked' }>

let parent = ''
let openGate: () => void = () => undefined
let gate: Promise<void> = Promise.resolve()
let alive = 0

const study = 'A study'
const token = 'a'.repeat(32)
beforeEach(async () => {
  parent = mkdtempSync(join(tmpdir(), 'probity-keeper-'))
  const surroundings = systemSurroundings('0.0.0-test')
  const workspace = await createWorkspace(join(parent, 'ws'), { name: 'W', person: { ...people.ana, kdf } }, surroundings)
  const context: ActionContext = { workspace, host: nodeHost(), surroundings, emit: () => undefined, demo: false }
  await sealedStudy(context, study, parent, 300)
  workspace.close()
})
afterEach(() => rmSync(parent, { recursive: true, force: true }))

/** Evaluates as ever, once the gate is open; cancelled before, it ends as a cancelled run does. */
function gatedHost(): Host {
  const host = nodeHost()
  return {
    ...host,
    evaluate: (input, progress) => {
      let job: ReturnType<Host['evaluate']> | null = null
      let isCancelled = false
      const result = gate.then(() => {
        job = host.evaluate(input, progress)
        if (isCancelled) job.cancel()
        return job.result
      })
      return {
        result,
        cancel: () => {
          isCancelled = true
          job?.cancel()
        },
      }
    },
  }
}

function inThisProcess(options: EngineProcessOptions): EngineProcess {
  const engine = createEngine({
    host: gatedHost(),
    appVersion: '0.0.0-test',
    kdf,
    demoFolder: join(parent, 'demo'),
    onEvent: options.onEvent,
    onOpened: options.onOpened,
  })
  engine.choose(options.chosen)
  alive += 1
  let isAlive = true
  return {
    call: dispatcher(engine),
    grant: engine.grant,
    wrongSender: (command) => engine.recordOnce(command, [problem('ipc/wrong-sender')]),
    end: () => {
      if (isAlive) alive -= 1
      isAlive = false
      engine.close()
    },
    pid: undefined,
  }
}

interface Desk {
  readonly keeper: EngineKeeper
  readonly power: EventEmitter
  readonly events: EngineEvent[]
  /** How often the page was taken away. */
  readonly left: () => number
  readonly call: <T>(name: string, request: unknown) => Promise<T>
  readonly stop: () => Promise<void>
}

function sitDown(): Desk {
  const events: EngineEvent[] = []
  const power = new EventEmitter()
  let nLeft = 0
  const keeper = keepEngine({
    startEngine: inThisProcess,
    out: '',
    userData: parent,
    appVersion: '0.0.0-test',
    env: {},
    onEvent: (event) => void events.push(event),
    onOpened: () => undefined,
  })
  const idle = lockWhenNobodyIsThere({
    power,
    keeper,
    idleLimitMs: 600_000,
    leave: async (lock) => {
      nLeft += 1
      await lock()
    },
  })
  return {
    keeper,
    power,
    events,
    left: () => nLeft,
    call: async <T>(name: string, request: unknown) => {
      const reply = await keeper.call(name, request)
      if (!reply.ok) throw new Error(reply.problems[0]?.code)
      return reply.value as T
    },
    stop: async () => {
      openGate()
      idle.stop()
      await keeper.end()
    },
  }
}

async function unlock({ call }: Desk): Promise<void> {
  const view = await call<Response<'workspace.state'>>('workspace.state', {})
  if (view.kind !== 'locked') throw new Error(view.kind)
  await call('workspace.unlock', { personId: view.people[0]?.id, passphrase: people.ana.passphrase })
}

async function open(desk: Desk): Promise<string> {
  desk.keeper.grant(token, join(parent, 'ws'), 'folder')
  await desk.call('workspace.choose', { folder: token })
  await unlock(desk)
  const [first] = await desk.call<Response<'study.list'>>('study.list', {})
  return first?.id ?? ''
}

/** Signed in, with an evaluation that waits at the gate. */
async function startEvaluation(desk: Desk): Promise<string> {
  const studyId = await open(desk)
  gate = new Promise((resolve) => {
    openGate = resolve
  })
  await desk.call('evaluation.start', { studyId, confirmation: study })
  return studyId
}

const locks = ({ events }: Desk): Locked[] => events.filter((each): each is Locked => each.kind === 'locked')
/** Newest first. */
const actions = async ({ call }: Desk): Promise<string[]> => {
  const { entries } = await call<Response<'trail.list'>>('trail.list', { offset: 0, limit: 200 })
  return entries.map((each) => each.action)
}

const stopped = ['trail.viewed', 'session.started', 'session.ended', 'evaluation.aborted']

test('ENG-24, ENG-25: an evaluation goes on behind the lock, nobody signs in meanwhile, and its result is sealed and not looked at', { timeout: 60_000 }, async () => {
  const desk = sitDown()
  try {
    const studyId = await startEvaluation(desk)
    desk.power.emit('lock-screen')
    await expect.poll(() => locks(desk)).toEqual([{ kind: 'locked', reason: 'lock-screen', behind: 'finishing' }])
    expect([desk.left(), desk.keeper.isOpen, desk.keeper.isEvaluating, alive]).toEqual([1, false, true, 2])
    await expect(desk.call('study.list', {})).rejects.toThrow('store/locked')
    await expect(unlock(desk)).rejects.toThrow('order/evaluation-behind-lock')
    openGate()
    await expect.poll(() => desk.keeper.isEvaluating, { timeout: 30_000 }).toBe(false)
    expect(alive).toBe(1)
    expect(desk.events.at(-1)).toEqual({ kind: 'changed', studyId: null })
    await unlock(desk)
    const { evaluations } = await desk.call<Response<'study.get'>>('study.get', { studyId })
    expect(evaluations.map(({ outcome }) => outcome)).toEqual(['completed'])
    expect(await actions(desk)).not.toContain('results.viewed')
  } finally {
    await desk.stop()
  }
})

test('ENG-26: before the computer sleeps, what runs is stopped and recorded as aborted; the page goes once', { timeout: 60_000 }, async () => {
  const desk = sitDown()
  try {
    const studyId = await startEvaluation(desk)
    // The screen is locked, and the lid closed in the same moment: the evaluation that went behind the lock ends too.
    desk.power.emit('lock-screen')
    desk.power.emit('suspend')
    await expect.poll(() => locks(desk).map(({ reason, behind }) => [reason, behind])).toEqual([
      ['lock-screen', 'finishing'],
      ['suspend', 'stopped'],
    ])
    expect([desk.left(), desk.keeper.isEvaluating, alive]).toEqual([1, false, 1])
    await unlock(desk)
    expect((await actions(desk)).slice(0, 4)).toEqual(stopped)
    await desk.call('evaluation.start', { studyId, confirmation: study })
    desk.power.emit('suspend')
    await expect.poll(() => locks(desk).at(-1)).toEqual({ kind: 'locked', reason: 'suspend', behind: 'stopped' })
    expect([desk.left(), alive]).toEqual([2, 1])
    // With nothing open and nothing running, sleep is nothing to speak of.
    desk.power.emit('suspend')
    expect(locks(desk)).toHaveLength(3)
    await unlock(desk)
    expect((await actions(desk)).slice(0, 4)).toEqual(stopped)
  } finally {
    await desk.stop()
  }
})

test('ENG-27: the program that is quit while an evaluation runs behind the lock records the abort before it ends', { timeout: 60_000 }, async () => {
  const desk = sitDown()
  await startEvaluation(desk)
  await desk.keeper.lock('person')
  expect(locks(desk)).toEqual([{ kind: 'locked', reason: 'person', behind: 'finishing' }])
  // What the closing window asks about.
  expect(desk.keeper.isEvaluating).toBe(true)
  await desk.stop()
  expect(alive).toBe(0)
  const next = sitDown()
  try {
    await open(next)
    expect((await actions(next)).slice(0, 4)).toEqual(stopped)
  } finally {
    await next.stop()
  }
})

test('a start that is refused behind the lock leaves no engine behind', { timeout: 60_000 }, async () => {
  const desk = sitDown()
  try {
    const studyId = await open(desk)
    const asked = desk.keeper.call('evaluation.start', { studyId, confirmation: 'another name' })
    const locked = desk.keeper.lock('idle')
    await expect(asked).resolves.toMatchObject({ ok: false })
    await locked
    await expect.poll(() => [desk.keeper.isEvaluating, alive]).toEqual([false, 1])
    await unlock(desk)
  } finally {
    await desk.stop()
  }
})
