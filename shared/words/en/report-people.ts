import type { IndependenceKind } from '../../vocabulary/signatures.ts'

/** How far the people behind a report were apart. */
export const independenceNames: Readonly<Record<IndependenceKind, string>> = {
  'single-person': 'single-person: one person prepared, ran and reports this study.',
  'partly-separated': 'partly separated: several people took part, but one person had work or roles that should be apart.',
  separated: 'separated: whoever kept the reference data had no part in protocol, predictions and evaluation.',
}

/** What sealing is worth, whatever the people were. */
export const sealingCovers =
  'Sealing covers this program only: before unblinding it shows nobody the reference standard beside predictions. It does not cover copies of the data that are held elsewhere.'
