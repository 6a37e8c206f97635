import { type EstimatePart, printedPart, quantityName } from '../../../shared/report/printed.ts'
import type { Estimate } from '../../../shared/vocabulary/results.ts'
import { reviewWords } from '../../../shared/words/en/screens-results.ts'
import { LinkButton } from '../../kit/index.ts'
import { useReview } from './review-data.ts'

interface EstimateNumberProps {
  readonly estimate: Estimate
  readonly part?: EstimatePart
}

/** One printed form of an estimate. Pressed, it says where it comes from. */
export function EstimateNumber({ estimate, part = 'value' }: EstimateNumberProps) {
  const { digits, open } = useReview()
  const text = printedPart(estimate, part, digits.get(estimate.id))
  if (text === '–') return text
  return (
    <LinkButton
      onPress={() => open(estimate.id)}
      label={reviewWords.open(quantityName(estimate.quantity), text)}
    >
      {text}
    </LinkButton>
  )
}
