import { existsSync, rmSync, statSync } from 'node:fs'
import { setImmediate as pause } from 'node:timers/promises'
import type { Sha256 } from '../../shared/vocabulary/ids.ts'
import { problem, Refusal, refuse, type Problem } from '../../shared/vocabulary/problem.ts'
import { copyInto, freshTemporaryFolder } from '../files/write.ts'
import { systemSurroundings } from '../files/clock.ts'
import { readSignInFile, type SignInFile } from '../vault/sign-in-file.ts'
import { unlockVault } from '../vault/open-vault.ts'
import type { Vault } from '../vault/vault.ts'
import { anchorFindings, readAnchor } from './anchor.ts'
import { letOthersRead, openDatabase, withProblems, type Database } from '../store/database.ts'
import { type IntegrityCheck, integrityHere } from '../store/integrity.ts'
import { isSchemaIntact, migrate, SCHEMA_VERSION, schemaVersion } from '../store/schema.ts'
import { Store } from '../store/store.ts'
import { countersignatureFindings } from './verify-countersignatures.ts'
import { agreementFindings } from './verify-agreement.ts'
import { disposalFindings, type DisposedData } from './verify-disposals.ts'
import { checkpointFindings, readLedgerFacts, walkInSlices, type LedgerFacts } from './verify-ledger.ts'
import { reportFindings } from './verify-reports.ts'
import { rowFindings } from './verify-rows.ts'
import { logicalSha256 } from './logical-digest.ts'
import { isOpenHere, type Workspace } from './workspace.ts'
import { workspacePaths, type WorkspacePaths } from './workspace-files.ts'

export interface VerifyReport {
  readonly ok: boolean
  /** Nothing was changed or lost. What is ok is whole; a signature by a revoked certificate is not ok, and changed nothing. */
  readonly isWhole: boolean
  /** Errors break the evidence; warnings must be seen. The first names the first bad entry or object. */
  readonly findings: readonly Problem[]
  readonly counts: {
    readonly entries: number
    readonly records: number
    readonly segments: number
    readonly objects: number
    readonly people: number
    readonly checkpoints: number
    readonly signIns: number
  }
  readonly head: { readonly seq: number; readonly hash: string } | null
  /** Rows that are gone as they should be, by a certificate of two people. */
  readonly disposed: readonly DisposedData[]
}

/** A position of the trail that was printed or kept elsewhere: at least the first eight digits of the hash. */
export interface KnownHead {
  readonly seq: number
  readonly hash: string
}

export interface Unlock {
  readonly personId: string
  readonly passphrase: string
  readonly heads?: readonly KnownHead[]
  /** In a thread where there is one. */
  readonly integrity?: IntegrityCheck
  /** Whoever waits may stop waiting: its reason is thrown. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Verifies a workspace that nobody has open. It works on an encrypted copy, because opening a store would replay and
 * delete its write-ahead log, which is evidence. Damage becomes findings; a wrong passphrase is a Refusal.
 */
export async function verifyStore(folder: string, unlock: Unlock): Promise<VerifyReport> {
  const paths = workspacePaths(folder)
  if (isOpenHere(paths.folder)) refuse('store/in-use')
  if (!existsSync(paths.store)) refuse('store/not-a-workspace')
  const temporary = freshTemporaryFolder('verify')
  try {
    const copy = workspacePaths(temporary)
    copyInto(copy.folder, [paths.about, paths.store, `${paths.store}-wal`, paths.keyFile, paths.anchor, paths.signInFile])
    const vault = await unlockVault(copy, unlock.personId, unlock.passphrase, systemSurroundings('verify'), 'verification')
    try {
      const report = await verifyWith(copy, vault, unlock)
      return existsSync(copy.about) ? report : withFindings(report, [problem('store/damaged', { object: 'workspace.json', cause: 'missing' })])
    } catch (error) {
      if (error instanceof Refusal) return damagedReport(error.problems)
      throw error
    } finally {
      vault.dispose()
    }
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}

/** The checks of store, trail and files beside it, on a workspace that is open here. Signed reports: verifyAll. */
export function verifyWorkspace(workspace: Workspace): VerifyReport {
  return withProblems(() => inspectWith(readLedgerFacts(workspace.store), workspace.store, workspace.vault, workspace.paths))
}

/** Everything verifyStore checks but SQLite's own check, on a workspace that is open here; others are served meanwhile. */
export async function verifyAll({ store, vault, paths }: Workspace): Promise<VerifyReport> {
  return verifyPaused(store, vault, paths)
}

/** No pause between the last entries and the rows: what is in the store is what the entries speak of. */
async function verifyPaused(store: Store, vault: Vault, paths: WorkspacePaths, signal?: AbortSignal): Promise<VerifyReport> {
  const walk = await walkInSlices(store, async () => {
    await pause()
    signal?.throwIfAborted()
  })
  const report = withProblems(() => inspectWith(walk.rest(), store, vault, paths))
  return withFindings(report, await reportFindings(store, vault.authorityCertificate))
}

export function withFindings(report: VerifyReport, more: readonly Problem[]): VerifyReport {
  const findings = [...report.findings, ...more]
  return { ...report, findings, ...verdictOf(findings) }
}

export function verdictOf(findings: readonly Problem[]): Pick<VerifyReport, 'ok' | 'isWhole'> {
  const errors = findings.filter(({ severity }) => severity === 'error')
  return { ok: errors.length === 0, isWhole: errors.every(({ code }) => code === 'signature/revoked') }
}

/** Below this a thread takes longer to start than SQLite to check the store. */
const THREAD_FROM_BYTES = 20e6

/**
 * The same on files that nobody else has, with keys that are at hand: an encrypted copy, a backup. Opening changes the
 * files. SQLite checks pages, constraints and indexes on a connection of its own while this one follows the entries.
 */
export async function verifyWith(copy: WorkspacePaths, vault: Vault, options: Omit<Unlock, 'personId' | 'passphrase'> = {}): Promise<VerifyReport> {
  const db = openDatabase(copy.store, vault.keys.database, { mustExist: true })
  try {
    const found = schemaVersion(db)
    if (found > SCHEMA_VERSION) refuse('store/newer', { found, known: SCHEMA_VERSION })
    letOthersRead(db)
    const { integrity = integrityHere, signal } = options
    const check = (statSync(copy.store).size < THREAD_FROM_BYTES ? integrityHere : integrity)(copy.store, vault.keys.database, signal)
    // A migration writes: not while the other one reads, and not into pages that do not hold.
    if (found < SCHEMA_VERSION && !(await check)) return damagedReport([notWhole])
    const [whole, report] = await Promise.allSettled([check, followed(db, vault, copy, options)])
    // Whatever the entries seem to say: of pages that do not hold nothing can be said.
    if (!outcomeOf(whole)) return damagedReport([notWhole])
    return outcomeOf(report)
  } finally {
    db.close()
  }
}

function outcomeOf<T>(settled: PromiseSettledResult<T>): T {
  if (settled.status === 'rejected') throw settled.reason
  return settled.value
}

const notWhole = problem('store/damaged', { object: 'database', cause: 'integrity' })

async function followed(db: Database, vault: Vault, copy: WorkspacePaths, { heads = [], signal }: Pick<Unlock, 'heads' | 'signal'>): Promise<VerifyReport> {
  const isIntact = isSchemaIntact(db)
  try {
    // The copy, so that one way of reading is enough; what it was before has just been compared.
    if (isIntact) migrate(db)
    const store = withProblems(() => readerOf(db, vault))
    const report = await verifyPaused(store, vault, copy, signal)
    return withFindings(report, heads.flatMap((head) => headFindings(store, head)))
  } catch (error) {
    // With tables of another shape anything may fail below; what is wrong is known already.
    if (isIntact || error instanceof Refusal || signal?.aborted) throw error
    return damagedReport([problem('store/damaged', { object: 'schema', cause: 'schema' })])
  }
}

/** Store and anchor put back together are told by this alone. */
function headFindings(store: Store, { seq, hash }: KnownHead): Problem[] {
  const found = store.ledger.hashAt(seq)
  if (found !== null && hash.length >= 8 && found.startsWith(hash)) return []
  const cause = found === null ? 'rolled-back' : 'other-history'
  return [problem('store/anchor', { cause, anchorSeq: seq, storeSeq: store.ledger.head().seq })]
}

const readerOf = (db: Database, vault: Vault): Store =>
  new Store(db, {
    storeId: vault.storeId,
    session: { personId: vault.personId, signInName: '', fullName: '', sessionId: '' },
    role: () => 'none',
    surroundings: systemSurroundings('verify'),
    assertThere: () => {},
    rowsKey: () => vault.rowsKey,
    onCommitted: () => {},
  })

/** The logical digest of such a copy. */
export function copyDigest(copy: WorkspacePaths, vault: Vault): Sha256 {
  const db = openDatabase(copy.store, vault.keys.database, { mustExist: true })
  try {
    return logicalSha256(db)
  } finally {
    db.close()
  }
}

export function inspectWith(facts: LedgerFacts, store: Store, vault: Vault, paths: WorkspacePaths): VerifyReport {
  const rows = rowFindings(store, facts)
  const signIns = signInsOf(paths)
  const disposals = disposalFindings(store)
  readEverySmallTable(store.database)
  const findings: Problem[] = [
    ...facts.findings,
    ...rows.findings,
    ...disposals.findings,
    ...checkpointFindings(store, facts),
    ...countersignatureFindings(store),
    ...(isSchemaIntact(store.database) ? [] : [problem('store/damaged', { object: 'schema', cause: 'schema' })]),
    ...keyFileFindings(store, vault),
    ...signIns.findings,
    ...agreementFindings(store, paths, facts, signIns.file),
    ...(signIns.file === null ? [] : outsideFindings(store, vault, paths, signIns.file, facts)),
  ]
  return {
    ...verdictOf(findings),
    findings,
    counts: {
      entries: facts.nEntries,
      records: rows.nRecords,
      segments: rows.nSegments,
      objects: rows.nObjects,
      people: store.people.list().length,
      checkpoints: store.checkpoints.list().length,
      signIns: signIns.file?.entries.length ?? 0,
    },
    head: store.ledger.head(),
    disposed: disposals.disposed,
  }
}

/** What the files beside the store say about it. */
export function outsideFindings(
  store: Store,
  vault: Vault,
  paths: WorkspacePaths,
  signIns: SignInFile,
  facts: LedgerFacts | null,
): Problem[] {
  const findings: Problem[] = []
  const refused = signIns.entries.filter((each) => each.outcome === 'refused')
  if (facts !== null && !facts.foldedSignIns.every((n, i) => n === refused[i]?.n)) {
    const count = { entries: facts.foldedSignIns.length, fileCount: refused.length }
    findings.push(problem('store/anchor', { cause: 'sign-in-file', ...count }))
  }
  try {
    const anchor = readAnchor(paths.anchor, vault.keys.anchor)
    if (anchor.storeId !== store.storeId) findings.push(problem('store/anchor', { cause: 'other-store' }))
    findings.push(...anchorFindings(anchor, store, signIns))
    if (anchor.schemaVersion > schemaVersion(store.database)) findings.push(problem('store/anchor', { cause: 'schema-version' }))
    if (anchor.keyFileGeneration > vault.generation) {
      findings.push(problem('vault/key-file-damaged', { cause: 'generation' }))
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    findings.push(...error.problems)
  }
  return findings
}

/** What no other check reads: a damaged page is met here and not in the middle of later work. */
export function readEverySmallTable(db: Database): void {
  for (const table of ['setting', 'draft', 'person_state', 'countersignature', 'trusted']) {
    for (const _row of db.prepare(`SELECT * FROM main.${table}`).iterate()) continue
  }
}

export function keyFileFindings(store: Store, vault: Vault): Problem[] {
  const { keyFileText, generation } = vault
  if (store.people.keyFileCopy()?.text === keyFileText) return []
  // Cut off between the store's copy and the file: the next sign-in puts it right. Nothing older is taken for that.
  if (store.people.keyFileCopy(generation + 1) !== null && store.people.keyFileCopy(generation + 2) === null) {
    if (store.people.keyFileCopy(generation)?.text === keyFileText) return [problem('vault/key-file-behind', { generation }, undefined, 'warning')]
  }
  return [problem('vault/key-file-damaged', { cause: 'differs-from-copy' })]
}

export function signInsOf(paths: WorkspacePaths): { file: SignInFile | null; findings: readonly Problem[] } {
  try {
    return { file: readSignInFile(paths.signInFile), findings: [] }
  } catch (error) {
    if (error instanceof Refusal) return { file: null, findings: error.problems }
    throw error
  }
}

const damagedReport = (findings: readonly Problem[]): VerifyReport => ({
  ok: false,
  isWhole: false,
  findings,
  counts: { entries: 0, records: 0, segments: 0, objects: 0, people: 0, checkpoints: 0, signIns: 0 },
  head: null,
  disposed: [],
})
