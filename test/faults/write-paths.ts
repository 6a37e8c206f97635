import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeBackup } from '../../electron/actions/backup.ts'
import { exportReport } from '../../electron/actions/export-files.ts'
import { readSignInFile } from '../../electron/vault/sign-in-file.ts'
import { readBackup } from '../../electron/workspace/backup-files.ts'
import { takeBackRestore } from '../../electron/workspace/leftovers.ts'
import { restoreBackup } from '../../electron/workspace/restore.ts'
import { verifyStore } from '../../electron/workspace/verify.ts'
import { workspacePaths } from '../../electron/workspace/workspace-files.ts'
import { ada, bob, surroundings } from '../store/backup-fixture.ts'
import { dispose, draft, evaluate_, freeze, import_, lock, seal, sign, studyIn } from './deeds.ts'
import { keyPaths } from './key-paths.ts'
import { adaIn, anchored, folderIn, inWorkspace, openIn, tell, type WritePath } from './path.ts'
import { contextIn } from './small-study.ts'
import { create, wrongPassphrase } from './stages.ts'

const newFiles = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : [])

async function backupCheck(root: string, { done, clean }: { done: boolean; clean: boolean }): Promise<string[]> {
  const backup = join(root, 'backup')
  if (!existsSync(join(backup, 'workspace.json'))) {
    if (done) return ['the backup that was reported is not there']
    return clean && existsSync(backup) ? [`left behind: ${newFiles(backup).join(', ')}`] : []
  }
  const facts = readBackup(backup)
  const report = await verifyStore(backup, { personId: adaIn(root), passphrase: ada.passphrase })
  const findings = report.findings.filter((each) => each.severity === 'error').map((each) => `backup: ${each.code}`)
  return report.head?.hash === facts.head ? findings : [...findings, 'backup: another head']
}

function exportCheck(root: string, { done, clean }: { done: boolean; clean: boolean }): string[] {
  const files = newFiles(join(root, 'out'))
  const whole = files.includes('report.pdf')
  if (done && !whole) return ['the file that was reported is not there']
  if (clean && files.some((name) => name.endsWith('.part'))) return [`left behind: ${files.join(', ')}`]
  const text = whole ? readFileSync(join(root, 'out', 'report.pdf')) : null
  return text === null || (text.subarray(0, 4).toString() === '%PDF' && text.subarray(-6).toString().trim() === '%%EOF') ? [] : ['half a file']
}

/** Whatever was cut off: a store that verifies stands in the folder, or both stand beside it under their own names. */
async function restoreCheck(root: string, { done, clean }: { done: boolean; clean: boolean }): Promise<string[]> {
  const names = readdirSync(root).filter((name) => name.startsWith('ws'))
  if (done && !(names.includes('ws') && names.some((name) => name.startsWith('ws.replaced-')))) return [`restored, but: ${names.join(', ')}`]
  if (clean && !done && names.join() !== 'ws') return [`left behind: ${names.join(', ')}`]
  const isReplaced = names.some((name) => name.startsWith('ws.replaced-'))
  if (isReplaced && !names.includes('ws') && !names.some((name) => name.startsWith('ws.restoring-'))) return ['neither store is whole']
  takeBackRestore(folderIn(root))
  const after = readdirSync(root).filter((name) => name.startsWith('ws'))
  return after.includes('ws') && !after.some((name) => name.startsWith('ws.restoring-')) ? [] : [`not taken back: ${after.join(', ')}`]
}

export const writePaths: readonly WritePath[] = [
  {
    name: 'create a workspace',
    stage: 'empty',
    mayLack: true,
    run: async (root, watch) => {
      watch.begin()
      try {
        const workspace = await create(root)
        watch.ack(workspace.store.ledger.head().seq)
        watch.done()
        watch.end()
        workspace.close()
      } finally {
        watch.end()
      }
    },
  },
  {
    name: 'sign in and out',
    stage: 'wrong-passphrase',
    run: async (root, watch) => {
      watch.ack(anchored(root))
      watch.begin()
      try {
        const workspace = await openIn(root, (opening) => tell(opening.store, watch))
        watch.ack(workspace.store.ledger.head().seq)
        workspace.close()
        watch.done()
      } finally {
        watch.end()
      }
    },
  },
  {
    name: 'a wrong passphrase',
    stage: 'created',
    run: async (root, watch) => {
      watch.ack(anchored(root))
      watch.begin()
      try {
        for (let i = 0; i < 3; i++) {
          await wrongPassphrase(root)
          if (i === 0) watch.done()
        }
      } finally {
        watch.end()
      }
    },
    check: (root, { done }) => (done && readSignInFile(workspacePaths(folderIn(root)).signInFile).entries.length === 0 ? ['a failed sign-in is lost'] : []),
  },
  { name: 'begin a study and draft', stage: 'created', run: inWorkspace(draft) },
  { name: 'approve and lock', stage: 'drafted', run: inWorkspace(lock) },
  { name: 'import', stage: 'locked', run: inWorkspace(import_) },
  { name: 'freeze', stage: 'imported', run: inWorkspace(freeze) },
  { name: 'seal predictions', stage: 'frozen', run: inWorkspace(seal) },
  { name: 'evaluate', stage: 'sealed', run: inWorkspace(evaluate_) },
  { name: 'sign', stage: 'evaluated', run: inWorkspace(sign) },
  {
    name: 'export',
    stage: 'signed',
    run: inWorkspace((workspace, root) => exportReport(contextIn(workspace), studyIn(workspace), join(root, 'out', 'report.pdf'))),
    check: exportCheck,
  },
  { name: 'back up', stage: 'signed', run: inWorkspace((workspace, root) => makeBackup(contextIn(workspace), { folder: join(root, 'backup') })), check: backupCheck },
  {
    name: 'restore',
    stage: 'backed-up',
    mayLack: true,
    run: async (root, watch) => {
      watch.begin()
      try {
        await restoreBackup({ backup: join(root, 'backup'), into: folderIn(root), actor: ada, witness: bob }, surroundings)
        watch.done()
      } finally {
        watch.end()
      }
    },
    check: restoreCheck,
  },
  {
    name: 'migrate',
    stage: 'first-schema',
    run: async (root, watch) => {
      watch.ack(anchored(root))
      watch.begin()
      try {
        const workspace = await openIn(root, (opening) => tell(opening.store, watch))
        watch.ack(workspace.store.ledger.head().seq)
        watch.done()
        watch.end()
        workspace.close()
      } finally {
        watch.end()
      }
    },
  },
  { name: 'dispose of data', stage: 'sealed', run: inWorkspace(dispose) },
  ...keyPaths,
]
