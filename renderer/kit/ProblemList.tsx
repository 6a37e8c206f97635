import type { Problem } from '../../shared/vocabulary/problem.ts'
import { problemText } from '../../shared/words/en/problems.ts'
import { words } from '../../shared/words/en/screens.ts'
import { Icon } from './Icon.tsx'

export interface ProblemListProps {
  readonly problems: readonly Problem[]
  /** Heading of the list for assistive technology. */
  readonly label?: string
  /** All found, when the list holds only the first ones. */
  readonly total?: number
  /** Set false where the list is part of a screen rather than the answer to a press. */
  readonly isAlert?: boolean
}

/** What is wrong, where, and what to do about it. Errors first. Nothing when there is nothing. */
export function ProblemList({ problems, label = words.common.problems, total, isAlert = true }: ProblemListProps) {
  if (problems.length === 0) return null
  const sorted = [...problems].sort((a, b) => (a.severity === b.severity ? 0 : a.severity === 'error' ? -1 : 1))
  return (
    <div role={isAlert ? 'alert' : 'group'} aria-label={label} className="stack-tight">
      <ul className="problems">
        {sorted.slice(0, 200).map((problem, index) => {
          const { place: where, sentence, advice } = problemText(problem)
          return (
            <li key={`${problem.code} ${where} ${index}`} className={`problem problem-${problem.severity}`} data-code={problem.code}>
              <Icon name={problem.severity} />
              <div className="grow">
                <span className="visually-hidden">{words.common.severity[problem.severity]} </span>
                {where !== '' && <span className="problem-where">{where}: </span>}
                <span className="prose">{sentence}</span>
                {advice !== '' && <div className="muted">{advice}</div>}
              </div>
            </li>
          )
        })}
      </ul>
      {(total ?? problems.length) > Math.min(problems.length, 200) && (
        <p className="muted">{words.common.shownOf(Math.min(problems.length, 200), total ?? problems.length)}</p>
      )}
    </div>
  )
}
