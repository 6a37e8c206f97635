import type { Plant } from './plants.ts'

export type NumberedPlant = Plant & { readonly id: number }

export interface Task {
  readonly plants: readonly NumberedPlant[]
  /** Test files that may kill, besides the known answers. */
  readonly testFiles: readonly string[]
  /** A slower test is asked only where no other reaches the plant. */
  readonly slowMilliseconds: number
}

export type Fate =
  /** A shipped vector or a known-answer case gives another number. */
  | { readonly kind: 'vectors'; readonly by: string }
  | { readonly kind: 'tests'; readonly by: string }
  /** It never ended, or threw away its time. */
  | { readonly kind: 'endless'; readonly by: string }
  | { readonly kind: 'survived' }
  /** A default that no run takes: nothing there can be wrong in a number. */
  | { readonly kind: 'unused' }

export type Message =
  | { readonly kind: 'ready'; readonly nUnits: number; readonly milliseconds: number }
  | { readonly kind: 'started'; readonly id: number }
  /** The next unit is asked about it: a survivor of many units takes long without being endless. */
  | { readonly kind: 'asking'; readonly id: number }
  | { readonly kind: 'ended'; readonly id: number; readonly fate: Fate; readonly milliseconds: number }
  | { readonly kind: 'failed'; readonly message: string }
