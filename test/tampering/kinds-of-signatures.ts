import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto'
import { canonicalJson } from '../../shared/ledger/canonical.ts'
import { listSignatures } from '../../shared/evidence/pdf-signatures.ts'
import { toHex, type StudyId } from '../../shared/vocabulary/ids.ts'
import type { Role } from '../../shared/vocabulary/people.ts'
import type { Report, ReportSignature } from '../../shared/vocabulary/records.ts'
import type { SignatureMeaning } from '../../shared/vocabulary/signatures.ts'
import { sha256Hex } from '../../electron/files/digest.ts'
import { systemSurroundings } from '../../electron/files/clock.ts'
import { signatureFieldNames } from '../../electron/pdf/signing/revision-0.ts'
import { signRevision } from '../../electron/pdf/signing/sign-revision.ts'
import type { Database } from '../../electron/store/database.ts'
import type { StoredRecord } from '../../electron/store/records.ts'
import { unlockVault } from '../../electron/vault/open-vault.ts'
import { openWorkspace } from '../../electron/workspace/workspace.ts'
import { appendPage, appendRevision, flipped, replaced } from '../evidence/tampering.ts'
import { font } from '../pdf-signing/reports.ts'
import { rehash, type Hand, type Row } from './hand.ts'
import type { Kind, Told } from './kinds.ts'
import { contextOf, numbers, signAs } from './signed-workspace.ts'
import { person } from './workspace.ts'

/** The versions of a report's record in their order. */
const versionsOf = (hand: Hand, db: Database, number: string): Row[] =>
  hand.rows(db, `SELECT * FROM record WHERE kind = 'report' AND json_extract(bytes, '$.reportNumber') = '${number}' ORDER BY version`)
const valueOf = (row: Row | undefined): Report => JSON.parse(String(row?.['bytes'])) as Report
const entryOf = (db: Database, { id, version }: Row): number =>
  db.prepare(`SELECT seq FROM ledger WHERE object_id = ? AND json_extract(body, '$.objectVersion') = ?`).pluck().get(id, version) as number
/** Of its newest version. */
const lastEntry = (hand: Hand, db: Database, number: string): number => entryOf(db, versionsOf(hand, db, number).at(-1) as Row)
const documentOf = (db: Database, digest: string): Buffer => db.prepare('SELECT bytes FROM object WHERE sha256 = ?').pluck().get(digest) as Buffer
const lastDocument = (hand: Hand, db: Database, number: string): Buffer => documentOf(db, valueOf(versionsOf(hand, db, number).at(-1)).objectSha256)

type Changed = Pick<Report, 'objectSha256' | 'revision0Sha256' | 'signatures' | 'decisions'>

/** A report's newest version says something else: its digest, its entry and every hash from there on made for it. */
function rewriteRecord(hand: Hand, db: Database, number: string, change: (report: Report, db: Database) => Partial<Changed>): void {
  const row = versionsOf(hand, db, number).at(-1)
  if (row === undefined) throw new Error('no report')
  const seq = entryOf(db, row)
  const before = valueOf(row)
  const after = { ...before, ...change(before, db) }
  const bytes = canonicalJson(after)
  if (bytes === row['bytes']) throw new Error('the deed changed nothing')
  db.prepare('UPDATE record SET bytes = ?, sha256 = ? WHERE pos = ?').run(bytes, sha256Hex(bytes), row['pos'])
  const { signatureSha256 } = after.decisions[0] ?? (after.signatures.at(-1) as ReportSignature)
  const body = JSON.parse(db.prepare('SELECT body FROM ledger WHERE seq = ?').pluck().get(seq) as string) as { details: object }
  const details = after.decisions.length > 0 ? body.details : { ...body.details, objectSha256: after.objectSha256 }
  db.prepare('UPDATE ledger SET body = ? WHERE seq = ?').run(canonicalJson({ ...body, details, afterSha256: sha256Hex(bytes), signatureSha256 }), seq)
  rehash(db, seq)
}

/** As whoever holds Ana's keys can, up to the last head: her checkpoints, the note of the tree and the anchor are made anew. */
async function sealAgain(hand: Hand): Promise<void> {
  await hand.signOwnCheckpoints()
  hand.noteOfTree()
  hand.anchorOfStore()
}

/** Puts a document in the place of another one and gives its digest. */
function putDocument(db: Database, digest: string, bytes: Uint8Array): string {
  db.prepare('UPDATE object SET sha256 = ?, bytes = ? WHERE sha256 = ?').run(sha256Hex(bytes), bytes, digest)
  return sha256Hex(bytes)
}

const cmsOf = (document: Uint8Array): string => sha256Hex(listSignatures(document).at(-1)?.cms ?? Buffer.alloc(0))

/** The last report's document is another one, and whatever digest or hash stands for it is made for that. */
const otherDocument = (name: string, object: string, change: (document: Buffer, hand: Hand) => Uint8Array | Promise<Uint8Array>): Kind => ({
  name: `${name}, and everything made for it`,
  deed: async (hand) => {
    const document = hand.sql((db) => lastDocument(hand, db, numbers.one))
    const after = await change(document, hand)
    hand.sql((db) =>
      rewriteRecord(hand, db, numbers.one, ({ objectSha256, signatures }) => ({
        objectSha256: putDocument(db, objectSha256, after),
        // The first signature's revision stands where it stood.
        signatures: signatures.map((each) => ({ ...each, signatureSha256: cmsOf(after.subarray(0, document.length)) })),
      })),
    )
    await sealAgain(hand)
    return { seq: hand.sql((db) => lastEntry(hand, db, numbers.one)), object }
  },
})

/** The record of the last report, or of the withdrawn one, says something else. */
const otherRecord = (name: string, number: string, object: string, change: (report: Report, hand: Hand, db: Database) => Partial<Changed>): Kind => ({
  name,
  deed: async (hand) => {
    hand.sql((db) => rewriteRecord(hand, db, number, (report) => change(report, hand, db)))
    await sealAgain(hand)
    return { object }
  },
})

const spaceOf = (document: Buffer): number => document.lastIndexOf('/Contents <') + 11

/** Ana's key, for a revision that nobody asked for. */
async function signedByAna(hand: Hand, document: Uint8Array): Promise<Uint8Array> {
  const paths = { keyFile: hand.path('keys.json'), signInFile: hand.path('sign-in.log') }
  const vault = await unlockVault(paths, hand.base.personId, person.passphrase, systemSurroundings('tampering'))
  const page = await appendRevision(document, appendPage)
  const { pdf } = await vault.withSigningKey(person.passphrase, (signer) =>
    signRevision(page, {
      ...{ field: signatureFieldNames.reviewer, printedName: person.fullName, meaning: 'Review', at: '2026-11-23T09:00:00.000Z', tzOffsetMinutes: 0 },
      ...{ certify: false, font, signer, randomBytes: (n: number) => new Uint8Array(Buffer.alloc(n, 7)) },
    }),
  )
  vault.dispose()
  return pdf
}

/** Ana signs the last report a second time, by a program that asks for no order and for no second person. */
const signedTwice = (name: string, object: string, turn: { readonly meaning: SignatureMeaning; readonly role: Role }): Kind => ({
  name,
  deed: async (hand) => {
    const workspace = await openWorkspace(hand.folder, hand.base.personId, person.passphrase, systemSurroundings('tampering'))
    const { id, studyId } = workspace.store.records.list({ kind: 'report' }).at(-1) as StoredRecord
    await signAs(contextOf(workspace), studyId as StudyId, { name: 'ana', number: numbers.one, ...turn }, Buffer.alloc(0), id)
    const { seq } = workspace.store.ledger.list({ objectId: id }).at(-1) ?? { seq: 0 }
    workspace.close()
    return { seq, object }
  },
})

const pdfKinds: readonly Kind[] = [
  {
    name: 'a byte of a signed report flipped',
    deed: (hand) =>
      hand.sql((db) => {
        const number = hand.pick([numbers.three, numbers.one])
        const { objectSha256 } = valueOf(versionsOf(hand, db, number).at(-1))
        const bytes = documentOf(db, objectSha256)
        // Some of it is covered by the signatures, some is a signature.
        hand.flip(bytes, hand.below(bytes.length), 1 << hand.below(8))
        db.prepare('UPDATE object SET bytes = ? WHERE sha256 = ?').run(bytes, objectSha256)
        // Whose signature it meets, if any, is the byte's to say.
        return { ...(number === numbers.one ? { seq: lastEntry(hand, db, number) } : {}), object: objectSha256 }
      }),
  },
  {
    name: 'an older revision put back as the file of the last one',
    deed: (hand) =>
      hand.sql((db) => {
        const versions = versionsOf(hand, db, numbers.three)
        const { objectSha256 } = valueOf(versions.at(-1))
        const older = hand.pick(versions.slice(0, -1))
        db.prepare('UPDATE object SET bytes = ? WHERE sha256 = ?').run(documentOf(db, valueOf(older).objectSha256), objectSha256)
        // The first signature that is not in it.
        return { seq: entryOf(db, versions[versions.indexOf(older) + 1] as Row), object: signatureFieldNames.approver }
      }),
  },
  {
    name: 'an older revision put back, and its digest put into the record',
    deed: (hand) =>
      hand.sql((db) => {
        const older = valueOf(versionsOf(hand, db, numbers.three)[1])
        rewriteRecord(hand, db, numbers.three, () => ({ objectSha256: older.objectSha256 }))
        return { object: signatureFieldNames.approver }
      }),
  },
  otherDocument('a byte that was signed flipped', signatureFieldNames.author, (document) => flipped(document, document.indexOf('"sensitivity"') + 3, 1)),
  otherDocument('a byte between the signature and its end flipped', signatureFieldNames.author, (document, hand) =>
    flipped(document, spaceOf(document) + 20_000 + 2 * hand.below(1000), 1),
  ),
  otherDocument('a digit of a signature’s value changed', signatureFieldNames.author, (document) => {
    const at = spaceOf(document) + 2 * (listSignatures(document).at(-1)?.cms.length ?? 0) - 1
    return replaced(document, at, document[at] === 0x30 ? '1' : '0')
  }),
  otherDocument('a revision appended without a signature', numbers.one, (document) => appendRevision(document, appendPage)),
  otherDocument('a page appended and signed by whoever did', numbers.one, (document, hand) => signedByAna(hand, document)),
  otherDocument('a signature moved from another report', signatureFieldNames.author, (document, hand) => {
    const other = hand.sql((db) => lastDocument(hand, db, numbers.withdrawn))
    const out = Buffer.from(document)
    other.copy(out, spaceOf(document), spaceOf(other), other.indexOf('>', spaceOf(other)))
    return out
  }),
  otherRecord('another signed report put under a record', numbers.one, numbers.one, ({ signatures }, hand, db) => {
    const other = valueOf(versionsOf(hand, db, numbers.withdrawn)[0])
    return { objectSha256: other.objectSha256, signatures: signatures.map((each) => ({ ...each, signatureSha256: other.signatures[0]?.signatureSha256 ?? '' })) }
  }),
  otherRecord('the digest of the unsigned document changed in the record', numbers.one, 'signature-bytes', () => ({ revision0Sha256: '0'.repeat(64) })),
  otherRecord('two signatures exchanged in the record', numbers.three, 'signature-record', ({ signatures: [first, second, third] }) => ({
    signatures: [first, third, second] as ReportSignature[],
  })),
  signedTwice('a report reviewed by its author', 'signature-apart', { meaning: 'review', role: 'reviewer' }),
  signedTwice('a report approved without a review', 'signature-order', { meaning: 'approval', role: 'approver' }),
  signedTwice('a report reviewed in a role that may not', 'signature-meaning', { meaning: 'review', role: 'approver' }),
  {
    name: 'a signer’s certificate made unreadable',
    deed: (hand) =>
      hand.sql((db) => {
        db.prepare(`UPDATE key_slot SET certificate = x'3003020100' WHERE person_id = ?`).run(hand.base.personId)
        return { object: 'signature-certificate' }
      }),
  },
  otherRecord('the role of a signature changed in the record', numbers.one, 'signature-record', ({ signatures }) => ({
    signatures: signatures.map((each) => ({ ...each, role: 'validator' })),
  })),
  otherRecord('the place in the trail that a signature names changed', numbers.one, 'signature-record', ({ signatures }) => ({
    signatures: signatures.map((each) => ({ ...each, seq: each.seq - 1 })),
  })),
  otherRecord('the reason of a decision changed', numbers.withdrawn, 'signature-decision', ({ decisions }) => ({
    decisions: decisions.map((each) => ({ ...each, reason: 'another reason than was given' })),
  })),
  otherRecord('the signature of a decision replaced', numbers.withdrawn, 'signature-decision', ({ decisions }) => ({
    decisions: decisions.map((each) => {
      const signature = sign('sha256', Buffer.from('something'), generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey)
      return { ...each, signature: toHex(signature), signatureSha256: sha256Hex(signature) }
    }),
  })),
]

const countersigned = (hand: Hand, db: Database, format: string): Row => hand.rows(db, `SELECT * FROM countersignature WHERE witness LIKE '%"${format}"%'`)[0] as Row

/** A countersignature is another one, and its entry, with every hash after it, is made for it. */
const countersignature = (name: string, cause: string, format: string, change: (row: Row, hand: Hand, db: Database) => Row): Kind => ({
  name,
  deed: (hand) =>
    hand.sql((db): Told => {
      const row = countersigned(hand, db, format)
      const after = { ...row, ...change(row, hand, db) }
      const { pos, id, size, witness, certificate, signature, at } = after
      db.prepare('UPDATE countersignature SET size = ?, witness = ?, certificate = ?, signature = ? WHERE pos = ?').run(size, witness, certificate, signature, pos)
      const digests = { statementSha256: sha256Hex(String(witness)), certificateSha256: sha256Hex(certificate as Uint8Array), signatureSha256: sha256Hex(signature as Uint8Array) }
      const seq = db.prepare('SELECT seq FROM ledger WHERE object_id = ?').pluck().get(id) as number
      const body = JSON.parse(db.prepare('SELECT body FROM ledger WHERE seq = ?').pluck().get(seq) as string) as object
      db.prepare('UPDATE ledger SET body = ? WHERE seq = ?').run(canonicalJson({ ...body, afterSha256: sha256Hex(canonicalJson({ id, size, ...digests, at })) }), seq)
      rehash(db, seq)
      return { seq: Number(size), object: `countersignature: ${cause}` }
    }),
})

const [review, witness] = ['probity.trail-review', 'probity.head-witness']
const said = (row: Row, change: object): string => canonicalJson({ ...(JSON.parse(String(row['witness'])) as object), ...change })
const strangersKey = generateKeyPairSync('ec', { namedCurve: 'P-256', privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } })

const countersignatureKinds: readonly Kind[] = [
  ...[review, witness].flatMap((format) => [
    countersignature(`a ${format}’s signature changed`, 'signature', format, ({ signature }, hand) => {
      const bytes = Buffer.from(signature as Uint8Array)
      hand.flip(bytes, 6 + hand.below(20), 1)
      return { signature: bytes }
    }),
    countersignature(`a ${format} signed with another key`, 'signature', format, ({ witness: text }) => ({
      signature: sign('sha256', Buffer.from(String(text)), createPrivateKey(strangersKey.privateKey)),
    })),
    countersignature(`a ${format}’s statement changed`, 'signature', format, (row) => ({ witness: said(row, { at: '2026-01-01T00:00:00.000Z' }) })),
    countersignature(`a ${format} moved to another checkpoint`, 'checkpoint', format, ({ size }, hand, db) => ({
      size: hand.pick(hand.rows(db, `SELECT size FROM checkpoint WHERE size < ${Number(size)}`))['size'] ?? 0,
    })),
    countersignature(`a ${format} of another form`, 'statement', format, (row) => ({ witness: said(row, { more: 1 }) })),
  ]),
  countersignature('a review under the certificate of somebody else', 'signature', review, (_row, hand, db) => ({
    certificate: hand.rows(db, `SELECT certificate FROM key_slot WHERE person_id = '${hand.base.personId}'`)[0]?.['certificate'] ?? null,
  })),
  countersignature('a witness’s certificate replaced by one of ours', 'signature', witness, (_row, hand, db) => ({
    certificate: hand.rows(db, 'SELECT certificate FROM key_slot')[0]?.['certificate'] ?? null,
  })),
]

export const signatureKinds: readonly Kind[] = [...pdfKinds, ...countersignatureKinds]
