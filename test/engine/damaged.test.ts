import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { dispatcher } from '../../electron/engine/dispatch.ts'
import { createEngine } from '../../electron/engine/engine.ts'
import { nodeHost } from '../../electron/hosts/node.ts'
import { kdf } from '../store/fixture.ts'

const passphrase = 'correct horse battery staple'
const PAGE = 4096
const token = (digit: string) => digit.repeat(32)

it('ENG-10: a store with a damaged page says that it is damaged, and says so again', { timeout: 60_000 }, async () => {
  const parent = mkdtempSync(join(tmpdir(), 'probity-damaged-'))
  const engine = createEngine({ host: nodeHost(), appVersion: '0.0.0-test', kdf, demoFolder: join(parent, 'demo'), onEvent: () => undefined })
  try {
    const call = dispatcher(engine)
    const whole = join(parent, 'whole')
    engine.grant(token('a'), whole, 'folder')
    await call('workspace.create', { folder: token('a'), name: 'W', signInName: 'ana', printedName: 'Ana', passphrase })
    for (let i = 0; i < 60; i++) await call('study.create', { name: `${'Study '.repeat(40)}${i}`, deviceName: 'Device' })
    const { personId } = engine.context().workspace.session
    engine.close()
    const nPages = readFileSync(join(whole, 'workspace.probity')).length / PAGE
    const codes: string[] = []
    for (let page = 2; page < nPages; page += 8) {
      const folder = join(parent, `page-${page}`)
      cpSync(whole, folder, { recursive: true })
      const store = join(folder, 'workspace.probity')
      const bytes = readFileSync(store)
      bytes[page * PAGE + 2000] = (bytes[page * PAGE + 2000] ?? 0) ^ 1
      writeFileSync(store, bytes)
      engine.grant(token('b'), folder, 'folder')
      await call('workspace.choose', { folder: token('b') })
      const unlock = async () => {
        const reply = await call('workspace.unlock', { personId, passphrase })
        return reply.ok ? 'opened' : (reply.problems[0]?.code ?? 'none')
      }
      const first = await unlock()
      codes.push(first)
      // What opens holds no page that anything reads; what does not open must not keep the store for itself.
      if (first !== 'opened') expect(await unlock(), `page ${page}`).toBe(first)
      engine.close()
    }
    expect(codes.filter((code) => code !== 'opened' && code !== 'store/damaged')).toEqual([])
    expect(codes).toContain('store/damaged')
  } finally {
    engine.close()
    rmSync(parent, { recursive: true, force: true })
  }
})
