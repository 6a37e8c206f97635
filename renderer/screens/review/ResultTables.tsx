import { ConfusionTables } from './ConfusionTables.tsx'
import { Blocks } from './blocks/BlockView.tsx'
import { useReview } from './review-data.ts'

/** The report's tables of whole-cohort estimates; its table of counts is drawn as 2×2 tables instead. */
export function ResultTables() {
  const { review, open } = useReview()
  const estimates = review.overall.filter(
    (block) => block.kind === 'table' && block.rows.some((row) => row.cells.some((cell) => cell.estimateId !== undefined)),
  )
  return (
    <div className="stack-loose">
      <Blocks blocks={estimates} open={open} />
      <ConfusionTables />
    </div>
  )
}
