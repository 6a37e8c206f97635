import { useEffect, useState } from 'react'
import type { TrustView } from '../../../shared/ipc/certificate-commands.ts'
import { formatCount } from '../../../shared/words/en/numbers.ts'
import { certificateWords as words } from '../../../shared/words/en/screens-people.ts'
import { useAction } from '../../app-state.ts'
import { call } from '../../client.ts'
import { Badge, Busy, Button, Card, DataTable, Digest, KeyValues, ProblemList, dayText } from '../../kit/index.ts'
import { Permitted } from '../../shell/permitted.tsx'
import { AuthorityDialog, ImportCertificateDialog, Pkcs12Dialog, RequestDialog, RevocationListDialog } from './CertificateDialogs.tsx'
import { onOneLine } from './on-one-line.ts'

type Asked = 'request' | 'import' | 'pkcs12' | 'authority' | 'list'

/** One's own certificate, and what the workspace trusts. */
export function CertificatesPanel() {
  const [trust, setTrust] = useState<TrustView | null>(null)
  const [asked, setAsked] = useState<Asked | null>(null)
  const { run, problems } = useAction()
  useEffect(() => {
    void run(async () => setTrust(await call('trust.list', {})))
  }, [run])
  const common = { onClose: () => setAsked(null), onChanged: setTrust }
  return (
    <Card title={words.title}>
      <ProblemList problems={problems} />
      {trust === null && problems.length === 0 && <Busy label={words.title} />}
      {trust && (
        <>
          <OwnCertificate own={trust.own} onAsk={setAsked} />
          <Authorities trust={trust} onAsk={setAsked} />
          <RevocationLists trust={trust} onAsk={setAsked} />
        </>
      )}
      {asked === 'request' && <RequestDialog onClose={common.onClose} />}
      {asked === 'import' && <ImportCertificateDialog {...common} />}
      {asked === 'pkcs12' && <Pkcs12Dialog {...common} />}
      {asked === 'authority' && <AuthorityDialog {...common} />}
      {asked === 'list' && <RevocationListDialog {...common} />}
    </Card>
  )
}

interface PartProps {
  readonly onAsk: (asked: Asked) => void
}

const OwnCertificate = ({ own, onAsk }: PartProps & { readonly own: TrustView['own'] }) => (
  <section className="stack">
    <h3>{words.own}</h3>
    <KeyValues
      items={[
        [words.subject, onOneLine(own.subject)],
        [words.issuer, onOneLine(own.issuer)],
        [words.validity, words.between(dayText(own.notBefore), dayText(own.notAfter))],
        [words.digest, <Digest key="sha256" sha256={own.sha256} label={words.own} />],
      ]}
    />
    <Permitted command="certificate.request">
      <div className="row row-wrap">
        <Button onPress={() => onAsk('request')}>{words.request}</Button>
        <Button icon="upload" onPress={() => onAsk('import')}>
          {words.import}
        </Button>
        <Button icon="upload" onPress={() => onAsk('pkcs12')}>
          {words.pkcs12}
        </Button>
      </div>
    </Permitted>
  </section>
)

const Authorities = ({ trust, onAsk }: PartProps & { readonly trust: TrustView }) => (
  <section className="stack">
    <h3>{words.authorities}</h3>
    <DataTable
      label={words.authorities}
      rows={trust.authorities}
      rowKey={(each) => each.sha256}
      density="compact"
      columns={[
        { id: 'subject', title: words.authority, isRowHeader: true, cell: (each) => onOneLine(each.subject) },
        { id: 'until', title: words.until, cell: (each) => dayText(each.notAfter) },
        { id: 'imported', title: words.importedAt, cell: (each) => (each.importedAt === null ? words.ownAuthority : dayText(each.importedAt)) },
        { id: 'sha256', title: words.digest, cell: (each) => <Digest sha256={each.sha256} label={words.authority} /> },
      ]}
    />
    <Permitted command="authority.import">
      <div>
        <Button icon="upload" onPress={() => onAsk('authority')}>
          {words.addAuthority}
        </Button>
      </div>
    </Permitted>
  </section>
)

const NextUpdate = ({ of: { nextUpdate, overdue } }: { readonly of: TrustView['revocationLists'][number] }) => (
  <span className="row">
    {nextUpdate === null ? '–' : dayText(nextUpdate)}
    {overdue !== null && (
      <Badge icon="warning" tone="warning">
        {words.overdue}
      </Badge>
    )}
  </span>
)

const RevocationLists = ({ trust, onAsk }: PartProps & { readonly trust: TrustView }) => (
  <section className="stack">
    <h3>{words.lists}</h3>
    {trust.revocationLists.length === 0 ? (
      <p className="muted">{words.noLists}</p>
    ) : (
      <DataTable
        label={words.lists}
        rows={trust.revocationLists}
        rowKey={(each) => each.sha256}
        density="compact"
        columns={[
          { id: 'issuer', title: words.list, isRowHeader: true, cell: (each) => onOneLine(each.issuer) },
          { id: 'of', title: words.thisUpdate, cell: (each) => dayText(each.thisUpdate) },
          { id: 'next', title: words.nextUpdate, cell: (each) => <NextUpdate of={each} /> },
          { id: 'n', title: words.nRevoked, isNumber: true, cell: (each) => formatCount(each.nRevoked) },
          { id: 'imported', title: words.importedAt, cell: (each) => dayText(each.importedAt) },
        ]}
      />
    )}
    {trust.revocationLists.map(({ overdue, issuer, sha256 }) => overdue && <ProblemList key={sha256} problems={[overdue]} label={onOneLine(issuer)} isAlert={false} />)}
    <Permitted command="crl.import">
      <div>
        <Button icon="upload" onPress={() => onAsk('list')}>
          {words.addList}
        </Button>
      </div>
    </Permitted>
  </section>
)
