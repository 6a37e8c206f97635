import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import type { CommandName, Response } from '../../shared/ipc/contract.ts'
import { Refusal, refuse } from '../../shared/vocabulary/problem.ts'
import { dispatcher } from '../engine/dispatch.ts'
import { createEngine } from '../engine/engine.ts'
import { nodeHost } from '../hosts/node.ts'
import { readWorkspace } from '../workspace/workspace.ts'
import { type ExitCode, say } from './output.ts'
import { readPassphrase } from './passphrase.ts'
import { appVersion } from './version.ts'

export interface PersonOptions {
  readonly person?: string
  readonly passphraseFd?: string
  readonly json?: boolean
}

/** Whoever is named, else the first person; a demonstration tells its passphrase itself. */
export async function credentials(folder: string, options: PersonOptions) {
  const { people, demo } = readWorkspace(folder)
  const person = options.person === undefined ? people[0] : people.find((each) => each.signInName === options.person)
  if (person === undefined) return refuse('vault/unknown-person')
  const known = options.passphraseFd === undefined && demo !== null
  return { ...person, passphrase: known ? demo.passphrase : await readPassphrase(options.passphraseFd, `Passphrase of ${person.fullName}: `) }
}

interface Session {
  readonly call: <C extends CommandName>(name: C, request: unknown) => Promise<Response<C>>
  readonly grant: (folder: string) => string
}

/** The commands the window sends, to an engine in this process. */
export async function withEngine(isQuiet: boolean, work: (session: Session) => Promise<ExitCode>): Promise<ExitCode> {
  const engine = createEngine({
    host: nodeHost(),
    appVersion,
    demoFolder: '',
    onEvent: (event) => {
      if (event.kind === 'progress' && event.what === 'backup' && !isQuiet) say(`[${event.done} of ${event.total}]`, process.stderr)
    },
  })
  const dispatch = dispatcher(engine)
  const call = async <C extends CommandName>(name: C, request: unknown): Promise<Response<C>> => {
    const reply = await dispatch(name, request)
    if (!reply.ok) throw new Refusal(reply.problems)
    return reply.value as Response<C>
  }
  const grant = (folder: string): string => {
    const token = randomBytes(16).toString('hex')
    engine.grant(token, resolve(folder), 'folder')
    return token
  }
  const heed = onEndWished(() => {
    for (const job of engine.runningJobs) engine.cancel(job)
    return engine.runningJobs.length > 0
  })
  try {
    return await work({ call, grant })
  } finally {
    heed.no()
    await engine.closeClearedAway()
  }
}

/** Ctrl-C, a closed terminal: what runs is asked to stop at its next step and to leave nothing; where nothing runs, the program ends as ever. */
function onEndWished(stop: () => boolean): { readonly no: () => void } {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  const no = () => signals.forEach((signal) => process.off(signal, heard))
  const heard = (signal: NodeJS.Signals) => {
    no()
    if (!stop()) process.kill(process.pid, signal)
  }
  for (const signal of signals) process.on(signal, heard)
  return { no }
}
