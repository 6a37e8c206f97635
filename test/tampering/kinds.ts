import type { Hand } from './hand.ts'
import { disposalKinds } from './kinds-of-disposals.ts'
import { fileKinds } from './kinds-of-files.ts'
import { ledgerKinds } from './kinds-of-ledger.ts'
import { peopleKinds } from './kinds-of-people.ts'
import { rowKinds } from './kinds-of-rows.ts'

/** What both verifiers must name: the first bad entry (null: none can be named), and words that stand in a finding. */
export interface Told {
  readonly seq?: number | null
  readonly object?: string
}

export interface Kind {
  readonly name: string
  /** Done to a closed copy; which row, column or page it meets is drawn from the hand's seed. */
  readonly deed: (hand: Hand) => Told | Promise<Told>
}

export const kinds: readonly Kind[] = [...rowKinds, ...peopleKinds, ...ledgerKinds, ...fileKinds, ...disposalKinds]
