import { useEffect, useState } from 'react'
import type { Response } from '../../shared/ipc/contract.ts'
import { passphraseWords } from '../../shared/words/en/screens-people.ts'
import { words } from '../../shared/words/en/screens.ts'
import { changeTheme, setDialog, useAction, useApp } from '../app-state.ts'
import { call } from '../client.ts'
import { Banner, Busy, Button, DataTable, Dialog, KeyValues, ProblemList, RadioGroup, instantText } from '../kit/index.ts'
import { ChangePassphraseDialog } from '../screens/people/ChangePassphrase.tsx'
import { RestoreDialog } from '../screens/people/RestoreDialog.tsx'
import { CreateWorkspaceDialog } from '../screens/workspace/CreateWorkspaceDialog.tsx'
import { VerifyDialog } from '../screens/workspace/Verification.tsx'

const close = () => setDialog(null)

/** Dialogs that menus and the top bar open from anywhere. */
export function AppDialogs() {
  const dialog = useApp((state) => state.dialog)
  return (
    <>
      <SettingsDialog isOpen={dialog === 'settings'} />
      <AboutDialog isOpen={dialog === 'about'} />
      <KeyboardDialog isOpen={dialog === 'keyboard'} />
      <VerifyDialog isOpen={dialog === 'verify'} onClose={close} />
      <CreateWorkspaceDialog isOpen={dialog === 'new-workspace'} onClose={close} />
      {dialog === 'passphrase' && <ChangePassphraseDialog onClose={close} />}
      {dialog === 'restore' && <RestoreDialog onClose={close} />}
    </>
  )
}

function SettingsDialog({ isOpen }: { readonly isOpen: boolean }) {
  const theme = useApp((state) => state.theme)
  const isSignedIn = useApp(({ workspace }) => workspace?.kind === 'open' && !workspace.mustChangePassphrase)
  const { run, problems } = useAction()
  return (
    <Dialog title={words.settings.title} isOpen={isOpen} onClose={close}>
      <RadioGroup
        label={words.settings.theme}
        options={(['system', 'light', 'dark'] as const).map((id) => ({ id, label: words.settings.themes[id] }))}
        value={theme}
        onChange={(next) => void run(() => changeTheme(next))}
      />
      <KeyValues items={[[words.settings.language, words.settings.languageText]]} />
      {isSignedIn && (
        <div>
          <Button onPress={() => setDialog('passphrase')}>{passphraseWords.change}</Button>
        </div>
      )}
      <ProblemList problems={problems} />
    </Dialog>
  )
}

function AboutDialog({ isOpen }: { readonly isOpen: boolean }) {
  const [info, setInfo] = useState<Response<'app.info'> | null>(null)
  const { run, problems } = useAction()
  useEffect(() => {
    if (isOpen) void run(async () => setInfo(await call('app.info', {})))
  }, [isOpen, run])
  return (
    <Dialog title={words.shell.about} isOpen={isOpen} onClose={close} isWide>
      <p>{words.about.text}</p>
      <ProblemList problems={problems} />
      {info === null ? (
        <Busy label={words.common.loading} />
      ) : (
        <>
          <KeyValues
            items={[
              [words.about.version, info.version],
              [words.about.runtime, info.runtime],
              [words.about.licence, info.licence],
              [
                words.about.selfTest,
                info.selfTest === null
                  ? words.about.selfTestNotYet
                  : words.about.selfTestPassed(instantText(info.selfTest.at), info.selfTest.nAnswers),
              ],
            ]}
          />
          {info.runtimeNote !== null && <Banner tone="warning">{info.runtimeNote}</Banner>}
          <h3>{words.about.licences}</h3>
          <DataTable
            label={words.about.licences}
            rows={info.licences}
            rowKey={(each) => `${each.name} ${each.version}`}
            density="compact"
            height="short"
            columns={[
              { id: 'name', title: words.about.name, isRowHeader: true, cell: (each) => each.name },
              { id: 'version', title: words.about.version, cell: (each) => each.version },
              { id: 'licence', title: words.about.licence, cell: (each) => each.licence },
            ]}
          />
        </>
      )}
    </Dialog>
  )
}

function KeyboardDialog({ isOpen }: { readonly isOpen: boolean }) {
  return (
    <Dialog title={words.keyboard.title} isOpen={isOpen} onClose={close}>
      <DataTable
        label={words.keyboard.title}
        rows={words.keyboard.list}
        rowKey={(_, index) => String(index)}
        columns={[
          { id: 'what', title: words.keyboard.what, isRowHeader: true, cell: ([what]) => what },
          { id: 'keys', title: words.keyboard.keys, cell: ([, keys]) => <kbd>{keys}</kbd> },
        ]}
      />
    </Dialog>
  )
}
