import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { dispatcher } from '../../electron/engine/dispatch.ts'
import { createEngine } from '../../electron/engine/engine.ts'
import { nodeHost } from '../../electron/hosts/node.ts'
import { kdf } from '../store/fixture.ts'

const passphrase = 'correct horse battery staple'
const token = 'a'.repeat(32)

it('ENG-8: a workspace that does not agree with its anchor is not opened and stays as it is', { timeout: 30_000 }, async () => {
  const parent = mkdtempSync(join(tmpdir(), 'probity-anchor-'))
  const folder = join(parent, 'workspace')
  const store = join(folder, 'workspace.probity')
  const engine = createEngine({ host: nodeHost(), appVersion: '0.0.0-test', kdf, demoFolder: join(parent, 'demo'), onEvent: () => undefined })
  try {
    engine.grant(token, folder, 'folder')
    const call = dispatcher(engine)
    await call('workspace.create', { folder: token, name: 'W', signInName: 'ana', printedName: 'Ana', passphrase })
    await call('study.create', { name: 'Study', deviceName: 'Device' })
    const { personId } = engine.context().workspace.session
    engine.close()
    const before = readFileSync(store)
    await call('workspace.unlock', { personId, passphrase })
    engine.close()
    const after = readFileSync(store)
    // Yesterday's store put back beside today's anchor.
    writeFileSync(store, before)
    const reply = await call('workspace.unlock', { personId, passphrase })
    expect(reply.ok ? [] : reply.problems.map((each) => each.code)).toContain('store/anchor')
    expect(readFileSync(store).equals(before)).toBe(true)
    expect((await call('workspace.state', {})).ok).toBe(true)
    // Both put back as they belong together: it opens again.
    writeFileSync(store, after)
    expect((await call('workspace.unlock', { personId, passphrase })).ok).toBe(true)
  } finally {
    engine.close()
    rmSync(parent, { recursive: true, force: true })
  }
})
