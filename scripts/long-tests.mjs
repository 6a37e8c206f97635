// `npm run test:long`: the tests that take minutes.
import { build } from './build.mjs'
import { ensureDebianPackages, packagesFor } from './debian-packages.mjs'
import { packageCommand, runThrough, suitableNode } from './project.mjs'

await ensureDebianPackages(packagesFor.test())
await build()
process.exit(await runThrough(suitableNode(), [packageCommand('vitest'), 'run', '--mode', 'long']))
