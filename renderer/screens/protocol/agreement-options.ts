import { agreementQuantities } from '../../../shared/vocabulary/protocol-designs.ts'
import type { Quantity } from '../../../shared/vocabulary/protocol.ts'
import { raterWords } from '../../../shared/words/en/screens-raters.ts'
import type { Option } from '../../kit/index.ts'
import { listAt, textAt, valueAt, type Json } from './draft.ts'

const words = raterWords.agreements

export const isAgreement = (quantity: string): boolean => agreementQuantities.some((each) => each === quantity)

const outputNamed = (draft: Json | undefined, id: string): Json | undefined => listAt(draft, ['predictions']).find((each) => textAt(each, ['id']) === id)
const kindOf = (output: Json | undefined): string => textAt(output, ['score', 'kind'])

/** Why an output cannot rate: no call where calls are asked for, no score where scores are; null when it can. */
export function whyNoRater(output: Json | undefined, of: string): string | null {
  if (of === 'scores') return valueAt(output, ['score']) === undefined ? words.needsScore : null
  const isJudged = valueAt(output, ['decision']) !== undefined || listAt(output, ['score', 'operatingPoints']).length > 0
  return isJudged ? null : words.needsCall
}

/** Outputs as raters; what cannot rate is greyed out and says why. */
export const raterOptions = (draft: Json, of: string): readonly Option<string>[] =>
  listAt(draft, ['predictions']).map((output) => {
    const id = textAt(output, ['id'])
    const label = textAt(output, ['label'])
    const why = whyNoRater(output, of)
    return { id, label: label === '' ? id : `${label} (${id})`, ...(why === null ? {} : { isDisabled: true, note: why }) }
  })

/** Outputs whose score may have drifted. */
export const scoreOptions = (draft: Json): readonly Option<string>[] => raterOptions(draft, 'scores')

/** Categories in order: then weights are asked for. */
export const isOrdinalAgreement = (agreement: Json | undefined, draft: Json | undefined): boolean =>
  textAt(agreement, ['of']) === 'scores' &&
  listAt(agreement, ['raters']).some((rater) => kindOf(outputNamed(draft, textAt(rater, ['prediction']))) === 'ordinal')

/** All coefficients that one agreement gives. */
export function whatAgreementGives(agreement: Json, draft: Json | undefined): readonly Quantity[] {
  const raters = listAt(agreement, ['raters']).map((rater) => outputNamed(draft, textAt(rater, ['prediction'])))
  const of = textAt(agreement, ['of'])
  if (raters.length < 2 || raters.some((output) => output === undefined || whyNoRater(output, of) !== null)) return []
  const isPair = raters.length === 2
  if (of === 'calls') {
    return isPair
      ? ['percent-agreement', 'ppa', 'npa', 'cohen-kappa', 'gwet-ac1', 'krippendorff-alpha']
      : ['percent-agreement', 'fleiss-kappa', 'gwet-ac1', 'krippendorff-alpha']
  }
  const kinds = new Set(raters.map(kindOf))
  if (!kinds.has('ordinal')) return ['icc']
  if (kinds.size > 1) return []
  const isPlain = (textAt(agreement, ['weights']) || 'unweighted') === 'unweighted'
  const rest = [isPlain ? 'gwet-ac1' : 'gwet-ac2', 'krippendorff-alpha'] as const
  if (isPair) return ['percent-agreement', 'cohen-kappa', ...rest]
  return isPlain ? ['percent-agreement', 'fleiss-kappa', ...rest] : ['percent-agreement', ...rest]
}

/** Those with an interval of their own, which alone a criterion can be about. */
function isJudgedOf(agreement: Json, quantity: string, draft: Json | undefined): boolean {
  if (!whatAgreementGives(agreement, draft).some((each) => each === quantity)) return false
  const isPair = listAt(agreement, ['raters']).length === 2
  return quantity.startsWith('gwet') || (isPair && quantity !== 'krippendorff-alpha' && quantity !== 'icc')
}

/** Why no criterion can be about this quantity of any agreement; null when it can. */
export function whyNoAgreement(quantity: Quantity, draft: Json | undefined): string | null {
  const agreements = listAt(draft, ['agreements'])
  if (agreements.length === 0) return words.needsAgreement
  return agreements.some((each) => isJudgedOf(each, quantity, draft)) ? null : words.givesNotThis
}

/** Agreements of the draft; those that do not give the quantity are greyed out. */
export const agreementOptions = (quantity: string, draft: Json): readonly Option<string>[] =>
  listAt(draft, ['agreements']).map((each) => {
    const id = textAt(each, ['id'])
    const label = textAt(each, ['label'])
    const isGiven = isJudgedOf(each, quantity, draft)
    return { id, label: label === '' ? id : `${label} (${id})`, ...(isGiven ? {} : { isDisabled: true, note: words.givesNotThis }) }
  })
