import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { importRevocationList } from '../../electron/actions/certificates.ts'
import { createEngine } from '../../electron/engine/engine.ts'
import { systemSurroundings } from '../../electron/files/clock.ts'
import { nodeHost } from '../../electron/hosts/node.ts'
import { verifyStore } from '../../electron/workspace/verify.ts'
import { openWorkspace } from '../../electron/workspace/workspace.ts'
import { verifyFolder } from '../../verifier/verify.ts'
import { both } from './both.ts'
import { Hand, seeded } from './hand.ts'
import { signatureKinds } from './kinds-of-signatures.ts'
import { tamperings, type Outcome } from './run.ts'
import { contextOf, hospitalSerials, makeSignedBase, type SignedBase } from './signed-workspace.ts'
import { person } from './workspace.ts'

/** One or two of each rule; all kinds, several times, in test/long. */
const sample: Readonly<Record<string, readonly [rule: string, cause: string]>> = {
  'an older revision put back, and its digest put into the record': ['VER-7', 'signature-count'],
  'the digest of the unsigned document changed in the record': ['VER-7', 'signature-bytes'],
  'a byte that was signed flipped, and everything made for it': ['VER-8', 'digest'],
  'a digit of a signature’s value changed, and everything made for it': ['VER-8', 'signature: its value'],
  'another signed report put under a record': ['VER-10', 'signature-record'],
  'a report reviewed by its author': ['VER-10', 'signature-apart'],
  'a signer’s certificate made unreadable': ['VER-10', 'signature-certificate'],
  'a page appended and signed by whoever did, and everything made for it': ['VER-11', 'object 1 changed'],
  'a probity.trail-review signed with another key': ['VER-12', 'countersignature: signature'],
  'a probity.head-witness moved to another checkpoint': ['VER-12', 'countersignature: checkpoint'],
}

describe('tampering with what people signed', { timeout: 120_000 }, () => {
  let base: SignedBase
  let outcome: Outcome
  beforeAll(async () => {
    base = await makeSignedBase()
    outcome = await tamperings(base, signatureKinds.filter(({ name }) => name in sample))
  }, 120_000)
  afterAll(() => base.end())

  test('VER-2: three signatures in turn, a hospital’s certificate, a withdrawn report, a review and a witness are sound to both', async () => {
    expect(await both(base.folder, base.personId)).toEqual([1, 2].map(() => ({ ok: true, firstBadEntry: null, lines: [] })))
  })

  test('VER-2, VER-16: every tampering with a signature is reported by both, which name the same first bad entry', () => {
    expect(outcome.complaints).toEqual([])
    expect(outcome.said.size).toBe(Object.keys(sample).length)
  })

  /** The second verifier told each of these by its rule. */
  const expectTold = (wanted: string): void => {
    const names = Object.keys(sample).filter((name) => sample[name]?.[0] === wanted)
    expect(names).not.toEqual([])
    for (const name of names) {
      const [, second] = outcome.said.get(name) ?? []
      expect(second?.lines.filter((line) => line.startsWith(`${wanted} |`)).join('\n'), name).toContain(sample[name]?.[1])
    }
  }

  test('VER-7: a file that is not the one of its record', () => expectTold('VER-7'))
  test('VER-8: bytes and values that do not fit', () => expectTold('VER-8'))
  test('VER-10: another record, and an order of their own', () => expectTold('VER-10'))
  test('VER-11: a revision that does more than sign', () => expectTold('VER-11'))
  test('VER-12: reviews and witnesses', () => expectTold('VER-12'))

  /** With a list of the hospital that revokes a certificate; a workspace of its own, closed again, and the actions in its trail. */
  const withRevoked = async (serial: string) => {
    const folder = base.copy()
    const workspace = await openWorkspace(folder, base.personId, person.passphrase, systemSurroundings('0.0.0-test'))
    writeFileSync(`${folder}.crl`, base.revokes(serial))
    await importRevocationList(contextOf(workspace), { path: `${folder}.crl` })
    const actions = new Map(workspace.store.ledger.list({}).map(({ seq, body }) => [seq, body.action]))
    workspace.close()
    return { folder, actions }
  }
  /** What each verifier does not accept, by the entry that brought it: “error report.signed”. Nothing else may be wrong. */
  const notAccepted = async (folder: string, actions: ReadonlyMap<number, string>): Promise<readonly (readonly string[])[]> => {
    const one = await verifyStore(folder, { personId: base.personId, passphrase: person.passphrase })
    const other = await verifyFolder(folder, { person: person.signInName, passphrase: person.passphrase })
    const revokedBy = one.findings.flatMap(({ code, severity, params }) => (code === 'signature/revoked' ? [{ severity, seq: Number(params?.['seq']) }] : []))
    const told = other.findings.flatMap(({ rule, cause, severity, seq }) => (rule === 'VER-9' && cause.endsWith('had been revoked') ? [{ severity, seq: seq ?? 0 }] : []))
    const others = [...one.findings.filter(({ code }) => !code.startsWith('signature/')), ...other.findings.filter(({ rule }) => rule !== 'VER-9')]
    expect([others, one.ok, one.isWhole]).toEqual([[], other.ok, true])
    return [revokedBy, told].map((all) => all.sort((a, b) => a.seq - b.seq).map(({ severity, seq }) => `${severity} ${String(actions.get(seq))}`))
  }

  test('VER-9: a newest list that was out of date when something was signed is a warning', async () => {
    const { folder } = await withRevoked('5aff')
    const { ok, findings } = await verifyFolder(folder, { person: person.signInName, passphrase: person.passphrase })
    expect([ok, new Set(findings.map(({ severity, rule, cause }) => `${severity} ${rule} ${cause}`))]).toEqual([true, new Set(['warning VER-9 revocation list out of date'])])
    expect(findings.map((each) => each.object)).toContain('report R-three, Signature.Reviewer')
  })

  test.each(Object.entries(hospitalSerials))('VER-9: whatever %s signed with a certificate that had been revoked is told by both, also when that is heard of later', async (name, serial) => {
    // An error where something can be done: the last of Ana's reports is in force, the other one is withdrawn already.
    const signed = { rui: ['error report.signed'], noa: ['warning trail.reviewed'], ana: ['warning report.signed', 'warning report.withdrawn', 'error report.signed'] }[name]
    const { folder, actions } = await withRevoked(serial)
    expect(await notAccepted(folder, actions)).toEqual([signed, signed])
  })

  /** What the window is told when Ana signs in, by its engine. */
  const signedIn = async (folder: string) => {
    const engine = createEngine({ host: nodeHost(), appVersion: '0.0.0-test', demoFolder: '', onEvent: () => undefined })
    onTestFinished(() => engine.close())
    engine.choose(folder)
    await engine.unlock(base.personId, person.passphrase)
    return engine.view()
  }

  test('STO-37: a report that does not verify is told at sign-in, and nothing is changed in such a workspace', async () => {
    expect(await signedIn(base.copy())).toMatchObject({ readOnly: false, problems: [] })
    const forged = signatureKinds.find(({ name }) => name.startsWith('a digit of a signature’s value changed')) ?? expect.fail()
    const folder = base.copy()
    await forged.deed(new Hand(folder, base, seeded(1)))
    const view = await signedIn(folder)
    expect(view).toMatchObject({ kind: 'open', readOnly: true })
    expect(view.kind === 'open' ? view.problems.map(({ code }) => code) : []).toContain('pdf/digest-mismatch')
  })

  test('ACT-96: a signature by a revoked certificate is told at sign-in too', async () => {
    const { folder } = await withRevoked(hospitalSerials.rui)
    const view = await signedIn(folder)
    expect(view).toMatchObject({ kind: 'open', readOnly: false })
    const errors = view.kind === 'open' ? view.problems.filter(({ severity }) => severity === 'error') : []
    expect(errors).toMatchObject([{ code: 'signature/revoked', params: { person: 'Rui Reviewer', what: 'report R-three' } }])
  })
})
