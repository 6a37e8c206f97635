import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { importAuthority, importCertificate } from '../../electron/actions/certificates.ts'
import type { ActionContext } from '../../electron/actions/context.ts'
import { createStudy } from '../../electron/actions/create-study.ts'
import { lockRecord } from '../../electron/actions/lock-record.ts'
import { reviewTrail } from '../../electron/actions/review-trail.ts'
import { signedNow } from '../../electron/actions/signed-version.ts'
import { exportHead, importWitness, readHead, headView, witnessHead } from '../../electron/actions/witness-head.ts'
import { systemSurroundings } from '../../electron/files/clock.ts'
import { sha256Hex } from '../../electron/files/digest.ts'
import { nodeHost } from '../../electron/hosts/node.ts'
import { signatureFieldNames } from '../../electron/pdf/signing/revision-0.ts'
import { signRevision } from '../../electron/pdf/signing/sign-revision.ts'
import { actAs } from '../../electron/workspace/acting-role.ts'
import { createWorkspace, openWorkspace, type Workspace } from '../../electron/workspace/workspace.ts'
import { toHex, type RecordId, type Sha256, type StudyId } from '../../shared/vocabulary/ids.ts'
import type { Role } from '../../shared/vocabulary/people.ts'
import type { Report, ReportDecision } from '../../shared/vocabulary/records.ts'
import type { SignatureMeaning } from '../../shared/vocabulary/signatures.ts'
import { hospital } from '../actions/hospital.ts'
import { people, type Name } from '../actions/three-names.ts'
import { font, revision0 } from '../pdf-signing/reports.ts'
import { addPerson } from '../store/add-person.ts'
import { keysOf, type Base } from './workspace.ts'

const kdf = { belowFloorForTests: { memoryKiB: 64, iterations: 1 } }
const surroundings = systemSurroundings('0.0.0-test')
export const contextOf = (workspace: Workspace): ActionContext => ({ workspace, host: nodeHost(), surroundings, emit: () => undefined, demo: false })

/** Three people in turn, one who withdrew it again, and one alone. */
export const numbers = { three: 'R-three', withdrawn: 'R-withdrawn', one: 'R-one' } as const

/** Of the certificates of their hospital: Ana's from before the report that she withdraws. */
export const hospitalSerials = { rui: '5a01', noa: '5a03', ana: '5a04' } as const

export interface SignedBase extends Base {
  /** A list by which the hospital revokes a certificate from before the signatures. */
  readonly revokes: (serial: string) => string
}

/**
 * A closed workspace with signatures of every kind: a report that three people signed in turn, the second by a certificate
 * of their hospital; the trail reviewed, a head witnessed elsewhere; last, by Ana alone, a report that was withdrawn and
 * one more. She can make every checkpoint after those two anew, so that what was signed alone tells of a change.
 */
export async function makeSignedBase(): Promise<SignedBase> {
  const parent = mkdtempSync(join(tmpdir(), 'probity-signed-'))
  const folder = join(parent, 'workspace')
  let workspace = await createWorkspace(folder, { name: 'Signed', person: { ...people.ana, kdf } }, surroundings)
  const { personId } = workspace.session
  const ids = { ana: personId, rui: await addPerson(workspace, { ...people.rui, kdf }), mia: await addPerson(workspace, { ...people.mia, kdf }), noa: await addPerson(workspace, { ...people.noa, kdf }) }
  const as = async (name: Name): Promise<ActionContext> => {
    if (workspace.session.personId !== ids[name]) {
      workspace.close()
      workspace = await openWorkspace(folder, ids[name], people[name].passphrase, surroundings)
    }
    return contextOf(workspace)
  }
  const pki = await hospital('Hospital')
  const studyId = createStudy(contextOf(workspace), { name: 'Study', deviceName: 'Device' })
  const file = (name: string, text: string): string => {
    writeFileSync(join(parent, name), text)
    return join(parent, name)
  }
  const witness = { signInName: people.mia.signInName, passphrase: people.mia.passphrase }
  await importAuthority(contextOf(workspace), { path: file('ca.pem', pki.pem), reason: 'the hospital issues certificates', witness })
  const document = Buffer.from(await revision0())
  const three = await signAs(contextOf(workspace), studyId, { name: 'ana', meaning: 'authorship', role: 'statistician', number: numbers.three }, document)
  /** Signs in with a certificate of the hospital from here on. */
  const certified = async (name: Name, serial: string): Promise<ActionContext> => {
    const context = await as(name)
    const { passphrase } = people[name]
    const request = await workspace.vault.certificateRequest(passphrase)
    await importCertificate(context, { passphrase, path: file(`${name}.pem`, await pki.issue(request, { serial })) })
    return context
  }
  await signAs(await certified('rui', hospitalSerials.rui), studyId, { name: 'rui', meaning: 'review', role: 'reviewer', number: numbers.three }, document, three)
  await signAs(await as('mia'), studyId, { name: 'mia', meaning: 'approval', role: 'approver', number: numbers.three }, document, three)
  const { signInName, passphrase } = people.noa
  await reviewTrail(await certified('noa', hospitalSerials.noa), { fromSeq: 1, toSeq: 5, note: 'as it should be', signInName, passphrase })
  await witnessed(await as('ana'), join(parent, 'elsewhere'))
  const withdrawn = await signAs(await certified('ana', hospitalSerials.ana), studyId, { name: 'ana', meaning: 'responsibility', role: 'validator', number: numbers.withdrawn }, document)
  await withdraw(await as('ana'), studyId, withdrawn)
  await signAs(await as('ana'), studyId, { name: 'ana', meaning: 'authorship', role: 'statistician', number: numbers.one }, document)
  const keys = keysOf(workspace)
  workspace.close()
  let n = 0
  const none = { earlier: '', crashed: '', oldLog: '', oldKeyFile: '', foreign: { folder: '', key: keys.database }, othersCheckpoint: 0 }
  return {
    folder,
    personId,
    keys,
    ...none,
    revokes: (serial) => pki.revokes(serial, '2026-01-02T00:00:00.000Z'),
    copy(from = folder) {
      const to = join(parent, `copy-${(n += 1)}`)
      cpSync(from, to, { recursive: true })
      return to
    },
    end: () => rmSync(parent, { recursive: true, force: true }),
  }
}

const fields: Readonly<Record<SignatureMeaning, string>> = {
  authorship: signatureFieldNames.author,
  responsibility: signatureFieldNames.author,
  review: signatureFieldNames.reviewer,
  approval: signatureFieldNames.approver,
}

interface Turn {
  readonly name: Name
  readonly meaning: SignatureMeaning
  readonly role: Role
  readonly number: string
}

/** One signature and its version of the record, as the actions write them, under a document that is quickly made. */
export async function signAs(context: ActionContext, studyId: StudyId, { name, meaning, role, number }: Turn, revision0: Uint8Array, id?: RecordId): Promise<RecordId> {
  const { workspace } = context
  const { store } = workspace
  const before = id === undefined ? null : store.records.latest(id)
  const report = before === null ? null : (JSON.parse(before.bytes) as Report)
  const resultSha256 = store.records.list({ kind: 'study' })[0]?.sha256 ?? ''
  workspace.checkpoints.write()
  return workspace.vault.withSigningKey(people[name].passphrase, (key) =>
    actAs(role, async () => {
      const { signInName, passphrase } = people[name]
      const request = { studyId, signInName, passphrase, recordSha256: before?.sha256 ?? resultSha256, reportVersion: before?.version ?? 0 }
      const { signed: said, binding } = signedNow(context, request, { meaning, role, reportNumber: number })
      const document = report === null ? revision0 : (store.objects.get(report.objectSha256 as Sha256)?.bytes ?? revision0)
      const { printedName, at, tzOffsetMinutes } = said
      const { pdf, pdfSha256, signatureSha256, certificateSha256 } = await signRevision(document, {
        ...{ field: fields[meaning], printedName, meaning, at, tzOffsetMinutes, certify: report === null, font, binding },
        randomBytes: surroundings.randomBytes,
        signer: key,
      })
      const signature = { field: fields[meaning], meaning, ...said, signatureSha256, certificateSha256 }
      const value: Report = {
        ...(report ?? firstVersion(workspace, number, resultSha256, revision0)),
        objectSha256: pdfSha256,
        signatures: [...(report?.signatures ?? []), signature],
      }
      return store.transact((w) => {
        w.objects.add('application/pdf', pdf)
        const written = { value, action: 'report.signed', signatureSha256: signatureSha256 as Sha256, details: { objectSha256: pdfSha256 } }
        return lockRecord(w, { kind: 'report', studyId, id: id ?? w.newId(), ...written }).id
      })
    }),
  )
}

function firstVersion({ store }: Workspace, reportNumber: string, resultSha256: string, revision0: Uint8Array): Omit<Report, 'objectSha256' | 'signatures'> {
  const { seq: size, hash: head } = store.ledger.head()
  const rootSha256 = toHex(store.ledger.root(size))
  const made = { reportNumber, revision: 1, predecessor: null, resultSha256, revision0Sha256: sha256Hex(revision0), decisions: [] }
  return { format: 'probity.report', version: 1, ...made, checkpoint: { size, head, rootSha256 }, independence: 'separated', demo: false }
}

async function withdraw(context: ActionContext, studyId: StudyId, id: RecordId): Promise<void> {
  const { store, vault } = context.workspace
  const before = store.records.latest(id)
  if (before === null) throw new Error('no report')
  const report = JSON.parse(before.bytes) as Report
  const { signInName, passphrase } = people.ana
  const [kind, role, reason] = ['withdrawn', 'validator', 'the wrong version was signed'] as const
  await vault.withSigningKey(passphrase, (key) =>
    actAs(role, async () => {
      const request = { studyId, signInName, passphrase, recordSha256: before.sha256, reportVersion: before.version }
      const { signed: said, binding } = signedNow(context, request, { meaning: kind, role, reportNumber: report.reportNumber, reason })
      const signature = await key.sign(Buffer.from(binding))
      const digests = { signatureSha256: sha256Hex(signature), certificateSha256: sha256Hex(key.certDer) }
      const decision: ReportDecision = { kind, reason, signature: toHex(signature), ...said, ...digests }
      const value = { ...report, decisions: [decision] }
      store.transact((w) => lockRecord(w, { kind: 'report', studyId, id, value, action: 'report.withdrawn', signatureSha256: digests.signatureSha256, reason }))
    }),
  )
}

/** Somebody with a workspace of their own signs this one's head, and the answer comes back. */
async function witnessed(context: ActionContext, folder: string): Promise<void> {
  const elsewhere = await createWorkspace(folder, { name: 'Elsewhere', person: { ...people.noa, kdf } }, surroundings)
  const [head, answer] = [`${folder}-head.json`, `${folder}-witness.json`]
  exportHead(context, head)
  const { signInName, passphrase } = people.noa
  const { checkpointSha256 } = headView(readHead(head))
  await witnessHead(contextOf(elsewhere), { headPath: head, checkpointSha256, path: answer, signInName, passphrase })
  elsewhere.close()
  importWitness(context, answer)
}
