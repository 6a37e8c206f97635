// electron-builder calls this once the application is laid out, before anything is signed or put into an archive.
import { copyFileSync, existsSync, rmSync } from 'node:fs'
import path from 'node:path'
import { packagedExecutable, setFuses } from './fuses.mjs'

export async function afterPack({ appOutDir, electronPlatformName, packager }) {
  const resources = packager.getResourcesDir(appOutDir)
  for (const leftover of [path.join(resources, 'default_app.asar'), path.join(appOutDir, 'version')]) {
    rmSync(leftover, { force: true })
  }
  const executable = packagedExecutable(appOutDir, electronPlatformName, packager)
  await setFuses(executable, electronPlatformName === 'darwin')
  replaceAddon(resources)
}

/** Only a package made with an old development runtime needs it: that one cannot load the shipped addon. */
function replaceAddon(resources) {
  const recompiled = process.env.PROBITY_SQLITE_BINDING
  if (recompiled === undefined || recompiled === '') return
  const prebuilds = path.join(resources, 'app.asar.unpacked/node_modules/better-sqlite3/prebuilds')
  const shipped = path.join(prebuilds, `${process.platform}-${process.arch}.node`)
  if (!existsSync(shipped)) throw new Error(`the package has no database addon at ${shipped}`)
  copyFileSync(recompiled, shipped)
}
