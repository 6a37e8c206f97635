// Child of kills.ts: carries studies through their whole life until it is killed, and says each step after it is saved.
import { readSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { makeBackup } from '../../electron/actions/backup.ts'
import { createStudy } from '../../electron/actions/create-study.ts'
import { closeOpenEvaluations, evaluateStudy } from '../../electron/actions/evaluate-study.ts'
import { exportReport } from '../../electron/actions/export-files.ts'
import { freezeCohort } from '../../electron/actions/freeze-cohort.ts'
import { importDataset } from '../../electron/actions/import-dataset.ts'
import { importPredictions } from '../../electron/actions/import-predictions.ts'
import { approveIntendedUse, saveIntendedUseDraft } from '../../electron/actions/intended-use.ts'
import { changePassphrase, resetPassphrase } from '../../electron/actions/passphrases.ts'
import { lockProtocol, saveProtocolDraft } from '../../electron/actions/protocol.ts'
import { signReport } from '../../electron/actions/sign-report.ts'
import { ada, bob } from '../store/backup-fixture.ts'
import { kdf } from '../store/fixture.ts'
import { contextIn, datasetRequest, intendedUse, predictionsRequest, protocolText } from './small-study.ts'
import { adaNow, nextPassphrase, openIn, tell } from './path.ts'
import { seen } from '../actions/demo-study.ts'
import { addPerson } from '../store/add-person.ts'

const [root = ''] = process.argv.slice(2)
const say = (line: string) => void writeSync(1, `${line}\n`)

say('ready')
// Whoever started it may have ended meanwhile.
if (readSync(0, Buffer.alloc(1)) === 0) process.exit(0)
say('at sign-in')
const workspace = await openIn(root)
const { store } = workspace
say(`ack ${store.ledger.head().seq}`)
tell(store, { ack: (seq) => say(`ack ${seq}`), pending: (n) => say(`pending ${n}`) })
const context = contextIn(workspace, join(root, 'page.pdf'))
closeOpenEvaluations(context, 'killed')

const idOf = (signInName: string) => store.people.list().find((each) => each.signInName === signInName)?.id ?? ''
const me = await adaNow(root)
let passphrase = me.passphrase
async function change(): Promise<void> {
  const wanted = passphrase === nextPassphrase ? ada.passphrase : nextPassphrase
  await changePassphrase(context, { current: passphrase, passphrase: wanted })
  passphrase = wanted
  say(`passphrase ${wanted === nextPassphrase ? 'next' : 'first'}`)
}

for (;;) {
  const tag = String(store.ledger.head().seq)
  const name = `Study ${tag}`
  const studyId = createStudy(context, { name, deviceName: 'Device' })
  saveIntendedUseDraft(context, studyId, intendedUse())
  saveProtocolDraft(context, studyId, protocolText())
  approveIntendedUse(context, studyId)
  const steps: readonly (readonly [what: string, act: () => unknown])[] = [
    ['lock', () => lockProtocol(context, studyId)],
    ['import', () => importDataset(context, { studyId, ...datasetRequest(root) }).result],
    ['freeze', () => freezeCohort(context, studyId)],
    ['seal', () => importPredictions(context, { studyId, ...predictionsRequest(root) }).result],
    ['evaluate', () => evaluateStudy(context, { studyId, confirmation: name }).result],
    ['sign', () => signReport(context, { studyId, signInName: me.signInName, passphrase, meaning: 'authorship', ...seen(context, studyId) })],
    ['export', () => exportReport(context, studyId, join(root, 'out', `${tag}.pdf`))],
    ['backup', () => makeBackup(context, { folder: join(root, 'backups', tag) })],
    ['add-person', () => addPerson(workspace, { signInName: `p${tag}`, passphrase: bob.passphrase, fullName: `Person ${tag}`, kdf })],
    ['change-passphrase', change],
    ['reset-passphrase', () => resetPassphrase(context, { personId: idOf(`p${tag}`), passphrase: nextPassphrase, reason: 'forgotten', witness: bob })],
  ]
  for (const [what, act] of steps) {
    say(`at ${what}`)
    await act()
    say(`done ${what} ${tag}`)
  }
}
