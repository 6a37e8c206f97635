import type { ReportCheckView, ReportView, SignatureView, StudyView } from '../../../shared/ipc/views.ts'
import { formatInstant } from '../../../shared/words/en/dates.ts'
import { decisionNames } from '../../../shared/words/en/labels.ts'
import { roleNames } from '../../../shared/words/en/people.ts'
import { signWords } from '../../../shared/words/en/screens-results.ts'
import { signingWords as words } from '../../../shared/words/en/signing.ts'
import { Badge, Banner, Card, Icon, KeyValues } from '../../kit/index.ts'

const signed = signWords.signed

export type Checks = readonly ReportCheckView[] | null

type Check = ReportCheckView['signatures'][number]

export const checkOf = (checks: Checks, report: ReportView): ReportCheckView | undefined =>
  checks?.find((each) => each.reportNumber === report.reportNumber)

export const meaningOf = (signature: SignatureView): string => signed.meanings[signature.meaning] ?? signature.meaning
const roleOf = (role: string): string => (Object.hasOwn(roleNames, role) ? roleNames[role as keyof typeof roleNames] : role)

/** It does not count. */
const isVoid = ({ state }: Check): boolean => state === 'revoked' || state === 'changed' || state === 'invalid'

/** Whether a signature on a report does not count; false while that is not known. */
export const hasVoidSignature = (checks: Checks, report: ReportView): boolean => checkOf(checks, report)?.signatures.some(isVoid) ?? false

const tones = { valid: 'accent', revoked: 'error', 'identity-unknown': 'warning', changed: 'error', invalid: 'error' } as const
const icons = { valid: 'check', revoked: 'error', 'identity-unknown': 'warning', changed: 'error', invalid: 'error' } as const

/** One signature: who, in which role, what it means, when, and what it is worth now. */
export const Signature = ({ signature, check }: { readonly signature: SignatureView; readonly check: Check | undefined }) => (
  <div className="signature">
    <span className={`signature-mark badge-${check === undefined ? 'neutral' : tones[check.state]}`}>
      <Icon name={check === undefined || check.state === 'valid' ? 'shield' : icons[check.state]} />
    </span>
    <div className="stack-tight">
      <KeyValues
        items={[
          [signed.name, <strong key="name">{signature.printedName}</strong>],
          [words.role, roleOf(signature.role)],
          [signed.meaning, meaningOf(signature)],
          [signed.time, formatInstant(signature.at, signature.tzOffsetMinutes)],
          [signed.field, signature.field],
        ]}
      />
      {check === undefined ? (
        <p className="small muted">{words.checking}</p>
      ) : (
        <div className="signature-worth small">
          <Badge tone={tones[check.state]} icon={icons[check.state]}>
            {words.states[check.state]}
          </Badge>
          <p>{check.sentence}</p>
        </div>
      )}
    </div>
  </div>
)

/** A loud sentence where a signature does not hold; nothing where all do. */
export function BrokenSignatures({ checks }: { readonly checks: Checks }) {
  const broken = (checks ?? []).flatMap((each) => each.signatures).filter(isVoid)
  return broken.length === 0 ? null : <Banner tone="error">{[...new Set(broken.map((each) => each.sentence))].join(' ')}</Banner>
}

/** Reports that are no longer in force, with everything that was signed and decided. */
export function ReportHistory({ study, checks }: { readonly study: StudyView; readonly checks: Checks }) {
  const earlier = study.reports.filter((each) => each.reportNumber !== study.report?.reportNumber)
  if (earlier.length === 0) return null
  return (
    <Card title={words.history}>
      <p className="small muted">{words.historyNote}</p>
      {[...earlier].reverse().map((report) => (
        <EarlierReport key={report.reportNumber} report={report} check={checkOf(checks, report)} />
      ))}
    </Card>
  )
}

function EarlierReport({ report, check }: { readonly report: ReportView; readonly check: ReportCheckView | undefined }) {
  const { decision } = report
  return (
    <div className="stack-tight">
      <h3>{words.report(report.reportNumber)}</h3>
      <ul className="plain">
        {report.signatures.map((each) => {
          const state = check?.signatures.find((found) => found.field === each.field)?.state
          return (
            <li key={each.field}>
              {words.signedLine(each.printedName, roleOf(each.role), meaningOf(each), formatInstant(each.at, each.tzOffsetMinutes))}
              {state !== undefined && ` · ${words.states[state]}`}
            </li>
          )
        })}
      </ul>
      {decision && (
        <>
          <p>
            <strong>{words.decidedLine(decisionNames[decision.kind], decision.printedName, roleOf(decision.role), formatInstant(decision.at, decision.tzOffsetMinutes))}</strong>
          </p>
          <p>{words.because(decision.reason)}</p>
          {decision.successor !== null && <p>{words.replacedBy(decision.successor)}</p>}
        </>
      )}
    </div>
  )
}
