import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dispatcher } from '../../electron/engine/dispatch.ts'
import { createEngine, type Engine } from '../../electron/engine/engine.ts'
import { nodeHost } from '../../electron/hosts/node.ts'
import { roles } from '../../shared/vocabulary/people.ts'
import { badShapes } from '../engine/bad-shapes.ts'
import { breakTrail } from '../engine/broken.ts'
import { holdExactly, matrix } from '../engine/matrix.ts'
import { passphrase } from '../engine/requests.ts'
import { kdf } from '../store/fixture.ts'

const token = 'a'.repeat(32)

// `npm test` tries one wrong shape of each command with each role, and each shape with one person: here is the product.
describe('every command × role × state × wrong shape', { timeout: 600_000 }, () => {
  let parent: string
  let engine: Engine
  let call: ReturnType<typeof dispatcher>
  beforeAll(async () => {
    parent = mkdtempSync(join(tmpdir(), 'probity-misshapen-'))
    engine = createEngine({ host: nodeHost(), appVersion: '0.0.0-test', kdf, demoFolder: join(parent, 'demo'), onEvent: () => undefined })
    engine.grant(token, join(parent, 'workspace'), 'folder')
    call = dispatcher(engine)
    await call('workspace.create', { folder: token, name: 'W', signInName: 'ana', printedName: 'Ana', passphrase })
  })
  afterAll(() => {
    engine.close()
    rmSync(parent, { recursive: true, force: true })
  })

  async function tryAll(): Promise<number> {
    let n = 0
    for (const role of [...roles, null]) {
      holdExactly(engine.context().workspace, role === null ? [] : [role], null)
      for (const { command } of matrix) {
        for (const { what, request } of badShapes(command)) {
          const reply = await call(command, request)
          n += 1
          if (reply.ok || reply.problems[0]?.code !== 'ipc/bad-request') expect(reply, `${command} by ${role ?? 'nobody'}: ${what}`).toBe('ipc/bad-request')
        }
      }
    }
    return n
  }

  it('ENG-21: each is refused as misshapen, signed in and in read-only service', async () => {
    const signedIn = await tryAll()
    holdExactly(engine.context().workspace, roles, null)
    await breakTrail(engine, call)
    const readOnly = await tryAll()
    console.log(`      ${matrix.length} commands × ${roles.length + 1} roles × wrong shapes: ${signedIn} calls signed in, ${readOnly} in read-only service, all refused`)
  })
})
