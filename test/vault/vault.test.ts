import { verify, X509Certificate } from 'node:crypto'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { canonicalJson } from '../../shared/ledger/canonical.ts'
import { toHex } from '../../shared/vocabulary/ids.ts'
import { systemSurroundings } from '../../electron/files/clock.ts'
import { parseKeyFile, readKeyFile } from '../../electron/vault/key-file.ts'
import { readSignInFile, recordSignIn } from '../../electron/vault/sign-in-file.ts'
import { openSigningKey, personKeys } from '../../electron/vault/slots.ts'
import { unlockVault } from '../../electron/vault/open-vault.ts'
import { slotDetails, slotRow } from '../../electron/workspace/write-people.ts'
import { sha256Hex } from '../../electron/files/digest.ts'
import { createWorkspace, openWorkspace, readWorkspace } from '../../electron/workspace/workspace.ts'
import { addPerson, freshWorkspace, passphrase, person, personIdOf, refusal, reopen, temporaryFolder } from '../store/fixture.ts'

const surroundings = systemSurroundings('0.1.0-test')

describe('key file', () => {
  test('VLT-4: one changed bit anywhere in the key file is refused and nothing opens', async () => {
    const workspace = await freshWorkspace()
    const { keyFile } = workspace.paths
    const id = personIdOf(workspace.folder)
    workspace.close()
    const whole = readFileSync(keyFile)
    const accepted: number[] = []
    for (let at = 0; at < whole.length; at++) {
      const other = Buffer.from(whole)
      other[at] = (other[at] ?? 0) ^ (1 << (at % 8))
      try {
        parseKeyFile(other.toString('utf8'))
        accepted.push(at)
      } catch {
        // refused, as it must be
      }
    }
    expect(accepted).toEqual([])
    whole[200] = (whole[200] ?? 0) ^ 4
    writeFileSync(keyFile, whole)
    const [refused] = await refusal(() => openWorkspace(workspace.folder, id, passphrase, surroundings))
    expect(refused).toMatch(/^vault\/key-file-damaged/)
  })

  test('VLT-4: a change with the digest made anew fails at the MAC', async () => {
    const workspace = await freshWorkspace()
    const { keyFile } = workspace.paths
    const id = personIdOf(workspace.folder)
    workspace.close()
    const { sha256: _old, ...rest } = readKeyFile(keyFile).file
    const other = { ...rest, generation: 7 }
    writeFileSync(keyFile, `${canonicalJson({ ...other, sha256: sha256Hex(canonicalJson(other)) })}\n`)
    expect(await refusal(() => openWorkspace(workspace.folder, id, passphrase, surroundings))).toEqual([
      'vault/key-file-damaged mac',
    ])
  })

  test('VLT-4: a missing key file has its own words', async () => {
    const workspace = await freshWorkspace()
    const id = personIdOf(workspace.folder)
    workspace.close()
    writeFileSync(`${workspace.paths.keyFile}.kept`, readFileSync(workspace.paths.keyFile))
    const { rmSync } = await import('node:fs')
    rmSync(workspace.paths.keyFile)
    expect(await refusal(() => openWorkspace(workspace.folder, id, passphrase, surroundings))).toEqual(['vault/key-file-missing'])
  })

  test('VLT-2: a slot that asks for more memory than allowed is refused without work', async () => {
    const workspace = await freshWorkspace()
    const { file } = readKeyFile(workspace.paths.keyFile)
    const { sha256: _old, ...rest } = file
    const slots = rest.slots.map((slot) => ({ ...slot, kdf: { ...slot.kdf, memoryKiB: 4_194_304 } }))
    const text = `${canonicalJson({ ...rest, slots, sha256: sha256Hex(canonicalJson({ ...rest, slots })) })}\n`
    expect(await refusal(() => parseKeyFile(text))).toEqual(['vault/key-file-damaged shape'])
  })

  test('VLT-5: neither passphrase nor store key stands in any file', async () => {
    const workspace = await freshWorkspace()
    const database = Buffer.from(workspace.vault.keys.database)
    workspace.close()
    for (const path of [workspace.paths.keyFile, workspace.paths.anchor, workspace.paths.about, workspace.paths.store]) {
      const bytes = readFileSync(path)
      for (const secret of [database, Buffer.from(database.toString('hex')), Buffer.from(passphrase)]) {
        expect(bytes.includes(secret)).toBe(false)
      }
    }
  })
})

describe('unlocking', () => {
  test('VLT-5: wrong passphrase and unknown person: same refusal, both recorded', async () => {
    const workspace = await freshWorkspace()
    const { folder, paths } = workspace
    const id = personIdOf(folder)
    workspace.close()
    const before = statSync(paths.store).mtimeMs
    expect(await refusal(() => openWorkspace(folder, id, `${passphrase}!`, surroundings))).toEqual(['vault/wrong-passphrase'])
    // Even the right passphrase, under an id that nobody has.
    expect(await refusal(() => openWorkspace(folder, 'f'.repeat(32), passphrase, surroundings))).toEqual(['vault/wrong-passphrase'])
    expect(readSignInFile(paths.signInFile).entries.map(({ personId, outcome }) => [personId, outcome])).toEqual([[id, 'refused'], [null, 'refused']])
    expect(statSync(paths.store).mtimeMs).toBe(before)
    expect(readWorkspace(folder).nFailedSignIns).toBe(2)
  })

  test('VLT-5: an unknown person costs as much work as a known one', async () => {
    const folder = `${temporaryFolder()}/ws`
    const heavier = { belowFloorForTests: { memoryKiB: 16_384, iterations: 2 } }
    const workspace = await createWorkspace(folder, { name: 'T', person: { ...person, kdf: heavier } }, surroundings)
    const id = personIdOf(folder)
    workspace.close()
    const took = async (who: string) => {
      const times: number[] = []
      for (let i = 0; i < 5; i++) {
        const start = performance.now()
        await refusal(() => unlockVault(workspace.paths, who, 'wrong', surroundings))
        times.push(performance.now() - start)
      }
      return times.sort((a, b) => a - b)[2] ?? 0
    }
    const [known, unknown] = [await took(id), await took('e'.repeat(32))]
    expect(unknown).toBeGreaterThan(known / 2)
    expect(unknown).toBeLessThan(known * 2)
  })

  test('VLT-8: failed sign-ins become entries at the next unlock, once', async () => {
    const workspace = await freshWorkspace()
    const { folder } = workspace
    const id = personIdOf(folder)
    workspace.close()
    await refusal(() => openWorkspace(folder, id, 'wrong', surroundings))
    await refusal(() => openWorkspace(folder, id, 'wrong again', surroundings))
    const second = await reopen(folder)
    const folded = second.store.ledger.list({ action: 'sign-in.failed' })
    expect(folded.map((entry) => [entry.body.objectId, entry.body.details['n']])).toEqual([[id, 1], [id, 2]])
    second.close()
    expect((await reopen(folder)).store.ledger.count({ action: 'sign-in.failed' })).toBe(2)
    expect(readWorkspace(folder).nFailedSignIns).toBe(0)
  })

  test('VLT-8: a taken away or changed line is refused; a line cut off by a crash is not', async () => {
    const workspace = await freshWorkspace()
    const { folder, paths } = workspace
    const id = personIdOf(folder)
    workspace.close()
    for (let i = 0; i < 3; i++) await refusal(() => openWorkspace(folder, id, 'wrong', surroundings))
    ;(await reopen(folder)).close()
    const whole = readFileSync(paths.signInFile, 'utf8')
    const lines = whole.split('\n')
    const attempts = [lines.slice(0, 2).join('\n') + '\n', '', [lines[0], lines[2], ''].join('\n'), whole.replace('unlock', 'signature')]
    for (const attempt of attempts) {
      writeFileSync(paths.signInFile, attempt)
      expect((await refusal(() => openWorkspace(folder, id, passphrase, surroundings)))[0]).toMatch(/^store\/anchor/)
    }
    writeFileSync(paths.signInFile, `${whole}{"at":"2026`)
    const line = { at: surroundings.clock.now(), personId: id, purpose: 'unlock', outcome: 'refused', boot: 'b', uptimeMs: 1 } as const
    recordSignIn(paths.signInFile, line)
    expect(readSignInFile(paths.signInFile).entries.filter((each) => each.outcome === 'refused').length).toBe(4)
    expect(existsSync(paths.store)).toBe(true)
    expect((await reopen(folder)).store.ledger.count({ action: 'sign-in.failed' })).toBe(4)
  })
})

describe('signing', () => {
  test('VLT-6: signs with the passphrase given again, and never after', async () => {
    const { vault } = await freshWorkspace()
    const message = Buffer.from('evidence')
    let kept: ((bytes: Uint8Array) => Promise<Uint8Array>) | undefined
    const signature = await vault.withSigningKey(passphrase, async (key) => {
      kept = key.sign
      return key.sign(message)
    })
    const certificate = new X509Certificate(vault.certificate())
    expect(verify('sha256', message, certificate.publicKey, signature)).toBe(true)
    await expect(kept?.(message)).rejects.toThrow('no longer open')
  })

  test('VLT-6: a wrong passphrase signs nothing and is recorded', async () => {
    const { vault, paths } = await freshWorkspace()
    let called = false
    const refused = await refusal(() => vault.withSigningKey('not the passphrase', () => (called = true)))
    expect(refused).toEqual(['vault/wrong-passphrase'])
    expect(called).toBe(false)
    expect(readSignInFile(paths.signInFile).entries.map((entry) => entry.purpose)).toEqual(['signature'])
  })

  test('VLT-6: another person opens the store and not the signing key', async () => {
    const workspace = await freshWorkspace()
    await addPerson(workspace, { signInName: 'ben', fullName: 'Ben Example', passphrase: 'another long passphrase' })
    const { file } = readKeyFile(workspace.paths.keyFile)
    const [ada, ben] = file.slots
    if (ada === undefined || ben === undefined) throw new Error('two slots expected')
    const keys = await personKeys(new TextEncoder().encode('another long passphrase'), ben.kdf)
    expect(openSigningKey(file.storeId, ben, keys)).not.toBeNull()
    expect(openSigningKey(file.storeId, ada, keys)).toBeNull()
    // Nor when one slot's wrapped key is put into the other.
    expect(openSigningKey(file.storeId, { ...ada, signing: ben.signing }, keys)).toBeNull()
    workspace.close()
    const second = await openWorkspace(workspace.folder, ben.personId, 'another long passphrase', surroundings)
    expect(second.store.people.list().map((each) => each.signInName)).toEqual(['ada', 'ben'])
    second.close()
  })

  test('VLT-6: the checkpoint key signs for the session and is not the signing key', async () => {
    const { vault } = await freshWorkspace()
    const text = Buffer.from('checkpoint')
    const signature = vault.signCheckpoint(text)
    expect(verify('sha256', text, new X509Certificate(vault.checkpointCertificate()).publicKey, signature)).toBe(true)
    expect(verify('sha256', text, new X509Certificate(vault.certificate()).publicKey, signature)).toBe(false)
  })

  test('VLT-7: certificates come from the workspace authority with the stated usages', async () => {
    const { vault } = await freshWorkspace()
    const authority = new X509Certificate(vault.authorityCertificate)
    const signing = new X509Certificate(vault.certificate())
    const checkpoint = new X509Certificate(vault.checkpointCertificate())
    expect(authority.ca).toBe(true)
    for (const certificate of [authority, signing, checkpoint]) expect(certificate.verify(authority.publicKey)).toBe(true)
    expect([signing.ca, checkpoint.ca]).toEqual([false, false])
    expect(signing.subject).toBe('CN=Ada Example')
    expect(signing.keyUsage).toBeUndefined() // extended key usage: none
    // KeyUsage (2.5.29.15, critical) as a BIT STRING: digitalSignature 0x80, nonRepudiation 0x40, keyCertSign + cRLSign 0x06.
    const usage = (certificate: X509Certificate) => /0603551d0f0101ff0404030[0-7a-f]..../.exec(toHex(certificate.raw))?.[0].slice(-4)
    expect([usage(signing), usage(checkpoint), usage(authority)]).toEqual(['06c0', '0780', '0106'])
  })
})

describe('key file and store together', () => {
  test('VLT-9: an older key file is put right from the copy in the store, and an entry says so', async () => {
    const workspace = await freshWorkspace()
    const older = readFileSync(workspace.paths.keyFile)
    await addPerson(workspace, { signInName: 'ben', fullName: 'Ben', passphrase: 'another long passphrase' })
    workspace.close()
    const newer = readFileSync(workspace.paths.keyFile)
    writeFileSync(workspace.paths.keyFile, older)
    const second = await reopen(workspace.folder)
    expect(readFileSync(workspace.paths.keyFile).equals(newer)).toBe(true)
    expect(second.store.ledger.list({ action: 'key-file.restored' })[0]?.body.details).toEqual({ found: 1, generation: 2 })
  })

  test('VLT-9: whose keys an older file still held signs in again with those in force', async () => {
    const workspace = await freshWorkspace()
    const personId = await addPerson(workspace, { signInName: 'ben', fullName: 'Ben', passphrase: 'another long passphrase' })
    const older = readFileSync(workspace.paths.keyFile)
    const prepared = await workspace.vault.prepareReset({ personId, passphrase: 'only for the first morning' }, true)
    workspace.changeKeyFile(prepared, (w) => {
      const { sha256 } = w.people.addSlot(personId, slotRow(prepared.slot))
      w.appendEntry({ action: 'passphrase.reset', objectKind: 'person', objectId: personId, afterSha256: sha256, details: slotDetails(prepared.slot, prepared.text) })
    })
    workspace.close()
    writeFileSync(workspace.paths.keyFile, older)
    expect(await refusal(() => openWorkspace(workspace.folder, personId, 'another long passphrase', surroundings))).toEqual(['vault/sign-in-again'])
    expect(await refusal(() => openWorkspace(workspace.folder, personId, 'another long passphrase', surroundings))).toEqual(['vault/wrong-passphrase'])
    const again = await openWorkspace(workspace.folder, personId, 'only for the first morning', surroundings)
    expect([again.vault.mustChange, again.store.ledger.count({ action: 'key-file.restored' })]).toEqual([true, 1])
    again.close()
  })

  test('VLT-10: closing overwrites the keys', async () => {
    const workspace = await freshWorkspace()
    const { database, anchor } = workspace.vault.keys
    const rowsKey = workspace.vault.rowsKey ?? new Uint8Array(0)
    expect(toHex(database)).not.toBe(toHex(anchor))
    workspace.close()
    for (const key of [database, anchor, rowsKey]) expect(key).toEqual(new Uint8Array(32))
  })
})
