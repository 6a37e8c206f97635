import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** One step as the shim wrote it down, before it was done. */
export interface Step {
  readonly what: string
  readonly path: string
  readonly other: string
  readonly offset: number
  readonly bytes: Buffer
}

export function readTrace(all: Buffer): Step[] {
  const steps: Step[] = []
  for (let at = 0; at < all.length; ) {
    const end = all.indexOf(10, at)
    const [what = '', path = '', other = '', offset = '0', length = '0'] = all.subarray(at, end).toString().split('\t')
    const bytes = all.subarray(end + 1, end + 1 + Number(length))
    steps.push({ what, path, other, offset: Number(offset), bytes })
    at = end + 1 + bytes.length
  }
  return steps
}

const SECTOR = 512

/** Bytes that were overwritten and not flushed since. */
interface Unflushed {
  readonly path: string
  readonly from: number
  readonly to: number
  /** What stood there; shorter than the write where the file ended. */
  readonly before: Buffer
}

/** A change of names that its folder was not flushed after. `lost` is the file that a name no longer leads to. */
type NameChange = { readonly kind: 'made' | 'removed' | 'folder-made' | 'folder-removed'; readonly path: string; readonly lost?: Buffer } | {
  readonly kind: 'renamed'
  readonly path: string
  readonly to: string
  readonly lost?: Buffer
}

/**
 * A disk in memory that knows what has reached the platter: contents since a file was last flushed, and names since
 * their folder was. Flushing a file says nothing about its name, and flushing a folder nothing about contents.
 */
export class DiskImage {
  readonly #files = new Map<string, Buffer>()
  readonly #folders = new Set<string>()
  /** Both newest last. */
  #contents: Unflushed[] = []
  #names: NameChange[] = []

  static load(root: string): DiskImage {
    const image = new DiskImage()
    image.#folders.add(root)
    for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name)
      if (entry.isDirectory()) image.#folders.add(path)
      else image.#files.set(path, readFileSync(path))
    }
    return image
  }

  /** Only for writes: the first sectors of it got through. */
  applyTorn(step: Step): void {
    this.apply({ ...step, bytes: step.bytes.subarray(0, Math.floor(step.bytes.length / 2 / SECTOR) * SECTOR) })
  }

  apply({ what, path, other, offset, bytes }: Step): void {
    const lost = this.#files.get(path)
    if (what === 'write') this.#write(path, offset, bytes)
    else if (what === 'truncate') this.#resize(path, offset)
    else if (what === 'sync') this.#flush(path)
    else if (what === 'rename') this.#rename(path, other)
    else if (what === 'create') this.#change({ kind: 'made', path })
    else if (what === 'mkdir') this.#change({ kind: 'folder-made', path })
    else if (what === 'rmdir') this.#change({ kind: 'folder-removed', path })
    else if (what === 'unlink') this.#change({ kind: 'removed', path, ...(lost === undefined ? {} : { lost }) })
    else throw new Error(`a step of an unknown kind: ${what}`)
  }

  /** The same disk under another path. */
  at(root: string, was: string): DiskImage {
    const image = this.copy()
    image.#move(was, root)
    return image
  }

  copy(): DiskImage {
    const image = new DiskImage()
    for (const [path, bytes] of this.#files) image.#files.set(path, Buffer.from(bytes))
    for (const folder of this.#folders) image.#folders.add(folder)
    return image
  }

  /** What may stand there after the power went: any of the sectors, and the last names, that were not flushed yet. */
  afterPowerLoss(random: () => number): DiskImage {
    const left = this.copy()
    for (const write of this.#contents.toReversed()) left.#losePart(write, random)
    const kept = Math.floor(random() * (this.#names.length + 1))
    for (const change of this.#names.slice(kept).toReversed()) left.#undo(change)
    return left
  }

  /** Equal where the same names lead to the same bytes. */
  digest(): string {
    const hash = createHash('sha256')
    for (const folder of [...this.#folders].sort()) hash.update(`${folder}\n`)
    for (const path of [...this.#files.keys()].filter((each) => this.#folders.has(dirname(each))).sort()) {
      const bytes = this.#files.get(path) ?? Buffer.alloc(0)
      hash.update(`${path} ${bytes.length}\n`).update(bytes)
    }
    return hash.digest('hex')
  }

  writeTo(root: string, from: string): void {
    rmSync(root, { recursive: true, force: true })
    const moved = (path: string) => root + path.slice(from.length)
    for (const folder of [...this.#folders].sort()) mkdirSync(moved(folder), { recursive: true })
    for (const [path, bytes] of this.#files) {
      if (this.#folders.has(dirname(path))) writeFileSync(moved(path), bytes)
    }
  }

  /** Where it differs from what stands on the real disk: a step that the shim did not see. */
  differences(root: string): string[] {
    const real = DiskImage.load(root)
    const absent = Buffer.from('absent')
    const paths = new Set([...this.#files.keys(), ...real.#files.keys()])
    return [...paths].filter((path) => !(this.#files.get(path) ?? absent).equals(real.#files.get(path) ?? absent))
  }

  #write(path: string, from: number, bytes: Buffer): void {
    const file = this.#files.get(path) ?? Buffer.alloc(0)
    const to = from + bytes.length
    this.#contents.push({ path, from, to, before: Buffer.from(file.subarray(from, Math.min(to, file.length))) })
    const next = to > file.length ? Buffer.concat([file, Buffer.alloc(to - file.length)]) : file
    bytes.copy(next, from)
    this.#files.set(path, next)
  }

  /** Cutting off is a change of length: until it is flushed, the old end may come back. */
  #resize(path: string, length: number): void {
    const file = this.#files.get(path) ?? Buffer.alloc(0)
    if (length < file.length) this.#contents.push({ path, from: length, to: length, before: Buffer.from(file.subarray(length)) })
    this.#files.set(path, length < file.length ? Buffer.from(file.subarray(0, length)) : Buffer.concat([file, Buffer.alloc(length - file.length)]))
  }

  #flush(path: string): void {
    this.#contents = this.#contents.filter((each) => each.path !== path)
    if (this.#folders.has(path)) this.#names = this.#names.filter((each) => dirname(each.path) !== path)
  }

  #rename(path: string, to: string): void {
    const lost = this.#files.get(to)
    this.#change({ kind: 'renamed', path, to, ...(lost === undefined ? {} : { lost: Buffer.from(lost) }) })
    this.#contents = this.#contents.filter((each) => each.path !== to).map((each) => ({ ...each, path: movedPath(each.path, path, to) }))
  }

  #change(change: NameChange): void {
    this.#names.push(change)
    const { kind, path } = change
    if (kind === 'renamed') this.#move(path, change.to)
    else if (kind === 'made') this.#files.set(path, Buffer.alloc(0))
    else if (kind === 'folder-made') this.#folders.add(path)
    else if (kind === 'folder-removed') this.#folders.delete(path)
    else {
      this.#files.delete(path)
      this.#contents = this.#contents.filter((each) => each.path !== path)
    }
  }

  #undo(change: NameChange): void {
    const { kind, path, lost } = change
    if (kind === 'renamed') {
      this.#move(change.to, path)
      if (lost !== undefined) this.#files.set(change.to, Buffer.from(lost))
    } else if (kind === 'made') this.#files.delete(path)
    else if (kind === 'folder-made') this.#folders.delete(path)
    else if (kind === 'folder-removed') this.#folders.add(path)
    else this.#files.set(path, Buffer.from(lost ?? Buffer.alloc(0)))
  }

  #move(from: string, to: string): void {
    for (const [path, bytes] of [...this.#files]) {
      if (movedPath(path, from, to) === path) continue
      this.#files.delete(path)
      this.#files.set(movedPath(path, from, to), bytes)
    }
    for (const folder of [...this.#folders]) {
      if (this.#folders.delete(folder)) this.#folders.add(movedPath(folder, from, to))
    }
  }

  #losePart({ path, from, to, before }: Unflushed, random: () => number): void {
    const file = this.#files.get(path)
    if (file === undefined) return
    if (from === to) {
      if (random() < 0.5) this.#files.set(path, Buffer.concat([file.subarray(0, from), before]))
      return
    }
    for (let at = from; at < to; ) {
      const end = Math.min(to, (Math.floor(at / SECTOR) + 1) * SECTOR)
      if (random() < 0.5) {
        // Beyond the old end there was nothing: a sector that did not arrive reads as zeros.
        file.fill(0, Math.min(at, file.length), Math.min(end, file.length))
        before.copy(file, at, Math.min(at - from, before.length), Math.min(end - from, before.length))
      }
      at = end
    }
    // The length of the file may be the old one too.
    if (from + before.length < to && file.length === to && random() < 0.3) this.#files.set(path, file.subarray(0, from + before.length))
  }
}

/** A path after something above it, or itself, has got another name. */
const movedPath = (path: string, from: string, to: string): string =>
  path === from ? to : path.startsWith(`${from}/`) ? to + path.slice(from.length) : path
