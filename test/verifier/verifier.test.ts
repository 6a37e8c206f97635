import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync, openSync, closeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalJson } from '../../shared/ledger/canonical.ts'
import { canonicalSegment, columnSha256, SEGMENT_ROWS, textColumn } from '../../shared/vocabulary/columns.ts'
import { merkleRoot } from '../../shared/ledger/merkle.ts'
import { toHex } from '../../shared/vocabulary/ids.ts'
import { derive, macHex, openSealed, sha256, sha256Hex } from '../../verifier/bytes.ts'
import { canonical, readCanonical } from '../../verifier/canonical-json.ts'
import { columnDigest } from '../../verifier/columns.ts'
import { wrongField } from '../../verifier/entry.ts'
import { Tree } from '../../verifier/tree.ts'
import { verifyFolder } from '../../verifier/verify.ts'
import { freshWorkspace, passphrase } from '../store/fixture.ts'
import { addDataset, addProtocol } from '../store/sample.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const vectors = (name: string) => JSON.parse(readFileSync(join(root, 'resources/vectors', `${name}.json`), 'utf8')) as never
const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex')

interface LedgerVectors {
  readonly entries: readonly { body: string; prev: string; hash: string }[]
  readonly merkle: { readonly leaves: readonly string[]; readonly roots: readonly string[] }
  readonly canonical: readonly { json: string; text: string }[]
}

interface ColumnVectors {
  readonly columns: readonly { name: string; salt: string; segment: string; sha256: string }[]
}

interface VaultVectors {
  readonly hkdf: readonly { secretHex: string; label: string; key: string }[]
  readonly hmac: readonly { keyHex: string; message: string; mac: string }[]
  readonly aesGcm: readonly { keyHex: string; nonceHex: string; plainHex: string; aadHex: string; sealedHex: string }[]
}

describe('the second verifier’s own primitives', () => {
  test('VER-3: canonical JSON, chain, tree, columns and ciphers give the published vectors', () => {
    const ledger: LedgerVectors = vectors('ledger')
    for (const { json, text } of ledger.canonical) expect(canonical(JSON.parse(json))).toBe(text)
    for (const { body, prev, hash } of ledger.entries) {
      expect(wrongField(readCanonical(body) ?? {})).toBeNull()
      expect(sha256Hex(Buffer.concat([Buffer.from('probity.ledger.v1\0'), bytes(prev), sha256(body)]))).toBe(hash)
    }
    const columns: ColumnVectors = vectors('columns')
    for (const { segment, salt, sha256: digest } of columns.columns) expect(columnDigest([bytes(segment)], bytes(salt))).toBe(digest)
    const vault: VaultVectors = vectors('vault')
    for (const { secretHex, label, key } of vault.hkdf) expect(toHex(derive(bytes(secretHex), label))).toBe(key)
    for (const { keyHex, message, mac } of vault.hmac) expect(macHex(bytes(keyHex), message)).toBe(mac)
    for (const { keyHex, nonceHex, plainHex, aadHex, sealedHex } of vault.aesGcm) {
      expect(openSealed(bytes(keyHex), bytes(nonceHex), bytes(sealedHex), bytes(aadHex).toString('latin1'))?.toString('hex') ?? plainHex).toBe(plainHex)
    }
  })

  test('VER-3: the tree of RFC 6962 grows to the same root as the other implementation’s, at every size', () => {
    const tree = new Tree()
    const leaves: Buffer[] = []
    for (let n = 0; n < 70; n++) {
      expect(tree.root().toString('hex')).toBe(toHex(merkleRoot(leaves, sha256)))
      const leaf = sha256(String(n))
      leaves.push(leaf)
      tree.add(leaf)
    }
  })

  test('VER-3: canonical JSON and column digests agree with the other implementation on generated values', () => {
    const text = fc.string({ unit: 'grapheme' })
    fc.assert(fc.property(fc.jsonValue(), (value) => canonical(value) === canonicalJson(value)))
    fc.assert(
      fc.property(fc.array(fc.option(text), { maxLength: 40 }), (values) => {
        const column = textColumn(values)
        expect(columnDigest([Buffer.from(canonicalSegment(column, 0, values.length))], Buffer.alloc(0))).toBe(toHex(columnSha256(column, sha256)))
      }),
    )
    const long = { kind: 'number', values: Float64Array.from({ length: SEGMENT_ROWS + 3 }, (_, i) => (i % 5 === 0 ? Number.NaN : i)) } as const
    const parts = [canonicalSegment(long, 0, SEGMENT_ROWS), canonicalSegment(long, SEGMENT_ROWS, SEGMENT_ROWS + 3)].map((part) => Buffer.from(part))
    expect(columnDigest(parts, Buffer.alloc(0))).toBe(toHex(columnSha256(long, sha256)))
    expect(columnDigest(parts.toReversed(), Buffer.alloc(0))).toBeNull()
    expect(columnDigest([Buffer.concat([parts[1] ?? Buffer.alloc(0), Buffer.alloc(1)])], Buffer.alloc(0))).toBeNull()
  })

  test('VER-3: what JSON cannot say, and another spelling of what it can, is refused', () => {
    for (const value of [Number.NaN, Infinity, undefined, '\ud800', () => 1, { a: undefined }]) expect(() => canonical(value)).toThrow(TypeError)
    expect(canonical(-0)).toBe('0')
    for (const text of ['{"b":1,"a":2}', '{"a":1.0}', '{"a":1,"a":1}', '{ "a":1}', '[]', '1', '{"a":"\\u0041"}']) expect(readCanonical(text)).toBeNull()
    expect(readCanonical('{"__proto__":1,"a":"é"}')).not.toBeNull()
  })
})

test('VER-1: the second verifier imports its own files, node: and packages, and nothing of the program', () => {
  const files = readdirSync(join(root, 'verifier')).filter((name) => name.endsWith('.ts'))
  expect(files.length).toBeGreaterThan(10)
  const from = files.flatMap((name) => [...readFileSync(join(root, 'verifier', name), 'utf8').matchAll(/(?:^|\s)(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1] ?? ''))
  expect(from.filter((each) => !/^(\.\/[a-z-]+\.ts|node:[a-z_/]+|better-sqlite3|hash-wasm)$/.test(each))).toEqual([])
})

describe('the second verifier on a folder', { timeout: 60_000 }, () => {
  async function closedWorkspace() {
    const workspace = await freshWorkspace()
    workspace.store.transact(addDataset)
    addProtocol(workspace.store)
    const head = workspace.store.ledger.head()
    workspace.close()
    return { folder: workspace.folder, head }
  }

  test('VER-5: it changes nothing in the folder, and refuses a wrong passphrase, a stranger and an empty folder', async () => {
    const { folder } = await closedWorkspace()
    const contents = () => readdirSync(folder).map((name) => [name, readFileSync(join(folder, name)).toString('base64')])
    const before = contents()
    expect(await verifyFolder(folder, { passphrase })).toMatchObject({ ok: true, counts: { entries: 6, records: 2, segments: 3 } })
    await expect(verifyFolder(folder, { passphrase: 'wrong' })).rejects.toThrow('does not open this slot')
    await expect(verifyFolder(folder, { passphrase, person: 'nobody' })).rejects.toThrow('nobody has')
    await expect(verifyFolder(join(folder, 'no'), { passphrase })).rejects.toThrow('no workspace')
    expect(contents()).toEqual(before)
  })

  test('VER-5, CLI-44: the commands answer 0, 1 and 2; `verify --both` says that both agree', async () => {
    const { folder, head } = await closedWorkspace()
    const file = join(mkdtempSync(join(tmpdir(), 'probity-fd-')), 'fd')
    writeFileSync(file, `${passphrase}\n`)
    const run = (script: string, ...args: string[]) => {
      const fd = openSync(file, 'r')
      const done = spawnSync(process.execPath, [join(root, script), ...args, '--passphrase-fd', '3'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe', fd] })
      closeSync(fd)
      return done
    }
    const kept = `${head.seq}:${head.hash.slice(0, 16)}`
    const own = run('bin/probity-verify.mjs', folder, '--head', kept)
    expect([own.status, own.stderr]).toEqual([0, ''])
    expect(own.stdout).toContain('6 audit-trail entries, 2 records')
    expect(run('verifier/main.ts', folder, '--head', `${head.seq}:0123456789abcdef`).status).toBe(1)
    expect(run('verifier/main.ts', folder, '--head', 'nonsense').status).toBe(2)
    expect(run('verifier/main.ts', join(folder, 'nowhere')).status).toBe(2)
    const both = run('electron/cli/main.ts', 'verify', folder, '--both', '--head', kept)
    expect([both.status, both.stderr]).toEqual([0, ''])
    expect(both.stdout).toContain('second verifier: everything holds, as the first one says')
    const text = readFileSync(join(folder, 'anchor.json'), 'utf8')
    writeFileSync(join(folder, 'anchor.json'), text.replace(/"seq":\d+/, '"seq":1'))
    const broken = run('electron/cli/main.ts', 'verify', folder, '--both')
    expect(broken.status).toBe(1)
    expect(broken.stdout).toContain('broken at anchor.json (STO-7 mac), as the first one says')
    expect(JSON.parse(run('verifier/main.ts', folder, '--json').stdout)).toMatchObject({ ok: false, findings: [{ rule: 'STO-7' }] })
    rmSync(file)
  })
})
