import { makeBackup } from '../actions/backup.ts'
import { problem, Refusal } from '../../shared/vocabulary/problem.ts'
import { type BackupFacts, readBackup } from '../workspace/backup-files.ts'
import { restoreBackup } from '../workspace/restore.ts'
import type { CommandHandlers } from './dispatch.ts'
import type { Engine } from './engine.ts'

type BackupCommands = Pick<CommandHandlers, 'backup.make' | 'backup.cancel' | 'backup.describe' | 'backup.restore'>

export function backupHandlers(engine: Engine, noRun: () => void): BackupCommands {
  const { options } = engine
  return {
    'backup.make': async ({ folder }) => {
      const progress = (done: number, total: number) => options.onEvent({ kind: 'progress', jobId: 'backup', what: 'backup', done, total })
      const stop = new AbortController()
      const request = { folder: engine.granted(folder, 'folder').path, signal: stop.signal }
      const cancel = () => stop.abort(new Refusal(problem('backup/cancelled', {}, undefined, 'warning')))
      try {
        return view(await engine.run('backup', { result: makeBackup(engine.context(), request, progress), cancel, clearsAway: true }))
      } finally {
        // Also what was given up left entries in the trail.
        options.onEvent({ kind: 'changed', studyId: null })
      }
    },
    'backup.cancel': () => {
      engine.cancel('backup')
      return {}
    },
    'backup.describe': ({ backup }) => view(readBackup(engine.granted(backup, 'folder').path)),
    'backup.restore': async ({ backup, into, actor, witness, bringsBack }) => {
      const paths = { backup: engine.granted(backup, 'folder').path, into: engine.granted(into, 'folder').path }
      noRun()
      await engine.selfTested()
      // What is open may be what is replaced.
      engine.choose(null)
      const { facts, replaced, keptAs, folder } = await restoreBackup({ ...paths, actor, witness, bringsBack }, engine.surroundings, engine.options.host.integrity)
      engine.choose(folder)
      const found = replaced === null ? null : { seq: replaced.seq, head: replaced.head }
      return { backup: view(facts), replaced: found, keptAs, workspace: engine.view() }
    },
  }
}

const view = (facts: BackupFacts) => ({
  id: facts.id,
  name: facts.name,
  madeAt: facts.madeAt,
  seq: facts.seq,
  head: facts.head,
  nBytes: facts.files.reduce((sum, file) => sum + file.bytes, 0),
})
