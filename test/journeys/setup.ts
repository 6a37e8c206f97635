import { describeRuntime, electronRuntime } from '../../scripts/electron-runtime.mjs'

/**
 * What a journey finds in its environment: PROBITY_ELECTRON (the executable), PROBITY_ELECTRON_FLAGS (first on its
 * command line, space-separated), ELECTRON_OVERRIDE_DIST_PATH, PROBITY_SQLITE_BINDING where the runtime needs it.
 */
export default async function setup(): Promise<void> {
  const runtime = await electronRuntime()
  Object.assign(process.env, runtime.env, { PROBITY_ELECTRON_FLAGS: runtime.flags.join(' ') })
  console.log(`Journeys run in ${describeRuntime(runtime)}.`)
}
