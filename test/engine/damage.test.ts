import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { dispatcher } from '../../electron/engine/dispatch.ts'
import { createEngine } from '../../electron/engine/engine.ts'
import { nodeHost } from '../../electron/hosts/node.ts'
import { kdf } from '../store/fixture.ts'

const passphrase = 'correct horse battery staple'
const token = 'a'.repeat(32)
const PAGE = 4096

it('ENG-8: a store with a damaged page is refused before anything is written to it', { timeout: 60_000 }, async () => {
  const parent = mkdtempSync(join(tmpdir(), 'probity-pages-'))
  const good = join(parent, 'good')
  const engineOf = (folder: string) => {
    const engine = createEngine({ host: nodeHost(), appVersion: '0.0.0-test', kdf, demoFolder: join(parent, 'demo'), onEvent: () => undefined })
    engine.grant(token, folder, 'folder')
    return { engine, call: dispatcher(engine) }
  }
  try {
    const first = engineOf(good)
    await first.call('workspace.create', { folder: token, name: 'W', signInName: 'ana', printedName: 'Ana', passphrase })
    await first.call('study.create', { name: 'Study', deviceName: 'Device' })
    const { personId } = first.engine.context().workspace.session
    first.engine.close()
    const nPages = readFileSync(join(good, 'workspace.probity')).length / PAGE
    let nRefused = 0
    for (let page = 0; page < nPages; page += 4) {
      const folder = join(parent, `page-${page}`)
      cpSync(good, folder, { recursive: true })
      const store = join(folder, 'workspace.probity')
      const bytes = readFileSync(store)
      const at = page * PAGE + PAGE / 2
      bytes[at] = (bytes[at] ?? 0) ^ 1
      writeFileSync(store, bytes)
      const { engine, call } = engineOf(folder)
      await call('workspace.choose', { folder: token })
      const reply = await call('workspace.unlock', { personId, passphrase })
      if (!reply.ok) {
        nRefused += 1
        expect(reply.problems[0]?.code).toBe('store/damaged')
        expect(readFileSync(store).equals(bytes), `page ${page} was refused, and the store has changed`).toBe(true)
      }
      engine.close()
    }
    expect(nRefused).toBeGreaterThan(nPages / 16)
  } finally {
    rmSync(parent, { recursive: true, force: true })
  }
})
