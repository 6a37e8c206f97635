import { verify, X509Certificate } from 'node:crypto'
import type { HeadView } from '../../shared/ipc/trail-views.ts'
import { canonicalJson } from '../../shared/ledger/canonical.ts'
import { checkpointOrigin, parseCheckpoint } from '../../shared/ledger/checkpoint.ts'
import { type HeadFile, HeadWitness, headFileText, parseHeadFile, parseWitnessFile, type WitnessFile, witnessFileText } from '../../shared/ledger/countersigned.ts'
import { fromHex, type Sha256, toHex } from '../../shared/vocabulary/ids.ts'
import { refuse } from '../../shared/vocabulary/problem.ts'
import { sha256Hex } from '../files/digest.ts'
import { readTextFile } from '../files/text.ts'
import { isIssuedBy } from '../vault/hospital-certificates.ts'
import { isSigned } from '../workspace/verify-countersignatures.ts'
import { readWorkspace } from '../workspace/workspace.ts'
import { withOwnKey } from './certificate-standing.ts'
import type { ActionContext } from './context.ts'
import { exportBytes } from './export-files.ts'
import { refuseOtherPerson } from './signed-version.ts'

/** The newest checkpoint, written out for somebody on another machine to countersign (rule ACT-77). */
export function exportHead(context: ActionContext, path: string): Sha256 {
  const { workspace } = context
  const { store, storeId, vault } = workspace
  workspace.checkpoints.write()
  const checkpoint = store.checkpoints.latest()
  const person = checkpoint && store.people.get(checkpoint.personId)
  if (!checkpoint || !person) return refuse('store/damaged', { object: 'checkpoint', cause: 'missing' })
  const contents = headFileText({
    format: 'probity.head',
    version: 1,
    storeId,
    workspace: readWorkspace(workspace.folder).name,
    checkpoint: checkpoint.text,
    signature: toHex(checkpoint.signature),
    signedBy: person.fullName,
    certificate: toHex(person.checkpointCertificate),
    authority: toHex(vault.authorityCertificate),
  })
  return exportBytes(context, { path, contents, what: 'head', studyId: null })
}

/** What a head file says, once its own signature holds. Whose it is, is for people to compare. */
export function readHead(path: string): HeadFile {
  let file: HeadFile
  try {
    file = parseHeadFile(readTextFile(path))
  } catch (error) {
    if (error instanceof RangeError) return refuse('witness/not-a-head', { cause: 'shape' })
    throw error
  }
  if (parseCheckpoint(file.checkpoint).origin !== checkpointOrigin(file.storeId)) refuse('witness/not-a-head', { cause: 'other-store' })
  if (!holds(() => isIssuedBy(fromHex(file.certificate), fromHex(file.authority)))) refuse('witness/not-a-head', { cause: 'certificate-authority' })
  const { publicKey } = new X509Certificate(fromHex(file.certificate))
  if (!verify('sha256', Buffer.from(file.checkpoint), publicKey, fromHex(file.signature))) refuse('witness/not-a-head', { cause: 'signature' })
  return file
}

export function headView(file: HeadFile): HeadView {
  const { size, head } = parseCheckpoint(file.checkpoint)
  return {
    workspace: file.workspace,
    storeId: file.storeId,
    size,
    head: toHex(head),
    signedBy: file.signedBy,
    authoritySha256: sha256Hex(fromHex(file.authority)),
    checkpointSha256: sha256Hex(file.checkpoint),
  }
}

export interface WitnessRequest {
  readonly headPath: string
  /** Of the file that was shown: what is signed is what was seen. */
  readonly checkpointSha256: string
  readonly path: string
  readonly signInName: string
  readonly passphrase: string
}

/** Signs another workspace's head: this one remembers it, and the file tells the other one so. */
export async function witnessHead(context: ActionContext, request: WitnessRequest): Promise<Sha256> {
  const { workspace, surroundings } = context
  const { session, store, storeId, vault } = workspace
  const head = readHead(request.headPath)
  if (sha256Hex(head.checkpoint) !== request.checkpointSha256) refuse('witness/not-a-head', { cause: 'changed' })
  if (head.storeId === storeId) refuse('witness/own-head')
  refuseOtherPerson(workspace, request.signInName)
  return await withOwnKey(context, request.passphrase, async (key) => {
    const witness = { storeId, workspace: readWorkspace(workspace.folder).name, personId: session.personId, printedName: session.fullName, authority: toHex(key.chainDer[0] ?? vault.authorityCertificate) }
    const statement = HeadWitness.parse({
      format: 'probity.head-witness',
      version: 1,
      storeId: head.storeId,
      workspace: head.workspace,
      checkpoint: head.checkpoint,
      witness,
      at: surroundings.clock.now(),
    })
    const text = canonicalJson(statement)
    const signature = await key.sign(new TextEncoder().encode(text))
    const seen = parseCheckpoint(head.checkpoint)
    store.transact((write) =>
      write.appendEntry({
        action: 'head.witnessed',
        objectKind: 'head',
        objectId: head.storeId,
        signatureSha256: sha256Hex(signature),
        details: { workspace: head.workspace, size: seen.size, head: toHex(seen.head), statementSha256: sha256Hex(text), printedName: session.fullName },
      }),
    )
    const contents = witnessFileText({ format: 'probity.head-witness-file', version: 1, statement, certificate: toHex(key.certDer), signature: toHex(signature) })
    return exportBytes(context, { path: request.path, contents, what: 'head witness', studyId: null })
  })
}

/** A witness's answer comes back: it must be about a checkpoint that this store still has, to the letter. */
export function importWitness(context: ActionContext, path: string): void {
  const { store, storeId, vault } = context.workspace
  const { statement, certificate, signature } = readWitness(path)
  if (statement.storeId !== storeId) refuse('witness/other-workspace', { workspace: statement.workspace })
  const { size } = parseCheckpoint(statement.checkpoint)
  const ours = store.checkpoints.list().find((each) => each.size === size)
  if (ours?.text !== statement.checkpoint) refuse('witness/not-our-checkpoint', { size, person: statement.witness.printedName })
  const text = canonicalJson(statement)
  if (store.countersignatures.list().some((each) => each.statement === text)) refuse('witness/already-here')
  const authoritySha256 = sha256Hex(fromHex(statement.witness.authority))
  store.transact((write) => {
    const row = write.countersignatures.add({ size, statement: text, certificate: fromHex(certificate), signature: fromHex(signature) })
    write.appendEntry({
      action: 'head.countersigned',
      objectKind: 'countersignature',
      objectId: row.id,
      afterSha256: row.sha256,
      signatureSha256: sha256Hex(fromHex(signature)),
      details: {
        statementSha256: sha256Hex(text),
        checkpointSize: size,
        printedName: statement.witness.printedName,
        workspace: statement.witness.workspace,
        authority: authoritySha256 === sha256Hex(vault.authorityCertificate) ? 'own' : 'foreign',
        authoritySha256,
      },
    })
  })
}

function readWitness(path: string): WitnessFile {
  let file: WitnessFile
  try {
    file = parseWitnessFile(readTextFile(path))
  } catch (error) {
    if (error instanceof RangeError) return refuse('witness/not-a-witness', { cause: 'shape' })
    throw error
  }
  const certificate = fromHex(file.certificate)
  if (!holds(() => isIssuedBy(certificate, fromHex(file.statement.witness.authority)))) refuse('witness/not-a-witness', { cause: 'certificate-authority' })
  const isRight = holds(() => isSigned({ statement: canonicalJson(file.statement), certificate, signature: fromHex(file.signature) }))
  return isRight ? file : refuse('witness/not-a-witness', { cause: 'signature' })
}

/** Bytes that are no certificate hold nothing. */
function holds(check: () => boolean): boolean {
  try {
    return check()
  } catch {
    return false
  }
}
