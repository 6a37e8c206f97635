import type { TrailFilter } from '../../shared/ipc/trail-views.ts'
import { ledgerEvent } from '../../shared/words/en/labels.ts'
import type { TrailQuery } from '../store/trail.ts'
import type { ReadStore, Store } from '../store/store.ts'

/** Entries looked at between two looks at the clock. */
const stretch = 20_000
/** A call answers after about this long with what it has; the next one goes on. */
const longestMs = 150
const keptSearches = 4

/**
 * Searches of the audit trail, kept while the workspace is open: each remembers the numbers it found and how far down it
 * came, so that paging reads a page and no search keeps the engine from answering others (rule ACT-80).
 */
export class TrailSearches {
  readonly #store: Store
  readonly #monotonicMs: () => number
  readonly #searches = new Map<string, Search>()

  constructor(store: Store, monotonicMs: () => number) {
    this.#store = store
    this.#monotonicMs = monotonicMs
  }

  page(filter: TrailFilter, offset: number, limit: number): { total: number; searched: number; nEntries: number; seqs: number[] } {
    const nEntries = this.#store.ledger.head().seq
    if (isEverything(filter)) {
      const newest = nEntries - offset
      const seqs = Array.from({ length: Math.max(0, Math.min(limit, newest)) }, (_, i) => newest - i)
      return { total: nEntries, searched: nEntries, nEntries, seqs }
    }
    const search = this.#search(filter)
    search.goOn(this.#store, nEntries, this.#until(longestMs))
    return { total: search.found.length, searched: search.searched, nEntries, seqs: search.found.slice(offset, offset + limit) }
  }

  /** Every matching entry up to a number, oldest first, a stretch at a time. */
  *all(filter: TrailFilter, upTo: number): Iterable<number[]> {
    const { query, low, high } = narrowed(this.#store, filter, upTo)
    for (let from = low; from <= high; from += stretch) {
      yield this.#store.trail.find(query, from, Math.min(high, from + stretch - 1)).reverse()
    }
  }

  #search(filter: TrailFilter): Search {
    const key = JSON.stringify(Object.entries(filter).sort())
    const search = this.#searches.get(key) ?? new Search(filter)
    // The last one asked for stands last.
    this.#searches.delete(key)
    this.#searches.set(key, search)
    const [oldest] = this.#searches.keys()
    if (this.#searches.size > keptSearches && oldest !== undefined) this.#searches.delete(oldest)
    return search
  }

  #until(ms: number): () => boolean {
    const begun = this.#monotonicMs()
    return () => this.#monotonicMs() - begun < ms
  }
}

class Search {
  readonly #filter: TrailFilter
  found: number[] = []
  /** Entries from `#low` to `#top` have been looked at. */
  #top = 0
  #low = 1

  constructor(filter: TrailFilter) {
    this.#filter = filter
  }

  get searched(): number {
    return this.#top - this.#low + 1
  }

  goOn(store: ReadStore & Pick<Store, 'trail'>, nEntries: number, mayGoOn: () => boolean): void {
    if (this.#top === 0) {
      this.#top = nEntries
      this.#low = nEntries + 1
    } else if (nEntries > this.#top) {
      const newer = narrowed(store, this.#filter, nEntries, this.#top + 1)
      this.found = [...store.trail.find(newer.query, newer.low, newer.high), ...this.found]
      this.#top = nEntries
    }
    const { query, low, high } = narrowed(store, this.#filter, this.#low - 1)
    if (this.#low > high + 1) this.#low = high + 1
    do {
      if (this.#low <= low) break
      const from = Math.max(low, this.#low - stretch)
      for (const seq of store.trail.find(query, from, this.#low - 1)) this.found.push(seq)
      this.#low = from
    } while (mayGoOn())
    // Nothing below was written in the time asked for.
    if (this.#low <= low) this.#low = 1
  }
}

const isEverything = (filter: TrailFilter): boolean => Object.values(filter).every((value) => value === undefined || value === '')

/** The question for the store, and between which entries an answer can lie. */
function narrowed({ trail }: Pick<Store, 'trail'>, filter: TrailFilter, upTo: number, since = 1): { query: TrailQuery; low: number; high: number } {
  const { from = null, to = null, personId = null, action = null, objectKind = null, objectId = null, studyId = null } = filter
  const text = filter.text?.trim() ?? ''
  const query: TrailQuery = {
    ...{ personId, action, objectKind, objectId, studyId, from, to },
    text: text === '' ? null : { text, actions: actionsNamed(trail, text) },
  }
  if (from === null && to === null) return { query, low: since, high: upTo }
  const there = trail.between(from, to)
  if (there === null) return { query, low: upTo + 1, high: upTo }
  return { query, low: Math.max(since, there.low), high: Math.min(upTo, there.high) }
}

/** People read names of events that the entries do not hold. */
function actionsNamed(trail: Store['trail'], text: string): string[] {
  const wanted = text.toLowerCase()
  return trail.facets().actions.filter((action) => ledgerEvent(action).toLowerCase().includes(wanted))
}
