import type { ReportView, StudyView } from '../../../shared/ipc/views.ts'
import { signWords } from '../../../shared/words/en/screens-results.ts'
import { call } from '../../client.ts'
import { Banner, Button, Card, Digest, KeyValues } from '../../kit/index.ts'
import { copyText } from '../../kit/copy-text.ts'
import { ExportButton } from '../review/ExportButton.tsx'
import { type Checks, Signature, checkOf, meaningOf } from './Signatures.tsx'
import { exportName } from '../review/export-name.ts'

const words = signWords.signed

interface SignedPanelProps {
  readonly study: StudyView
  readonly report: ReportView
  readonly checks: Checks
}

/** One sentence, the signatures, what to take away, and how somebody else checks it. */
export function SignedPanel({ study, report, checks }: SignedPanelProps) {
  const last = report.signatures.at(-1)
  const reportFile = exportName(study.name, 'report.pdf')
  const certificateFile = 'workspace-ca.pem'
  return (
    <>
      {last && <Banner icon="shield">{words.sentence(last.printedName, meaningOf(last))}</Banner>}
      <Card title={words.title}>
        {report.signatures.map((signature) => (
          <Signature
            key={signature.field}
            signature={signature}
            check={checkOf(checks, report)?.signatures.find((each) => each.field === signature.field)}
          />
        ))}
        <p className="small muted">{words.clock}</p>
        <KeyValues
          items={[
            [words.digest, <Digest key="pdf" sha256={report.objectSha256} label={words.digest} />],
            [words.revision, String(report.revision)],
          ]}
        />
        <div className="stack-tight">
          <ExportButton
            purpose="report"
            kind="primary"
            fileName={reportFile}
            write={(file) => call('report.export', { studyId: study.id, file })}
          >
            {words.exportPdf}
          </ExportButton>
          <ExportButton purpose="certificate" fileName={certificateFile} write={(file) => call('workspace.exportCertificate', { file })}>
            {words.exportCertificate}
          </ExportButton>
        </div>
      </Card>
      <Card title={words.commands}>
        <p>{words.commandsLead}</p>
        <Command text={`npx probity verify ${reportFile}`} note={words.verifyOwn} />
        <Command
          text={`mkdir trust && certutil -N -d sql:trust --empty-password && certutil -A -d sql:trust -n workspace -t ",C," -i ${certificateFile}`}
          note={words.trust}
        />
        <Command text={`pdfsig -nssdir sql:$PWD/trust ${reportFile}`} note={words.verifyOther} />
      </Card>
    </>
  )
}

const Command = ({ text, note }: { readonly text: string; readonly note: string }) => (
  <div className="command">
    <p className="small muted">{note}</p>
    <div className="row row-top">
      <code className="grow">{text}</code>
      <Button kind="quiet" icon="copy" label={words.copyCommand} onPress={() => copyText(text)} />
    </div>
  </div>
)
