/** What a file may cost. Crossing one is a problem, never a crash (rules FILE-6, TAB-5, TAB-6). */
export interface IntakeLimits {
  readonly maxBytes: number
  /** Records below the header. */
  readonly maxRows: number
  readonly maxColumns: number
  /** Bytes of one field as it stands in the file. */
  readonly maxFieldBytes: number
  /** Problems that are listed; all are counted. */
  readonly maxListed: number
  /** Records that are decoded and cut at a time. */
  readonly chunkRecords: number
}

export const defaultLimits: IntakeLimits = {
  maxBytes: 2_000_000_000,
  maxRows: 10_000_000,
  maxColumns: 10_000,
  maxFieldBytes: 1_000_000,
  maxListed: 1_000,
  chunkRecords: 16_384,
}

export interface IntakeHooks {
  /** Called every 65,536 rows and at the end, with rows read and rows in the file. */
  readonly onProgress?: (done: number, total: number) => void
  /** Asked at the same moments; true ends the import with intake/stopped. */
  readonly isCancelled?: () => boolean
}

export const PROGRESS_ROWS = 65_536
