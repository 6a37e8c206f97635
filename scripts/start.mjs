// `npm start`: packages, runtime, build, then the window (on a virtual screen where there is no real one).
import { ensureDebianPackages, hasDisplay, packagesFor } from './debian-packages.mjs'
import { describeRuntime, electronRuntime } from './electron-runtime.mjs'
import { build } from './build.mjs'
import { note, root, runThrough } from './project.mjs'

await ensureDebianPackages(packagesFor.start())
const runtime = await electronRuntime()
await build()
note(describeRuntime(runtime))

// Without arguments the demo study is opened, made on first use.
const given = process.argv.slice(2)
const application = [runtime.executable, ...runtime.flags, root, ...(given.length > 0 ? given : ['--demo'])]
const virtualScreen = ['xvfb-run', '-a', '-s', '-screen 0 1440x900x24 -nolisten tcp']
const headless = process.platform === 'linux' && !hasDisplay()
if (headless) note('no display here: the window opens on a virtual screen (end with Ctrl-C)')
const [command, ...args] = headless ? [...virtualScreen, ...application] : application
process.exit(await runThrough(command, args, { env: { ...process.env, ...runtime.env } }))
