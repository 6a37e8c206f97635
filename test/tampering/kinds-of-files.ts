import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { canonicalJson } from '../../shared/ledger/canonical.ts'
import { sha256Hex } from '../../electron/files/digest.ts'
import { contentsOf } from './contents.ts'
import type { Hand } from './hand.ts'
import type { Kind, Told } from './kinds.ts'

const PAGE = 4096
const store = 'workspace.probity'
const broken: Told = { seq: null }

/** An older page put into the store such that it says something else or cannot be read; many pages say the same again. */
function spliceOldPage(hand: Hand): void {
  const path = hand.path(store)
  const [now, before] = [readFileSync(path), readFileSync(join(hand.base.earlier, store))]
  const nPages = Math.min(now.length, before.length) / PAGE
  const contents = contentsOf(hand.folder, hand.base.keys.database)
  const begin = hand.below(nPages - 1)
  for (let i = 0; i < nPages - 1; i++) {
    const at = PAGE * (1 + ((begin + i) % (nPages - 1)))
    const old = before.subarray(at, at + PAGE)
    if (now.subarray(at, at + PAGE).equals(old)) continue
    const spliced = Buffer.from(now)
    old.copy(spliced, at)
    writeFileSync(path, spliced)
    if (contentsOf(hand.folder, hand.base.keys.database) !== contents) return
  }
  throw new Error('no older page says anything else')
}

const anchorKind = (name: string, change: (body: Record<string, unknown>, hand: Hand) => Record<string, unknown>): Kind => ({
  name: `the anchor, with its key: ${name}`,
  deed: (hand) => {
    hand.anchor((body) => change(body, hand))
    return { seq: null, object: name === 'another generation of the key file' ? 'generation' : 'anchor' }
  },
})

const schemaKind = (name: string, statements: (hand: Hand) => string): Kind => ({
  name,
  deed: (hand) => {
    hand.raw(statements(hand))
    return { object: 'schema' }
  },
})

export const fileKinds: readonly Kind[] = [
  schemaKind('a guard dropped', (hand) => `DROP TRIGGER ${hand.pick(['ledger_update', 'record_delete', 'segment_insert', 'object_delete', 'checkpoint_delete'])}`),
  schemaKind('a guard dropped and a record edited', () => `DROP TRIGGER record_update; UPDATE record SET bytes = '{}' WHERE kind = 'protocol'`),
  schemaKind('a table renamed', (hand) => {
    const table = hand.pick(['ledger', 'record', 'segment', 'checkpoint', 'role_assignment', 'object'])
    return `ALTER TABLE ${table} RENAME TO ${table}_old`
  }),
  schemaKind('a table renamed and a view put in its place', (hand) => {
    const table = hand.pick(['role_assignment', 'checkpoint', 'draft', 'setting'])
    return `ALTER TABLE ${table} RENAME TO ${table}_old; CREATE VIEW ${table} AS SELECT * FROM ${table}_old`
  }),
  schemaKind('an index dropped, a table or trigger added', (hand) =>
    hand.pick(['DROP INDEX ledger_by_action', 'CREATE TABLE more (x)', `CREATE TRIGGER t AFTER INSERT ON draft BEGIN DELETE FROM draft; END`]),
  ),
  schemaKind('another schema version', (hand) => `PRAGMA user_version = ${hand.pick([0, -1])}`),
  {
    name: 'a newer schema version',
    deed: (hand) => {
      hand.raw('PRAGMA user_version = 99')
      return { seq: null }
    },
  },
  {
    name: 'an index from which rows were taken, or which leads to others',
    deed: (hand) => {
      const [name, rule] = hand.pick([
        ['ledger_by_action', 'ledger (action) WHERE seq < 0'],
        ['ledger_by_object', 'ledger (object_id) WHERE seq <> 3'],
        ['ledger_by_study', 'ledger (action)'],
        ['record_by_study', 'record (kind, study_id)'],
      ] as const)
      hand.index(name, rule)
      return { seq: null, object: 'integrity' }
    },
  },
  {
    name: 'two pages exchanged',
    deed: (hand) => {
      hand.bytes(store, (bytes) => {
        const nPages = bytes.length / PAGE
        const one = PAGE * (1 + hand.below(nPages - 1))
        const other = PAGE * (1 + ((one / PAGE + hand.below(nPages - 2)) % (nPages - 1)))
        const page = Buffer.from(bytes.subarray(one, one + PAGE))
        bytes.copyWithin(one, other, other + PAGE)
        page.copy(bytes, other)
        return bytes
      })
      return broken
    },
  },
  {
    name: 'an older page put in',
    deed: (hand) => {
      spliceOldPage(hand)
      return {}
    },
  },
  {
    name: 'the store cut off',
    deed: (hand) => {
      hand.bytes(store, (bytes) => bytes.subarray(0, PAGE * (1 + hand.below(bytes.length / PAGE - 1))))
      return broken
    },
  },
  {
    name: 'an older store put back',
    deed: (hand) => {
      hand.put(join(hand.base.earlier, store), store)
      return { seq: null, object: 'anchor' }
    },
  },
  {
    name: 'a write-ahead log deleted',
    deed: (hand) => {
      for (const name of [store, 'anchor.json', 'keys.json', 'sign-in.log']) hand.put(join(hand.base.crashed, name), name)
      if (existsSync(hand.path(`${store}-wal`))) throw new Error('the log is still there')
      return { seq: null, object: 'anchor' }
    },
  },
  {
    name: 'a write-ahead log cut off or flipped',
    deed: (hand) => {
      for (const name of [store, `${store}-wal`, 'anchor.json', 'keys.json', 'sign-in.log']) hand.put(join(hand.base.crashed, name), name)
      const isCut = hand.below(2) === 0
      hand.bytes(`${store}-wal`, (bytes) => {
        if (isCut) return bytes.subarray(0, 32 + hand.below(bytes.length - PAGE))
        const at = hand.below(bytes.length - PAGE)
        bytes[at] = (bytes[at] ?? 0) ^ 16
        return bytes
      })
      return {}
    },
  },
  {
    name: 'an older write-ahead log put beside the store',
    deed: (hand) => {
      hand.put(hand.base.oldLog, `${store}-wal`)
      return {}
    },
  },
  {
    name: 'the anchor edited without its key',
    deed: (hand) => {
      hand.file('anchor.json', (text) => text.replace(/"seq":\d+/, `"seq":${1 + hand.below(9)}`))
      return { seq: null, object: 'anchor' }
    },
  },
  {
    name: 'the anchor deleted or emptied',
    deed: (hand) => {
      if (hand.below(2) === 0) rmSync(hand.path('anchor.json'))
      else writeFileSync(hand.path('anchor.json'), '')
      return { seq: null, object: 'anchor' }
    },
  },
  anchorKind('ahead of the store', (body, hand) => ({ ...body, seq: Number(body['seq']) + 1 + hand.below(5) })),
  anchorKind('another head', (body, hand) => ({ ...body, head: sha256Hex(String(hand.below(1e6))) })),
  anchorKind('fewer entries under the same head', (body, hand) => ({ ...body, seq: Number(body['seq']) - 1 - hand.below(3) })),
  anchorKind('another count of sign-ins', (body, hand) => ({ ...body, signIns: { ...(body['signIns'] as object), count: 100 + hand.below(3) } })),
  anchorKind('another head of sign-ins', (body, hand) => ({ ...body, signIns: { ...(body['signIns'] as object), head: sha256Hex(String(hand.below(1e6))) } })),
  anchorKind('another generation of the key file', (body, hand) => ({ ...body, keyFileGeneration: 4 + hand.below(5) })),
  anchorKind('a newer schema', (body, hand) => ({ ...body, schemaVersion: 10 + hand.below(5) })),
  anchorKind('another workspace', (body) => ({ ...body, storeId: '9'.repeat(32) })),
  {
    name: 'a refused sign-in deleted',
    deed: (hand) => {
      writeFileSync(hand.path('sign-in.log'), '')
      return { object: 'sign-in-file' }
    },
  },
  {
    name: 'a refused sign-in edited',
    deed: (hand) => {
      hand.file('sign-in.log', (text) => text.replace(hand.pick(['"n":1', '"v":1', '"purpose":"unlock"', '"personId":"']), '"n":2'))
      return { object: 'sign-in' }
    },
  },
  {
    name: 'a refused sign-in edited, and the anchor made for it',
    deed: (hand) => {
      const edit = hand.pick([{ personId: null }, { at: '2020-01-01T00:00:00.000Z' }, { purpose: 'verification' }, { outcome: 'accepted' }])
      const lines = readFileSync(hand.path('sign-in.log'), 'utf8').split('\n').slice(0, -1)
      let prev = '0'.repeat(64)
      const after = lines.map((text) => {
        const line = JSON.parse(text) as Record<string, unknown>
        const other = canonicalJson({ ...line, ...(line['outcome'] === 'refused' ? edit : {}), prev })
        prev = sha256Hex(Buffer.concat([Buffer.from('probity.sign-in.v1\0'), Buffer.from(prev, 'hex'), Buffer.from(sha256Hex(other), 'hex')]))
        return other
      })
      writeFileSync(hand.path('sign-in.log'), `${after.join('\n')}\n`)
      hand.anchor((body) => ({ ...body, signIns: { count: lines.length, head: prev } }))
      return { object: 'sign-in' }
    },
  },
  {
    name: 'workspace.json deleted',
    deed: (hand) => {
      rmSync(hand.path('workspace.json'))
      return { seq: null, object: 'workspace.json' }
    },
  },
  {
    name: 'workspace.json edited',
    deed: (hand) => {
      const [old, now] = hand.pick([['"Test"', '"Other"'], ['"version":1', '"version":2'], ['probity.workspace', 'something']] as const)
      hand.file('workspace.json', (text) => text.replace(old, now))
      return { seq: null, object: 'workspace.json' }
    },
  },
]
