import { proportionQuantities, quantities, type Quantity } from '../../../shared/vocabulary/protocol.ts'
import { quantityNames } from '../../../shared/words/en/report.ts'
import { protocolWords } from '../../../shared/words/en/screens-protocol.ts'
import type { Option } from '../../kit/index.ts'
import { listAt, textAt, valueAt, type Json } from './draft.ts'

const words = protocolWords.endpoints

export const isProportion = (quantity: string): boolean => proportionQuantities.some((each) => each === quantity)

/** Why a quantity cannot be had from an output; null when it can. The engine's check has the last word. */
export function whyNot(quantity: Quantity, output: Json | undefined): string | null {
  if (output === undefined || quantity === 'prevalence') return null
  const hasScore = valueAt(output, ['score']) !== undefined
  const hasDecision = valueAt(output, ['decision']) !== undefined
  if (isProportion(quantity)) {
    return hasDecision || listAt(output, ['score', 'operatingPoints']).length > 0 ? null : words.needsPoint
  }
  if (!hasScore) return words.needsScore
  if (quantity !== 'auroc' && textAt(output, ['score', 'kind']) !== 'probability') return words.needsProbability
  return null
}

export const quantityOptions = (output: Json | undefined): readonly Option<Quantity>[] =>
  quantities.map((id) => {
    const why = whyNot(id, output)
    return { id, label: quantityNames[id] ?? id, isDisabled: why !== null, ...(why === null ? {} : { note: why }) }
  })

/** Operating points of an output; the empty id stands for the decision itself. */
export function pointOptions(output: Json | undefined): readonly Option<string>[] {
  const points = listAt(output, ['score', 'operatingPoints']).map((point) => {
    const id = textAt(point, ['id'])
    const label = textAt(point, ['label'])
    return { id, label: label === '' ? id : `${id}: ${label}`, note: textAt(point, ['threshold']) }
  })
  const decision = valueAt(output, ['decision']) === undefined ? [] : [{ id: '', label: words.pointDecision }]
  return [...decision, ...points]
}
