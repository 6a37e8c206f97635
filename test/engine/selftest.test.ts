import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { dispatcher } from '../../electron/engine/dispatch.ts'
import { createEngine } from '../../electron/engine/engine.ts'
import { nodeHost } from '../../electron/hosts/node.ts'
import type { ReadVector } from '../../electron/selftest/known-answer.ts'
import { shippedVector, systemSelftest } from '../../electron/selftest/system-selftest.ts'
import { kdf } from '../store/fixture.ts'

const token = 'a'.repeat(32)
const request = { folder: token, name: 'W', signInName: 'ana', printedName: 'Ana', passphrase: 'correct horse battery staple' }

/** The shipped vectors with one character of one answer changed. */
const planted =
  (file: string, answer: string): ReadVector =>
  (name) => {
    const vector = shippedVector(name)
    if (name !== file) return vector
    const text = JSON.stringify(vector)
    if (!text.includes(answer)) throw new Error(`no such answer: ${answer}`)
    return JSON.parse(text.replace(answer, `${answer.slice(0, -1)}${answer.endsWith('0') ? '1' : '0'}`))
  }

const cases: readonly (readonly [string, string, string, number])[] = [
  ['SHA-256', 'vault', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad', 1],
  ['HKDF', 'vault', '38126216888a9f2779800490ebe1a78331b0e9a62151b7e60e779960354b28a0', 1],
  // Neither sealing nor opening agrees.
  ['AES-256-GCM', 'vault', '530f8afbc74536b9a963b4f1c4cb738b', 2],
  ['Argon2id', 'vault', '9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe', 1],
]

async function inEngine(readVector: ReadVector, act: (call: ReturnType<typeof dispatcher>, folder: string, passed: unknown[]) => Promise<void>) {
  const parent = mkdtempSync(join(tmpdir(), 'probity-selftest-'))
  const passed: unknown[] = []
  const engine = createEngine({
    host: nodeHost(),
    appVersion: '0.0.0-test', kdf,
    demoFolder: join(parent, 'demo'),
    onEvent: () => undefined,
    onSelftest: (each) => passed.push(each),
    readVector,
  })
  const folder = join(parent, 'workspace')
  engine.grant(token, folder, 'folder')
  try {
    await act(dispatcher(engine), folder, passed)
  } finally {
    engine.close()
    rmSync(parent, { recursive: true, force: true })
  }
}

describe('self-test before the first workspace', { timeout: 30_000 }, () => {
  it('ENG-9: runs once, when a workspace is to be made, and says when', () =>
    inEngine(shippedVector, async (call, _folder, passed) => {
      await call('workspace.state', {})
      expect(passed).toEqual([])
      expect((await call('workspace.create', request)).ok).toBe(true)
      await call('workspace.lock', {})
      const state = await call('workspace.state', {})
      const { people } = (state.ok ? state.value : {}) as { people: { id: string }[] }
      expect((await call('workspace.unlock', { personId: people[0]?.id, passphrase: request.passphrase })).ok).toBe(true)
      expect(passed).toEqual([{ at: expect.stringMatching(/Z$/), nAnswers: expect.any(Number) }])
    }))

  it.each(cases)('ENG-9: a wrong known answer of %s refuses every workspace', (_what, file, answer, nFailed) =>
    inEngine(planted(file, answer), async (call, folder, passed) => {
      for (const [name, body] of [['workspace.create', request], ['workspace.demo', {}], ['workspace.create', request]] as const) {
        const reply = await call(name, body)
        expect(reply.ok ? 'opened' : reply.problems[0]).toMatchObject({ code: 'engine/self-test-failed', params: { nFailed } })
      }
      expect(existsSync(folder)).toBe(false)
      expect(passed).toEqual([])
    }))

  it('ENG-9: a wrong number and a missing vector refuse as well', async () => {
    const tilted: ReadVector = (name) =>
      name === 'golden' ? { source: 'x', rows: [['tilted', 1, 2, 'wilson', 0.5, 0.1, 0.9]] } : shippedVector(name)
    const missing: ReadVector = (name) => (name === 'vault' ? undefined : shippedVector(name))
    for (const readVector of [tilted, missing]) {
      await inEngine(readVector, async (call, folder) => {
        const reply = await call('workspace.create', request)
        expect(reply.ok ? 'opened' : reply.problems[0]?.code).toBe('engine/self-test-failed')
        expect(existsSync(folder)).toBe(false)
      })
    }
  })

  it('ENG-9: the quick part has every cipher and digest; the whole has Argon2id at full memory', async () => {
    const names = async (quick: boolean) => {
      const report = await systemSelftest({ quick })
      expect(report).toMatchObject({ ok: true, nFailed: 0 })
      return report.checks.flatMap(({ answers }) => answers.map(({ id }) => id)).filter((id) => id.startsWith('crypto/')).join('\n')
    }
    const quick = await names(true)
    for (const part of ['SHA-256', 'HKDF', 'HMAC', 'AES-256-GCM', 'Argon2id with 256 KiB']) expect(quick).toContain(part)
    expect(await names(false)).toContain('Argon2id with 65536 KiB')
  })
})
