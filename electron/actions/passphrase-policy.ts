import type { ReadStore } from '../store/store.ts'
import { MINIMUM_PASSPHRASE_LENGTH, type PassphrasePolicy } from '../vault/passphrase.ts'
import type { ActionContext } from './context.ts'

/** The last entry that says so is what holds: it is nowhere else. */
export function passphrasePolicy(store: ReadStore): PassphrasePolicy {
  const [last] = store.ledger.list({ action: 'passphrase-policy.changed', newestFirst: true, limit: 1 })
  return { minimumLength: last === undefined ? MINIMUM_PASSPHRASE_LENGTH : Number(last.body.details['minimum']) }
}

/** For passphrases chosen from here on. */
export function setPassphraseMinimum({ workspace }: ActionContext, wanted: { readonly minimum: number; readonly reason: string }): void {
  const { store, storeId } = workspace
  const before = passphrasePolicy(store).minimumLength
  store.transact((w) =>
    w.appendEntry({
      action: 'passphrase-policy.changed',
      objectKind: 'workspace',
      objectId: storeId,
      reason: wanted.reason,
      changedFields: ['minimum'],
      details: { before, minimum: wanted.minimum },
    }),
  )
}
