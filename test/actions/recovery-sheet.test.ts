import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { ActionContext } from '../../electron/actions/context.ts'
import { exportRecoverySheet } from '../../electron/actions/recovery.ts'
import { systemSurroundings } from '../../electron/files/clock.ts'
import { sha256Hex } from '../../electron/files/digest.ts'
import { nodeHost } from '../../electron/hosts/node.ts'
import { composeRecoverySheet } from '../../shared/report/recovery-sheet.ts'
import { secret, team } from './team.ts'

async function desk() {
  const here = await team()
  const chosen = mkdtempSync(join(tmpdir(), 'probity-sheet-'))
  onTestFinished(() => rmSync(chosen, { recursive: true, force: true }))
  const context = (): ActionContext => ({
    workspace: here.workspace(),
    host: nodeHost(),
    surroundings: systemSurroundings('0.0.0-test'),
    emit: () => undefined,
    demo: false,
  })
  return { ...here, context, chosen, path: join(chosen, 'sheet.pdf') }
}

test('ACT-90: the sheet goes into the chosen file only; the trail says that it was saved, and holds no key', { timeout: 60_000 }, async () => {
  const { ask, workspace, context, chosen, path } = await desk()
  const { recoveryKey } = await ask('recovery.make', {})
  const sha256 = await exportRecoverySheet(context(), { path, recoveryKey: recoveryKey.toLowerCase().replaceAll('-', ' ') })
  expect(readdirSync(chosen)).toEqual(['sheet.pdf'])
  const bytes = readFileSync(path)
  expect([bytes.toString('latin1', 0, 5), sha256Hex(bytes)]).toEqual(['%PDF-', sha256])
  const [made] = workspace().store.ledger.list({ action: 'recovery-key.made' })
  const entries = workspace().store.ledger.list().slice(-2)
  expect(entries.map(({ body }) => [body.action, body.details])).toEqual([
    ['export.begun', { what: 'recovery key', contentSha256: sha256, slotId: made?.body.details['slotId'] }],
    ['recovery-key.exported', { what: 'recovery key', contentSha256: sha256, slotId: made?.body.details['slotId'] }],
  ])
  const plain = recoveryKey.replaceAll('-', '')
  for (const text of [recoveryKey, plain]) expect(JSON.stringify(workspace().store.ledger.list())).not.toContain(text)
  for (const each of readdirSync(workspace().folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())) {
    const stored = readFileSync(join(each.parentPath, each.name))
    for (const text of [recoveryKey, plain]) expect(stored.includes(text), each.name).toBe(false)
  }
})

test('ACT-91: another key, one that was replaced and one of a workspace without any are refused and write nothing', { timeout: 60_000 }, async () => {
  const { ask, workspace, context, chosen, path } = await desk()
  const never = 'vault/no-recovery-key'
  const sheet = (recoveryKey: string) => exportRecoverySheet(context(), { path, recoveryKey })
  await expect(sheet('0'.repeat(56))).rejects.toMatchObject({ problems: [{ code: never }] })
  const { recoveryKey: first } = await ask('recovery.make', {})
  const { recoveryKey: second } = await ask('recovery.make', {})
  const before = workspace().store.ledger.head().seq
  const wrong = { problems: [{ code: 'vault/wrong-recovery-key' }] }
  await expect(sheet(first)).rejects.toMatchObject(wrong)
  await expect(sheet('0'.repeat(56))).rejects.toMatchObject(wrong)
  await expect(sheet(secret.mia)).rejects.toMatchObject(wrong)
  expect([workspace().store.ledger.head().seq, readdirSync(chosen)]).toEqual([before, []])
  await sheet(second)
  expect(readdirSync(chosen)).toEqual(['sheet.pdf'])
})

test('the sheet numbers the 14 groups and says whether the key opens patient rows', () => {
  const recoveryKey = Array.from({ length: 14 }, (_, i) => `K${String(i).padStart(3, '0')}`).join('-')
  const input = { workspace: 'W', demo: false, createdAt: '2026-11-23T07:00:00.000Z', tzOffsetMinutes: 0, person: 'Mia', recoveryKey }
  const cells = (rows: boolean) =>
    composeRecoverySheet({ ...input, rows }).blocks.flatMap((each) =>
      each.kind === 'table' ? each.columns.map(({ title }, i) => `${title} ${each.rows[0]?.cells[i]?.text}`) : [],
    )
  expect(cells(true)).toEqual(recoveryKey.split('-').map((group, i) => `${i + 1} ${group}`))
  const text = (rows: boolean) => JSON.stringify(composeRecoverySheet({ ...input, rows }).blocks)
  expect(text(true)).toContain('the accounts and patient rows.')
  expect(text(false)).not.toContain('the accounts and patient rows.')
})
