import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ActionContext } from '../../electron/actions/context.ts'
import { createStudy } from '../../electron/actions/create-study.ts'
import { type DecisionRequest, decideOnReport } from '../../electron/actions/decide-report.ts'
import { gatherReport } from '../../electron/actions/report-input.ts'
import { signReport } from '../../electron/actions/sign-report.ts'
import { readStudyState } from '../../electron/actions/study-state.ts'
import { reportCheckView, signingView } from '../../electron/engine/signing-view.ts'
import { readSignInFile } from '../../electron/vault/sign-in-file.ts'
import { checkReports, reportFindings } from '../../electron/workspace/verify-reports.ts'
import { verifyAll } from '../../electron/workspace/verify.ts'
import { listSignatures } from '../../shared/evidence/pdf-signatures.ts'
import { verifyPdf } from '../../shared/evidence/verify-pdf.ts'
import type { RecordId, Sha256, StudyId } from '../../shared/vocabulary/ids.ts'
import type { DecisionKind, SignatureMeaning } from '../../shared/vocabulary/signatures.ts'
import { verifyFolder } from '../../verifier/verify.ts'
import { openWorkbench } from '../pdf-signing/auditor-tools.ts'
import { firstRefusal as refusal } from '../store/fixture.ts'
import { evaluateShortStudy, seen } from './demo-study.ts'
import { type Name, people, threePeople } from './three-people.ts'

// One study whose report three people sign, reject, withdraw and supersede; each test is one rule on the way.
describe('signing in turn', { timeout: 240_000 }, () => {
  let office: Awaited<ReturnType<typeof threePeople>>
  let studyId: StudyId
  let otherId: StudyId

  const request = (context: ActionContext, name: Name) => {
    const { signInName, passphrase } = people[name]
    return { studyId, signInName, passphrase, ...seen(context, studyId) }
  }
  async function sign(name: Name, meaning: SignatureMeaning, changes: object = {}): Promise<string> {
    const context = await office.as(name)
    return refusal(() => signReport(context, { ...request(context, name), meaning, ...changes }))
  }
  async function decide(name: Name, kind: DecisionKind, reason: string, changes: Partial<DecisionRequest> = {}): Promise<string> {
    const context = await office.as(name)
    return refusal(() => decideOnReport(context, kind, { ...request(context, name), reason, ...changes }))
  }
  const state = async () => readStudyState((await office.as('ana')).workspace.store, studyId)
  const pdfOf = async (objectSha256: string) => (await office.as('ana')).workspace.store.objects.get(objectSha256 as Sha256)?.bytes ?? new Uint8Array(0)
  async function findings(): Promise<string[]> {
    const { workspace } = await office.as('ana')
    const found = await reportFindings(workspace.store, workspace.vault.authorityCertificate)
    return found.map((each) => `${each.code} ${each.params?.['cause'] ?? ''}`)
  }

  beforeAll(async () => {
    office = await threePeople()
    const context = await office.as('ana')
    ;({ studyId } = await evaluateShortStudy(context))
    otherId = createStudy(context, { name: 'Another study', deviceName: 'Device' })
    context.workspace.store.transact((write) => {
      const granted = write.people.changeRole({ personId: office.idOf('noa'), studyId: otherId, role: 'reviewer', change: 'granted' })
      write.appendEntry({ action: 'role.granted', objectKind: 'role-assignment', objectId: granted.id, afterSha256: granted.sha256, details: { role: 'reviewer' } })
    })
  }, 240_000)
  afterAll(() => office.end())

  it('ACT-57: nobody reviews or approves before the author has signed', async () => {
    expect(await sign('rui', 'review')).toBe('signature/out-of-order')
    expect(await sign('mia', 'approval')).toBe('signature/out-of-order')
    expect((await state()).reports).toEqual([])
  })

  it('ACT-70: whoever only looks at a study is not one of its people', async () => {
    const { independence } = gatherReport(await office.as('rui'), studyId).input
    expect([independence.kind, independence.people.map((each) => each.name)]).toEqual(['single-person', ['Ana Author']])
  })

  it('ACT-61: what was not shown is not signed', async () => {
    expect(await sign('ana', 'authorship', { recordSha256: 'f'.repeat(64) })).toBe('order/stale-report')
    expect(await sign('ana', 'authorship', { reportVersion: 1 })).toBe('order/stale-report')
  })

  it('ACT-62, ACT-65: a reviewer rejects with a reason, which the author may not, and the document stays', async () => {
    expect(await sign('ana', 'authorship')).toBe('not refused')
    const { report } = await state()
    expect(await decide('ana', 'rejected', 'I do not like it any more')).toBe('signature/cannot-decide')
    expect(await decide('rui', 'rejected', 'No.')).toBe('signature/reason-too-short')
    expect(await decide('rui', 'withdrawn', 'It is not mine to withdraw')).toBe('signature/cannot-decide')
    expect(await decide('noa', 'rejected', 'An auditor changes nothing')).toBe('signature/cannot-decide')
    expect(await decide('rui', 'rejected', 'The flow diagram misses a step', { passphrase: 'not the passphrase' })).toBe('vault/wrong-passphrase')
    expect(await decide('rui', 'rejected', 'The flow diagram misses a step', { reportVersion: 9 })).toBe('order/stale-report')
    expect(await decide('rui', 'rejected', 'The flow diagram misses a step')).toBe('not refused')
    const after = await state()
    expect(after.report).toBeNull()
    expect(after.reports).toHaveLength(1)
    expect(after.reports[0]?.entry.body).toMatchObject({ action: 'report.rejected', role: 'reviewer', fullName: 'Rui Reviewer', reason: 'The flow diagram misses a step' })
    expect(await pdfOf(report?.value.objectSha256 ?? '')).not.toHaveLength(0)
    expect(await findings()).toEqual([])
  })

  it('ACT-66: the next report has the next number, names the one before, and tells its history', async () => {
    const context = await office.as('ana')
    const { input } = gatherReport(context, studyId)
    expect(input.history.map(({ what, by, role, reason }) => [what, by, role, reason])).toEqual([
      ['Signed: authorship', 'Ana Author', 'statistician', ''],
      ['Rejected', 'Rui Reviewer', 'reviewer (QA)', 'The flow diagram misses a step'],
    ])
    const [before] = (await state()).reports
    expect(await sign('ana', 'authorship')).toBe('not refused')
    const { report, reports } = await state()
    expect(report?.value).toMatchObject({
      reportNumber: `${studyId.slice(0, 8)}-2`,
      revision: 2,
      predecessor: { reportNumber: before?.value.reportNumber, recordSha256: before?.record.sha256 },
    })
    expect(report?.record.id).not.toBe(before?.record.id)
    expect(reports).toHaveLength(2)
  })

  it('ACT-97: nobody signs beside a signature, or decides on a document, that was changed; nothing is written', async () => {
    const { report } = await state()
    const pdf = Buffer.from(await pdfOf(report?.value.objectSha256 ?? ''))
    pdf[1000] = (pdf[1000] ?? 0) ^ 1
    // Somebody with the key in hand; all of it is undone again, and a write in between would fail.
    const tampered = async (name: Name, act: () => Promise<string>) => {
      const { workspace } = await office.as(name)
      const { database, ledger } = workspace.store
      const before = ledger.head()
      database.exec('BEGIN; DROP TRIGGER object_update')
      try {
        database.prepare('UPDATE main.object SET bytes = ? WHERE sha256 = ?').run(pdf, report?.value.objectSha256)
        return [await act(), ledger.head().seq - before.seq]
      } finally {
        database.exec('ROLLBACK')
      }
    }
    expect(await tampered('rui', () => sign('rui', 'review'))).toEqual(['pdf/digest-mismatch', 0])
    expect(await tampered('rui', () => decide('rui', 'rejected', 'It does not look as it did'))).toEqual(['pdf/digest-mismatch', 0])
    expect(await findings()).toEqual([])
  })

  it('ACT-57, ACT-58, ACT-59, ACT-60: order, three people, the role of this study, both components', async () => {
    const { workspace } = await office.as('ana')
    const before = (await state()).report?.record.version
    expect(await sign('mia', 'approval')).toBe('signature/out-of-order')
    expect(await sign('ana', 'responsibility')).toBe('order/already-signed')
    expect(await sign('ana', 'review')).toBe('signature/not-independent')
    expect(await sign('mia', 'review')).toBe('signature/not-permitted')
    expect(await sign('noa', 'review')).toBe('signature/not-permitted')
    const nFailed = () => readSignInFile(workspace.paths.signInFile).entries.filter((each) => each.outcome === 'refused').length
    const failed = nFailed()
    expect(await sign('rui', 'review', { signInName: 'ana' })).toBe('vault/not-signing-person')
    expect(await sign('rui', 'review', { passphrase: people.ana.passphrase })).toBe('vault/wrong-passphrase')
    expect(nFailed()).toBe(failed + 1)
    expect(readSignInFile(workspace.paths.signInFile).entries.at(-1)).toMatchObject({ personId: office.idOf('rui'), purpose: 'signature' })
    expect((await state()).report?.record.version).toBe(before)
  })

  it('ACT-56: author, reviewer and approver sign one document in turn, and tools that are not ours accept it', async () => {
    const first = (await state()).report
    expect(await sign('rui', 'review')).toBe('not refused')
    expect(await sign('ana', 'approval')).toBe('signature/not-independent')
    expect(await sign('mia', 'approval')).toBe('not refused')
    const { report } = await state()
    expect(report?.record).toMatchObject({ id: first?.record.id, version: 3 })
    expect(report?.value.signatures.map(({ printedName, meaning, role }) => [printedName, meaning, role])).toEqual([
      ['Ana Author', 'authorship', 'statistician'],
      ['Rui Reviewer', 'review', 'reviewer'],
      ['Mia Approver', 'approval', 'approver'],
    ])
    const pdf = await pdfOf(report?.value.objectSha256 ?? '')
    const earlier = await pdfOf(first?.value.objectSha256 ?? '')
    expect(Buffer.compare(pdf.subarray(0, earlier.length), earlier)).toBe(0)
    const { workspace } = await office.as('ana')
    const authority = workspace.vault.authorityCertificate
    expect(await verifyPdf(pdf, { anchorsDer: [authority] })).toMatchObject({ verdict: 'valid', problems: [] })
    expect((await verifyAll(workspace)).findings).toEqual([])
    const bench = openWorkbench(authority)
    try {
      const [one, two, three, ...empty] = bench.pdfsig(pdf)
      for (const each of [one, two, three]) {
        expect(each).toContain('Signature is Valid')
        expect(each).toContain('Certificate is Trusted')
      }
      expect(three).toContain('Total document signed')
      expect(empty.every((each) => each.includes('not signed'))).toBe(true)
      console.log(`      pdfsig: ${[one, two, three].map((each) => (each ?? '').split('\n').filter((line) => /Signature is|Certificate is|ocument signed/.test(line)).map((line) => line.trim()).join(' ')).join(' | ')}`)
      for (const { cms, byteRange } of listSignatures(pdf)) {
        const [a, b, c, d] = byteRange
        bench.opensslVerifies(cms, Buffer.concat([pdf.subarray(a, a + b), pdf.subarray(c, c + d)]), Math.floor(Date.now() / 1000))
      }
    } finally {
      bench.close()
    }
  })

  it('ACT-67: a signature says the record, the place of the audit trail and the role, in the record, in the signed bytes and in print', async () => {
    const { report } = await state()
    const { workspace } = await office.as('ana')
    const pdf = await pdfOf(report?.value.objectSha256 ?? '')
    const verdict = await verifyPdf(pdf, { anchorsDer: [workspace.vault.authorityCertificate] })
    const bench = openWorkbench(workspace.vault.authorityCertificate)
    const printed = bench.text(pdf)
    bench.close()
    const versions = workspace.store.records.list({ kind: 'report', studyId }).filter((each) => each.id === report?.record.id)
    report?.value.signatures.forEach((signature, i) => {
      const { seq, head, recordSha256, role, personId, meaning } = signature
      expect(workspace.store.ledger.get(seq)?.hash).toBe(head)
      expect(recordSha256).toBe(i === 0 ? report.value.resultSha256 : versions[i - 1]?.sha256)
      const { storeId } = workspace
      expect(verdict.signatures[i]?.binding).toMatchObject({ storeId, studyId, reportNumber: report.value.reportNumber, recordSha256, seq, head, role, personId, meaning })
      expect(printed).toContain(`after entry ${seq}, head ${head.slice(0, 16)}`)
      expect(workspace.store.ledger.list({ objectId: report.record.id })[i]?.body.details).toMatchObject({ recordSha256, atSeq: seq, atHead: head })
    })
  })

  it('ACT-70: how far the people were apart is computed from the audit trail, with the roles one person holds together', async () => {
    const { independence } = gatherReport(await office.as('ana'), studyId).input
    expect(independence.kind).toBe('partly-separated')
    const ana = independence.people.find((each) => each.name === 'Ana Author')
    expect(ana?.did).toContain('Reference data imported')
    expect(ana?.together).toContainEqual(['data custodian', 'validator'])
    expect(independence.people.find((each) => each.name === 'Rui Reviewer')).toMatchObject({ did: ['Report signed'], roles: ['reviewer (QA)'], together: [] })
  })

  it('ACT-71: a signature is valid, of somebody unknown, changed afterwards, or of another record: each has its sentence', async () => {
    const { workspace } = await office.as('ana')
    const { store, vault } = workspace
    const views = await reportCheckView(workspace, studyId)
    expect(views.at(-1)?.signatures.map((each) => each.state)).toEqual(['valid', 'valid', 'valid'])
    expect(views.at(-1)?.signatures[2]?.sentence).toMatch(/^The signature of Mia Approver is valid/)
    const elsewhere = await threePeople()
    const { authorityCertificate } = (await elsewhere.as('ana')).workspace.vault
    elsewhere.end()
    const states = async (authority = vault.authorityCertificate) => (await checkReports(store, authority, studyId)).at(-1)?.signatures.map((each) => each.state)
    expect(await states(authorityCertificate)).toEqual(Array(3).fill('identity-unknown'))
    // Somebody with the key in hand: the guards are dropped, one byte is changed, and all of it undone again.
    const { report } = await state()
    const db = store.database
    const tampered = async (sql: string, ...values: unknown[]) => {
      db.exec('BEGIN; DROP TRIGGER object_update; DROP TRIGGER record_update')
      try {
        db.prepare(sql).run(...values)
        return await states()
      } finally {
        db.exec('ROLLBACK')
      }
    }
    const pdf = Buffer.from(await pdfOf(report?.value.objectSha256 ?? ''))
    pdf[1000] = (pdf[1000] ?? 0) ^ 1
    expect(await tampered('UPDATE main.object SET bytes = ? WHERE sha256 = ?', pdf, report?.value.objectSha256)).toEqual(Array(3).fill('changed'))
    const renamed = (report?.record.bytes ?? '').replace(/"role":"reviewer"/, '"role":"approver"')
    const byRecord = await tampered('UPDATE main.record SET bytes = ? WHERE id = ? AND version = 3', renamed, report?.record.id)
    expect(byRecord?.[1]).toBe('invalid')
    expect(await states()).toEqual(['valid', 'valid', 'valid'])
  })

  it('ACT-72: the screen is told which signature is next, whose it is, and why this person may not give it', async () => {
    const context = await office.as('noa')
    const now = readStudyState(context.workspace.store, studyId)
    const noReport = { ...now, report: null }
    expect(signingView(context, studyId, noReport)).toMatchObject({ next: ['authorship', 'responsibility'], mine: [], others: ['Ana Author'], blocker: { code: 'signature/not-permitted' } })
    expect(signingView(context, studyId, now)).toMatchObject({ next: [], mine: [], blocker: null })
    const rui = await office.as('rui')
    const { decisions } = signingView(rui, studyId, readStudyState(rui.workspace.store, studyId))
    expect(decisions.map(({ kind, blocker }) => [kind, blocker?.params?.['cause']])).toEqual([
      ['rejected', 'decided-approved'],
      ['withdrawn', 'decided-no-role'],
      ['superseded', 'decided-no-role'],
    ])
  })

  it('ACT-64: a report is superseded by the next one, which it names; the approver may withdraw that', async () => {
    expect(await decide('ana', 'superseded', 'A typing error in the limitations')).toBe('not refused')
    expect((await state()).reports.at(-1)?.value.decisions).toMatchObject([{ kind: 'superseded', successor: `${studyId.slice(0, 8)}-3` }])
    expect(await sign('ana', 'responsibility')).toBe('not refused')
    expect((await state()).report?.value).toMatchObject({ reportNumber: `${studyId.slice(0, 8)}-3`, revision: 3 })
    expect(await findings()).toEqual([])
  })

  it('ACT-63: the author withdraws, and everything that was signed is still there and verifies', async () => {
    expect(await decide('ana', 'withdrawn', 'The release was recalled by its maker')).toBe('not refused')
    const { reports, report } = await state()
    expect(report).toBeNull()
    expect(reports.map((each) => each.value.decisions[0]?.kind)).toEqual(['rejected', 'superseded', 'withdrawn'])
    expect(reports.map((each) => each.value.signatures.length)).toEqual([1, 3, 1])
    const { workspace } = await office.as('ana')
    expect((await verifyAll(workspace)).findings).toEqual([])
    expect((await verifyFolder(workspace.folder, { person: 'ana', passphrase: people.ana.passphrase })).findings).toEqual([])
  })

  it('ACT-69: a decision rests on its own signature: another reason, or another name, is reported', async () => {
    const { workspace } = await office.as('ana')
    const db = workspace.store.database
    const last = (await state()).reports.at(-1)?.record
    db.exec('BEGIN; DROP TRIGGER record_update')
    db.prepare('UPDATE main.record SET bytes = ? WHERE id = ? AND version = 2').run((last?.bytes ?? '').replace('recalled by its maker', 'praised by its maker'), last?.id)
    const found = await findings()
    db.exec('ROLLBACK')
    expect(found).toContain('signature/not-bound signature-decision')
    expect(await findings()).toEqual([])
  })

  it('ACT-73: a signer who did not hold the role at that entry, or had another certificate then, is reported', async () => {
    const { workspace } = await office.as('ana')
    const db = workspace.store.database
    const found = async (drop: string, sql: string, ...values: unknown[]) => {
      db.exec(`BEGIN; DROP TRIGGER ${drop}`)
      db.prepare(sql).run(...values)
      const all = await findings()
      db.exec('ROLLBACK')
      return all.filter((each) => each.startsWith('signature/'))
    }
    const role = 'UPDATE main.role_assignment SET role = ? WHERE person_id = ?'
    // Rui signed once and rejected once, both as reviewer.
    expect(await found('role_assignment_update', role, 'auditor', office.idOf('rui'))).toEqual(Array(2).fill('signature/not-bound signature-role'))
    const slot = 'UPDATE main.key_slot SET certificate = (SELECT certificate FROM main.key_slot WHERE person_id = ?) WHERE person_id = ?'
    expect(await found('key_slot_update', slot, office.idOf('noa'), office.idOf('mia'))).toEqual(['signature/not-bound signature-certificate'])
    expect(await findings()).toEqual([])
  })

  it('ACT-68: a signed document under the record of another study is reported, though it is whole', async () => {
    const { workspace } = await office.as('ana')
    const approved = (await state()).reports[1]
    const versions = workspace.store.records.list({ kind: 'report', studyId }).filter((each) => each.id === approved?.record.id).slice(0, 3)
    workspace.store.transact((write) => {
      const id = write.newId() as RecordId
      for (const { bytes } of versions) {
        const record = write.records.add({ kind: 'report', studyId: otherId, id, value: JSON.parse(bytes) })
        write.appendEntry({ action: 'report.signed', studyId: otherId, objectKind: 'report', objectId: id, objectVersion: record.version, afterSha256: record.sha256, details: { objectSha256: (JSON.parse(bytes) as { objectSha256: string }).objectSha256 } })
      }
    })
    const found = await findings()
    expect(found.filter((each) => each === 'signature/not-bound signature-record').length).toBeGreaterThanOrEqual(3)
    const [check] = await checkReports(workspace.store, workspace.vault.authorityCertificate, otherId)
    expect(check?.signatures.map((each) => each.state)).toEqual(['invalid', 'invalid', 'invalid'])
  })
})
