import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commandHandlers } from '../../electron/engine/handlers.ts'
import type { Engine } from '../../electron/engine/engine.ts'
import { placeHold } from '../../electron/actions/retention.ts'
import { cus, retentionStudy, rev, STUDY } from '../actions/retention-study.ts'
import { probity } from './run.ts'

describe('retention on the command line', { timeout: 120_000 }, () => {
  let made: Awaited<ReturnType<typeof retentionStudy>>
  let shown: { readonly classes: unknown; readonly studies: unknown }
  let nRecords: number
  beforeAll(async () => {
    made = await retentionStudy('sealed')
    made.periods(0)
    await made.dispose('dataset')
    placeHold(made.context(), { studyId: made.studyId, on: null, reason: 'Inspection announced' })
    // What the window is told by the same commands, of the same moment: every period is over, whatever the clock says.
    const { 'retention.policy': policy, 'retention.study': study } = commandHandlers({ context: made.context, options: {} } as unknown as Engine)
    const view = await study({ studyId: made.studyId })
    shown = { classes: (await policy({})).classes, studies: [{ id: made.studyId, name: STUDY, ...view }] }
    nRecords = made.workspace().store.records.list().length
    made.close()
  })
  afterAll(() => made.end())

  const asked = (...more: string[]) => probity(['retention', made.folder, '--person', 'cus', '--passphrase-fd', '3', ...more], cus.passphrase)

  test('CLI-46: it says of each version what the window says, in text and as JSON, and changes no record', async () => {
    const json = asked('--json')
    expect([json.stderr, json.status]).toEqual(['', 0])
    expect(JSON.parse(json.stdout)).toEqual(JSON.parse(JSON.stringify(shown)))
    const text = asked()
    expect([text.stderr, text.status]).toEqual(['', 0])
    const [, , , study, hold, dataset, disposed, predictions, over, held] = text.stdout.split('\n')
    expect(text.stdout).toMatch(/^Reference data: until they are no longer needed\. Set by Clara Custodian, 22 Nov 2026: as the plan of this site says\n/)
    expect([study, hold]).toEqual([STUDY, '  Legal hold: The whole study. Inspection announced (Clara Custodian, 22 Nov 2026)'])
    expect(dataset).toMatch(/^ {2}Reference data, version 1, 40 rows, imported 22 Nov 2026, record [0-9a-f]{16}$/)
    expect(disposed).toContain(`Disposed of on 22 Nov 2026 by ${cus.fullName} and ${rev.fullName}: the period is over (certificate `)
    expect(predictions).toMatch(/^ {2}Predictions, version 1, 40 rows/)
    expect([over, held]).toEqual(['    Period over since 22 Nov 2026', expect.stringContaining('Inspection announced')])
    await made.as('cus')
    expect(made.workspace().store.records.list()).toHaveLength(nRecords)
    made.close()
  })

  test('CLI-47: a wrong passphrase or an unknown person is refused and shows nothing', () => {
    const wrong = probity(['retention', made.folder, '--person', 'cus', '--passphrase-fd', '3'], 'not her passphrase')
    expect([wrong.status, wrong.stdout, wrong.stderr]).toEqual([2, '', expect.stringContaining('[vault/wrong-passphrase]')])
    expect(probity(['retention', made.folder, '--person', 'nobody', '--passphrase-fd', '3'], 'x')).toMatchObject({ status: 2, stdout: '' })
  })
})
