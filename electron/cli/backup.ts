import { randomBytes } from 'node:crypto'
import { basename, resolve } from 'node:path'
import type { CommandName, Response } from '../../shared/ipc/contract.ts'
import { Refusal, refuse } from '../../shared/vocabulary/problem.ts'
import { dispatcher } from '../engine/dispatch.ts'
import { createEngine } from '../engine/engine.ts'
import { systemSurroundings } from '../files/clock.ts'
import { nodeHost } from '../hosts/node.ts'
import { restoreDrill } from '../workspace/restore-drill.ts'
import { readWorkspace } from '../workspace/workspace.ts'
import { ExitCode, say, sayJson } from './output.ts'
import { readPassphrase } from './passphrase.ts'
import { appVersion } from './version.ts'

interface PersonOptions {
  readonly person?: string
  readonly passphraseFd?: string
  readonly json?: boolean
}

/** `probity backup`: the commands the window sends, to an engine in this process. */
export async function backup(workspace: string, options: PersonOptions & { readonly to: string }): Promise<ExitCode> {
  const who = await credentials(workspace, options)
  return withEngine(options.json === true, async ({ call, grant }) => {
    await call('workspace.choose', { folder: grant(workspace) })
    await call('workspace.unlock', { personId: who.personId, passphrase: who.passphrase })
    const made = await call('backup.make', { folder: grant(options.to) })
    if (options.json) sayJson(made)
    else say(`✓ ${basename(resolve(options.to))}: backup of “${made.name}”, ${made.nBytes} bytes, verified\n  position #${made.seq} · ${made.head.slice(0, 16)}`)
    return ExitCode.fine
  })
}

/** `probity restore`: two people, each with a passphrase of their own. */
export async function restore(
  folder: string,
  options: PersonOptions & { readonly into: string; readonly witness: string; readonly witnessPassphraseFd?: string; /** Said after `backup/brings-back`. */ readonly bringsBack?: boolean },
): Promise<ExitCode> {
  const actor = await credentials(folder, options)
  const prompt = `Passphrase of the witness ${options.witness}: `
  const witness = { signInName: options.witness, passphrase: await readPassphrase(options.witnessPassphraseFd, prompt) }
  return withEngine(options.json === true, async ({ call, grant }) => {
    const { signInName, passphrase } = actor
    const meant = options.bringsBack === true ? { bringsBack: true } : {}
    const done = await call('backup.restore', { backup: grant(folder), into: grant(options.into), actor: { signInName, passphrase }, witness, ...meant })
    const { workspace: _view, ...restored } = done
    if (options.json) sayJson(restored)
    else {
      say(`✓ ${basename(resolve(options.into))}: restored to position #${done.backup.seq} · ${done.backup.head.slice(0, 16)}`)
      if (done.keptAs !== null) say(`  the store that was there is kept as ${done.keptAs}${done.replaced === null ? '' : `, position #${done.replaced.seq} · ${done.replaced.head.slice(0, 16)}`}`)
    }
    return ExitCode.fine
  })
}

/** `probity restore-drill`: restores into a temporary folder, compares, and leaves nothing. */
export async function drill(folder: string, options: PersonOptions): Promise<ExitCode> {
  const who = await credentials(folder, options)
  const { facts, head, logicalSha256, nEntries, ok } = await restoreDrill(folder, who, systemSurroundings(appVersion))
  if (options.json) sayJson({ ok, backup: facts, restored: { head, logicalSha256, nEntries } })
  else {
    const line = (what: string, was: string, is: string) => say(`  ${was === is ? '✓' : '✗'} ${what} ${was.slice(0, 16)} → ${is.slice(0, 16)}`)
    say(`${ok ? '✓' : '✗'} ${basename(resolve(folder))}: “${facts.name}” of ${facts.madeAt}, ${nEntries} audit-trail entries, restored and verified`)
    line('head', facts.head, head)
    line('content', facts.logicalSha256, logicalSha256)
  }
  return ok ? ExitCode.fine : ExitCode.negative
}

/** Whoever is named, else the first person; a demonstration tells its passphrase itself. */
async function credentials(folder: string, options: PersonOptions) {
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

async function withEngine(isQuiet: boolean, work: (session: Session) => Promise<ExitCode>): Promise<ExitCode> {
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
  try {
    return await work({ call, grant })
  } finally {
    engine.close()
  }
}
