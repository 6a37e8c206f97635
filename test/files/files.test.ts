import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { systemSurroundings } from '../../electron/files/clock.ts'
import { readWithDigest, sha256Hex, sha256OfFile } from '../../electron/files/digest.ts'
import { resourcePath } from '../../electron/files/resources.ts'
import { fileProblem, writeAtomically } from '../../electron/files/write.ts'
import { refusal, temporaryFolder } from '../store/fixture.ts'

describe('files', () => {
  test('the digest is of exactly the bytes handed back', async () => {
    const path = join(temporaryFolder(), 'a.csv')
    writeFileSync(path, 'x'.repeat(200_000))
    const read = await readWithDigest(path, 200_000)
    expect(read.contents.length).toBe(200_000)
    expect(read.sha256).toBe(sha256Hex(read.contents))
    expect(await sha256OfFile(path)).toEqual({ sha256: read.sha256, bytes: 200_000 })
  })

  test('a larger, absent or unreadable file is refused by its base name', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'a.csv'), 'x'.repeat(1001))
    expect(await refusal(() => readWithDigest(join(folder, 'a.csv'), 1000))).toEqual(['intake/file-too-large'])
    expect(await refusal(() => readWithDigest(join(folder, 'b.csv'), 1000))).toEqual(['intake/file-not-readable ENOENT'])
    expect(await refusal(() => sha256OfFile(folder))).toEqual(['intake/file-not-readable EISDIR'])
  })

  test('a write replaces the whole file and leaves nothing beside it', () => {
    const folder = temporaryFolder()
    const path = join(folder, 'report.pdf')
    writeAtomically(path, 'first')
    writeAtomically(path, Uint8Array.of(1, 2))
    expect([...readFileSync(path)]).toEqual([1, 2])
    expect(readdirSync(folder)).toEqual(['report.pdf'])
  })

  test('an existing file is kept when it must not exist, and a failed write leaves nothing', async () => {
    const folder = temporaryFolder()
    const path = join(folder, 'report.pdf')
    writeFileSync(path, 'kept')
    expect(await refusal(() => writeAtomically(path, 'new', { mustNotExist: true }))).toEqual(['export/exists'])
    expect(readFileSync(path, 'utf8')).toBe('kept')
    mkdirSync(join(folder, 'in-the-way'))
    expect((await refusal(() => writeAtomically(join(folder, 'in-the-way'), 'x')))[0]).toMatch(/^store\/io/)
    expect((await refusal(() => writeAtomically(join(folder, 'absent', 'x'), 'x')))[0]).toMatch(/^store\/io/)
    expect(readdirSync(folder).sort()).toEqual(['in-the-way', 'report.pdf'])
  })

  test.skipIf(process.getuid?.() === 0 || process.platform === 'win32')('a folder that cannot be written is read-only', async () => {
    const folder = temporaryFolder()
    chmodSync(folder, 0o500)
    expect(await refusal(() => writeAtomically(join(folder, 'x'), 'x'))).toEqual(['store/read-only'])
  })

  test.each([
    ['ENOSPC', 'store/full'],
    ['EDQUOT', 'store/full'],
    ['EROFS', 'store/read-only'],
    ['EACCES', 'store/read-only'],
    ['EIO', 'store/io'],
  ])('%s is the problem %s', (code, expected) => {
    expect(fileProblem(Object.assign(new Error('x'), { code }), 'a.pdf')).toMatchObject({ code: expected, where: { file: 'a.pdf' } })
  })

  test('resources are found from here', () => {
    expect(existsSync(resourcePath('vectors', 'ledger.json'))).toBe(true)
  })

  test('the clock gives instants with milliseconds in UTC and a counter that does not run back', () => {
    const { clock, bootId, workstation } = systemSurroundings('1')
    expect(clock.now()).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    const [first, second] = [clock.monotonicMs(), clock.monotonicMs()]
    expect(Number.isInteger(first) && second >= first).toBe(true)
    expect(Object.is(clock.tzOffsetMinutes(), -0)).toBe(false)
    expect(bootId).toMatch(/^[0-9a-f]{32}$/)
    expect(workstation).not.toBe('')
    expect(systemSurroundings('1').bootId).toBe(bootId)
  })
})
