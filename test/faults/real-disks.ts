import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A disk of 2 MB of its own, where this computer lets a test have one. */
export interface SmallDisk {
  readonly at: string
  remount(how: 'ro' | 'rw'): void
  /** As when the drive is pulled out. */
  unplug(): void
}

const mount = (...args: string[]): boolean => process.platform === 'linux' && spawnSync('mount', args).status === 0

export function smallDisk(): SmallDisk {
  const at = mkdtempSync(join(tmpdir(), 'probity-disk-'))
  if (!mount('-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', at)) throw new Error('this computer mounts no disk for a test')
  const unplug = () => void spawnSync('umount', ['-l', at])
  onTestFinished(() => {
    unplug()
    rmSync(at, { recursive: true, force: true })
  })
  return { at, unplug, remount: (how) => void mount('-o', `remount,${how},size=2m`, at) }
}

export const canMount = ((): boolean => {
  const at = mkdtempSync(join(tmpdir(), 'probity-disk-'))
  const isMounted = mount('-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', at)
  if (isMounted) spawnSync('umount', [at])
  rmSync(at, { recursive: true, force: true })
  if (!isMounted) console.warn('SKIPPED: no disk can be mounted here, so a full, a read-only and an unplugged one were not tried')
  return isMounted
})()
