import { canonicalJson } from '../../shared/ledger/canonical.ts'
import type { LedgerEntry } from './ledger-store.ts'

/** Watches one transaction: what it writes must be named by an entry it appends, or it may not commit. */
export class Witness {
  readonly #entries: LedgerEntry[] = []
  readonly #versions: { id: string; version: number; sha256: string }[] = []
  readonly #mentions: string[] = []
  #mustDisclose = false

  get entries(): readonly LedgerEntry[] {
    return this.#entries
  }

  expectVersion(id: string, version: number, sha256: string): void {
    this.#versions.push({ id, version, sha256 })
  }

  expectMention(sha256: string): void {
    this.#mentions.push(sha256)
  }

  expectDisclosure(): void {
    this.#mustDisclose = true
  }

  saw(entry: LedgerEntry): void {
    this.#entries.push(entry)
  }

  assertCovered(): void {
    for (const { id, version, sha256 } of this.#versions) {
      const isNamed = this.#entries.some(
        ({ body }) => body.objectId === id && body.objectVersion === version && body.afterSha256 === sha256,
      )
      if (!isNamed) throw new Error(`no entry of this transaction says that ${id} v${version} was written`)
    }
    for (const sha256 of this.#mentions) {
      if (!this.#entries.some(({ body }) => canonicalJson(body).includes(sha256))) {
        throw new Error(`no entry of this transaction names the object ${sha256}`)
      }
    }
    const isDisclosed = this.#entries.some(({ body }) => body.action === 'cohort.frozen' || body.action.endsWith('.disclosed'))
    if (this.#mustDisclose && !isDisclosed) throw new Error('sealed values were counted and no entry discloses it')
  }
}
