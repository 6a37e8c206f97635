import type { Column } from '../vocabulary/columns.ts'
import type { PredictionOutput, Protocol } from '../vocabulary/protocol.ts'
import type { PredictionsMapping } from '../vocabulary/records.ts'
import { decisionColumn, missingReasonColumn, scoreColumn } from '../vocabulary/roles.ts'
import { NumberBuilder, TextBuilder } from './builders.ts'
import { type Decimal, faultCode, parseNumber } from './number-text.ts'
import { type ProblemList, shown } from './problem-list.ts'
import { fileRow } from './readers.ts'

export type OutputMapping = PredictionsMapping['outputs'][number]

/** Where the cells of one output stand in a record; −1 where nothing was mapped. */
export interface OutputCells {
  readonly score: number
  readonly decision: number
  readonly reason: number
}

/** Reasons are printed with their counts: a column of free text or identifiers must not get that far (rule PRD-11). */
const MOST_REASONS = 50

/** Meanings that say by themselves why there is no score. */
const explaining: ReadonlySet<string> = new Set(['indeterminate', 'device-failed', 'not-processed'])

/**
 * Says whether the mapping of one output agrees with the protocol (rules PRD-1 … PRD-4, PRD-10). Direction and kind are
 * stated by whoever imports, and must be what the protocol says.
 */
export function checkOutput(mapping: OutputMapping, protocol: Protocol, problems: ProblemList): void {
  const prediction = mapping.prediction
  const output = protocol.predictions.find((each) => each.id === prediction)
  if (output === undefined) {
    problems.add('intake/unknown-output', { prediction })
    return
  }
  const contradicts = (expected: string, found: string, column?: string): void =>
    problems.add('intake/kind-contradicts-protocol', { prediction, expected, found }, column ? { column } : {})
  if (mapping.scoreColumn !== undefined && output.score === undefined) {
    contradicts('a decision', 'a score', mapping.scoreColumn)
  }
  if (mapping.decisionColumn !== undefined && output.decision === undefined) {
    contradicts('a score', 'a decision', mapping.decisionColumn)
  }
  if (mapping.scoreColumn === undefined && output.score !== undefined) {
    problems.add('intake/mapping-incomplete', { what: `the score column of ${prediction}` })
  }
  const decisionFromScore = mapping.scoreColumn !== undefined && output.score !== undefined
  if (mapping.decisionColumn === undefined && output.decision !== undefined && !decisionFromScore) {
    problems.add('intake/mapping-incomplete', { what: `the decision column of ${prediction}` })
  }
  // The protocol locks which column is the output: another one would be another device under the same name.
  for (const [locked, mapped] of [
    [output.scoreColumn, mapping.scoreColumn],
    [output.decisionColumn, mapping.decisionColumn],
  ]) {
    if (locked === undefined || mapped === undefined || locked === mapped) continue
    contradicts(`the column “${locked}”`, `the column “${mapped}”`, mapped)
  }
  checkDirection(mapping, output, problems)
}

function checkDirection(mapping: OutputMapping, output: PredictionOutput, problems: ProblemList): void {
  if (output.score === undefined || mapping.scoreColumn === undefined) return
  if (mapping.direction === undefined) {
    problems.add('intake/mapping-incomplete', { what: `the direction of ${mapping.prediction}` })
  } else if (mapping.direction !== output.score.direction) {
    const params = { prediction: mapping.prediction, found: mapping.direction, expected: output.score.direction }
    problems.add('intake/direction-contradicts-protocol', params, { column: mapping.scoreColumn })
  }
}

/**
 * Reads score, decision and reason of one output (rules PRD-5 … PRD-9).
 *
 * A score cell that is no number but one of the protocol's decision codes is that decision without a score. What is
 * empty needs a reason: a decision that explains it, the reason column, or the reason stated for the whole file.
 */
export class OutputReader {
  readonly prediction: string
  readonly #mapping: OutputMapping
  readonly #cells: OutputCells
  readonly #codes: ReadonlyMap<string, string>
  readonly #range: { readonly minimum: number; readonly maximum: number }
  readonly #decimal: Decimal
  readonly #reason: string | undefined
  readonly #problems: ProblemList
  readonly #hasDecision: boolean
  readonly #score: NumberBuilder
  readonly #decision: TextBuilder
  readonly #missing: TextBuilder
  readonly #counts = new Map<string, number>()

  constructor(
    output: PredictionOutput,
    mapping: OutputMapping,
    cells: OutputCells,
    file: { readonly rows: number; readonly decimal: Decimal; readonly missingReason: string | undefined },
    problems: ProblemList,
  ) {
    this.prediction = output.id
    this.#mapping = mapping
    this.#cells = cells
    this.#codes = new Map(Object.entries(output.decision?.codes ?? {}))
    this.#range = scoreRange(output)
    this.#decimal = file.decimal
    this.#reason = file.missingReason
    this.#problems = problems
    this.#hasDecision = output.decision !== undefined
    this.#score = new NumberBuilder(file.rows)
    this.#decision = new TextBuilder(file.rows)
    this.#missing = new TextBuilder(file.rows)
  }

  read(record: readonly string[], row: number): void {
    const cells = this.#cells
    const scoreText = cells.score < 0 ? null : (record[cells.score] ?? '')
    const decisionText = cells.decision < 0 ? null : (record[cells.decision] ?? '')
    const fromScore = scoreText === null || scoreText === '' ? undefined : this.#readScore(scoreText, row)
    let meaning = fromScore
    if (decisionText !== null && decisionText !== '') {
      meaning = this.#codes.get(decisionText)
      if (meaning === undefined) this.#unmappedDecision(decisionText, row)
    }
    if (meaning !== undefined) this.#decision.set(row, meaning)
    const isScoreMissing = scoreText === '' || fromScore !== undefined
    if (isScoreMissing || decisionText === '') this.#explain(record, row, meaning)
  }

  /** Sets the score; the meaning when the cell holds a decision code instead; a problem otherwise. */
  #readScore(text: string, row: number): string | undefined {
    const where = { row: fileRow(row), column: this.#mapping.scoreColumn ?? '' }
    const value = parseNumber(text, this.#decimal)
    if (typeof value !== 'number') {
      const meaning = this.#codes.get(text)
      if (meaning === undefined) this.#problems.add(faultCode(value, true), { value: shown(text) }, where)
      return meaning
    }
    const { minimum, maximum } = this.#range
    if (value < minimum || value > maximum) {
      const range = { minimum: rangeText(minimum), maximum: rangeText(maximum) }
      this.#problems.add('intake/score-out-of-range', { value: shown(text), ...range }, where)
      return undefined
    }
    this.#score.set(row, value)
    return undefined
  }

  #unmappedDecision(text: string, row: number): void {
    const where = { row: fileRow(row), column: this.#mapping.decisionColumn ?? '' }
    this.#problems.add('intake/unmapped-decision-code', { value: shown(text), prediction: this.prediction }, where)
  }

  #explain(record: readonly string[], row: number, meaning: string | undefined): void {
    const stated = this.#cells.reason < 0 ? '' : (record[this.#cells.reason] ?? '').trim()
    const explained = meaning !== undefined && explaining.has(meaning) ? meaning : undefined
    const reason = stated !== '' ? stated : (explained ?? this.#reason)
    if (reason === undefined) {
      const column = this.#mapping.scoreColumn ?? this.#mapping.decisionColumn ?? ''
      const where = { row: fileRow(row), column }
      this.#problems.add('intake/missing-without-reason', { prediction: this.prediction }, where)
      return
    }
    this.#missing.set(row, reason)
    const isNew = !this.#counts.has(reason)
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + 1)
    if (isNew && this.#counts.size === MOST_REASONS + 1) {
      const where = { row: fileRow(row), column: this.#mapping.missingReasonColumn ?? '' }
      this.#problems.add('intake/too-many-reasons', { prediction: this.prediction, limit: MOST_REASONS }, where)
    }
  }

  columns(): [string, Column][] {
    const out: [string, Column][] = []
    if (this.#cells.score >= 0) out.push([scoreColumn(this.prediction), this.#score.column()])
    if (this.#hasDecision) out.push([decisionColumn(this.prediction), this.#decision.column()])
    out.push([missingReasonColumn(this.prediction), this.#missing.column()])
    return out
  }

  missing(): { prediction: string; reason: string; n: number }[] {
    return [...this.#counts].map(([reason, n]) => ({ prediction: this.prediction, reason, n }))
  }
}

function scoreRange(output: PredictionOutput): { minimum: number; maximum: number } {
  const isProbability = output.score?.kind === 'probability'
  return {
    minimum: Math.max(isProbability ? 0 : -Infinity, output.score?.minimum ?? -Infinity),
    maximum: Math.min(isProbability ? 1 : Infinity, output.score?.maximum ?? Infinity),
  }
}

const rangeText = (bound: number): string => (Number.isFinite(bound) ? String(bound) : 'no limit')
