import type { peopleCommands } from '../../shared/ipc/people-commands.ts'
import { changePassphrase, releaseRows, resetPassphrase } from '../actions/passphrases.ts'
import { setPassphraseMinimum } from '../actions/passphrase-policy.ts'
import { addPerson, grantRole, retirePerson, revokeRole } from '../actions/people.ts'
import { acknowledgeRecovery, exportRecoverySheet, makeRecoveryKey } from '../actions/recovery.ts'
import type { CommandHandlers } from './dispatch.ts'
import type { Engine } from './engine.ts'
import { peopleView } from './people-view.ts'

/** Accounts, passphrases and the recovery key: each answers with everybody as they are then. */
export function peopleHandlers(engine: Engine): Pick<CommandHandlers, keyof typeof peopleCommands> {
  const context = () => engine.context()
  const told = async <T>(change: Promise<T>): Promise<T> => {
    const value = await change
    engine.options.onEvent({ kind: 'changed', studyId: null })
    return value
  }
  const after = async (change: Promise<unknown> | void) => {
    await told(Promise.resolve(change))
    return peopleView(context().workspace)
  }
  return {
    'people.list': () => peopleView(context().workspace),
    'people.add': (request) => after(addPerson(context(), request)),
    'people.grantRole': (request) => after(grantRole(context(), request)),
    'people.revokeRole': (request) => after(revokeRole(context(), request)),
    'people.retire': (request) => after(retirePerson(context(), request)),
    'people.resetPassphrase': (request) => after(resetPassphrase(context(), request)),
    'people.releaseRows': (request) => after(releaseRows(context(), request)),
    'passphrase.change': async (request) => {
      await changePassphrase(context(), request)
      return engine.view()
    },
    'passphrase.setMinimum': (request) => after(setPassphraseMinimum(context(), request)),
    'recovery.make': ({ witness }) => told(makeRecoveryKey(context(), witness)),
    'recovery.exportSheet': async ({ recoveryKey, file }) => ({
      sha256: await told(exportRecoverySheet(context(), { recoveryKey, path: engine.granted(file, 'write').path })),
    }),
    'recovery.acknowledge': (request) => {
      acknowledgeRecovery(context(), request)
      return engine.view()
    },
    'workspace.recover': async (request) => {
      await engine.recover(request)
      return engine.view()
    },
  }
}
