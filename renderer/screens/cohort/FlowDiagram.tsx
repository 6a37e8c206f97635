import type { FlowStep } from '../../../shared/vocabulary/records.ts'
import { formatCount } from '../../../shared/words/en/numbers.ts'
import { cohortWords as words } from '../../../shared/words/en/screens-study.ts'

interface FlowDiagramProps {
  readonly flow: readonly FlowStep[]
  /** What the last box is called. */
  readonly end: string
}

/** STARD flow: what is left goes down, what a rule excludes goes to the side. A list to assistive technology. */
export function FlowDiagram({ flow, end }: FlowDiagramProps) {
  const first = flow[0]
  const last = flow.at(-1)
  if (!first || !last) return null
  return (
    <ol className="flow" aria-label={words.flowLabel}>
      <li className="flow-step">
        <Box label={words.start} n={first.remaining} />
      </li>
      {flow.slice(1, -1).map((step) => (
        <li key={step.id} className="flow-step flow-rule">
          <div className="flow-line" />
          <div className="flow-side">
            <span>{step.label}</span>
            <strong>{words.excluded(formatCount(step.excluded))}</strong>
          </div>
          <Box label={words.remaining} n={step.remaining} />
        </li>
      ))}
      <li className="flow-step flow-end">
        <div className="flow-line" />
        <Box label={end} n={last.remaining} />
      </li>
    </ol>
  )
}

const Box = ({ label, n }: { readonly label: string; readonly n: number }) => (
  <div className="flow-box">
    <span>{label}</span>
    <strong>{formatCount(n)}</strong>
  </div>
)
