import type { Problem } from '../../../shared/vocabulary/problem.ts'
import { protocolWords as words } from '../../../shared/words/en/screens-protocol.ts'
import { Banner, Button, Card, ProblemList } from '../../kit/index.ts'
import { sectionIds, sectionOf } from './draft.ts'
import { showSection } from './slice.ts'

interface ProtocolProblemsProps {
  readonly problems: readonly Problem[]
  /** False while newer text is on its way to the check. */
  readonly isCurrent: boolean
}

/** Everything the engine's check found, by section, with a way there. */
export function ProtocolProblems({ problems, isCurrent }: ProtocolProblemsProps) {
  if (problems.length === 0) return isCurrent ? <Banner icon="check">{words.noProblems}</Banner> : null
  return (
    <Card title={words.problemsTitle(problems.length)}>
      {sectionIds.map((id) => {
        const own = problems.filter((problem) => sectionOf(problem) === id)
        if (own.length === 0) return null
        return (
          <div className="stack-tight" key={id}>
            <div className="row">
              <h3 className="grow">{words.sections[id]}</h3>
              <Button kind="quiet" icon="chevronRight" onPress={() => showSection(id)}>
                {words.showSection(words.sections[id])}
              </Button>
            </div>
            <ProblemList problems={own} label={words.sections[id]} isAlert={false} />
          </div>
        )
      })}
    </Card>
  )
}
