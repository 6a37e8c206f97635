// The nine fuses of a package: what they have to be, and reading them back from the executable.
import path from 'node:path'
import { flipFuses, FuseState, FuseV1Options, FuseVersion, getCurrentFuseWire } from '@electron/fuses'

const { ENABLE, DISABLE } = FuseState

export const requiredFuses = {
  runAsNode: [FuseV1Options.RunAsNode, DISABLE],
  enableCookieEncryption: [FuseV1Options.EnableCookieEncryption, ENABLE],
  enableNodeOptionsEnvironmentVariable: [FuseV1Options.EnableNodeOptionsEnvironmentVariable, DISABLE],
  enableNodeCliInspectArguments: [FuseV1Options.EnableNodeCliInspectArguments, DISABLE],
  enableEmbeddedAsarIntegrityValidation: [FuseV1Options.EnableEmbeddedAsarIntegrityValidation, ENABLE],
  onlyLoadAppFromAsar: [FuseV1Options.OnlyLoadAppFromAsar, ENABLE],
  loadBrowserProcessSpecificV8Snapshot: [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot, DISABLE],
  grantFileProtocolExtraPrivileges: [FuseV1Options.GrantFileProtocolExtraPrivileges, DISABLE],
  wasmTrapHandlers: [FuseV1Options.WasmTrapHandlers, ENABLE],
}

const words = { [ENABLE]: 'on', [DISABLE]: 'off', [FuseState.REMOVED]: 'removed', [FuseState.INHERIT]: 'inherited' }

/** [{ name, required, found, ok }] for all nine; `found` is 'absent' where the executable is too old to have it. */
export async function readFuses(executable) {
  const wire = await getCurrentFuseWire(executable)
  return Object.entries(requiredFuses).map(([name, [option, required]]) => ({
    name,
    required: words[required],
    found: words[wire[option]] ?? 'absent',
    ok: wire[option] === required,
  }))
}

/** Every fuse that the executable has. One that it is too old for shows as absent when they are read back. */
export async function setFuses(executable, resetAdHocDarwinSignature = false) {
  const wire = await getCurrentFuseWire(executable)
  const settings = Object.values(requiredFuses)
    .filter(([option]) => wire[option] !== undefined)
    .map(([option, required]) => [option, required === ENABLE])
  const config = { version: FuseVersion.V1, resetAdHocDarwinSignature, strictlyRequireAllFuses: true }
  await flipFuses(executable, { ...config, ...Object.fromEntries(settings) })
}

export function packagedExecutable(directory, platform, { appInfo, executableName }) {
  const name = appInfo.productFilename
  if (platform === 'darwin') return path.join(directory, `${name}.app`)
  return path.join(directory, platform === 'win32' ? `${name}.exe` : executableName)
}
