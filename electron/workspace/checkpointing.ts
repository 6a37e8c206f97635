import { checkpointOrigin, checkpointText, parseCheckpoint } from '../../shared/ledger/checkpoint.ts'
import { growTree, type GrowingTree } from '../../shared/ledger/growing-tree.ts'
import { sameBytes } from '../../shared/ledger/chain.ts'
import { fromHex } from '../../shared/vocabulary/ids.ts'
import { refuse } from '../../shared/vocabulary/problem.ts'
import { sha256 } from '../files/digest.ts'
import type { LedgerEntry, Store } from '../store/store.ts'
import type { Vault } from '../vault/vault.ts'

/** After these a signed checkpoint follows at once; without them after every thousandth entry. */
const sealing = new Set([
  'intended-use.approved',
  'protocol.locked',
  'dataset.imported',
  'cohort.frozen',
  'predictions.sealed',
  'evaluation.completed',
  'report.signed',
  'data.disposed',
  'file.exported',
  'recovery-key.exported',
  'backup.made',
  'store.restored',
  'trail.reviewed',
  'session.ended',
])
const everyEntries = 1000

/** Keeps the tree of the ledger and signs checkpoints of it with the session's checkpoint key (rule STO-35). */
export class Checkpointing {
  readonly #store: Store
  readonly #vault: Vault
  #tree: GrowingTree | null = null

  constructor(store: Store, vault: Vault) {
    this.#store = store
    this.#vault = vault
  }

  /** Root of the tree over all entries. */
  root(): Uint8Array {
    return this.#grown().root()
  }

  /** Called after each commit with its entries. */
  committed(entries: readonly LedgerEntry[]): void {
    const { size } = this.#grown()
    const since = size - (this.#store.checkpoints.latest()?.size ?? 0)
    if (since >= everyEntries || entries.some(({ body }) => sealing.has(body.action))) this.write()
  }

  /** A checkpoint of the ledger as it is now; nothing if the newest one says as much. */
  write(): void {
    const tree = this.#grown()
    const { seq, hash } = this.#store.ledger.head()
    const text = checkpointText({ origin: checkpointOrigin(this.#store.storeId), size: seq, root: tree.root(), head: fromHex(hash) })
    const signature = this.#vault.signCheckpoint(new TextEncoder().encode(text))
    const personId = this.#vault.personId
    this.#store.transact((w) => w.checkpoints.add({ size: seq, text, signature, personId }, tree.note()))
  }

  /** The tree with every entry that came since. It never goes on from a note that the newest checkpoint contradicts. */
  #grown(): GrowingTree {
    this.#tree ??= this.#noted()
    const tree = this.#tree
    for (const row of this.#store.ledger.rowsFrom(tree.size + 1)) tree.append(row.hash)
    return tree
  }

  #noted(): GrowingTree {
    const latest = this.#store.checkpoints.latest()
    if (latest === null) return growTree(sha256)
    const tree = growTree(sha256, this.#store.checkpoints.tree() ?? [])
    assertRoot(latest.text, tree)
    return tree
  }
}

function assertRoot(checkpoint: string, tree: GrowingTree): void {
  const { root, size } = parseCheckpoint(checkpoint)
  if (size !== tree.size || !sameBytes(root, tree.root())) refuse('ledger/broken', { seq: size, cause: 'checkpoint: root' })
}
