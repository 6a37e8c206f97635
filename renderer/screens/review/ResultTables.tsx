import { ConfusionTables } from './ConfusionTables.tsx'
import { Blocks } from './blocks/BlockView.tsx'
import { useReview } from './review-data.ts'

/** The report's tables of the whole cohort; its table of counts is drawn as 2×2 tables instead. */
export function ResultTables() {
  const { review, open } = useReview()
  return (
    <div className="stack-loose">
      <Blocks blocks={review.overall} open={open} />
      <ConfusionTables />
    </div>
  )
}
