import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createWorkspace, openWorkspace, type Workspace } from '../../electron/workspace/workspace.ts'
import { addPerson, refusal, steppedSurroundings } from '../store/fixture.ts'
import { addDataset, addProtocol, endEvaluation, openColumns, startEvaluation } from '../store/sample.ts'
import { person } from '../actions/demo-study.ts'
import { both, type Said } from './both.ts'
import { cellsOf, editCell } from './cells.ts'
import { Hand, seeded } from './hand.ts'
import { kinds } from './kinds.ts'
import { keysOf, type Base } from './workspace.ts'

const kdf = { belowFloorForTests: { memoryKiB: 64, iterations: 1 } }

/** Things that may happen to a workspace and leave it sound. Which of them happen, and how often, follows from a seed. */
const events: readonly ((workspace: Workspace, below: (n: number) => number, tools: Tools) => unknown)[] = [
  ({ store }) => store.transact(addDataset),
  ({ store }, below) => addProtocol(store, `protocol ${below(1000)} äöü \u{1f600} ${'x'.repeat(below(9000))}`),
  ({ store }, below) => {
    const bytes = Buffer.from(`attached ${below(1e9)}`)
    store.transact((w) => {
      const objectSha256 = w.objects.add('text/plain', bytes)
      w.appendEntry({ action: 'attachment.added', objectKind: 'attachment', objectId: 'a', details: { objectSha256, share: below(1e6) / 1e6 } })
    })
  },
  ({ store }, below) => store.transact((w) => w.drafts.put({ id: `d${below(3)}`, studyId: null, kind: 'protocol', bytes: 'unfinished' })),
  ({ store }) => {
    const dataset = store.transact(addDataset)
    endEvaluation(store, startEvaluation(store, dataset.id).id, 'completed')
  },
  ({ checkpoints }) => checkpoints.write(),
  async (workspace, below) => {
    const name = `p${below(1e6)}`
    await addPerson(workspace, { signInName: name, fullName: `Person ${name}`, passphrase: person.passphrase, roles: ['reviewer', 'auditor'], kdf })
  },
  ({ store, session }, below) =>
    store.transact((w) => {
      const change = below(2) === 0 ? 'granted' : 'revoked'
      const { id, sha256: afterSha256 } = w.people.changeRole({ personId: session.personId, studyId: null, role: 'auditor', change })
      w.appendEntry({ action: `role.${change}`, objectKind: 'role-assignment', objectId: id, afterSha256 })
    }),
  // A clock set back is seen by both and breaks nothing.
  (_workspace, _below, { setBack }) => setBack(),
  // Staged by an import that was cut off: removed at the next start, no evidence until then.
  ({ store }) =>
    store.transact((w) => {
      const owner = { id: w.newId(), version: 1 }
      w.segments.stage(owner, openColumns, w.segments.createKey(owner, 'data'))
      w.appendEntry({ action: 'import.refused', objectKind: 'import', objectId: 'i' })
    }),
]

interface Tools {
  readonly setBack: () => void
}

/** A sound workspace, closed, as a base to tamper with. */
async function soundStore(parent: string, seed: number): Promise<Base> {
  const below = seeded(seed * 7919)
  const surroundings = steppedSurroundings()
  const folder = join(parent, `store-${seed}`)
  const demo = below(4) === 0 ? { demo: { passphrase: person.passphrase } } : {}
  let workspace = await createWorkspace(folder, { name: `Store ${seed}`, person: { ...person, kdf, roles: ['validator'] }, ...demo }, surroundings)
  const { personId } = workspace.session
  const keys = keysOf(workspace)
  const setBack = () => surroundings.set('2026-11-01T09:00:00.000Z')
  for (let session = below(3); session >= 0; session--) {
    for (let n = below(6); n >= 0; n--) await events[below(events.length)]?.(workspace, below, { setBack })
    const anchorBefore = readFileSync(workspace.paths.anchor)
    workspace.close()
    // The anchor may be behind by the last commit.
    if (session === 0 && below(3) === 0) writeFileSync(workspace.paths.anchor, anchorBefore)
    if (session === 0) break
    for (let n = below(3); n > 0; n--) await refusal(() => openWorkspace(folder, personId, 'not this one', surroundings))
    workspace = await openWorkspace(folder, personId, person.passphrase, surroundings)
  }
  // A line that a crash cut off was never acknowledged.
  if (below(3) === 0) appendFileSync(workspace.paths.signInFile, '{"at":"2026')
  let n = 0
  const copy = (): string => {
    const to = join(parent, `store-${seed}-${(n += 1)}`)
    cpSync(folder, to, { recursive: true })
    return to
  }
  const none = { earlier: '', crashed: '', oldLog: '', oldKeyFile: '', foreign: { folder: '', key: keys.database }, othersCheckpoint: 0 }
  return { folder, personId, keys, ...none, copy, end: () => undefined }
}

/** Kinds that need nothing of the demonstration study. */
const everywhere = ['a guard dropped', 'a table renamed', 'two pages exchanged', 'the store cut off', 'the anchor edited without its key', 'the anchor deleted or emptied', 'an entry edited', 'two entries exchanged', 'a person renamed', 'a role deleted', 'an entry that is not canonical added', 'the name of the workspace or its time edited in the store']

async function spoil(hand: Hand): Promise<void> {
  if (hand.below(2) === 0) {
    const kind = hand.pick(kinds.filter(({ name }) => everywhere.includes(name)))
    await kind.deed(hand)
    return
  }
  const cells = hand.sql(cellsOf)
  while (!editCell(hand, hand.pick(cells)));
}

export interface CorpusCounts {
  readonly good: number
  readonly bad: number
  /** The two verifiers say something else about it, or something wrong: must stay empty. */
  readonly complaints: readonly string[]
}

/** Sound stores, of which the first `bad` are also spoiled in a copy of their own. */
export async function corpus(good: number, bad: number): Promise<CorpusCounts> {
  const parent = mkdtempSync(join(tmpdir(), 'probity-corpus-'))
  const complaints: string[] = []
  const expectBoth = (name: string, ok: boolean, [one, other]: readonly [Said, Said]): void => {
    if (one.ok === ok && other.ok === ok && one.firstBadEntry === other.firstBadEntry) return
    complaints.push(`${name}: ${JSON.stringify([one, other]).slice(0, 600)}`)
  }
  try {
    const stores: Base[] = []
    for (let seed = 1; seed <= good; seed++) {
      const store = await soundStore(parent, seed)
      stores.push(store)
      expectBoth(`sound store ${seed}`, true, await both(store.folder, store.personId))
    }
    for (let i = 0; i < bad; i++) {
      const store = stores[i % stores.length]
      if (store === undefined) break
      const folder = store.copy()
      await spoil(new Hand(folder, store, seeded(1000 + i)))
      expectBoth(`spoiled store ${i}`, false, await both(folder, store.personId))
      rmSync(folder, { recursive: true, force: true })
    }
    return { good, bad, complaints }
  } finally {
    rmSync(parent, { recursive: true, force: true })
  }
}
