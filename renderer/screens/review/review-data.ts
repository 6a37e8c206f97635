import { createContext, useContext } from 'react'
import type { Review } from '../../../shared/report/review-blocks.ts'
import type { StudyView } from '../../../shared/ipc/views.ts'
import type { Protocol } from '../../../shared/vocabulary/protocol.ts'
import type { Results } from '../../../shared/vocabulary/results.ts'

/** What every part of the review reads. Numbers are full precision; printed forms come from shared/report. */
export interface ReviewData {
  readonly study: StudyView
  readonly protocol: Protocol
  readonly results: Results
  /** The report's own blocks and figures, arranged for the screen. */
  readonly review: Review
  /** Decimals per estimate id. */
  readonly digits: ReadonlyMap<string, number>
  /** Opens the drawer. */
  readonly open: (estimateId: string) => void
}

export const ReviewContext = createContext<ReviewData | null>(null)

export function useReview(): ReviewData {
  const data = useContext(ReviewContext)
  if (data === null) throw new Error('a part of the review is shown outside of it')
  return data
}
