import { useState } from 'react'
import type { TrustView } from '../../../shared/ipc/certificate-commands.ts'
import { certificateWords as words } from '../../../shared/words/en/screens-people.ts'
import { call } from '../../client.ts'
import { TextField, say } from '../../kit/index.ts'
import { ActionDialog, type Given } from './ActionDialog.tsx'
import { type Chosen, FileChoice } from './FileChoice.tsx'

interface ImportDialogProps {
  readonly onClose: () => void
  readonly onChanged: (trust: TrustView) => void
}

interface CertificateFileProps {
  readonly value: Chosen | null
  readonly onChange: (chosen: Chosen) => void
}

const CertificateFile = ({ value, onChange }: CertificateFileProps) => (
  <FileChoice label={words.file} button={words.choose} value={value} ask={() => call('choose.file', { purpose: 'certificate' })} onChange={onChange} />
)

interface OwnPassphraseProps {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly autoFocus?: boolean
}

const OwnPassphrase = ({ value, onChange, autoFocus = false }: OwnPassphraseProps) => (
  <TextField label={words.passphrase} type="password" value={value} onChange={onChange} isRequired autoFocus={autoFocus} />
)

const missingOf = (file: Chosen | null, passphrase = 'none asked'): readonly string[] => [
  ...(file === null ? [words.file] : []),
  ...(passphrase === '' ? [words.passphrase] : []),
]

export function RequestDialog({ onClose }: { readonly onClose: () => void }) {
  const [passphrase, setPassphrase] = useState('')
  const request = async () => {
    const file = await call('choose.saveAs', { purpose: 'certificate', name: 'certificate-request.pem' })
    if (!file) return 'stay'
    await call('certificate.request', { passphrase, file: file.token })
    say(words.requested)
    return undefined
  }
  return (
    <ActionDialog
      title={words.requestTitle}
      text={words.requestText}
      confirmLabel={words.requestConfirm}
      onClose={onClose}
      missing={passphrase === '' ? [words.passphrase] : []}
      act={request}
    >
      <OwnPassphrase value={passphrase} onChange={setPassphrase} autoFocus />
    </ActionDialog>
  )
}

export function ImportCertificateDialog({ onClose, onChanged }: ImportDialogProps) {
  const [file, setFile] = useState<Chosen | null>(null)
  const [passphrase, setPassphrase] = useState('')
  const load = async () => {
    if (file === null) return
    onChanged(await call('certificate.import', { passphrase, file: file.token }))
    say(words.imported)
  }
  return (
    <ActionDialog
      title={words.importTitle}
      text={words.importText}
      confirmLabel={words.importConfirm}
      onClose={onClose}
      missing={missingOf(file, passphrase)}
      act={load}
    >
      <CertificateFile value={file} onChange={setFile} />
      <OwnPassphrase value={passphrase} onChange={setPassphrase} />
    </ActionDialog>
  )
}

export function Pkcs12Dialog({ onClose, onChanged }: ImportDialogProps) {
  const [file, setFile] = useState<Chosen | null>(null)
  const [filePassword, setFilePassword] = useState('')
  const [passphrase, setPassphrase] = useState('')
  const load = async () => {
    if (file === null) return
    onChanged(await call('certificate.importPkcs12', { passphrase, filePassword, file: file.token }))
    say(words.imported)
  }
  return (
    <ActionDialog
      title={words.pkcs12Title}
      text={words.pkcs12Text}
      confirmLabel={words.importConfirm}
      onClose={onClose}
      missing={missingOf(file, passphrase)}
      act={load}
    >
      <CertificateFile value={file} onChange={setFile} />
      <TextField label={words.filePassword} type="password" value={filePassword} onChange={setFilePassword} />
      <OwnPassphrase value={passphrase} onChange={setPassphrase} />
    </ActionDialog>
  )
}

export function AuthorityDialog({ onClose, onChanged }: ImportDialogProps) {
  const [file, setFile] = useState<Chosen | null>(null)
  const load = async ({ reason, witness }: Given) => {
    if (file === null) return
    onChanged(await call('authority.import', { file: file.token, reason, ...(witness === undefined ? {} : { witness }) }))
    say(words.authorityDone)
  }
  return (
    <ActionDialog
      title={words.authorityTitle}
      text={words.authorityText}
      confirmLabel={words.importConfirm}
      onClose={onClose}
      missing={missingOf(file)}
      needsReason
      witness="asked"
      act={load}
    >
      <CertificateFile value={file} onChange={setFile} />
    </ActionDialog>
  )
}

export function RevocationListDialog({ onClose, onChanged }: ImportDialogProps) {
  const [file, setFile] = useState<Chosen | null>(null)
  const load = async () => {
    if (file === null) return
    onChanged(await call('crl.import', { file: file.token }))
    say(words.listDone)
  }
  return (
    <ActionDialog title={words.addList} confirmLabel={words.importConfirm} onClose={onClose} missing={missingOf(file)} act={load}>
      <CertificateFile value={file} onChange={setFile} />
    </ActionDialog>
  )
}
