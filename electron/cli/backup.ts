import { basename, resolve } from 'node:path'
import { Refusal } from '../../shared/vocabulary/problem.ts'
import { systemSurroundings } from '../files/clock.ts'
import { integrityInThread } from '../hosts/threads.ts'
import { restoreDrill } from '../workspace/restore-drill.ts'
import { ExitCode, say, sayJson } from './output.ts'
import { readPassphrase } from './passphrase.ts'
import { credentials, type PersonOptions, withEngine } from './session.ts'
import { appVersion } from './version.ts'

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
    const request = { backup: grant(folder), into: grant(options.into), actor: { signInName, passphrase }, witness, ...meant }
    const done = await call('backup.restore', request).catch((error: unknown) => {
      if (error instanceof Refusal && error.problems[0]?.code === 'backup/brings-back') say('Add --brings-back to say that this is meant.', process.stderr)
      throw error
    })
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
  const { facts, head, logicalSha256, nEntries, ok } = await restoreDrill(folder, who, systemSurroundings(appVersion), integrityInThread)
  if (options.json) sayJson({ ok, backup: facts, restored: { head, logicalSha256, nEntries } })
  else {
    const line = (what: string, was: string, is: string) => say(`  ${was === is ? '✓' : '✗'} ${what} ${was.slice(0, 16)} → ${is.slice(0, 16)}`)
    say(`${ok ? '✓' : '✗'} ${basename(resolve(folder))}: “${facts.name}” of ${facts.madeAt}, ${nEntries} audit-trail entries, restored and verified`)
    line('head', facts.head, head)
    line('content', facts.logicalSha256, logicalSha256)
  }
  return ok ? ExitCode.fine : ExitCode.negative
}
