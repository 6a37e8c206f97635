import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { dispatcher } from '../../electron/engine/dispatch.ts'
import { createEngine } from '../../electron/engine/engine.ts'
import { nodeHost } from '../../electron/hosts/node.ts'
import type { Response } from '../../shared/ipc/contract.ts'
import { kdf } from '../store/fixture.ts'

const item = { id: 'se', label: 'Sensitivity', kind: 'goal', among: 'present', expected: 0.95, bound: 'lower', goal: 0.9, interval: 'clopper-pearson', power: 0.8 }
const plan = { format: 'probity.sample-size-plan', version: 1, level: 0.95, assumptions: { prevalence: 0.2, assurance: 0.9 }, items: [item], planned: 150 }

it('ENG-PLN-1: a plan is answered without a trace, an unfinished one with what is missing', { timeout: 30_000 }, async () => {
  const parent = mkdtempSync(join(tmpdir(), 'probity-planning-'))
  const engine = createEngine({ host: nodeHost(), appVersion: '0.0.0-test', kdf, demoFolder: join(parent, 'demo'), onEvent: () => undefined })
  const call = dispatcher(engine)
  engine.grant('a'.repeat(32), join(parent, 'workspace'), 'folder')
  expect((await call('planning.compute', { json: '{}' })).ok).toBe(false)
  await call('workspace.create', { folder: 'a'.repeat(32), name: 'W', signInName: 'ana', printedName: 'Ana', passphrase: 'correct horse battery staple' })
  const before = engine.context().workspace.store.ledger.head().seq
  const compute = async (value: object): Promise<Response<'planning.compute'>> => {
    const reply = await call('planning.compute', { json: JSON.stringify(value) })
    if (!reply.ok) throw new Error(reply.problems[0]?.code)
    return reply.value as Response<'planning.compute'>
  }
  const { answer } = await compute(plan)
  expect(answer?.rows).toEqual([['se', 'Sensitivity', 'exact binomial power of the interval bound', '255', '1275', '1367', '0.859']])
  expect(answer?.record.answers.items[0]).toMatchObject({ needed: 255 })
  expect(answer?.warnings).toEqual([
    '150 examinations are planned; the plan needs 1367.',
    'Sensitivity: with 30 examinations that count, the criterion cannot be met, not even by a perfect result.',
  ])
  expect(answer?.figures).toHaveLength(1)
  const missing = await compute({ ...plan, assumptions: { assurance: 0.9 } })
  expect(missing.answer).toBe(null)
  expect(missing.problems[0]).toMatchObject({ code: 'planning/not-valid', where: { path: 'assumptions.prevalence' } })
  expect(engine.context().workspace.store.ledger.head().seq).toBe(before)
  engine.close()
  rmSync(parent, { recursive: true, force: true })
})
