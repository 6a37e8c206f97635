// Child of steps.ts, with the shim preloaded: runs one write path, recorded once or again and again with a fault.
import { closeSync, cpSync, openSync, readSync, rmSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { Refusal } from '../../shared/vocabulary/problem.ts'
import { judge } from './judge.ts'
import type { Watch, WritePath } from './path.ts'
import { writePaths } from './write-paths.ts'

/** Places of the shim's settings. */
const place = { counting: 0, steps: 1, at: 2, how: 3, sticky: 4, recording: 5, failed: 6 } as const
const settings = openSync(process.env['FAULT_CONTROL'] ?? '', 'r+')
const cell = Buffer.alloc(8)
const set = (name: keyof typeof place, value: number): void => {
  cell.writeBigInt64LE(BigInt(value))
  writeSync(settings, cell, 0, 8, 8 * place[name])
}
const get = (name: keyof typeof place): number => {
  readSync(settings, cell, 0, 8, 8 * place[name])
  return Number(cell.readBigInt64LE())
}

/** Where the stages are, where to work, and what to do: [name of a path, "record" or "step:how:sticky" …] each. */
const [stages = '', root = '', list = '[]'] = process.argv.slice(2)
const tasks = JSON.parse(list) as (readonly [name: string, ...orders: string[]])[]
const say = (answer: unknown) => void writeSync(1, `${JSON.stringify(answer)}\n`)
const traced = () => statSync(process.env['FAULT_TRACE'] ?? '').size

const fresh = (path: WritePath) => {
  rmSync(root, { recursive: true, force: true })
  cpSync(join(stages, path.stage), root, { recursive: true })
}

async function recorded(path: WritePath, index: number): Promise<void> {
  fresh(path)
  const from = traced()
  const acks = openSync(join(root, 'ACK'), 'a')
  const note = (what: string) => void writeSync(acks, `${what}\n`)
  set('steps', 0)
  set('at', 0)
  await path.run(root, {
    begin: () => {
      cpSync(root, `${root}.base-${index}`, { recursive: true })
      set('recording', 1)
      set('counting', 1)
    },
    ack: (seq) => note(String(seq)),
    pending: () => undefined,
    done: () => note('done'),
    end: () => {
      if (get('counting') === 0) return
      set('counting', 0)
      cpSync(root, `${root}.end-${index}`, { recursive: true })
    },
  })
  set('recording', 0)
  closeSync(acks)
  say({ name: path.name, steps: get('steps'), from, to: traced() })
}

/** One fault; the program lives on, closes, and the disk is well again before it is judged. */
async function faulted(path: WritePath, order: string): Promise<void> {
  const [at = 0, how = 0, sticky = 0] = order.split(':').map(Number)
  fresh(path)
  for (const [key, value] of [['steps', 0], ['at', at], ['how', how], ['sticky', sticky], ['failed', 0]] as const) set(key, value)
  let acked = 0
  let unsure = 0
  let done = false
  const watch: Watch = {
    begin: () => set('counting', 1),
    ack: (seq) => {
      acked = seq
      unsure = 0
    },
    pending: (entries) => void (unsure += entries),
    done: () => void (done = true),
    end: () => set('counting', 0),
  }
  let said = 'nothing'
  try {
    await path.run(root, watch)
  } catch (error) {
    said = error instanceof Refusal ? (error.problems[0]?.code ?? '') : `unexpected: ${String(error)}`
  }
  set('counting', 0)
  if (get('failed') === 0) return say({ name: path.name, order, skipped: true })
  // One more: the end of the session, written when nothing is counted any more.
  const most = acked === 0 ? Number.MAX_SAFE_INTEGER : acked + unsure + 1
  const bad = await judge(root, path, { acked, most, done, clean: sticky === 0 })
  if (said.startsWith('unexpected')) bad.push(said)
  say({ name: path.name, order, said, done, bad })
}

for (const [index, [name, ...orders]] of tasks.entries()) {
  const path = writePaths.find((each) => each.name === name)
  if (path === undefined) throw new Error(`no such path: ${name}`)
  for (const order of orders) await (order === 'record' ? recorded(path, index) : faulted(path, order))
}
