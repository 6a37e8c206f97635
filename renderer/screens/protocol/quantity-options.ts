import {
  LEAST_JUDGING_REPLICATES,
  analysisOf,
  isBootstrapJudged,
  judgedOverTime,
  judgedQuantities,
  neededAnalysis,
  statedValues,
} from '../../../shared/vocabulary/judged-quantities.ts'
import { operationalQuantities } from '../../../shared/vocabulary/protocol-designs.ts'
import { designPrevalenceQuantities, statedPrevalenceQuantities } from '../../../shared/vocabulary/prevalence-quantities.ts'
import {
  adjustedQuantities,
  differenceQuantities,
  neverEndpoints,
  proportionQuantities,
  quantities,
  tableQuantities,
  type Analyses,
  type Quantity,
} from '../../../shared/vocabulary/protocol.ts'
import { overTimeEditor } from '../../../shared/words/en/over-time.ts'
import { quantityNames } from '../../../shared/words/en/quantities.ts'
import { analysisNames } from '../../../shared/words/en/report.ts'
import { protocolWords } from '../../../shared/words/en/screens-protocol.ts'
import type { Option } from '../../kit/index.ts'
import { isAgreement, whyNoAgreement } from './agreement-options.ts'
import { listAt, textAt, valueAt, type Json } from './draft.ts'

const words = protocolWords.endpoints

const overTimePoint = judgedOverTime.filter((each) => each !== 'prediction-auroc')

/** Quantities of a 2×2 table or of alerts: they belong to an operating point. */
export const needsPoint = (quantity: string): boolean =>
  [...proportionQuantities, ...tableQuantities, ...adjustedQuantities, ...operationalQuantities, ...overTimePoint].some((each) => each === quantity)

export const isDifference = (quantity: string): boolean => differenceQuantities.some((each) => each === quantity)

const hasScore = (output: Json | undefined): boolean => valueAt(output, ['score']) !== undefined
const isProbability = (output: Json | undefined): boolean => textAt(output, ['score', 'kind']) === 'probability'
const hasPoint = (output: Json | undefined): boolean =>
  valueAt(output, ['decision']) !== undefined || listAt(output, ['score', 'operatingPoints']).length > 0

const ofAnyScore: readonly string[] = [
  'auroc',
  'prediction-auroc',
  'average-precision',
  'partial-auroc-specificity',
  'partial-auroc-sensitivity',
  'sensitivity-at-specificity',
  'specificity-at-sensitivity',
]

/** Why a quantity cannot be had from an output; null when it can. The engine's check has the last word. */
export function whyNot(quantity: Quantity, output: Json | undefined, draft?: Json): string | null {
  if (neverEndpoints.some((each) => each === quantity)) return words.neverJudged
  const isResampled = isBootstrapJudged(quantity)
  if (!judgedQuantities.includes(quantity) && !isResampled) return words.noInterval
  const analysis = analysisOf(quantity)
  if (analysis !== undefined && valueAt(draft, ['analyses', analysis]) !== true) return words.needsAnalysis(analysisNames[analysis])
  const isTimed = valueAt(draft, ['repeated']) !== undefined
  if (!isTimed && judgedOverTime.some((each) => each === quantity)) return overTimeEditor.needsTimes
  if (isDifference(quantity)) return whyNoDifference(quantity, draft)
  if (isAgreement(quantity)) return whyNoAgreement(quantity, draft)
  const ofSample = whyNotOfSample(quantity, draft)
  if (ofSample !== null) return ofSample
  if (output === undefined || quantity === 'prevalence') return null
  if (needsPoint(quantity)) return hasPoint(output) ? null : words.needsPoint
  if (!hasScore(output)) return words.needsScore
  if (!ofAnyScore.includes(quantity)) {
    if (isTimed) return overTimeEditor.notOverTime
    if (!isProbability(output)) return words.needsProbability
  }
  return isResampled && draft !== undefined ? whyNotResampled(quantity, draft) : null
}

/** What has only a bootstrap interval needs enough replicates and the analysis that computes it (rule PCK-24). */
function whyNotResampled(quantity: Quantity, draft: Json): string | null {
  if (!(Number(valueAt(draft, ['bootstrap', 'replicates'])) >= LEAST_JUDGING_REPLICATES)) return words.needsReplicates
  const needed = neededAnalysis(quantity)
  if (needed !== null && valueAt(draft, ['analyses', needed]) === undefined) return words.needsAnalysis(analysisNames[needed])
  return statedValuesOf(quantity, draft)?.length === 0 ? words.needsStatedValue : null
}

/** The values at which the draft's analyses compute a quantity; null for one without a stated value. */
export function statedValuesOf(quantity: string, draft: Json): readonly number[] | null {
  const known = quantities.find((each) => each === quantity)
  return known === undefined ? null : statedValues(known, valueAt(draft, ['analyses']) as Analyses | undefined)
}

/** What an enriched sample cannot give, or not without a stated prevalence. */
function whyNotOfSample(quantity: Quantity, draft: Json | undefined): string | null {
  if (textAt(draft, ['sampling']) !== 'enriched') return null
  if (designPrevalenceQuantities.some((each) => each === quantity)) return words.chosenPrevalence
  const isStated = valueAt(draft, ['samplingDesign', 'statedPrevalence']) !== undefined
  return isStated || !statedPrevalenceQuantities.some((each) => each === quantity) ? null : words.needsPrevalence
}

/** Examinations count by weights: weighted sampling, or some not verified. */
const hasWeights = (draft: Json): boolean => textAt(draft, ['sampling']) === 'weighted' || !['', 'all'].includes(textAt(draft, ['verification']))

function whyNoDifference(quantity: Quantity, draft: Json | undefined): string | null {
  const comparisons = listAt(draft, ['comparisons'])
  if (comparisons.length === 0) return words.needsComparison
  if (comparisons.some((each) => whatItGives(each, draft).includes(quantity))) return null
  return quantity === 'auroc-difference' ? words.needsTwoScores : words.needsPoint
}

/** Differences that one comparison gives: of areas where both give a score, of rates where both are judged. */
export function whatItGives(comparison: Json, draft: Json | undefined): readonly Quantity[] {
  const outputs = listAt(draft, ['predictions'])
  const side = (name: 'first' | 'second') => outputs.find((each) => textAt(each, ['id']) === textAt(comparison, [name, 'prediction']))
  const both = [side('first'), side('second')]
  return [
    ...(both.every(hasScore) ? (['auroc-difference'] as const) : []),
    ...(both.every(hasPoint) ? (['sensitivity-difference', 'specificity-difference'] as const) : []),
  ]
}

export const quantityOptions = (output: Json | undefined, draft?: Json): readonly Option<Quantity>[] =>
  quantities.map((id) => {
    const why = whyNot(id, output, draft)
    return { id, label: quantityNames[id] ?? id, isDisabled: why !== null, ...(why === null ? {} : { note: why }) }
  })

/** Outputs of the draft by id. */
export const outputOptions = (draft: Json): readonly Option<string>[] =>
  listAt(draft, ['predictions']).map((each) => {
    const id = textAt(each, ['id'])
    const label = textAt(each, ['label'])
    return { id, label: label === '' ? id : `${label} (${id})` }
  })

/** Comparisons that give this difference; the others are greyed out. */
export const comparisonOptions = (quantity: string, draft: Json): readonly Option<string>[] =>
  listAt(draft, ['comparisons']).map((each) => {
    const id = textAt(each, ['id'])
    const label = textAt(each, ['label'])
    const isGiven = whatItGives(each, draft).some((given) => given === quantity)
    const why = quantity === 'auroc-difference' ? words.needsTwoScores : words.needsPoint
    return { id, label: label === '' ? id : `${label} (${id})`, ...(isGiven ? {} : { isDisabled: true, note: why }) }
  })

/** Operating points of an output. The empty id stands for the decision itself, which judges only where there is no threshold (rule OUT-2). */
export function pointOptions(output: Json | undefined): readonly Option<string>[] {
  const points = listAt(output, ['score', 'operatingPoints']).map((point) => {
    const id = textAt(point, ['id'])
    const label = textAt(point, ['label'])
    return { id, label: label === '' ? id : `${id}: ${label}`, note: textAt(point, ['threshold']) }
  })
  const decision = valueAt(output, ['decision']) === undefined || points.length > 0 ? [] : [{ id: '', label: words.pointDecision }]
  return [...decision, ...points]
}

/** Why an analysis cannot be had from the outputs of this protocol; null when at least one gives it. */
export function whyNotAnalysis(name: keyof Analyses, draft: Json): string | null {
  const outputs = listAt(draft, ['predictions'])
  if (outputs.length === 0) return words.needOutput
  if (name === 'discrimination') return outputs.some(hasScore) ? null : words.needsScore
  if (name === 'flexibleCalibration' || name === 'netBenefit') return outputs.some(isProbability) ? null : words.needsProbability
  const isAlike = !hasWeights(draft) && textAt(draft, ['sampling']) !== 'enriched'
  if (name === 'operational' && valueAt(draft, ['repeated']) !== undefined) return overTimeEditor.ownAlerts
  if (name === 'subgroupContrasts') return listAt(draft, ['subgroups']).length > 0 ? null : protocolWords.analysis.needsSubgroups
  if (name === 'calibrationTests') {
    if (!outputs.some(isProbability)) return words.needsProbability
    if (!isAlike) return protocolWords.analysis.notUnderWeights
    return valueAt(draft, ['clusters']) === undefined ? null : protocolWords.analysis.notUnderClusters
  }
  if (name === 'tippingPoint' && valueAt(draft, ['clusters']) !== undefined) return protocolWords.analysis.notUnderClusters
  if (name === 'tippingPoint' && hasWeights(draft)) return protocolWords.analysis.notUnderWeights
  if (name === 'operational' && !isAlike) return protocolWords.analysis.notUnderWeights
  return outputs.some(hasPoint) ? null : words.needsPoint
}
