import { expect, test } from 'vitest'
import { type IntakeChannel, runIntakeOver } from '../../electron/hosts/intake-channel.ts'
import { Refusal } from '../../shared/vocabulary/problem.ts'

test('an intake process that opens after its job was cancelled is ended at once and given no file', async () => {
  let hand: (channel: IntakeChannel) => void = () => undefined
  const opening = new Promise<IntakeChannel>((resolve) => {
    hand = resolve
  })
  const job = runIntakeOver(opening, { kind: 'preview', path: 'x.csv', name: 'x.csv' })
  job.cancel()
  const refused = await job.result.catch((error: unknown) => error)
  expect((refused as Refusal).problems[0]?.code).toBe('intake/stopped')
  const seen: string[] = []
  hand({
    pid: undefined,
    post: () => seen.push('post'),
    onMessage: () => undefined,
    onExit: () => undefined,
    kill: () => seen.push('kill'),
  })
  await new Promise((resolve) => setTimeout(resolve, 0))
  expect(seen).toEqual(['kill'])
})
