import type { Conclusion, Verdict } from '../vocabulary/results.ts'
import type { EstimatePart } from './printed.ts'
import type { Scene, Tone } from './scene.ts'

/** The report as plain data: shown on the screen and printed on paper from one tree. Every text is final. */
export interface ReportTree {
  readonly format: 'probity.report-tree'
  readonly version: 1
  readonly title: string
  readonly studyName: string
  readonly deviceName: string
  readonly reportNumber: string
  /** What stands at the head of each page in place of the report's number. */
  readonly label?: string
  readonly demo: boolean
  /** With the offset, as printed. */
  readonly generatedAt: string
  /** UTC instant, for the document's own date. */
  readonly createdAt: string
  readonly blocks: readonly Block[]
}

/** Text of a number that exists in the results: which estimate, which form, how many decimals (rule REP-1). */
export interface Cell {
  readonly text: string
  readonly estimateId?: string
  readonly part?: EstimatePart
  readonly digits?: number
  readonly tone?: Tone
  readonly strong?: boolean
  /** To be typed off the paper. */
  readonly large?: boolean
}

export interface TableColumn {
  readonly title: string
  readonly align: 'left' | 'right'
  /** Share of the width; only the ratio counts. */
  readonly share: number
}

export interface TableRow {
  readonly cells: readonly Cell[]
  /** A row that names the rows below it. */
  readonly group?: true
}

export interface VerdictCard {
  readonly endpointId: string
  readonly role: string
  readonly title: string
  readonly verdict: Verdict
  readonly word: string
  readonly estimand: string
  readonly criterion: string
  /** Why the verdict is what it is, in one sentence. */
  readonly sentence: string
  /** Gatekept behind a rule that did not hold: shown, not judged. */
  readonly tested: boolean
  readonly value: Cell
  readonly interval: Cell
  readonly facts: readonly { readonly key: string; readonly cell: Cell }[]
  readonly scene: Scene
}

export interface Figure {
  readonly caption: string
  readonly scene: Scene
}

export interface SignatureBlock {
  readonly name: 'Author' | 'Reviewer' | 'Approver'
  readonly title: string
  readonly meaning: string
}

export type Block =
  | { readonly kind: 'title'; readonly title: string; readonly subtitle: string; readonly facts: readonly string[] }
  | { readonly kind: 'heading'; readonly level: 1 | 2; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string; readonly tone?: Tone }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'keyValues'; readonly rows: readonly { readonly key: string; readonly value: string }[] }
  | {
      readonly kind: 'table'
      readonly caption: string
      readonly columns: readonly TableColumn[]
      readonly rows: readonly TableRow[]
      readonly notes?: readonly string[]
    }
  | { readonly kind: 'figures'; readonly items: readonly Figure[] }
  | { readonly kind: 'conclusion'; readonly conclusion: Conclusion; readonly word: string; readonly sentence: string }
  | { readonly kind: 'verdictCards'; readonly cards: readonly VerdictCard[] }
  | { readonly kind: 'note'; readonly tone: 'demo' | 'caution' | 'plain'; readonly title: string; readonly text: string }
  | { readonly kind: 'pageBreak' }
  | { readonly kind: 'signatureBlocks'; readonly blocks: readonly SignatureBlock[] }

/** What the drawer says about one number. */
export interface EstimateDetail {
  readonly estimateId: string
  /** Sensitivity · Full model · T50 (score ≥ 0.5). */
  readonly title: string
  /** All examinations, or "Tumour grade: 3". */
  readonly population: string
  readonly value: string
  /** Why there is no value; null where there is one. */
  readonly reason: string | null
  readonly meaning: string
  readonly descriptive: boolean
  readonly method: MethodDetail
  /** The interval that criteria use comes first. */
  readonly intervals: readonly (MethodDetail & { readonly level: string; readonly text: string; readonly judges: boolean })[]
  readonly denominators: readonly { readonly key: string; readonly value: string }[]
  readonly options: readonly { readonly key: string; readonly value: string }[]
  /** What must be read with the number. */
  readonly warnings: readonly string[]
  /** The same number by a second, independent algorithm; null where there is none. */
  readonly secondEngine: string | null
  /** Rule ids of shared/statistics/SPEC.md. */
  readonly rules: readonly string[]
  readonly evidenceClass: string
  readonly statisticsVersion: string
  /** One sentence to copy into another document. */
  readonly citation: string
}

export interface MethodDetail {
  readonly name: string
  readonly how: string
  /** Empty where nothing needs to be cited. */
  readonly paper: string
}
