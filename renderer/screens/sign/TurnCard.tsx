import type { StudyView } from '../../../shared/ipc/views.ts'
import { problemText } from '../../../shared/words/en/problems.ts'
import { signingWords as words } from '../../../shared/words/en/signing.ts'
import { Card } from '../../kit/index.ts'

/** Which signature is next, whose it can be, and why the person at the screen may not give it. */
export function TurnCard({ study, isVoid }: { readonly study: StudyView; /** A signature on the report does not count. */ readonly isVoid: boolean }) {
  const { next, mine, others, blocker } = study.signing
  const [wanted] = next
  const isOffered = study.permitted.includes('report.sign')
  return (
    <Card title={words.turn}>
      <p>
        <strong>{wanted === undefined ? (isVoid ? words.approvedVoid : words.approved) : words.next[wanted]}</strong>
      </p>
      {wanted !== undefined && mine.length === 0 && isOffered && blocker !== null && <p>{problemText(blocker).sentence}</p>}
      {wanted !== undefined && mine.length === 0 && <p className="muted">{others.length === 0 ? words.whoNobody : words.who(others.join(', '))}</p>}
    </Card>
  )
}
