// `npm run test:long`: the tests that take minutes, then the planted errors, which take longer.
import { build } from './build.mjs'
import { ensureDebianPackages, packagesFor } from './debian-packages.mjs'
import { inProject, packageCommand, runThrough, suitableNode } from './project.mjs'

await ensureDebianPackages(packagesFor.test())
await build()
const vitest = [packageCommand('vitest'), 'run', '--mode', 'long', '--passWithNoTests']
const tests = await runThrough(suitableNode(), vitest)
const planted = await runThrough(process.execPath, [inProject('scripts/planted.mjs'), '--settled'])
process.exit(tests === 0 ? planted : tests)
